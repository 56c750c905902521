"""Figures: how many duties stand how, part and whole, and whether the target is reached. Shares compare integers."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from zhendi.policy.evaluate import Obligation
from zhendi.policy.schema import Kind, Status

_DECIDED: tuple[Status, ...] = ("met", "met_late", "overdue", "missed")
_STANDING: tuple[Status, ...] = ("met", "due", "due_soon", "overdue")


@dataclass(frozen=True, slots=True)
class Figure:
    """Counts of a rule for some place. ``part`` of ``whole`` is what the clause board shows; waived is apart.

    Standing and share: whole = all that are asked and not waived, part = those for which it holds.
    Recurring and deadline: whole = those decided (done, or past their day), part = those done in time.
    """

    part: int
    whole: int
    by_status: Mapping[Status, int]

    def reaches(self, percent: int) -> bool:
        """Whether part ÷ whole is at least so many per cent; nothing asked reaches every target."""
        return 100 * self.part >= percent * self.whole


def figure(kind: Kind, rows: Iterable[Obligation]) -> Figure:
    """The figure of obligations of one rule."""
    counts: Mapping[Status, int] = Counter(row.status for row in rows)
    in_whole = _STANDING if kind in {"standing", "share"} else _DECIDED
    return Figure(counts.get("met", 0), sum(counts.get(status, 0) for status in in_whole), dict(counts))


def roll_up(kind: Kind, rows: Iterable[Obligation], above: Mapping[int, Sequence[int]]) -> Mapping[int, Figure]:
    """The figure of every place over the subjects: ``above`` lists all places that a subject counts for."""
    by_place: dict[int, list[Obligation]] = defaultdict(list)
    for row in rows:
        for place in above.get(row.subject, ()):
            by_place[place].append(row)
    return {place: figure(kind, held) for place, held in sorted(by_place.items())}

"""The clause board: every clause with its figure for the reader's place, its trend, and where it falls short."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple

from zhendi.kernel.errors import NotVisible
from zhendi.kernel.parameters import Dated
from zhendi.kernel.scope import Scope
from zhendi.obligations.models import Derivation
from zhendi.obligations.queries import cuts, figures
from zhendi.obligations.queries.cuts import By, Cut
from zhendi.obligations.queries.figures import Below, Counts, Point, Trends
from zhendi.policy.load import load
from zhendi.policy.schema import Clause, Rule, Share

State = Literal["late", "soon", "met", "track", "none", "awaiting", "not_computable"]
ORDER: Sequence[State] = ("late", "soon", "met", "track", "none", "awaiting", "not_computable")
HELD = ("late", "soon", "met")  # compared with a target
_WORST = 3
_SUMMARY = "0.1"  # the clause that counts the others
_COMPLETE = "target.complete"


class Short(NamedTuple):
    """A place that falls short, and by how many; ``own``: the reader's place itself."""

    organisation_id: int
    name: str
    path: str
    missing: int
    own: bool = False


@dataclass(frozen=True, slots=True)
class RuleFigure:
    """One rule for a place: its counts, part of whole, its target in per cent, how it stands, and the trend."""

    rule: Rule
    counts: Counts
    part: int
    whole: int
    target: int
    state: State
    trend: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class ClauseFigure:
    """One clause. ``part`` of ``whole``, trend and state are those of the rules that measure it; ``target`` is None
    where the document sets none. ``short``: the places that are missing most, of ``short_places``.
    """

    clause: Clause
    state: State
    part: int
    whole: int
    overdue: int
    target: Dated | None
    trend: tuple[Point, ...]
    short: tuple[Short, ...]
    short_places: int
    figures: tuple[RuleFigure, ...]

    @property
    def missing(self) -> int:
        """How many are not met."""
        return self.whole - self.part

    @property
    def missed(self) -> int:
        """How many of these can no longer be caught up."""
        return sum(each.counts.missed for each in self.measuring)

    @property
    def counts_missing(self) -> bool:
        """Whether the clause's figure is how many fall short, not what share is met."""
        return self.clause.target.comparison == "at_most"

    @property
    def measuring(self) -> tuple[RuleFigure, ...]:
        """The rules whose figure is the clause's."""
        return tuple(each for each in self.figures if each.rule.id in self.clause.measured_by)

    @property
    def beside(self) -> tuple[RuleFigure, ...]:
        """The other rules of the clause."""
        return tuple(each for each in self.figures if each.rule.id not in self.clause.measured_by)

    def reached(self, point: Point) -> bool:
        """Whether the target was reached with a month's figure."""
        return _reached(self.clause, point.part, point.whole, self.target)

    @property
    def turned(self) -> int:
        """1 when the target was reached this month and not in the month before, -1 the other way, else 0."""
        if self.state not in HELD or len(self.trend) < 2:
            return 0
        return self.reached(self.trend[-1]) - self.reached(self.trend[-2])


@dataclass(frozen=True, slots=True)
class Board:
    """All clauses for one place, in the document's order. ``by`` area: ``path`` is the digits of the area.

    ``derived_on``: the day of the last derivation, None before the first. ``month``: the month shown; ``current``: it is
    the month of the last derivation. ``filled``: there are figures of the month.
    """

    organisation_id: int
    name: str
    path: str
    by: By
    month: date
    derived_on: date | None
    current: bool
    filled: bool
    clauses: tuple[ClauseFigure, ...]
    place: Cut

    def of(self, state: State) -> int:
        """How many clauses stand so."""
        return sum(1 for each in self.clauses if each.state == state)

    def clause(self, code: str) -> ClauseFigure:
        """One clause; ``NotVisible`` for an unknown id."""
        for each in self.clauses:
            if each.clause.id == code:
                return each
        raise NotVisible(f"clause {code}")


def board(scope: Scope, *, path: str = "", months: int = 12, by: By = "tree") -> Board:
    """The board of a place that the reader sees (his own when none is named); four queries whatever its size.

    ``by`` area: of an administrative area, five queries; seven for who sees a part of the tree, whose own it then counts
    (``cuts``). ``NotVisible`` for a place outside the reader's pieces of the tree or ground, and for who sees none.
    """
    place = cuts.cut(scope, by, path)
    derived = Derivation.objects.filter(pk=1).values_list("as_of", flat=True).first()
    month = scope.as_of.replace(day=1)
    trends = figures.trends(place, month, months)
    below = figures.below(place, month)
    names = cuts.names(by, {place.at, *(path for rows in below.values() for path in rows)})
    if by == "tree" and place.at not in names:
        raise NotVisible(f"board of {path}")
    view = _View(place, month, trends, below, names)
    clauses = tuple(_clause(clause, view) for clause in load().clauses)
    return Board(
        *names.get(place.at, cuts.gone(by, place.at)), place.at, by, month, derived, derived is not None and derived.replace(day=1) == month,
        any(month in rows for rows in trends.values()), tuple(_summed(each, clauses) for each in clauses), place,
    )  # fmt: skip


def counted_rules(clause: Clause) -> tuple[Rule, ...]:
    """The rules that measure a clause; all of its rules while its own figure is awaited."""
    return tuple(rule for rule in clause.rules if not clause.measured_by or rule.id in clause.measured_by)


def by_pillar(clauses: Iterable[ClauseFigure]) -> Mapping[str, Sequence[ClauseFigure]]:
    """Clauses by pillar in the document's order."""
    found: dict[str, list[ClauseFigure]] = defaultdict(list)
    for each in clauses:
        found[each.clause.pillar].append(each)
    return found


class _View(NamedTuple):
    """What was read for one place and month."""

    place: Cut
    month: date
    trends: Trends
    below: Below
    names: Mapping[str, tuple[int, str]]


def _clause(clause: Clause, view: _View) -> ClauseFigure:
    own = tuple(_figure(rule, view) for rule in clause.rules)
    counted = counted_rules(clause)
    measuring = [each for each in own if each.rule.id in clause.measured_by]
    part, whole = sum(each.part for each in measuring), sum(each.whole for each in measuring)
    overdue = sum(each.counts.overdue for each in measuring)
    late = sum(each.counts.late for each in measuring)
    target = _target(clause, view.month)
    short = _short(counted, view)
    return ClauseFigure(
        clause, _state(clause, part, whole, late, target), part, whole, overdue, target,
        figures.points([each.rule for each in measuring], view.trends), short[:_WORST], len(short), own,
    )  # fmt: skip


def _figure(rule: Rule, view: _View) -> RuleFigure:
    counts = view.trends.get(rule.id, {}).get(view.month, Counts())
    part, whole = counts.part_of(rule)
    code = rule.asks.target if isinstance(rule.asks, Share) else _COMPLETE
    target = load().parameters.integer(code, max(view.month, rule.valid_from))
    state: State = "none" if whole == 0 else "met" if 100 * part >= target * whole else _open(counts.late)
    return RuleFigure(rule, counts, part, whole, target, state, figures.points([rule], view.trends))


def _short(rules: Sequence[Rule], view: _View) -> tuple[Short, ...]:
    """Places one level below that lack something, worst first; what is left is the place's own."""
    missing: Counter[str] = Counter()
    for rule in rules:
        there = view.below.get(rule.id, {})
        for path, counts in there.items():
            missing[path] += counts.lacking
        whole = view.trends.get(rule.id, {}).get(view.month, Counts()).lacking
        missing[view.place.at] += whole - sum(counts.lacking for counts in there.values())
    listed = sorted((item for item in missing.items() if item[1] > 0), key=lambda item: (-item[1], item[0]))
    by, at = view.place.by, view.place.at
    return tuple(Short(*view.names.get(path, cuts.gone(by, path)), path, count, path == at) for path, count in listed)


def _target(clause: Clause, day: date) -> Dated | None:
    code = clause.target.parameter
    if not code:
        return None
    parameter = load().parameters.by_code[code]
    return parameter.at(max(day, parameter.values[0].valid_from))


def _state(clause: Clause, part: int, whole: int, late: int, target: Dated | None) -> State:
    if clause.not_computable:
        return "not_computable"
    if not clause.measured_by:
        return "awaiting"
    if whole == 0:
        return "none"
    if target is None:
        return "track"
    return "met" if _reached(clause, part, whole, target) else _open(late)


def _reached(clause: Clause, part: int, whole: int, target: Dated | None) -> bool:
    if target is None:
        return False
    if clause.target.comparison == "at_most":
        return whole - part <= int(target.value)
    return 100 * part >= int(target.value) * whole


def _open(late: int) -> State:
    return "late" if late else "soon"


def _summed(each: ClauseFigure, clauses: Sequence[ClauseFigure]) -> ClauseFigure:
    """The clause that counts the others: part = targets reached, whole = figures compared with a target."""
    if each.clause.id != _SUMMARY:
        return each
    held = [other for other in clauses if other.state in HELD]
    part = sum(1 for other in held if other.state == "met")
    late = sum(1 for other in held if other.state == "late")
    state: State = "none" if not held else "met" if part == len(held) else _open(late)
    months = sorted({point.month for other in held for point in other.trend})
    trend = tuple(
        Point(month, sum(other.reached(point) for other, point in rows), len(rows))
        for month in months
        if (rows := [(other, point) for other in held for point in other.trend if point.month == month])
    )
    return replace(each, state=state, part=part, whole=len(held), overdue=late, trend=trend)

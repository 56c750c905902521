"""Rows of facts, and what they add up to on a day or in a period. No judgement here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from zhendi.kernel.parameters import Parameters
from zhendi.policy import periods
from zhendi.policy.schema import Condition, Guard, Rule, Standing


class Row(NamedTuple):
    """One row of a fact. An event has its day in ``begins`` and no end; an interval is half-open, open without end."""

    id: int
    subject: int
    begins: date
    ends: date | None = None
    quantity: int = 1

    def holds(self, day: date) -> bool:
        """Whether the interval is in force on a day."""
        return self.begins <= day and (self.ends is None or day < self.ends)


Facts = Mapping[str, Sequence[Row]]


class Counted(NamedTuple):
    """What was counted: the sum, and the ids of the rows in order."""

    total: int
    ids: tuple[int, ...]


class Held(NamedTuple):
    """All rows of one subject: of the rule's subjects, its evidence (with the window applied), and each guard."""

    subject: int
    spans: tuple[Row, ...]
    evidence: tuple[Row, ...]
    guards: tuple[tuple[Guard, tuple[Row, ...]], ...]

    def there(self, day: date) -> bool:
        """Whether the subject exists on the day."""
        return any(row.holds(day) for row in self.spans)


def by_subject(rows: Iterable[Row], as_of: date) -> Mapping[int, tuple[Row, ...]]:
    """Rows that had begun by the day, by subject, in order of time."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.begins, row.id)):
        if row.begins <= as_of:
            found[row.subject].append(row)
    return {subject: tuple(held) for subject, held in found.items()}


def held(rule: Rule, evidence: str, facts: Facts, parameters: Parameters, as_of: date) -> tuple[Held, ...]:
    """What is known on the day of every subject of a rule, in order of the subject."""
    spans = by_subject(facts[rule.subjects], as_of)
    proofs = by_subject(_windowed(rule, facts[evidence], parameters), as_of)
    guards = [(guard, by_subject(facts[guard.fact], as_of)) for guard in rule.guards]
    return tuple(
        Held(one, spans[one], proofs.get(one, ()), tuple((guard, rows.get(one, ())) for guard, rows in guards))
        for one in sorted(spans)
    )


def _windowed(rule: Rule, rows: Iterable[Row], parameters: Parameters) -> Iterable[Row]:
    """Events that count for a while become intervals of that length, by the number in force on their day."""
    asks = rule.asks
    if not isinstance(asks, Standing) or not asks.window:
        return rows
    return (_lasting(row, asks.window, rule, parameters) for row in rows)


def _lasting(row: Row, window: str, rule: Rule, parameters: Parameters) -> Row:
    length = parameters.at(window, max(row.begins, rule.valid_from))
    return Row(row.id, row.subject, row.begins, periods.after(row.begins, [length]), row.quantity)


def on_day(rows: Iterable[Row], day: date) -> Counted:
    """Intervals in force on the day."""
    return _sum(row for row in rows if row.holds(day))


def within(rows: Iterable[Row], begins: date, ends: date) -> Counted:
    """Events in [begins, ends)."""
    return _sum(row for row in rows if begins <= row.begins < ends)


def _sum(rows: Iterable[Row]) -> Counted:
    counted = list(rows)
    return Counted(sum(row.quantity for row in counted), tuple(row.id for row in counted))


def satisfied(condition: Condition, total: int, parameters: Parameters, day: date) -> bool:
    """Whether a count stands as the condition says, by the number in force on the day."""
    number = needed(condition, parameters, day)
    if condition.comparison == "at_most":
        return total <= number
    return total < number if condition.comparison == "below" else total >= number


def needed(condition: Condition, parameters: Parameters, day: date) -> int:
    """The number compared with; ``present`` needs one."""
    return parameters.integer(condition.parameter, day) if condition.parameter else 1


def guarded(held_rows: Held, parameters: Parameters, day: date) -> bool:
    """Whether all guards of the rule let it ask on the day."""
    return all(satisfied(guard.condition, on_day(rows, day).total, parameters, day) for guard, rows in held_rows.guards)

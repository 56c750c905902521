"""How counts run over time for one subject, in memory: what ``timeline`` is for all subjects in the database."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import NamedTuple

from zhendi.kernel.parameters import Parameters
from zhendi.policy.schema import Comparison


class Span(NamedTuple):
    """One row of a fact: from a day until a day (half-open); an event has no end."""

    begins: date
    ends: date | None
    quantity: int


@dataclass(frozen=True, slots=True)
class Level:
    """A count that stays as it is between two of its days."""

    days: Sequence[date]
    totals: Sequence[int]

    def at(self, day: date) -> int:
        """The count on a day."""
        place = bisect_right(self.days, day)
        return self.totals[place - 1] if place else 0

    def during(self, first: date, last: date) -> list[int]:
        """Every count that stood between two days, both included."""
        begin, end = bisect_right(self.days, first), bisect_right(self.days, last)
        return [self.totals[begin - 1] if begin else 0, *self.totals[begin:end]]


def level(spans: Iterable[Span]) -> Level:
    """The count of intervals in force."""
    changes: dict[date, int] = {}
    for begins, ends, quantity in spans:
        if ends is not None and ends <= begins:
            continue
        changes[begins] = changes.get(begins, 0) + quantity
        if ends is not None:
            changes[ends] = changes.get(ends, 0) - quantity
    days = sorted(day for day, change in changes.items() if change)
    return Level(days, list(accumulate(changes[day] for day in days)))


@dataclass(frozen=True, slots=True)
class Events:
    """Events in order of time, with their running sum."""

    days: Sequence[date]
    sums: Sequence[int]

    def within(self, begins: date, ends: date) -> int:
        """The sum of those in [begins, ends)."""
        first, last = bisect_left(self.days, begins), bisect_left(self.days, ends)
        return self.sums[last] - self.sums[first]

    def first(self, day: date, *, after: bool) -> date | None:
        """The first one on a day or later, or strictly after it."""
        place = bisect_right(self.days, day) if after else bisect_left(self.days, day)
        return self.days[place] if place < len(self.days) else None


def events(spans: Sequence[Span]) -> Events:
    """Rows by the day on which they begin."""
    ordered = sorted(spans, key=lambda span: span.begins)
    return Events([span.begins for span in ordered], [0, *accumulate(span.quantity for span in ordered)])


@dataclass(frozen=True, slots=True)
class Number:
    """A dated whole number; before its first day it is as on that day (``comparing.number`` does the same)."""

    days: tuple[date, ...]
    values: tuple[int, ...]

    def at(self, day: date) -> int:
        """The number on a day."""
        return self.values[max(0, bisect_right(self.days, day) - 1)]


def number(code: str, parameters: Parameters) -> Number:
    """A parameter; 1 where none is named."""
    if not code:
        return Number((date.min,), (1,))
    dated = parameters.by_code[code].values
    return Number(tuple(each.valid_from for each in dated), tuple(int(each.value) for each in dated))


def stands(comparison: Comparison, total: int, asked: int) -> bool:
    """Whether a count stands as asked."""
    if comparison == "at_most":
        return total <= asked
    return total < asked if comparison == "below" else total >= asked

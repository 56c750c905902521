"""Days, and days of which only the month or the year is known.

A roster says ``1998.07``; storing 1 July 1998 would invent a day. ``PartialDate`` keeps the precision that was
written. Month arithmetic clamps to the end of the month (31 January + 1 month = 28 or 29 February;
spec: domain fact sheet, section 0).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Precision = Literal["y", "m", "d"]
_LENGTHS: dict[int, Precision] = {4: "y", 7: "m", 10: "d"}


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month or a day. Raises ``ValueError`` for a day that does not exist."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise ValueError("a day needs its month")
        date(self.year, self.month or 1, self.day or 1)

    @property
    def precision(self) -> Precision:
        """How much is known: year, month or day."""
        if self.month is None:
            return "y"
        return "m" if self.day is None else "d"

    @property
    def first_day(self) -> date:
        """The first day that it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """The last day that it can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def iso(self) -> str:
        """``2008``, ``2008-07`` or ``2008-07-15``."""
        return self.first_day.isoformat()[: {"y": 4, "m": 7, "d": 10}[self.precision]]

    @classmethod
    def from_iso(cls, text: str) -> PartialDate:
        """Read what ``iso`` wrote; ``ValueError`` for anything else."""
        if len(text) not in _LENGTHS:
            raise ValueError(f"not a partial ISO date: {text!r}")
        parts = [int(part) for part in text.split("-")]
        return cls(*parts)

    @classmethod
    def of(cls, day: date, precision: Precision = "d") -> PartialDate:
        """The day, known to the given precision."""
        if precision == "y":
            return cls(day.year)
        return cls(day.year, day.month) if precision == "m" else cls(day.year, day.month, day.day)


def compare_coarse(first: PartialDate, second: PartialDate) -> int:
    """-1, 0 or 1, compared at the coarser precision of the two: 1975-12-15 and 1975-12 are equal."""
    if first.year != second.year or first.month is None or second.month is None:
        return (first.year > second.year) - (first.year < second.year)
    if first.month != second.month or first.day is None or second.day is None:
        return (first.month > second.month) - (first.month < second.month)
    return (first.day > second.day) - (first.day < second.day)


def add_months(day: date, months: int) -> date:
    """The same day so many months later (or earlier), clamped to the end of the month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day so many years later, 29 February clamped to the 28th."""
    return add_months(day, 12 * years)


def completed_years(birth: date, on: date) -> int:
    """Age in completed years; one born on 29 February completes the year on 1 March (assumption A-8)."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def day_before(day: date) -> date:
    """The last day of a half-open period that ends on ``day``."""
    return day - timedelta(days=1)

"""Periods and deadlines. Half-open [begins, ends), days of Asia/Shanghai, months clamped to their end.

Sources: domain fact sheet §0 (clamping) and §9.4 (working days: the first day is not counted).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhendi.kernel import workdays
from zhendi.kernel.dates import add_months, add_years, day_before
from zhendi.kernel.errors import Unreadable
from zhendi.kernel.festivals import festivals
from zhendi.kernel.parameters import Dated
from zhendi.policy.schema import Calendar

_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
UNITS = ("天", "工作日", "个月", "年")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A half-open period of days; ``name`` as it is said (2026年9月, 2026年第3季度, 2026年春节)."""

    begins: date
    ends: date
    name: str = ""

    @property
    def last(self) -> date:
        """The last day of the period."""
        return day_before(self.ends)

    def holds(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.begins <= day < self.ends


def period_of(calendar: Calendar, day: date) -> Period:
    """The month, quarter, half-year or year in which a day lies; ``KeyError`` for festivals, which leave gaps."""
    months = _MONTHS[calendar]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(first, add_months(first, months), _name(calendar, first))


def periods(calendar: Calendar, begins: date, ends: date) -> Iterator[Period]:
    """All periods of a calendar that begin in [begins, ends): they follow each other without gap."""
    period = period_of(calendar, begins)
    if period.begins < begins:
        period = period_of(calendar, period.ends)
    while period.begins < ends:
        yield period
        period = period_of(calendar, period.ends)


def festival_periods(codes: Sequence[str], lead: Dated, begins: date, ends: date) -> Iterator[Period]:
    """For each of the festivals the time from ``lead`` before it to the day itself; those that begin in [begins, ends).

    Two on one day (中秋 and 国庆 in 2031) are one: a duty is known by its subject and the day on which it begins.
    """
    found = (
        Period(before(festival.day, lead), festival.day + _DAY, f"{year}年{festival.name}")
        for year in range(begins.year, ends.year + 2)
        for festival in festivals(year)
        if festival.code in codes
    )
    first_of = {period.begins: period for period in sorted(found, reverse=True)}
    return (first_of[day] for day in sorted(first_of) if begins <= day < ends)


def term(start: date, years: int, day: date) -> Period:
    """The term of so many years in which a day lies, counted on from ``start`` (29 February clamped to the 28th).

    ``ValueError`` for a day before the first term.
    """
    if day < start:
        raise ValueError(f"{day} lies before the first term of {start}")
    number = (day.year - start.year) // years
    while add_years(start, years * (number + 1)) <= day:
        number += 1
    while add_years(start, years * number) > day:
        number -= 1
    return Period(add_years(start, years * number), add_years(start, years * (number + 1)), f"第{number + 1}届")


def before(day: date, amount: Dated) -> date:
    """So long before a day; working days are not counted backwards (``Unreadable``)."""
    if amount.unit == "工作日":
        raise Unreadable(f"{amount.code}：提前量不能以工作日计")
    return _moved(day, amount, -1)


def after(day: date, amounts: Iterable[Dated]) -> date:
    """A day moved on by the amounts, one after another."""
    return due(day, amounts, ()).day


def due(start: date, amounts: Iterable[Dated], pauses: Sequence[Period]) -> workdays.Deadline:
    """The last day in time: the amounts added to ``start`` one after another, paused days taken out.

    ``provisional`` when a year without its notice was counted through. ``start`` itself is not counted.
    """
    day, provisional = start, False
    for amount in amounts:
        found = _working(day, amount, pauses) if amount.unit == "工作日" else _plain(day, amount, pauses)
        day, provisional = found.day, provisional or found.provisional
    return workdays.Deadline(day, provisional)


def _working(start: date, amount: Dated, pauses: Sequence[Period]) -> workdays.Deadline:
    if not pauses:
        return workdays.add_working_days(start, int(amount.value))
    day, left, provisional = start, int(amount.value), False
    while left:
        day += _DAY
        known = workdays.is_working_day(day)
        provisional |= known.provisional
        left -= known.value and not any(pause.holds(day) for pause in pauses)
    return workdays.Deadline(day, provisional)


def _plain(start: date, amount: Dated, pauses: Sequence[Period]) -> workdays.Deadline:
    """A period of days, months or years, longer by each paused day that falls into it."""
    day, to_add = start, (_moved(start, amount, 1) - start).days
    if not pauses:
        return workdays.Deadline(start + timedelta(days=to_add), False)
    while to_add:
        day += _DAY
        to_add -= not any(pause.holds(day) for pause in pauses)
    return workdays.Deadline(day, False)


def _moved(day: date, amount: Dated, sign: int) -> date:
    number = sign * int(amount.value)
    if amount.unit == "天":
        return day + timedelta(days=number)
    if amount.unit == "个月":
        return add_months(day, number)
    if amount.unit == "年":
        return add_years(day, number)
    raise Unreadable(f"{amount.code}：单位“{amount.unit}”不是时间，时限用 {'、'.join(UNITS)}")


def _name(calendar: Calendar, first: date) -> str:
    number = (first.month - 1) // _MONTHS[calendar]
    part = {
        "month": f"{first.month}月",
        "quarter": f"第{number + 1}季度",
        "half_year": ("上半年", "下半年")[number % 2],
    }
    return f"{first.year}年{part.get(calendar, '')}"

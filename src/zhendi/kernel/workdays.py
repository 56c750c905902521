"""Working days of the People's Republic, with the weekends that are worked in exchange (调休).

Sources, in this order: single days and notices of ``policy/opinions/calendars.toml``, the kept library ``holidays``,
Saturdays and Sundays with the statutory holidays. A year whose notice is known to neither is *provisional*: the
answer is the best there is and says so. (A notice now and then makes the last weekend of the December before it
worked: 2001, 2005, 2006, 2011. Until it is out that weekend counts as off.) Counting (民法典 arts. 201, 203): the first day is not counted; a period
that ends on a day off runs to the next working day.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

import holidays

from zhendi.kernel.errors import Unreadable
from zhendi.kernel.festivals import Festival, festivals
from zhendi.kernel.parameters import policy_folder

__all__ = [
    "Deadline",
    "Festival",
    "Known",
    "add_working_days",
    "festivals",
    "is_working_day",
    "next_working_day",
    "working_days_between",
    "working_days_of",
]

T = TypeVar("T")
_DAY = timedelta(days=1)
_SATURDAY = 5
_FIRST_NOTICE = 2001  # the first year whose notice the library carries
_NOTICE_KEYS = {"year", "source", "number", "published", "off", "work", "checked_by"}
_DAY_KEYS = {"day", "working", "name", "source", "published"}


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """An answer about days; ``provisional`` when a year without its notice was needed for it."""

    value: T
    provisional: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day of a period; ``provisional`` when a year without its notice was counted through."""

    day: date
    provisional: bool


@dataclass(frozen=True, slots=True)
class Year:
    """One calendar year: weekdays that are off, weekend days that are worked, whether its notice is known."""

    off: frozenset[date]
    worked: frozenset[date]
    known: bool

    def works(self, day: date) -> bool:
        """Whether a day of this year is a working day."""
        return day in self.worked if day.weekday() >= _SATURDAY else day not in self.off


def is_working_day(day: date) -> Known[bool]:
    """Whether offices work on a day."""
    year = _year(day.year)
    return Known(year.works(day), not year.known)


def add_working_days(start: date, n: int, count_first: bool = False) -> Deadline:
    """The n-th working day after ``start``; the start itself counts only with ``count_first``.

    ``n = 0`` gives the start, or the next working day when it is a day off. ``ValueError`` for a negative n.
    """
    if n < 0:
        raise ValueError("working days are counted forward")
    if n == 0:
        return next_working_day(start)
    day, provisional, left = start if count_first else start + _DAY, False, n
    while True:
        year = _year(day.year)
        provisional |= not year.known
        left -= year.works(day)
        if not left:
            return Deadline(day, provisional)
        day += _DAY


def next_working_day(day: date) -> Deadline:
    """The day itself when it is a working day, else the next one: where a period ends that ends on a day off."""
    provisional = False
    while True:
        year = _year(day.year)
        provisional |= not year.known
        if year.works(day):
            return Deadline(day, provisional)
        day += _DAY


def working_days_between(start: date, end: date) -> Known[int]:
    """How many working days after ``start`` up to and with ``end``; 0 when the end is not later."""
    days = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    years = {day.year: _year(day.year) for day in days}
    return Known(sum(years[day.year].works(day) for day in days), not all(year.known for year in years.values()))


def working_days_of(year: int) -> Known[tuple[date, ...]]:
    """All working days of a calendar year."""
    held = _year(year)
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days))
    return Known(tuple(day for day in days if held.works(day)), not held.known)


# --- Where the days come from --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Overrides:
    """What ``calendars.toml`` says: whole years, and single days that work or do not."""

    years: Mapping[int, Year]
    days: Mapping[date, bool]


def read_overrides(text: str, name: str = "calendars.toml") -> Overrides:
    """Parse the TOML text; ``Unreadable`` names the entry at fault. Keys of other parts are left alone."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise Unreadable(f"{name}: {fault}") from fault
    notices = [_notice(entry, name) for entry in given.get("notice", [])]
    if len({number for number, _ in notices}) != len(notices):
        raise Unreadable(f"{name}: two notices for one year")
    return Overrides(dict(notices), dict(_single(entry, name) for entry in given.get("day", [])))


def _notice(entry: Mapping[str, Any], name: str) -> tuple[int, Year]:
    year = entry.get("year")
    where = f"{name}: notice {year}"
    _cited(entry, _NOTICE_KEYS, {"year", "off", "work"}, where)
    off = frozenset(day for span in entry["off"] for day in _span(span, where))
    worked = frozenset(entry["work"])
    if not all(isinstance(day, date) and day.weekday() >= _SATURDAY for day in worked) or off & worked:
        raise Unreadable(f"{where}: work lists Saturdays and Sundays that are not off")
    if any(day.year != year for day in off | worked):
        raise Unreadable(f"{where}: a day of another year")
    return int(entry["year"]), Year(off, worked, known=True)


def _span(span: Mapping[str, Any], where: str) -> Iterator[date]:
    first, last = span.get("from"), span.get("to")
    if set(span) != {"name", "from", "to"} or not isinstance(first, date) or not isinstance(last, date) or first > last:
        raise Unreadable(f"{where}: a holiday needs name, from and to")
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _single(entry: Mapping[str, Any], name: str) -> tuple[date, bool]:
    day = entry.get("day")
    _cited(entry, _DAY_KEYS, {"day", "working", "name"}, f"{name}: day {day}")
    if not isinstance(day, date) or not isinstance(entry["working"], bool):
        raise Unreadable(f"{name}: day {day} needs a date and working = true or false")
    return day, entry["working"]


def _cited(entry: Mapping[str, Any], allowed: set[str], needed: set[str], where: str) -> None:
    """Unknown keys, and entries without their source and its day, are refused."""
    if set(entry) - allowed or (needed | {"source", "published"}) - set(entry) or not entry["source"]:
        raise Unreadable(f"{where}: unknown key, or source, published or {', '.join(sorted(needed))} is missing")


@cache
def _overrides(path: Path) -> Overrides:
    return read_overrides(path.read_text("utf-8"), path.name) if path.is_file() else Overrides({}, {})


@cache
def _year(number: int) -> Year:
    return _built(number, policy_folder() / "calendars.toml")


@cache
def _built(number: int, path: Path) -> Year:
    overrides = _overrides(path)
    year = overrides.years.get(number) or _from_library(number)
    days = {day: works for day, works in overrides.days.items() if day.year == number}
    return _changed(year, days) if days else year


def _changed(year: Year, days: Mapping[date, bool]) -> Year:
    worked = (year.worked - days.keys()) | {day for day, works in days.items() if works}
    off = (year.off - days.keys()) | {day for day, works in days.items() if not works}
    return Year(off, worked, year.known)


def _from_library(number: int) -> Year:
    """The library's year. Exchanged weekends are only known from a notice: where there is none, there was none yet."""
    found = holidays.country_holidays("CN", years=(number, number + 1))
    worked = _in(number, found.weekend_workdays)
    known = _FIRST_NOTICE <= number <= _last_notice()
    return Year(_in(number, found), worked, known)


@cache
def _last_notice() -> int:
    """The last year for which the library carries exchanged weekends: every notice since 2020 has some."""
    year = 2020
    while _in(year + 1, holidays.country_holidays("CN", years=year + 1).weekend_workdays):
        year += 1
    return year


def _in(year: int, days: Iterable[date]) -> frozenset[date]:
    return frozenset(day for day in days if day.year == year)

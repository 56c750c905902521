"""The days of the year on which offices greet, visit and hold activities; those of the lunar calendar worked out.

Lunar dates and the solar term 清明 come from the kept library ``lunar_python`` and need no notice, so that every
year is certain. Days off are another matter: ``workdays``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from lunar_python import Lunar, Solar

# code, name, month, day of the common calendar
_SOLAR = (
    ("new_year", "元旦", 1, 1),
    ("women", "国际妇女节", 3, 8),
    ("labour", "国际劳动节", 5, 1),
    ("youth", "青年节", 5, 4),
    ("children", "国际儿童节", 6, 1),
    ("party", "建党纪念日", 7, 1),
    ("army", "建军节", 8, 1),
    ("teachers", "教师节", 9, 10),
    ("martyrs", "烈士纪念日", 9, 30),
    ("national", "国庆节", 10, 1),
)
# code, name, month, day of the lunar calendar
_LUNAR = (
    ("spring", "春节", 1, 1),
    ("lantern", "元宵节", 1, 15),
    ("dragon_boat", "端午节", 5, 5),
    ("mid_autumn", "中秋节", 8, 15),
    ("double_ninth", "重阳节", 9, 9),
)


@dataclass(frozen=True, slots=True)
class Festival:
    """One festival of one year: a stable code, its name, its day."""

    code: str
    name: str
    day: date


@cache
def festivals(year: int) -> tuple[Festival, ...]:
    """All festivals of a calendar year by day: common, lunar, 除夕 and 清明. From 1900 to 2100."""
    if not 1900 <= year <= 2100:
        raise ValueError(f"festivals are known from 1900 to 2100, not for {year}")
    return tuple(sorted(_all(year), key=lambda festival: (festival.day, festival.code)))


def festival(year: int, code: str) -> date:
    """The day of one festival; ``KeyError`` for an unknown code."""
    return {each.code: each.day for each in festivals(year)}[code]


def _all(year: int) -> Iterator[Festival]:
    for code, name, month, day in _SOLAR:
        yield Festival(code, name, date(year, month, day))
    for code, name, month, day in _LUNAR:
        yield Festival(code, name, _day(Lunar.fromYmd(year, month, day).getSolar()))
    # The eve is the day before, whether the twelfth month has 29 or 30 days.
    yield Festival("spring_eve", "除夕", _day(Lunar.fromYmd(year, 1, 1).getSolar()) - timedelta(days=1))
    yield Festival("qingming", "清明节", _day(Lunar.fromYmd(year, 3, 1).getJieQiTable()["清明"]))


def _day(solar: Solar) -> date:
    return date(solar.getYear(), solar.getMonth(), solar.getDay())

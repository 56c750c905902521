"""Ways in which offices write a day. Each gives the cell and what it says, at the precision that was written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from zhendi.demo.dice import Table

Cell = Any
Written = tuple[Cell, str]
Style = Callable[[date], Written]
_EPOCH = date(1899, 12, 30).toordinal()
_FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
_NUMERALS = "〇一二三四五六七八九"


def _day(pattern: str) -> Style:
    return lambda day: (pattern.format(day), day.isoformat())


def _month(pattern: str) -> Style:
    return lambda day: (pattern.format(day), day.isoformat()[:7])


def _loose(pattern: str) -> Style:
    """Without leading zeros: 2008.7.1."""
    return lambda day: (pattern.format(y=day.year, m=day.month, d=day.day), day.isoformat())


def _loose_month(pattern: str) -> Style:
    return lambda day: (pattern.format(y=day.year, m=day.month, yy=f"{day.year % 100:02d}"), day.isoformat()[:7])


def _cell(day: date) -> Written:
    return day, day.isoformat()


def serial(day: date) -> Written:
    """The spreadsheet's own number of a day, shown bare."""
    return day.toordinal() - _EPOCH, day.isoformat()


def _month_number(day: date) -> Written:
    """1998.10 typed as a number, which a spreadsheet keeps as 1998.1."""
    return round(day.year + day.month / 100, 2), day.isoformat()[:7]


def _wide(day: date) -> Written:
    return f"{day:%Y.%m}".translate(_FULL_WIDTH), day.isoformat()[:7]


def _numerals(day: date) -> Written:
    """二〇〇八年七月: as minutes and old files write it."""
    year = "".join(_NUMERALS[int(digit)] for digit in str(day.year))
    month = ("十" if day.month >= 10 else "") + (_NUMERALS[day.month % 10] if day.month % 10 else "")
    return f"{year}年{month}月", day.isoformat()[:7]


def _year(day: date) -> Written:
    return f"{day.year}年", str(day.year)


STYLES: dict[str, Style] = {
    "dots": _month("{:%Y.%m}"),
    "dotted day": _day("{:%Y.%m.%d}"),
    "iso": _day("{:%Y-%m-%d}"),
    "iso month": _month("{:%Y-%m}"),
    "slashes": _day("{:%Y/%m/%d}"),
    "slashes loose": _loose("{y}/{m}/{d}"),
    "dots loose": _loose("{y}.{m}.{d}"),
    "month loose": _loose_month("{y}.{m}"),
    "chinese": _loose("{y}年{m}月{d}日"),
    "chinese zeros": _day("{:%Y年%m月%d日}"),
    "chinese month": _loose_month("{y}年{m}月"),
    "eight": _day("{:%Y%m%d}"),
    "eight number": lambda day: (int(f"{day:%Y%m%d}"), day.isoformat()),
    "six": _month("{:%Y%m}"),
    "short": _loose_month("{yy}.{m}"),
    "time": _day("{:%Y-%m-%d} 00:00:00"),
    "cell": _cell,
    "serial": serial,
    "number": _month_number,
    "wide": _wide,
    "numerals": _numerals,
    "year": _year,
}
# Which styles a tidy office uses, and which may turn up in any other; ``cell`` and numbers need a spreadsheet.
TIDY = Table({"dots": 4, "iso": 3, "chinese month": 1, "dotted day": 1, "cell": 2})
_TEXTS = {
    "dots": 8, "dotted day": 5, "iso": 7, "iso month": 3, "slashes": 2, "slashes loose": 2, "dots loose": 3, "month loose": 3,
    "chinese": 4, "chinese zeros": 2, "chinese month": 4, "eight": 4, "six": 2, "short": 2, "time": 1.5, "serial": 2.5,
    "wide": 1.5, "numerals": 0.7,
}  # fmt: skip
ANY_TEXT = Table(_TEXTS)
ANY = Table({**_TEXTS, "cell": 7, "number": 2.5, "eight number": 1.5})
NOT_KNOWN = ("不详", "待查", "无记录", "记不清", "档案缺失", "未知")


_NO_DAYS = ((13, 1), (2, 30), (6, 31), (9, 31), (0, 1), (4, 31))


def impossible(day: date, style: str, place: int) -> str:
    """Digits in the manner of ``style`` that make no day."""
    month, number = _NO_DAYS[place % len(_NO_DAYS)]
    if style.startswith("chinese"):
        return f"{day.year}年{month}月{number}日"
    if style in ("iso", "iso month", "time", "cell"):
        return f"{day.year}-{month:02d}-{number:02d}"
    if month in (0, 13):
        return f"{day.year}.{month:02d}"
    return f"{day.year}.{month:02d}.{number:02d}"

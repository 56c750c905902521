"""Dates as offices write them, with the precision that was written: a day, a month or a year."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from zhendi.intake.judging.cells import NOTHING, Read, plain, shown
from zhendi.intake.reading.table import Cell, Number
from zhendi.kernel.dates import PartialDate
from zhendi.kernel.identifiers.cells import bare

_SERIAL_ZERO = date(1899, 12, 30)  # day 0 of a spreadsheet's calendar for all days after February 1900
_SERIALS = range(3654, 73051)  # 1910 to 2099
_YEARS = range(1900, 2100)
_MONTHS = range(1, 13)
_CHINESE = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_CHINESE_DATE = re.compile(r"([〇○零一二三四五六七八九]{4}|[〇○零一二三四五六七八九]{2})年(?:([一二三四五六七八九]|十[一二]?)月(?:([一二三四五六七八九]|[二三]?十[一二三四五六七八九]?)[日号]?)?)?")  # fmt: skip
_PARTS = re.compile(r"([0-9]{4}|[0-9]{2})[年./\-、,—–_](?:([0-9]{1,2})(?:[月./\-、,—–_](?:([0-9]{1,2})[日号]?)?)?)?\.?")
_BACKWARDS = re.compile(r"([0-9]{1,2})[./\-]([0-9]{1,2})[./\-]([0-9]{4})")
_TIME = re.compile(r"(?<=[0-9日])[ T]*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:\.[0-9]+)?$")
_USUAL = re.compile(r"[0-9]{4}(?:[-./年][0-9]{1,2}(?:[-./月][0-9]{1,2}日?|月)?|年)?|[0-9]{8}")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord("。"): ord("."), ord("−"): ord("-")}
_TENS = re.compile(r"([一二三四五六七八九])?十([一二三四五六七八九])?")
_IMPOSSIBLE = "date_impossible"
RECENT = 10  # years ahead: for events in the lives of people who are members today


def reader(as_of: date, ahead: int = 0) -> Callable[[Cell], Read]:
    """A reader of dates. Two-digit years are taken as the latest that is at most ``ahead`` years after ``as_of``: 28.6 may
    be the birth of an old man in 1928, but nobody alive joined then; that is a slip, and a day to come.
    """
    latest = as_of.year + ahead

    def read(cell: Cell) -> Read:
        if cell is None:
            return NOTHING
        if isinstance(cell, date):
            return Read(PartialDate.of(cell))
        if isinstance(cell, Number):
            return _number(cell, latest)
        return _text(plain(cell) if isinstance(cell, str) else shown(cell), cell, latest)

    return read


def _text(said: str, cell: Cell, latest: int) -> Read:
    written = _TIME.sub("", _from_chinese(said.translate(_WIDE)).strip()).replace(" ", "").strip("'\"`’‘")
    if not any("0" <= character <= "9" for character in written):
        if written in {"", "—", "-", "--", "/", "——"}:
            return NOTHING
        return Read(None, "date_unknown", f"日期写作“{said}”，没有可读的日期，暂按空白处理，查清后补填")
    day = _parse(written, latest)
    if day is None:
        return Read(None, _IMPOSSIBLE, f"“{said}”不是真实存在的日期，请核对后按2008-07-15或2008-07的样子填写")
    certain = _USUAL.fullmatch(written) and written == shown(cell)
    return Read(day, repair="" if certain else f"按{day.iso()}读取")


def _number(cell: Number, latest: int) -> Read:
    """A number: 20080715, 200807, 2008, the serial number of a day, or year.month with a last zero that is not kept."""
    value = cell.value
    written = bare(value) if float(value).is_integer() else _with_month(cell)
    day = _parse(written, latest)
    if day is None:
        return Read(None, _IMPOSSIBLE, f"“{cell.shown}”不是真实存在的日期，请核对后按2008-07-15或2008-07的样子填写")
    certain = _USUAL.fullmatch(written) and written == cell.shown
    return Read(day, repair="" if certain else f"按{day.iso()}读取")


def _with_month(cell: Number) -> str:
    """``2008.1`` as a number is October: a spreadsheet drops the zero of ``2008.10``."""
    if re.fullmatch(r"[0-9]{2,4}\.[0-9]{2}", cell.shown):
        return cell.shown
    written = f"{cell.value:.4f}".rstrip("0")
    return written + "0" if written.endswith(".1") else written


def _parse(written: str, latest: int) -> PartialDate | None:
    if written.isdecimal():
        return _digits(written, latest)
    parts = _PARTS.fullmatch(written)
    if parts:
        return _day(_year(parts[1], latest), parts[2], parts[3])
    backwards = _BACKWARDS.fullmatch(written)
    return _backwards(*map(int, backwards.groups())) if backwards else None


def _digits(written: str, latest: int) -> PartialDate | None:
    if len(written) == 8:
        return _day(int(written[:4]), written[4:6], written[6:])
    if len(written) == 6:
        return _day(int(written[:4]), written[4:], None) or _day(_year(written[:2], latest), written[2:4], written[4:])
    if len(written) == 4 and int(written) in _YEARS:
        return PartialDate(int(written))
    if len(written) in (4, 5) and int(written) in _SERIALS:
        return PartialDate.of(_SERIAL_ZERO + timedelta(days=int(written)))
    return None


def _backwards(first: int, second: int, year: int) -> PartialDate | None:
    """Day and month before the year: certain only when one of them cannot be a month, or both are the same."""
    if first > 12 or first == second:
        return _day(year, str(second), str(first))
    return _day(year, str(first), str(second)) if second > 12 else None


def _year(written: str, latest: int) -> int:
    if len(written) == 4:
        return int(written)
    year = latest // 100 * 100 + int(written)
    return year if year <= latest else year - 100


def _day(year: int, month: str | None, day: str | None) -> PartialDate | None:
    if year not in _YEARS or (month and int(month) not in _MONTHS) or (day and not int(day)):
        return None
    try:
        return PartialDate(year, int(month) if month else None, int(day) if day else None)
    except ValueError:
        return None


def _from_chinese(said: str) -> str:
    """二〇〇八年七月十五日 with digits; anything else as it is."""
    found = _CHINESE_DATE.fullmatch(said)
    if not found:
        return said
    year, month, day = found.groups()
    written = year.translate(_CHINESE) + "年"
    written += f"{_count(month)}月" if month else ""
    return written + (f"{_count(day)}日" if day else "")


def _count(written: str) -> int:
    tens = _TENS.fullmatch(written)
    if not tens:
        return int(written.translate(_CHINESE))
    return int((tens[1] or "一").translate(_CHINESE)) * 10 + int((tens[2] or "零").translate(_CHINESE))

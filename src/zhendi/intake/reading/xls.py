"""Workbooks in the old binary format, as WPS and older Excel keep them."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any, Literal

import xlrd
from xlrd import xldate

from zhendi.intake.reading import limits, numberformat
from zhendi.intake.reading.grid import BLANKS, Grid, Span, Unusable, Workbook, trim, within
from zhendi.intake.reading.package import BROKEN
from zhendi.intake.reading.table import Cell, Number

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_LOCKED = "工作簿加了密码，读不出来。请取消密码保护后再导入。"


def open_xls(content: bytes) -> Workbook:
    """All sheets. Raises ``Unusable`` when the file is broken, locked or no workbook."""
    if _ENCRYPTED in content:
        raise Unusable("encrypted", _LOCKED)
    book = _open(content)
    if book.nsheets > limits.SHEETS:
        raise Unusable("too_large", f"工作表多于 {limits.SHEETS} 张，请分成几个文件。")
    notices = ["文件带有宏：只读取单元格的值，宏不会运行。"] if _MACROS in content else []
    try:
        grids = [_grid(book, sheet) for sheet in book.sheets()]
    except Exception as fault:
        raise _as_unusable(fault) from fault
    return Workbook("xls", grids, notices)


def _open(content: bytes) -> Any:
    try:
        return xlrd.open_workbook(file_contents=content, formatting_info=True, ragged_rows=True, logfile=io.StringIO())
    except Exception as fault:  # the old format's reader fails in many ways on a damaged file
        raise _as_unusable(fault) from fault


def _as_unusable(fault: Exception) -> Unusable:
    if isinstance(fault, Unusable):
        return fault
    if "encrypted" in str(fault).lower():
        return Unusable("encrypted", _LOCKED)
    return Unusable("broken", BROKEN)


def _grid(book: Any, sheet: Any) -> Grid:
    codes = {place: numberformat.code_of(xf.format_key, _codes(book)) for place, xf in enumerate(book.xf_list)}
    rows = [_row(book, sheet, number, codes) for number in range(sheet.nrows)]
    hidden = frozenset(number + 1 for number, info in sheet.rowinfo_map.items() if info.hidden)
    columns = frozenset(number for number, info in sheet.colinfo_map.items() if info.hidden)
    spans = [Span(top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells]
    state = "visible" if sheet.visibility == 0 else "hidden"
    return Grid(sheet.name, trim(rows), state, within(spans, rows), hidden, columns)


def _codes(book: Any) -> dict[int, str]:
    return {number: form.format_str for number, form in book.format_map.items()}


def _row(book: Any, sheet: Any, number: int, codes: dict[int, str]) -> list[Cell]:
    return [
        _value(book, kind, value, codes.get(sheet.cell_xf_index(number, place), numberformat.GENERAL))
        for place, (kind, value) in enumerate(zip(sheet.row_types(number), sheet.row_values(number), strict=True))
    ]


def _value(book: Any, kind: int, value: Any, code: str) -> Cell:
    if kind == xlrd.XL_CELL_NUMBER:
        return Number(value, numberformat.shown(value, code))
    if kind == xlrd.XL_CELL_DATE:
        return _day(value, book.datemode)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    return str(value) if kind == xlrd.XL_CELL_TEXT and value not in BLANKS else None


def _day(value: float, mode: Literal[0, 1]) -> Cell:
    try:
        when: datetime = xldate.xldate_as_datetime(value, mode)
    except (ValueError, OverflowError, xldate.XLDateError):
        return Number(value, numberformat.general(value))
    return when.date()

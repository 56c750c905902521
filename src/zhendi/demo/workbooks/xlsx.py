"""Grids as an xlsx workbook. The same grids give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from zhendi.demo.grid import Grid

_MADE = datetime(2026, 1, 1, 9, 0)  # noqa: DTZ001 - a workbook's own property, without a zone by its format
_MANY = 4000  # rows from which a sheet goes straight to disk


def write_xlsx(path: Path, grids: Sequence[Grid]) -> None:
    """Write all sheets, row by row."""
    large = max(len(grid.rows) for grid in grids) > _MANY
    options = {
        "constant_memory": large,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"created": _MADE})
        centred = book.add_format({"align": "center", "valign": "vcenter", "text_wrap": True})
        for grid in grids:
            _sheet(book, grid, centred)


def _sheet(book: Any, grid: Grid, centred: Any) -> None:
    sheet = book.add_worksheet(grid.name)
    if grid.state == "hidden":
        sheet.hide()
    for column in grid.hidden_columns:
        sheet.set_column(column, column, None, None, {"hidden": True})
    heads = {number - 1 for number in grid.header_rows}
    for number, row in enumerate(grid.rows):
        if number + 1 in grid.hidden_rows:
            sheet.set_row(number, None, None, {"hidden": True})
        _row(sheet, number, row, centred if number in heads else None)
    # The range is listed without writing its empty cells again: merge_range would go back to a row already on disk.
    sheet.merge.extend(list(merge) for merge in grid.merges)


def _row(sheet: Any, number: int, row: Sequence[Any], style: Any) -> None:
    write_string, write_number = sheet.write_string, sheet.write_number
    for place, cell in enumerate(row):
        if cell is None or cell == "":
            continue
        if isinstance(cell, str):
            write_string(number, place, cell, style)
        elif isinstance(cell, date):
            sheet.write_datetime(number, place, cell)
        else:
            write_number(number, place, cell)

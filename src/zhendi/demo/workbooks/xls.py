"""Grids as a workbook of the old format. Needs xlwt, which only tests and benchmarks have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from zhendi.demo.grid import Grid


def write_xls(path: Path, grids: Sequence[Grid]) -> None:
    """Write all sheets; ``ImportError`` where xlwt is not installed."""
    import xlwt  # noqa: PLC0415 - not among the product's own libraries

    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for grid in grids:
        sheet = book.add_sheet(grid.name)
        sheet.visibility = 1 if grid.state == "hidden" else 0
        spans = {(row, column): (last_row, last_column) for row, column, last_row, last_column in grid.merges}
        for number, row in enumerate(grid.rows):
            if number + 1 in grid.hidden_rows:
                sheet.row(number).hidden = True
            for place, cell in enumerate(row):
                if (number, place) in spans:
                    last_row, last_column = spans[number, place]
                    sheet.write_merge(number, last_row, place, last_column, cell)
                elif cell not in (None, ""):
                    sheet.write(number, place, cell, *([day] if isinstance(cell, date) else []))
        for column in grid.hidden_columns:
            sheet.col(column).hidden = True
    book.save(str(path))

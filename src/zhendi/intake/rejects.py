"""The rejected rows as a workbook: bad cells marked, the reason as a comment; corrected and dropped in, they go through.

Each sheet keeps the headings of the file and says in its title from where it comes and as of which day, so that
it is read as the file was. What stood in a title or a section line (the branch) becomes a column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any, NamedTuple

import xlsxwriter

from zhendi.intake.judging.cells import shown
from zhendi.intake.judging.sheet import RETURNED
from zhendi.intake.reading.table import Book, Row, Table

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_NO_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_NAME = 31  # characters that the name of a sheet may have
_HINTS = {"full": "正式党员", "probationary": "预备党员"}
_FAMILIES = {
    "members": "党员名册", "organisations": "党组织名册", "outgoing": "流出党员登记册", "incoming": "流入党员登记册",
    "hand_overs": "交接名单",
    "units": "单位党建覆盖情况表", "outlets": "便民服务网点表", "items": "服务事项表", "divisions": "行政区划表",
}  # fmt: skip
_COMMENT = {"width": 320, "height": 90, "author": "阵地"}


class Bad(NamedTuple):
    """A bad cell: its row, its column ("" = the row as a whole) and why."""

    row: int
    column: str
    message: str


@dataclass(frozen=True, slots=True)
class _Extra:
    """A column that is added: its heading and its value for each row."""

    heading: str
    values: Mapping[int, str]


def workbook(books: Sequence[Book], bad: Mapping[tuple[str, str], Sequence[Bad]], *, as_of: date) -> bytes:
    """A workbook of the rejected rows. ``bad``: bad cells by file and sheet; a table without any is left out."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, _OPTIONS) as book:
        formats = _formats(book)
        used: set[str] = set()
        for read in books:
            for table in read.tables:
                cells = bad.get((read.name, table.sheet))
                if cells and table.rows:
                    page = book.add_worksheet(_sheet_name(read.name, table.sheet, used))
                    _fill(page, formats, read.name, table, cells, as_of)
        if not used:
            book.add_worksheet("没有退回行").write_string(0, 0, "没有退回的行。")
    return target.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "text_wrap": True, "bg_color": "#F2F2F2", "border": 1}),
        "text": book.add_format({"num_format": "@"}),
        "bad": book.add_format({"num_format": "@", "bg_color": "#FFC7CE", "font_color": "#9C0006"}),
        "quoted": book.add_format({"num_format": "@", "quote_prefix": True}),
    }


def _fill(page: Any, formats: Mapping[str, Any], file: str, table: Table, cells: Sequence[Bad], as_of: date) -> None:
    numbers = {each.row for each in cells}
    rows = [row for row in table.rows if row.number in numbers]
    extras = _extras(table, rows)
    page.write_string(0, 0, _title(file, table, as_of), formats["title"])
    depth = _write_headings(page, _headings(table, extras), formats["head"])
    page.set_column(0, len(table.columns) + len(extras) - 1, 16)
    page.freeze_panes(1 + depth, 0)
    places = {column.letter: at for at, column in enumerate(table.columns)}
    reasons: dict[tuple[int, int], list[str]] = {}
    for each in cells:
        reasons.setdefault((each.row, places.get(each.column, _first_place(table))), []).append(each.message)
    for line, row in enumerate(rows, 1 + depth):
        _write(page, line, row, formats, extras, reasons)


def _headings(table: Table, extras: Sequence[_Extra]) -> list[tuple[str, str]]:
    """Heading of each column in two lines, as in the file: the one above several columns, and the column's own; one that
    stands alone has no second line.
    """
    two = table.header_rows[1:2] == (table.header_rows[0] + 1,) if table.header_rows else False
    found = [_parted(column.heading or column.letter) if two else (column.heading, "") for column in table.columns]
    return [*found, *((extra.heading, "") for extra in extras)]


def _parted(heading: str) -> tuple[str, str]:
    above, slash, own = heading.partition("/")
    whole = slash and above.count("（") + above.count("(") == above.count("）") + above.count(")")
    return (above, own) if whole else (heading, "")


def _write_headings(page: Any, headings: Sequence[tuple[str, str]], form: Any) -> int:
    """Write the headings below the title, those of several columns merged; gives how many lines they take."""
    depth = 2 if any(own for _, own in headings) else 1
    for (above, grouped), columns in groupby(
        range(len(headings)), key=lambda at: (headings[at][0], bool(headings[at][1]))
    ):
        places = list(columns)
        if grouped:
            _write_cell(page, (1, places[0], 1, places[-1]), above, form)
            for at in places:
                page.write_string(2, at, headings[at][1], form)
        else:
            for at in places:
                _write_cell(page, (1, at, depth, at), above, form)
    return depth


def _write_cell(page: Any, place: tuple[int, int, int, int], text: str, form: Any) -> None:
    if place[:2] == place[2:]:
        page.write_string(*place[:2], text, form)
    else:
        page.merge_range(*place, text, form)


def _write(
    page: Any, line: int, row: Row, formats: Mapping[str, Any], extras: Sequence[_Extra],
    reasons: Mapping[tuple[int, int], Sequence[str]],
) -> None:  # fmt: skip
    values = [*(shown(cell) for cell in row.cells), *(extra.values.get(row.number, "") for extra in extras)]
    for at, value in enumerate(values):
        why = reasons.get((row.number, at))
        if why:
            page.write_string(line, at, value, formats["bad"]) if value else page.write_blank(
                line, at, None, formats["bad"]
            )
            page.write_comment(line, at, "\n".join(why), _COMMENT)
        elif value:
            page.write_string(line, at, value, formats["quoted" if value.startswith(_DANGEROUS) else "text"])


def _extras(table: Table, rows: Sequence[Row]) -> list[_Extra]:
    """Columns for what the sheet said otherwise: the branch of a title, the standing of the sheet."""
    if table.register not in ("members", "outgoing"):
        return []
    fields = {column.field for column in table.columns}
    found = []
    if not fields & {"branch", "org"} and any(row.place for row in rows):
        found.append(_Extra("所在党支部", {row.number: row.place for row in rows}))
    if table.register == "members" and "type" not in fields and any(row.hint in _HINTS for row in rows):
        found.append(_Extra("党员类别", {row.number: _HINTS.get(row.hint, "") for row in rows}))
    return found


def _first_place(table: Table) -> int:
    """Where a reason stands that is about no cell: at the name."""
    fields = [column.field for column in table.columns]
    return next((fields.index(name) for name in ("name", "full", "id") if name in fields), 0)


def _title(file: str, table: Table, as_of: date) -> str:
    stem = PurePosixPath(file).stem
    said = "" if table.sheet in ("", stem) else f"{table.sheet} "
    register = _FAMILIES.get(table.register, "")
    return f"{stem} {said}{register}{RETURNED}（截至{as_of.year}年{as_of.month}月{as_of.day}日）"


def _sheet_name(file: str, sheet: str, used: set[str]) -> str:
    wanted = _NO_SHEET_NAME.sub(" ", sheet or PurePosixPath(file).stem).strip() or "退回行"
    name, number = wanted[:_NAME], 1
    while name.lower() in used:
        number += 1
        name = f"{wanted[: _NAME - 4]}({number})"
    used.add(name.lower())
    return name

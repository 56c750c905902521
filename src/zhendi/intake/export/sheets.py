"""One writer for all workbooks that go out: rows are streamed, and no cell can become a formula."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_CHUNK = 1 << 16
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Download(NamedTuple):
    """A file for the reader: its name, its type, its bytes piece by piece."""

    name: str
    content_type: str
    chunks: Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a title line, headings, and rows that may come from a running query.

    ``to_fill``: people write into it, and what they write stays as typed: numbers of 18 digits lose none.
    """

    name: str
    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]
    note: str = ""
    to_fill: bool = False


def workbook(name: str, sheets: Iterable[Sheet]) -> Download:
    """A workbook of the sheets; written to a temporary file, so that memory stays the same at any length."""
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as place:
        path = Path(place.name)
    try:
        write(path, sheets)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Download(name, XLSX, _stream(path))


def write(path: Path, sheets: Iterable[Sheet]) -> None:
    """Write the sheets to a file."""
    with xlsxwriter.Workbook(path, _OPTIONS) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#F2F2F2", "border": 1})
        title = book.add_format({"bold": True, "font_size": 14})
        text = book.add_format({"num_format": "@"})
        quoted = book.add_format({"num_format": "@", "quote_prefix": True})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.set_column(0, len(sheet.headings) - 1, 16, text if sheet.to_fill else None)
            page.write_string(0, 0, sheet.title, title)
            if sheet.note:
                page.write_string(1, 0, sheet.note)
            top = 2 if sheet.note else 1
            for column, heading in enumerate(sheet.headings):
                page.write_string(top, column, heading, head)
            page.freeze_panes(top + 1, 0)
            for number, row in enumerate(sheet.rows, top + 1):
                _write_row(page, number, row, text, quoted)


def _write_row(page: Any, number: int, row: Sequence[Any], text: Any, quoted: Any) -> None:
    for column, value in enumerate(row):
        if value is None or value == "":
            continue
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            page.write_number(number, column, value)
        else:
            told = str(value)
            page.write_string(number, column, told, quoted if told.startswith(_DANGEROUS) else text)


def _stream(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    finally:
        path.unlink(missing_ok=True)

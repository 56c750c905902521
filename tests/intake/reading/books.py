"""Small workbooks made for tests. All people in them are invented."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl

from zhendi.intake.reading.read import read_book
from zhendi.intake.reading.table import Book, Table

Rows = Sequence[Sequence[Any]]
HEAD = ["序号", "姓名", "身份证号", "入党时间"]
NAMES = ("张三丰", "李四光", "王五一", "赵六合", "钱七星", "孙八斤")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def number(place: int, birth: str = "19700101") -> str:
    """A citizen number of nobody."""
    body = f"999999{birth}{place:03d}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def xlsx(sheets: Mapping[str, Rows], merges: Mapping[str, Sequence[str]] | None = None) -> bytes:
    """A workbook of these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
        for span in (merges or {}).get(name, ()):
            sheet.merge_cells(span)
    return saved(book)


def saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def sheet(rows: Rows, *merges: str, name: str = "Sheet1", file: str = "名册.xlsx") -> Table:
    """The only sheet of a workbook, read."""
    return only(read_book(file, xlsx({name: rows}, {name: merges}), {}))


def only(book: Book) -> Table:
    assert not book.fault, book.fault
    assert len(book.tables) == 1
    return book.tables[0]


def fields(table: Table) -> dict[str, str]:
    return {column.letter: column.field for column in table.columns if column.field}


def numbers(table: Table) -> list[int]:
    return [row.number for row in table.rows]


def people(count: int, first: int = 0) -> list[list[Any]]:
    """Rows of number, name, citizen number, day of joining."""
    return [[place + 1, NAMES[place % 6], number(place), "1999.01"] for place in range(first, first + count)]


def archive(entries: Mapping[str, bytes | str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return file.getvalue()


def altered(content: bytes, changes: Mapping[str, Any]) -> bytes:
    """A workbook with some parts replaced (bytes) or changed (a function of the bytes); new names are added."""
    source = zipfile.ZipFile(io.BytesIO(content))
    parts: dict[str, bytes] = {name: source.read(name) for name in source.namelist()}
    for name, change in changes.items():
        parts[name] = change(parts[name]) if callable(change) else change
    return archive(parts)

"""What the cell reader does not say of a sheet, found by fast searches over the bytes of its XML.

A whole parse in Python would cost ten times the reading of the cells; these searches cost a fraction of it. What is
written in an unusual way is met by a slower search, never by a guess about its size.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from zhendi.intake.reading import limits
from zhendi.intake.reading.grid import Unusable, column_of, letter

# Anything but a cell within 52 columns and 99,999 rows, or one that holds nothing, is looked at closely.
_FAR = re.compile(rb'<c(?:[\t\n\r>/]| (?!r="A?[A-Z]\d{1,5}"|r="[A-Z]{1,3}\d{1,7}"(?: s="\d+")?\s*/>))')
_PREFIXED = re.compile(rb":c[\s>/]")
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s>])[^<>]*(?<!/)>")
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']\s*\$?([A-Za-z]+)\$?(\d+)\s*["']""")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^<>]*>")
_ROW_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d{1,9})["']""")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^<>]*>")
_FROM = re.compile(rb"""\smin\s*=\s*["'](\d{1,9})["']""")
_TO = re.compile(rb"""\smax\s*=\s*["'](\d{1,9})["']""")


class Hidden(NamedTuple):
    """Hidden rows counted from 1 and hidden columns counted from 0."""

    rows: frozenset[int]
    columns: frozenset[int]


def check_extent(xml: bytes, sheet: str) -> None:
    """Refuse a sheet whose cells lie so far apart that the rectangle over them would not fit into memory."""
    if not _FAR.search(xml) and not (b":c" in xml and _PREFIXED.search(xml)):
        return
    rows = columns = 0
    unnamed = False
    for found in _CELL.finditer(xml):
        reference = _REFERENCE.search(found.group())
        if reference is None:
            unnamed = True
            continue
        columns = max(columns, column_of(reference.group(1)[:4].decode().upper()) + 1)
        rows = max(rows, int(reference.group(2)[:9]))
    if unnamed:
        columns, rows = max(columns, _most_in_a_row(xml)), max(rows, xml.count(b"row>") + xml.count(b"row "))
    if rows > limits.ROWS or columns > limits.COLUMNS or rows * columns > limits.CELLS:
        raise Unusable(
            "dimension",
            f"工作表“{sheet}”的内容一直延伸到 {letter(columns - 1)} 列第 {rows} 行，超出可读范围"
            f"（{limits.ROWS} 行、{limits.COLUMNS} 列）。请删掉数据以外的多余行列，或分成几个文件后再导入。",
        )


def hidden(xml: bytes) -> Hidden:
    """Rows and columns that the sheet does not show."""
    if b"hidden" not in xml:
        return Hidden(frozenset(), frozenset())
    rows = set()
    number = 0
    for found in _ROW.finditer(xml):
        said = _ROW_NUMBER.search(found.group())
        number = int(said.group(1)) if said else number + 1
        if _HIDDEN.search(found.group()):
            rows.add(number)
    return Hidden(frozenset(rows), frozenset(_hidden_columns(xml)))


def has_formulas(xml: bytes) -> bool:
    """True when a cell holds a formula; its last result is what is read."""
    return b"</f>" in xml


def styled(xml: bytes, styles: Collection[int]) -> list[tuple[int, int, int]]:
    """Row and column, from 0, and style of the number cells that bear one of these styles."""
    if not styles:
        return []
    wanted = b"|".join(str(style).encode() for style in sorted(styles))
    pattern = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})" s="(' + wanted + rb')"(?: t="n")?>')
    places: dict[bytes, int] = {}
    found = []
    for letters, row, style in pattern.findall(xml):
        column = places.get(letters)
        if column is None:
            column = places[letters] = column_of(letters.decode())
        found.append((int(row) - 1, column, int(style)))
    return found


def _hidden_columns(xml: bytes) -> set[int]:
    columns: set[int] = set()
    end = xml.find(b"sheetData")
    for found in _COLUMN.finditer(xml, 0, end if end >= 0 else len(xml)):
        first, last = _FROM.search(found.group()), _TO.search(found.group())
        if first and last and _HIDDEN.search(found.group()):
            columns.update(range(int(first.group(1)) - 1, min(int(last.group(1)), limits.COLUMNS)))
    return columns


def _most_in_a_row(xml: bytes) -> int:
    pieces = re.split(rb"</(?:\w+:)?row>", xml)
    return max((sum(1 for _ in re.finditer(rb"<(?:\w+:)?c[\s>/]", piece)) for piece in pieces), default=0)

"""One sheet as it stands in the file: rows of cells, what is merged and hidden. Nothing is understood yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from zhendi.intake.reading.numberformat import general
from zhendi.intake.reading.table import Cell, Number

BLANKS = frozenset(
    ("", " ", "  ", "   ", "\u3000", "\u3000\u3000", "\t", "\n", "\r\n", "\xa0", "\u200b", "\ufeff", None)
)


class Unusable(Exception):
    """A file that cannot be read at all. ``kind`` is a stable English word, the message a Chinese sentence."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


class Span(NamedTuple):
    """A merged range: first row, first column, last row, last column, all counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Grid:
    """One sheet. ``rows[0]`` is row 1, shorter rows end in nothing; hidden rows are counted from 1, columns from 0."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    state: str = "visible"
    merges: list[Span] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @property
    def width(self) -> int:
        """The number of columns up to the last one in use."""
        return max(map(len, self.rows), default=0)


@dataclass(slots=True)
class Workbook:
    """One file opened: its format (xlsx, xls, csv, html), its sheets, and what was noticed of the file as such."""

    format: str
    grids: list[Grid]
    notices: list[str] = field(default_factory=list)


def cells(row: Iterable[Any]) -> list[Cell]:
    """Raw values of a reader as cells: blanks become nothing, numbers show as in format General, times their text."""
    return [None if each in BLANKS else each if type(each) is str else _cell(each) for each in row]


def blocks(rows: Sequence[Sequence[Any]]) -> list[list[Cell]]:
    """Raw rows of equal width as rows of cells, worked out column by column: most columns hold text and little else."""
    columns: list[Sequence[Cell]] = []
    for column in zip(*rows, strict=True):
        kinds = set(map(type, column))
        if kinds == {float}:
            shown = {value: Number(value, general(value)) for value in set(column)}
            columns.append([shown[value] for value in column])
        else:
            columns.append(column if kinds == {str} and BLANKS.isdisjoint(column) else cells(column))
    return [list(row) for row in zip(*columns, strict=True)]


def letter(column: int) -> str:
    """The letter of a column counted from 0."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def column_of(letters: str) -> int:
    """The place of a column, counted from 0, by its letters."""
    place = 0
    for each in letters:
        place = place * 26 + ord(each) - 64
    return place - 1


def within(spans: Iterable[Span], rows: Sequence[Sequence[Cell]]) -> list[Span]:
    """Merged ranges cut to the cells in use. Raises ``Unusable`` when they lie upon each other, as no true one does."""
    height, width = len(rows), max(map(len, rows), default=0)
    cut = [
        Span(span.top, span.left, min(span.bottom, height - 1), min(span.right, width - 1))
        for span in spans
        if span.top < height and span.left < width
    ]
    if sum((span.bottom - span.top + 1) * (span.right - span.left + 1) for span in cut) > height * width:
        raise Unusable("broken", "合并单元格互相重叠，文件已损坏。请在表格软件里重新打开并另存为 xlsx 后再导入。")
    return cut


def trim(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The rows without the empty ones at the end."""
    while rows and not any(each is not None for each in rows[-1]):
        rows.pop()
    return rows


def filled(row: Iterable[Cell]) -> Iterator[tuple[int, Cell]]:
    """Place and content of the cells that hold something."""
    return ((place, each) for place, each in enumerate(row) if each is not None)


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return Number(value, general(value))
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, (time, timedelta)):
        return str(value)
    return str(value)

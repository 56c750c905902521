"""A sheet as rows of cells before it becomes a file: what stands where, what is merged, what is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from zhendi.demo.layout import Column

LETTERS = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ") + tuple("A" + letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@dataclass(slots=True)
class Grid:
    """One sheet. Rows are counted from 1 as a spreadsheet shows them; merges are (first row, first column, last row, last column) from 0."""

    name: str
    width: int = 1
    role: str = "data"
    state: str = "visible"
    rows: list[Sequence[Any]] = field(default_factory=list)
    other: dict[str, list[int]] = field(default_factory=dict)
    header_rows: list[int] = field(default_factory=list)
    data_rows: list[int] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[int] = field(default_factory=list)
    columns: dict[str, Column] = field(default_factory=dict)
    declared: tuple[int, int] | None = None  # row of the total, number that it states

    def line(self, role: str, cells: Sequence[Any] = ()) -> int:
        """A row that is no data; gives its number."""
        self.rows.append(cells)
        self.other.setdefault(role, []).append(len(self.rows))
        return len(self.rows)

    def data(self, cells: Sequence[Any]) -> int:
        """A row of data; gives its number."""
        self.rows.append(cells)
        self.data_rows.append(len(self.rows))
        return len(self.rows)

    def banner(self, role: str, text: str, offset: int = 0) -> int:
        """A line whose one text is merged over the whole width."""
        number = self.line(role, [*[""] * offset, text])
        if self.width - 1 > offset:
            self.merges.append((number - 1, offset, number - 1, self.width - 1))
        return number

    def header(self, columns: Sequence[Column], offset: int = 0, *, again: bool = False) -> None:
        """One or two header rows; groups are merged over their columns, single headings down both rows."""
        two = any(column.group for column in columns) and not again
        tops = [column.group or column.heading for column in columns]
        if not two:
            self._head([column.heading for column in columns], offset)
        else:
            first = len(self.rows)
            shown = [
                top if place == 0 or top != tops[place - 1] or not columns[place].group else ""
                for place, top in enumerate(tops)
            ]
            self._head(shown, offset)
            self._head([column.heading if column.group else "" for column in columns], offset)
            self._merge_header(columns, first, offset)
        if not again:
            self.columns = {LETTERS[place + offset]: column for place, column in enumerate(columns)}

    def _head(self, cells: list[str], offset: int) -> None:
        self.rows.append([*[""] * offset, *cells])
        self.header_rows.append(len(self.rows))

    def _merge_header(self, columns: Sequence[Column], first: int, offset: int) -> None:
        place = 0
        while place < len(columns):
            last = place
            while columns[place].group and last + 1 < len(columns) and columns[last + 1].group == columns[place].group:
                last += 1
            if not columns[place].group:
                self.merges.append((first, place + offset, first + 1, place + offset))
            elif last > place:
                self.merges.append((first, place + offset, first, last + offset))
            place = last + 1

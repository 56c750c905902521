"""What reading a workbook comes to: tables of cells with the meaning of their columns. Plain data; judges nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from zhendi.intake.verdict import Column, Role


class Number(NamedTuple):
    """A cell that a spreadsheet holds as a number, and the text that it shows (1998.1 with format 0.00: 1998.10)."""

    value: float
    shown: str


# Text as typed (line ends and outer blanks kept), a number, a day (a date cell of the spreadsheet), or nothing.
Cell = str | Number | date | bool | None


class Row(NamedTuple):
    """A data row. ``number`` is the row that a spreadsheet shows; ``cells`` stand in the order of ``Table.columns``.

    Cells merged downwards and ditto marks are filled in. ``place`` is the organisation named by the sheet's title or
    by a section line above the row ("" = only a column names it, if any); ``hint`` is what the sheet's name or title
    says about every row of it (for instance ``probationary`` for a sheet of 预备党员, else "").
    """

    number: int
    cells: tuple[Cell, ...]
    place: str = ""
    hint: str = ""


class Total(NamedTuple):
    """A declared total: where it stands, what it counts (``rows``, ``full``, ``probationary``), the figure,
    and the numbers of the data rows that it is about.
    """

    row: int
    column: str
    what: str
    figure: int
    first: int
    last: int


@dataclass(slots=True)
class Table:
    """One sheet. The names and roles are those of ``verdict.SheetVerdict``; ``rows`` holds data rows only."""

    sheet: str
    role: Role
    register: str = ""
    state: str = "visible"
    header_rows: tuple[int, ...] = ()
    columns: tuple[Column, ...] = ()
    signature: str = ""
    rows: list[Row] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    other_rows: dict[str, list[int]] = field(default_factory=dict)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    as_of: date | None = None
    note: str = ""


@dataclass(slots=True)
class Book:
    """One file as read. ``fault`` is why it could not be read at all, with its ``fault_kind``."""

    name: str
    format: str = ""
    tables: list[Table] = field(default_factory=list)
    as_of: date | None = None
    fault: str = ""
    fault_kind: str = ""
    notices: list[str] = field(default_factory=list)

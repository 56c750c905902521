"""The frozen rows that pages and the API are given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list: ``page`` counts from 1."""

    rows: tuple[T, ...]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Number of the first row shown, from 1; 0 for an empty list."""
        return (self.page - 1) * self.size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return self.first + len(self.rows) - 1 if self.rows else 0


class RunRow(NamedTuple):
    """A run in the list."""

    id: int
    state: str
    state_title: str
    actor: str
    origin: str
    as_of: date
    created_at: datetime
    finished_at: datetime | None
    files: int
    file_names: str
    new: int
    changed: int
    unchanged: int
    missing: int
    rejected: int
    warnings: int
    doubtful: int


class SheetRow(NamedTuple):
    """A sheet of a file; ``note`` says why it was not read, when it was not."""

    name: str
    rows: int
    accepted: int
    rejected: int
    repaired: int
    warnings: int
    doubtful: int
    note: str


class FileRow(NamedTuple):
    """A file of a run; ``fault`` is why the whole file was refused."""

    id: int
    name: str
    register: str
    register_title: str
    size: int
    sheets: tuple[SheetRow, ...]
    rows: int
    accepted: int
    rejected: int
    repaired: int
    warnings: int
    doubtful: int
    fault: str


class RegisterRow(NamedTuple):
    """What a run would change, or has changed, in one register."""

    register: str
    title: str
    new: int
    changed: int
    unchanged: int
    missing: int
    outside: int
    older: int
    conflict: int


@dataclass(frozen=True, slots=True)
class RunDetail:
    """One run with its files and registers, and what may be done with it."""

    row: RunRow
    files: tuple[FileRow, ...]
    registers: tuple[RegisterRow, ...]
    may_start: bool
    may_undo: bool
    may_discard: bool
    may_decide: bool
    failure: str


class FindingRow(NamedTuple):
    """One thing found in a cell; ``value`` is masked where it tells of a person."""

    file_id: int
    file: str
    sheet: str
    row: int
    column: str
    heading: str
    field: str
    kind: str
    kind_title: str
    level: str
    value: str
    message: str


class FieldRow(NamedTuple):
    """One value that would change."""

    label: str
    old: str
    new: str


class DifferenceRow(NamedTuple):
    """One record of the preview."""

    title: str
    where: str
    file: str
    sheet: str
    row: int
    fields: tuple[FieldRow, ...]


class Choice(NamedTuple):
    """One answer to a doubt."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubt; ``chosen`` is the answer in force; ``choices`` its own, () = the group's."""

    key: str
    text: str
    sources: tuple[str, ...]
    value: str
    chosen: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class DoubtGroup:
    """Doubts of one kind, which may be answered together."""

    kind: str
    title: str
    explanation: str
    choices: tuple[Choice, ...]
    doubts: tuple[Doubt, ...]


class ColumnRow(NamedTuple):
    """A column of a sheet and what it was taken to mean."""

    letter: str
    heading: str
    meaning: str
    meaning_title: str
    sample: str


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """The columns of one sheet."""

    sheet: str
    columns: tuple[ColumnRow, ...]
    header_rows: tuple[int, ...]


class Meaning(NamedTuple):
    """What a column may mean."""

    code: str
    title: str
    register: str


class Progress(NamedTuple):
    """How far a run has come."""

    state: str
    state_title: str
    stage: str
    done: int
    total: int
    percent: int
    finished: bool


class DemonstrationRow(NamedTuple):
    """The installation holds generated people."""

    members: int
    seed: int
    on: date

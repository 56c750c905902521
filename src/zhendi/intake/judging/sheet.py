"""One sheet while it is judged: its columns read once for each distinct value, and what is found in its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from zhendi.intake.judging.cells import Read, Reader, shown
from zhendi.intake.reading.table import Cell, Table
from zhendi.intake.verdict import Choice, Finding, Level, SheetVerdict
from zhendi.kernel.registers import Source

REJECTED: Level = "rejected"
WARNING: Level = "warning"
DOUBTFUL: Level = "doubtful"
REPAIRED: Level = "repaired"
RETURNED = "退回行"  # in the title of a sheet of rejected rows
_LEVELS: dict[str, int] = {REJECTED: 0, WARNING: 1, DOUBTFUL: 2, REPAIRED: 3}


class Note(NamedTuple):
    """Something found in the row with the index ``at`` (from 0), in the column of a meaning."""

    at: int
    field: str
    level: Level
    kind: str
    message: str
    key: str = ""
    choices: tuple[Choice, ...] = ()


class _Place(NamedTuple):
    at: int
    letter: str
    heading: str


@dataclass(slots=True)
class Columns:
    """Columns by meaning, each cell read; ``strict``: meanings whose faults reject the row."""

    reads: dict[str, list[Read]] = field(default_factory=dict)
    notes: dict[int, list[Note]] = field(default_factory=dict)

    def values(self, name: str) -> list[object]:
        """The values of one column."""
        return [read.value for read in self.reads[name]]


class Sheet:
    """A table of one register on its way to a verdict."""

    def __init__(self, file: str, table: Table) -> None:
        self.file, self.table = file, table
        self.places: dict[str, list[_Place]] = {}
        for at, column in enumerate(table.columns):
            if column.field:
                self.places.setdefault(column.field, []).append(_Place(at, column.letter, column.heading))
        self.verdict = SheetVerdict(
            table.sheet, table.role, table.register, table.state, table.header_rows, table.columns, table.signature,
            len(table.rows), 0, [], table.other_rows, table.hidden_rows, table.hidden_columns, table.note,
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.table.rows)

    def has(self, name: str) -> bool:
        """True when a column has this meaning."""
        return name in self.places

    def source(self, index: int) -> Source:
        """Where the row stands."""
        return Source(self.file, self.table.sheet, self.table.rows[index].number)

    def cell(self, index: int, name: str) -> Cell:
        """The cell of a meaning in a row: of several columns the first that is not empty."""
        cells = self.table.rows[index].cells
        for place in self.places.get(name, ()):
            if place.at < len(cells) and cells[place.at] not in (None, ""):
                return cells[place.at]
        return None

    def read(self, readers: Mapping[str, Reader], strict: Sequence[str] = (), loose: Sequence[str] = ()) -> Columns:
        """Read the columns. A fault in a ``strict`` one rejects the row, though unknown dates and telephones never do;
        in any other it is a warning. ``loose``: kinds that never reject.
        """
        columns = Columns()
        for name, reader in readers.items():
            cells = self._cells(name)
            known = {cell: reader(cell) for cell in set(cells)}
            columns.reads[name] = [known[cell] for cell in cells]
            if any(read.kind or read.repair for read in known.values()):
                self._note(columns, name, strict=name in strict, loose=loose)
        return columns

    def _cells(self, name: str) -> list[Cell]:
        places = self.places.get(name, [])
        if not places:
            return [None] * len(self)
        if len(places) > 1:
            return [self.cell(index, name) for index in range(len(self))]
        at = places[0].at
        return [row.cells[at] if at < len(row.cells) else None for row in self.table.rows]

    def _note(self, columns: Columns, name: str, *, strict: bool, loose: Sequence[str]) -> None:
        for index, read in enumerate(columns.reads[name]):
            if read.kind:
                level = REJECTED if strict and read.kind not in loose else WARNING
                note = Note(index, name, level, read.kind, read.message)
            elif read.repair:
                note = Note(index, name, REPAIRED, "repaired", read.repair)
            else:
                continue
            columns.notes.setdefault(index, []).append(note)

    def put(self, note: Note) -> None:
        """Set down something that was found."""
        places = self.places.get(note.field, ())
        row = self.table.rows[note.at]
        place = next(
            (each for each in places if each.at < len(row.cells) and row.cells[each.at] not in (None, "")), None
        )
        place = place or (places[0] if places else _Place(-1, "", ""))
        value = shown(row.cells[place.at]) if 0 <= place.at < len(row.cells) else ""
        self.verdict.findings.append(
            Finding(
                self.table.sheet, row.number, place.letter, place.heading, note.field, note.kind, note.level, value,
                note.message, note.key, note.choices,
            )
        )  # fmt: skip

    def finish(self, notes: Sequence[Note], *, accepted: bool) -> None:
        """Close a row: what was found in it; of a rejected row only why."""
        if accepted:
            self.verdict.accepted += 1
        for note in notes:
            if accepted or note.level == REJECTED:
                self.put(note)

    def sort(self) -> None:
        """Put the findings into the order of rows, the gravest first."""
        self.verdict.findings.sort(key=_order)


def is_partial(table: Table) -> bool:
    """True for rows that came back corrected, by their title: no whole register, so that nobody is missing from it."""
    return any(RETURNED in title for title in table.titles)


def rejected(notes: Sequence[Note]) -> bool:
    """True when any note rejects the row."""
    return any(note.level == REJECTED for note in notes)


def _order(finding: Finding) -> tuple[int, int, str]:
    return finding.row, _LEVELS[finding.level], finding.column

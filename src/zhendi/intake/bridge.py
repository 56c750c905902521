"""Between the pure engine and the database: what the engine must know, and its verdict as rows and findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from zhendi.domain.mobile import operations as mobile
from zhendi.domain.orgs.operations import divisions, register
from zhendi.domain.people.operations import roster
from zhendi.domain.services import operations as services
from zhendi.domain.setup import operations as setup
from zhendi.intake import held, rejects
from zhendi.intake import report as reports
from zhendi.intake.blobs import unpack
from zhendi.intake.held import stamp
from zhendi.intake.judging import engine
from zhendi.intake.judging.sheet import is_partial
from zhendi.intake.models import Run
from zhendi.intake.plans import Batch
from zhendi.intake.reading.apart import LARGEST, read_paths, take_apart
from zhendi.intake.reading.meanings import meanings
from zhendi.intake.reading.read import read_book
from zhendi.intake.reading.table import Book
from zhendi.intake.titles import explanation, kind_title
from zhendi.intake.verdict import FileVerdict, SheetVerdict, Verdict
from zhendi.kernel.identifiers.cells import bare
from zhendi.kernel.masking import mask_address, mask_citizen_number, mask_mobile, mask_text
from zhendi.kernel.scope import Range

__all__ = [
    "LARGEST",
    "FileFound",
    "Found",
    "Judged",
    "doubts_of",
    "explanation",
    "judge",
    "kind_title",
    "masked",
    "meanings",
    "read_paths",
    "rejected_workbook",
    "report",
    "sheet_of",
    "stamp",
    "take_apart",
]
Contents = Sequence[tuple[str, bytes]]
Say = Callable[[str, int, int], None]
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[-‐–—](?=[0-9])")
_PHONES = re.compile(r"[0-9]+")
_FIGURES = ("rows", "accepted", "rejected", "repaired", "warnings", "doubtful")


class Found(NamedTuple):
    """One thing found in a cell. ``key`` and ``choices`` are set where a person may decide."""

    sheet: str
    row: int
    column: str
    heading: str
    field: str
    kind: str
    level: str
    value: str
    message: str
    key: str = ""
    choices: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True)
class FileFound:
    """What was found in one file; ``sheets`` and ``findings`` as they are kept."""

    name: str
    register: str
    fault: str
    counts: dict[str, int]
    sheets: list[dict[str, Any]]
    findings: list[list[Any]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict on files, ready to be compared with what is held. ``stamp``: the state of the database it knew."""

    verdict: Verdict
    batch: Batch
    ranges: tuple[Range, ...]
    as_of: date
    files: tuple[FileFound, ...]
    counts: dict[str, Any]
    stamp: int


def judge(contents: Contents, *, ranges: tuple[Range, ...], as_of: date | None, today: date, say: Say) -> Judged:
    """Read and judge the files against what is held now. ``as_of``: the day of the files, ``None`` = as they say."""
    known_stamp = stamp()
    books = _books(contents, say)
    verdict = engine.judge(books, known=held.known(ranges), as_of=as_of, today=today, decide=held.decide(), say=say)
    return Judged(
        verdict, _batch(verdict, books), ranges, verdict.as_of, tuple(_found(file) for file in verdict.files),
        {"totals": reports.totals(verdict)}, known_stamp,
    )  # fmt: skip


def report(judged: Judged) -> dict[str, Any]:
    """The verdict in the form that machines compare."""
    return reports.report(judged.verdict)


def sheet_of(findings: str, sheet: str) -> dict[str, Any] | None:
    """One sheet as it is kept in a file's findings; ``None`` when there is none of the name."""
    kept = unpack(findings) or {"sheets": []}
    return next((each for each in kept["sheets"] if each["name"] == sheet), None)


def doubts_of(run: Run) -> dict[str, frozenset[str]]:
    """Every doubt of a run that a person may decide: its key, and the choices that it offers."""
    found: dict[str, frozenset[str]] = {}
    for file in run.files.all():
        kept = unpack(file.findings) or {"findings": []}
        for each in (Found(*row) for row in kept["findings"]):
            if each.key:
                found[each.key] = found.get(each.key, frozenset()) | {choice[0] for choice in each.choices}
    return found


def rejected_workbook(run: Run, contents: Contents, position: int | None = None) -> bytes:
    """The rejected rows of a run, or of its file at a position, as they were found when it was checked."""
    wanted = {file.position: file for file in run.files.all() if position in (None, file.position)}
    remembered = held.remembered()
    books: list[Book] = []
    bad: dict[tuple[str, str], list[rejects.Bad]] = {}
    for at, (name, content) in enumerate(contents):
        if at not in wanted:
            continue
        books.append(read_book(name, content, remembered))
        kept = unpack(wanted[at].findings) or {"findings": []}
        for each in (Found(*row) for row in kept["findings"]):
            if each.level == "rejected":
                bad.setdefault((name, each.sheet), []).append(rejects.Bad(each.row, each.column, each.message))
    return rejects.workbook(books, bad, as_of=run.as_of)


def masked(field: str, value: str) -> str:
    """A cell's value as everybody may see it."""
    return _MASKS.get(field, mask_text)(value)


def _masked_number(value: str) -> str:
    return mask_citizen_number(bare(value)) if any(each.isdigit() for each in value) else value


def _masked_phone(value: str) -> str:
    digits = _BETWEEN_DIGITS.sub("", bare(value))
    return "、".join(mask_mobile(each) for each in _PHONES.findall(digits)) or value


_MASKS: Mapping[str, Callable[[str], str]] = {
    "id": _masked_number,
    "phone": _masked_phone,
    "contact_phone": _masked_phone,
    "addr": mask_address,
}


def _books(contents: Contents, say: Say) -> list[Book]:
    remembered = held.remembered()
    books = []
    for number, (name, content) in enumerate(contents, 1):
        say("读取文件", number, len(contents))
        books.append(read_book(name, content, remembered))
    return books


def _batch(verdict: Verdict, books: Sequence[Book]) -> Batch:
    """The good rows as the operations take them; the columns of both are the same."""
    read = [table for book in books for table in book.tables if table.role == "data"]
    return Batch(
        [divisions.DivisionRow(*row) for row in verdict.divisions],
        [register.OrganisationRow(*row) for row in verdict.organisations],
        [roster.MemberRow(*row) for row in verdict.members],
        [mobile.OutgoingRow(*row) for row in verdict.outgoing],
        [mobile.IncomingRow(*row) for row in verdict.incoming],
        [mobile.HandOverRow(*row) for row in verdict.hand_overs],
        [setup.UnitRow(*row) for row in verdict.units],
        [services.OutletRow(*row) for row in verdict.outlets],
        [services.ItemRow(*row) for row in verdict.items],
        verdict.seen,
        whole=not read or not all(is_partial(table) for table in read),
    )


def _found(file: FileVerdict) -> FileFound:
    sheets = [(sheet, reports.counts(sheet)) for sheet in file.sheets]
    counts = {name: sum(figures[name] for _, figures in sheets) for name in _FIGURES}
    keys = held.digests(each.key for sheet in file.sheets for each in sheet.findings if each.key)
    findings = [[*each[:9], keys.get(each.key, ""), each.choices] for sheet in file.sheets for each in sheet.findings]
    return FileFound(file.name, file.kind, file.fault, counts, [_sheet(*each) for each in sheets], findings)


def _sheet(sheet: SheetVerdict, counts: dict[str, int]) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "role": sheet.role,
        "register": sheet.register,
        "signature": sheet.signature,
        "header_rows": sheet.header_rows,
        "columns": [[each.letter, each.heading, each.field, each.sample] for each in sheet.columns],
        "counts": counts,
        "note": sheet.note,
        "other_rows": sheet.other_rows,
        "hidden_rows": sheet.hidden_rows,
        "notices": [],
    }

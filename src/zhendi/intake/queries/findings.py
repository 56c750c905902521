"""What was found in a run's files, what it would change, its doubts and its columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from zhendi.intake import bridge, preview
from zhendi.intake.access import visible
from zhendi.intake.blobs import unpack
from zhendi.intake.models import Decision, Run, RunFile
from zhendi.intake.queries.rows import (
    Choice,
    ColumnRow,
    DifferenceRow,
    Doubt,
    DoubtGroup,
    FieldRow,
    FindingRow,
    Meaning,
    Page,
    SheetMapping,
)
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import Scope


def findings(
    scope: Scope,
    run_id: int,
    *,
    file_id: int | None = None,
    level: str = "",
    kind: str = "",
    page: int = 1,
    size: int = 50,
) -> Page[FindingRow]:
    """Findings in the order of files and rows; values of persons masked."""
    found = [
        (file, each)
        for file, each in _all(visible(scope, run_id), file_id)
        if (not level or each.level == level) and (not kind or each.kind == kind)
    ]
    shown = found[(page - 1) * size : page * size]
    return Page(tuple(_finding(file, each) for file, each in shown), len(found), page, size)


def differences(
    scope: Scope, run_id: int, *, register: str, change: str, page: int = 1, size: int = 50
) -> Page[DifferenceRow]:
    """Records that the run would make, change, miss or hold back (or has), as the preview shows them."""
    run = visible(scope, run_id)
    total = run.counts.get("registers", {}).get(register, {}).get(change, 0)
    first = (page - 1) * size
    rows = preview.pieces(run, register, change, first, min(first + size, total)) if first < total else iter(())
    shown = tuple(
        DifferenceRow(title, where, file, sheet, row, tuple(FieldRow(*each) for each in fields))
        for title, where, file, sheet, row, fields in rows
    )
    return Page(shown, total, page, size)


def doubts(scope: Scope, run_id: int) -> tuple[DoubtGroup, ...]:
    """Doubts that a person may decide, grouped alike."""
    run = visible(scope, run_id)
    groups: dict[str, dict[str, Doubt]] = {}
    for file, each in _all(run, None):
        if each.key:
            where = f"{file.name} {each.sheet} 第{each.row}行"
            choices = tuple(Choice(*choice) for choice in each.choices)
            doubt = Doubt(each.key, each.message, (where,), bridge.masked(each.field, each.value), "", choices)
            groups.setdefault(each.kind, {}).setdefault(each.key, doubt)
    keys = [key for group in groups.values() for key in group]
    chosen = dict(Decision.objects.filter(key__in=keys).values_list("key", "choice"))
    return tuple(_group(kind, group, chosen) for kind, group in groups.items())


def mappings(scope: Scope, run_id: int, file_id: int) -> tuple[SheetMapping, ...]:
    """The columns of each sheet of a file and what they were taken to mean; samples masked."""
    run = visible(scope, run_id)
    file = run.files.filter(pk=file_id).first()
    if file is None:
        raise NotVisible(f"file {file_id}")
    titles = bridge.meanings()
    kept = unpack(file.findings) or {"sheets": []}
    return tuple(
        SheetMapping(
            sheet["name"],
            tuple(
                ColumnRow(letter, heading, meaning, titles.get(meaning, ("", ""))[0], bridge.masked(meaning, sample))
                for letter, heading, meaning, sample in sheet["columns"]
            ),
            tuple(sheet["header_rows"]),
        )
        for sheet in kept["sheets"]
        if sheet["columns"]
    )


def meanings(register: str = "") -> tuple[Meaning, ...]:
    """What a column may mean, for the form of a correction."""
    return tuple(
        Meaning(code, title, belongs)
        for code, (title, belongs) in bridge.meanings().items()
        if not register or register in belongs.split()
    )


def _all(run: Run, file_id: int | None) -> Iterator[tuple[RunFile, bridge.Found]]:
    files = run.files.order_by("position")
    for file in files.filter(pk=file_id) if file_id else files:
        kept: dict[str, Any] = unpack(file.findings) or {"findings": []}
        for each in kept["findings"]:
            yield file, bridge.Found(*each)


def _finding(file: RunFile, each: bridge.Found) -> FindingRow:
    return FindingRow(
        file.pk, file.name, each.sheet, each.row, each.column, each.heading, each.field, each.kind,
        bridge.kind_title(each.kind), each.level, bridge.masked(each.field, each.value), each.message,
    )  # fmt: skip


def _group(kind: str, group: dict[str, Doubt], chosen: dict[str, str]) -> DoubtGroup:
    listed = tuple(replace(doubt, chosen=chosen.get(doubt.key, "")) for doubt in group.values())
    common = listed[0].choices if all(each.choices == listed[0].choices for each in listed) else ()
    if common:
        listed = tuple(replace(each, choices=()) for each in listed)
    return DoubtGroup(kind, bridge.kind_title(kind), bridge.explanation(kind), common, listed)

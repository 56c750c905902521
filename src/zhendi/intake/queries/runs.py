"""Runs: the list, one run, its progress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from zhendi.intake import claims
from zhendi.intake import progress as notes
from zhendi.intake.access import visible
from zhendi.intake.blobs import unpack
from zhendi.intake.models import INTAKE, Demonstration, Run, RunFile
from zhendi.intake.plans import REGISTERS
from zhendi.intake.queries.rows import (
    DemonstrationRow,
    FileRow,
    Page,
    Progress,
    RegisterRow,
    RunDetail,
    RunRow,
    SheetRow,
)
from zhendi.kernel.scope import Scope

INTERRUPTED = "interrupted"
_FIGURES = ("rows", "accepted", "rejected", "repaired", "warnings", "doubtful")
_CHANGES = ("new", "changed", "unchanged", "missing", "outside", "older", "conflict")
_TITLES = {**REGISTERS, "mobile": "流动党员", "services": "便民服务", "": "未识别"}
_NAMES = 3


def runs(scope: Scope, *, page: int = 1, size: int = 50) -> Page[RunRow]:
    """Runs that the reader may see, the latest first."""
    query = Run.objects.visible_to(scope).order_by("-pk")
    total = query.count()
    shown = list(query.prefetch_related("files")[(page - 1) * size : page * size].defer("files__findings"))
    return Page(tuple(_row(run, list(run.files.all())) for run in shown), total, page, size)


def run(scope: Scope, run_id: int) -> RunDetail:
    """One run; ``NotVisible`` when it is not this reader's."""
    found = visible(scope, run_id)
    files = list(found.files.order_by("position"))
    state = _state(found)
    open_ = state in (Run.State.UPLOADED, Run.State.JUDGED, Run.State.FAILED, INTERRUPTED)
    return RunDetail(
        row=_row(found, files),
        files=tuple(_file(file) for file in files),
        registers=_registers(found),
        may_start=scope.may(INTAKE) and state in (Run.State.JUDGED, Run.State.FAILED, INTERRUPTED),
        may_undo=scope.may(INTAKE) and state == Run.State.DONE,
        may_discard=scope.may(INTAKE) and open_,
        may_decide=scope.may(INTAKE) and open_,
        failure=found.failure or ("写入中断，没有写入任何内容，可以重新开始。" if state == INTERRUPTED else ""),
    )


def progress(scope: Scope, run_id: int) -> Progress:
    """How far a run has come; cheap enough to be asked every second."""
    found = visible(scope, run_id)
    state = _state(found)
    step = notes.of(run_id)
    finished = state not in (Run.State.JUDGING, Run.State.WRITING)
    percent = 100 if finished else (100 * step.done // step.total if step.total else 0)
    return Progress(state, _state_title(found, state), step.stage, step.done, step.total, percent, finished)


def demonstration() -> DemonstrationRow | None:
    """What is known of the generated people; ``None`` in an installation with real ones."""
    found = Demonstration.objects.values_list("members", "seed", "on").first()
    return DemonstrationRow(*found) if found else None


def _state(found: Run) -> str:
    """A run at work whose claim nobody holds was interrupted."""
    if found.state in (Run.State.WRITING, Run.State.JUDGING) and not claims.working(found):
        return INTERRUPTED
    return found.state


def _state_title(found: Run, state: str) -> str:
    return "已中断，可重新开始" if state == INTERRUPTED else str(found.get_state_display())


def _row(found: Run, files: Sequence[RunFile]) -> RunRow:
    state = _state(found)
    registers = found.counts.get("registers", {}).values()
    changes = {name: sum(each.get(name, 0) for each in registers) for name in _CHANGES}
    figures = {name: sum(file.counts.get(name, 0) for file in files) for name in _FIGURES}
    names = "、".join(file.name for file in files[:_NAMES]) + (f"等{len(files)}个文件" if len(files) > _NAMES else "")
    return RunRow(
        found.pk, state, _state_title(found, state), found.actor, found.origin, found.as_of, found.created_at,
        found.finished_at, len(files), names, changes["new"], changes["changed"], changes["unchanged"],
        changes["missing"], figures["rejected"], figures["warnings"], figures["doubtful"],
    )  # fmt: skip


def _file(file: RunFile) -> FileRow:
    kept: dict[str, Any] = unpack(file.findings) or {"sheets": []}
    sheets = tuple(SheetRow(each["name"], *_figures(each["counts"]), each.get("note", "")) for each in kept["sheets"])
    title = _TITLES.get(file.register, file.register)
    return FileRow(
        file.pk, file.name, file.register, title, file.size, sheets, *_figures(file.counts), file.fault
    )  # fmt: skip


def _figures(counts: Mapping[str, int]) -> tuple[int, int, int, int, int, int]:
    rows, accepted, rejected, repaired, warnings, doubtful = (counts.get(name, 0) for name in _FIGURES)
    return rows, accepted, rejected, repaired, warnings, doubtful


def _registers(found: Run) -> tuple[RegisterRow, ...]:
    return tuple(
        RegisterRow(register, REGISTERS[register], *(figures.get(name, 0) for name in _CHANGES))
        for register, figures in found.counts.get("registers", {}).items()
        if register in REGISTERS
    )

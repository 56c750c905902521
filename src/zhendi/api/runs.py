"""Runs of the intake: what was handed in, what became of it, and what was found in the cells."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema
from pydantic import Field

from zhendi.api.errors import answers
from zhendi.api.gate import Token, scope_on
from zhendi.api.paging import Id, Paged, PageOf, Parameters, drawn
from zhendi.intake import queries

router = Router(auth=Token("runs"), tags=["runs"])


class RunOut(Schema):
    """A run in the list."""

    id: int
    state: str = Field(description="uploaded judging judged writing done failed undone discarded interrupted 之一")
    state_title: str
    actor: str
    origin: str = Field(description="web command demo 之一")
    as_of: date = Field(description="文件所反映的日期")
    created_at: datetime
    finished_at: datetime | None
    files: int
    new: int
    changed: int
    unchanged: int
    missing: int = Field(description="已登记而这次文件中没有的")
    rejected: int
    warnings: int
    doubtful: int


class FileOut(Schema):
    """A file of a run; the figures count rows."""

    id: int
    name: str
    kind: str = Field(description="members organisations outgoing … 之一；认不出时为空")
    rows: int
    accepted: int
    rejected: int
    repaired: int
    warnings: int
    doubtful: int
    fault: str = Field(description="整个文件未读的原因，没有则为空")


class RunRecord(RunOut):
    """One run with its files."""

    details: list[FileOut]
    failure: str = Field(description="未写入的原因，没有则为空")


class RunPage(PageOf):
    """One page of the list."""

    items: list[RunOut]


class FindingOut(Schema):
    """One thing found in a cell; ``value`` is masked where it tells of a person."""

    file: str
    sheet: str
    row: int = Field(description="电子表格中的行号")
    column: str
    field: str
    kind: str
    level: str = Field(description="rejected 退回，warning 提醒，doubtful 待定，repaired 已修正")
    value: str
    message: str


class FindingPage(PageOf):
    """One page of findings."""

    items: list[FindingOut]


class FindingFilter(Paged):
    """Which findings."""

    level: Literal["", "rejected", "warning", "doubtful", "repaired"] = ""


@router.get("", response=answers(RunPage), operation_id="runs", summary="导入记录，新的在前")
def runs(request: HttpRequest, paged: Query[Paged]) -> RunPage:
    """Runs made by posts in the caller's pieces of the tree."""
    found = queries.runs(scope_on(request, paged), page=paged.page, size=paged.size)
    return RunPage(
        total=found.total, page=found.page, size=found.size, items=[drawn(RunOut, row) for row in found.rows]
    )


@router.get("/{run_id}", response=answers(RunRecord), operation_id="run", summary="一次导入及其文件")
def run(request: HttpRequest, run_id: Path[Id]) -> RunRecord:
    """404 for a run that is none of the caller's."""
    found = queries.run(scope_on(request, Parameters()), run_id)
    details = [drawn(FileOut, file, kind=file.register) for file in found.files]
    return drawn(RunRecord, found.row, details=details, failure=found.failure)


@router.get(
    "/{run_id}/findings", response=answers(FindingPage), operation_id="run_findings", summary="一次导入中逐格发现的问题"
)
def findings(request: HttpRequest, run_id: Path[Id], wanted: Query[FindingFilter]) -> FindingPage:
    """Findings of one level, or all, in the order of the files."""
    found = queries.findings(scope_on(request, wanted), run_id, level=wanted.level, page=wanted.page, size=wanted.size)
    items = [drawn(FindingOut, row) for row in found.rows]
    return FindingPage(total=found.total, page=found.page, size=found.size, items=items)

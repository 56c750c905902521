"""What was found in the files, row by row; what the run would change, record by record; the rows sent back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from django.http import Http404
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from zhendi.intake import operations, queries
from zhendi.intake.operations import Download
from zhendi.intake.queries import FindingRow, Page
from zhendi.kernel.errors import Refused
from zhendi.web.intake import words
from zhendi.web.intake.doors import above, for_intake, key, number
from zhendi.web.intake.runs import run_page
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

SIZE = 50
_ALL = 1_000_000_000  # the findings lie sealed as a whole, so one reading serves the page and the figures of the filter


class KindCount(NamedTuple):
    """A kind of finding and how many there are."""

    kind: str
    title: str
    many: int


@require_safe
@for_intake
def findings(request: Request, run_id: int) -> HttpResponseBase:
    """Findings by file, level and kind."""
    detail = queries.run(request.scope, run_id)
    file_id, level, kind = key(request.GET.get("file")), request.GET.get("level", ""), request.GET.get("kind", "")
    if file_id is not None and file_id not in {file.id for file in detail.files}:
        raise Http404("file")
    whole = queries.findings(request.scope, run_id, file_id=file_id, level=level, size=_ALL).rows
    return render(
        request,
        "intake/findings.html",
        run=detail,
        levels=words.LEVELS,
        figures=_figures(detail, file_id),
        options_of_files=[(file.id, file.name) for file in detail.files],
        options_of_kinds=[(each.kind, f"{each.title} {each.many:,}") for each in _kinds(whole)],
        page=_page([row for row in whole if not kind or row.kind == kind], number(request.GET.get("page"))),
        file_id=file_id,
        level=level,
        kind=kind,
        marks={each.code: each for each in words.LEVELS},
    )


@require_safe
@for_intake
def differences(request: Request, run_id: int) -> HttpResponseBase:
    """Records of one register that would be made, changed, missed or held back."""
    detail = queries.run(request.scope, run_id)
    chosen = _register(detail, request.GET.get("register", ""))
    change = request.GET.get("change") or _first_change(chosen)
    if change not in {each.code for each in words.CHANGES}:
        raise Http404("change")
    return render(
        request,
        "intake/differences.html",
        run=detail,
        register=chosen,
        changes=words.CHANGES,
        change=change,
        page=queries.differences(
            request.scope,
            run_id,
            register=chosen.register if chosen else "",
            change=change,
            page=number(request.GET.get("page")),
            size=SIZE,
        ),
    )


@require_safe
@for_intake
def rejected(request: Request, run_id: int) -> HttpResponseBase:
    """The rows sent back, as a workbook to be corrected and dropped in again."""
    try:
        return download(
            operations.send_back(
                actor=request.actor, on=request.today, run_id=run_id, file_id=key(request.GET.get("file"))
            )
        )
    except Refused as refused:
        return run_page(request, run_id, above(request, refused))


def download(file: Download) -> StreamingHttpResponse:
    """A file for the reader to keep; browsers are told not to guess what it is."""
    response = StreamingHttpResponse(file.chunks, content_type=file.content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=file.name) or ""
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _figures(detail: queries.RunDetail, file_id: int | None) -> dict[str, int]:
    files = [file for file in detail.files if file_id in (None, file.id)]
    return {
        "rejected": sum(file.rejected for file in files),
        "doubtful": sum(file.doubtful for file in files),
        "warning": sum(file.warnings for file in files),
        "repaired": sum(file.repaired for file in files),
    }


def _kinds(rows: Sequence[FindingRow]) -> tuple[KindCount, ...]:
    titles = {row.kind: row.kind_title for row in rows}
    counted = Counter(row.kind for row in rows).most_common()
    return tuple(KindCount(kind, titles[kind], count) for kind, count in counted)


def _page(rows: Sequence[FindingRow], page: int) -> Page[FindingRow]:
    return Page(tuple(rows[(page - 1) * SIZE : page * SIZE]), len(rows), page, SIZE)


def _register(detail: queries.RunDetail, name: str) -> queries.RegisterRow | None:
    if not detail.registers and not name:
        return None
    found = [each for each in detail.registers if not name or each.register == name]
    if not found:
        raise Http404("register")
    return found[0]


def _first_change(register: queries.RegisterRow | None) -> str:
    """The first change of which there is anything."""
    codes = [each.code for each in words.CHANGES if register and getattr(register, each.code)]
    return codes[0] if codes else "new"

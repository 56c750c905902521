"""The list of major decisions, those due first; and the list as a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.democracy.access import LEAD
from zhendi.domain.democracy.operations import decision_files
from zhendi.domain.democracy.queries import decisions
from zhendi.domain.democracy.queries.decisions import Filters, Row
from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import SEE
from zhendi.web.intake.findings import download
from zhendi.web.orgs.typed import key, number
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

_HEADINGS = (
    "事项", "类别", "村党组织", "现在到哪一步", "下一步", "谁办", "期限", "是否逾期", "程序差错", "金额（元）", "提出日期",
)  # fmt: skip


@require_safe
def index(request: Request) -> HttpResponse:
    """What is under way in the reader's piece of the tree, or what the filters choose."""
    require_seeing(request)
    scope, filters = request.scope, _filters(request)
    return render(
        request,
        "decisions/index.html",
        page=decisions.listing(scope, filters, page=number(request.GET.get("page"))),
        size=decisions.SIZE,
        filters=filters,
        figures=decisions.figures(scope),
        kinds=decisions.KINDS,
        states=decisions.states(),
        years=[(each, f"{each}年") for each in decisions.years(scope)],
        may_lead=scope.as_of == request.today and scope.may(LEAD),
        may_export=scope.may(LEAD),
    )


@require_POST
def export(request: Request) -> HttpResponseBase:
    """What the filters choose; written down as gone out."""
    require_seeing(request)
    request.GET = request.POST
    rows = tuple(decisions.every(request.scope, _filters(request)))
    decision_files.note_export(actor=today_actor(request), on=request.today, number=len(rows))
    note = f"{request.today.isoformat()}，{request.scope.name}导出"
    return download(workbook("重大事项清单.xlsx", [Sheet("重大事项", "重大事项清单", _HEADINGS, _cells(rows), note)]))


def require_seeing(request: Request) -> None:
    """*Not found* for whoever sees no register at all."""
    if not request.scope.may(SEE):
        raise NotVisible("decisions")


def _filters(request: Request) -> Filters:
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("q", "kind", "state")}
    year = key(request.GET.get("year"))
    return Filters(
        asked["q"],
        asked["kind"] if asked["kind"] in dict(decisions.KINDS) else "",
        asked["state"] if asked["state"] in dict(decisions.states()) else "",
        year if year and 1900 < year < 9999 else None,
        key(request.GET.get("under")),
    )


def _cells(rows: tuple[Row, ...]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield (
            row.title, row.kind_title, row.organisation, row.state_title, row.next_title, row.who, row.due_on or "",
            "逾期" if row.late else "", "有" if row.faulty else "", row.money or "", row.proposed_on,
        )  # fmt: skip

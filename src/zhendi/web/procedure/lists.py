"""The list of set-up procedures, those due first; and the list as a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.setup.access import WRITE
from zhendi.domain.setup.operations import noting
from zhendi.domain.setup.queries import procedures
from zhendi.domain.setup.queries.procedures import Filters, Row
from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import SEE
from zhendi.web.intake.findings import download
from zhendi.web.orgs.typed import number
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

_HEADINGS = (
    "名称", "办理", "批准的党委", "现在到哪一步", "下一步", "期限", "是否逾期", "单位数", "提出日期", "成立日期",
)  # fmt: skip


@require_safe
def index(request: Request) -> HttpResponse:
    """What is under way in the reader's piece of the tree, or what the filters choose."""
    require_seeing(request)
    scope, filters = request.scope, _filters(request)
    return render(
        request,
        "procedure/index.html",
        page=procedures.listing(scope, filters, page=number(request.GET.get("page"))),
        size=procedures.SIZE,
        filters=filters,
        figures=procedures.figures(scope),
        sorts=procedures.sorts(),
        states=procedures.states(),
        may_begin=scope.as_of == request.today and (scope.may(WRITE) or scope.may("write_people")),
        may_export=scope.may(WRITE),
    )


@require_POST
def export(request: Request) -> HttpResponseBase:
    """What the filters choose; written down as gone out."""
    require_seeing(request)
    request.GET = request.POST
    filters = _filters(request)
    rows = tuple(procedures.every(request.scope, filters))
    said = f"导出组建办理清单 {len(rows)} 件"
    noting.export(actor=today_actor(request), on=request.today, what="procedures", said=said)
    note = f"{request.today.isoformat()}，{request.scope.name}导出"
    return download(workbook("组建办理清单.xlsx", [Sheet("组建办理", "组建办理清单", _HEADINGS, _cells(rows), note)]))


def require_seeing(request: Request) -> None:
    """*Not found* for whoever sees no register at all."""
    if not request.scope.may(SEE):
        raise NotVisible("procedures")


def _filters(request: Request) -> Filters:
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("q", "sort", "state")}
    return Filters(
        asked["q"],
        asked["sort"] if asked["sort"] in dict(procedures.sorts()) else "",
        asked["state"] if asked["state"] in dict(procedures.states()) else "",
    )


def _cells(rows: tuple[Row, ...]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield (
            row.name, row.sort_title, row.committee, row.state_title, row.next_title, row.due_on or "",
            "逾期" if row.late else "", row.units or "", row.opened_on, row.founded_on or "",
        )  # fmt: skip

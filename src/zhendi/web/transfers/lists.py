"""The list of transfers, by itself those that run out first; and the list as a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.people.access import WRITE
from zhendi.domain.people.operations.transfers import letters
from zhendi.domain.people.queries import transfer_records, transfers
from zhendi.domain.people.queries.transfers import Filters, Row
from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import SEE
from zhendi.web.intake.findings import download
from zhendi.web.orgs.typed import number
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

_SIDES = (("out", "转出"), ("in", "转入"))
_QUICK = (("mine", "等我办"), ("soon", "快到期"), ("expired", "超期"))
_HEADINGS = (
    "姓名", "类别", "方式", "转出党组织", "转入党组织", "现在到哪一步", "从哪天起", "介绍信编号", "有效期至", "申请日期",
    "办结日期",
)  # fmt: skip


@require_safe
def index(request: Request) -> HttpResponse:
    """What is on its way out of and into the reader's piece of the tree."""
    _require_seeing(request)
    scope, filters = request.scope, _filters(request)
    return render(
        request,
        "transfers/index.html",
        page=transfers.listing(scope, filters, page=number(request.GET.get("page"))),
        size=transfers.SIZE,
        filters=filters,
        figures=transfers.figures(scope),
        sides=_SIDES,
        quick=_QUICK,
        states=(*transfer_records.states(), ("all", "全部，连办完的")),
        orders=transfers.ORDERS,
        may_enter=scope.as_of == request.today and bool(transfer_records.receiving_committees(scope)),
        may_export=scope.may(WRITE),
    )


@require_POST
def export(request: Request) -> HttpResponseBase:
    """What the filters choose, without numbers of persons; written down as gone out."""
    _require_seeing(request)
    request.GET = request.POST
    filters = _filters(request)
    letters.note_export(
        actor=request.actor, on=request.today, number=transfers.narrowed(request.scope, filters).count()
    )
    note = f"{request.today.isoformat()}，{request.scope.name}导出"
    rows = _cells(transfers.every(request.scope, filters))
    return download(workbook("组织关系转接清单.xlsx", [Sheet("转接", "组织关系转接清单", _HEADINGS, rows, note)]))


def _filters(request: Request) -> Filters:
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("q", "side", "state", "sort")}
    states = {code for code, _ in (*transfer_records.states(), *_QUICK, ("all", ""))}
    return Filters(
        asked["q"],
        asked["side"] if asked["side"] in dict(_SIDES) else "",
        asked["state"] if asked["state"] in states else "",
        asked["sort"] if asked["sort"] in dict(transfers.ORDERS) else "soon",
    )


def _require_seeing(request: Request) -> None:
    if not request.scope.may(SEE):
        raise NotVisible("transfers")


def _cells(rows: Iterator[Row]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield (
            row.name, row.standing_title, row.direction_title, row.leaves, row.goes, row.state_title, row.since,
            row.number, row.valid_until or "", row.opened_on, row.closed_on or "",
        )  # fmt: skip

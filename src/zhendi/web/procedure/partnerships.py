"""The list of partnerships: who builds together with whom, for what; and the list as a workbook."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.setup.access import WRITE
from zhendi.domain.setup.operations import noting
from zhendi.domain.setup.queries import partnerships
from zhendi.domain.setup.queries.partnerships import Filters
from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.kernel.errors import NotVisible
from zhendi.web.intake.findings import download
from zhendi.web.orgs.typed import number
from zhendi.web.procedure.lists import require_seeing
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

_HEADINGS = ("党组织", "共建的党组织", "共建做什么", "从哪天起", "到哪天止")


@require_safe
def index(request: Request) -> HttpResponse:
    """Partnerships of the organisations in the reader's sight."""
    require_seeing(request)
    filters = _filters(request)
    return render(
        request,
        "procedure/partnerships.html",
        page=partnerships.listing(request.scope, filters, page=number(request.GET.get("page"))),
        size=partnerships.SIZE,
        filters=filters,
        states=partnerships.STATES,
        may_export=request.scope.may(WRITE),
    )


@require_POST
def export(request: Request) -> HttpResponseBase:
    """What the filters choose; written down as gone out."""
    if not request.scope.may(WRITE):
        raise NotVisible("partnerships")
    request.GET = request.POST
    rows = tuple(partnerships.every(request.scope, _filters(request)))
    noting.export(
        actor=today_actor(request), on=request.today, what="partnerships", said=f"导出共建清单 {len(rows)} 对"
    )
    note = f"{request.today.isoformat()}，{request.scope.name}导出"
    cells = [(r.organisation, r.partner, r.purpose, r.valid_from, r.valid_to or "") for r in rows]
    return download(workbook("共建清单.xlsx", [Sheet("共建", "党组织共建清单", _HEADINGS, cells, note)]))


def _filters(request: Request) -> Filters:
    state = request.GET.get("state", "")
    return Filters(request.GET.get("q", "").strip()[:60], state if state in dict(partnerships.STATES) else "")

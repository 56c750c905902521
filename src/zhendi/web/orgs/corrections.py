"""The list of corrections: what was changed in the tree without a set-up procedure; and the list as a workbook."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.setup.access import WRITE
from zhendi.domain.setup.operations import noting
from zhendi.domain.setup.queries import corrections
from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.kernel.errors import NotVisible
from zhendi.web.intake.findings import download
from zhendi.web.orgs import deeds
from zhendi.web.orgs.typed import number
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

_HEADINGS = ("组织", "更正了什么", "从哪天起", "登记日期", "依据文号", "为什么更正", "经办人")


@require_safe
def index(request: Request) -> HttpResponse:
    """The list, newest first, for those who keep organisations."""
    _require_keeping(request)
    text, deed = _asked(request)
    return render(
        request,
        "orgs/corrections.html",
        page=corrections.listing(request.scope, text=text, deed=deed, page=number(request.GET.get("page"))),
        size=corrections.SIZE,
        text=text,
        deed=deed,
        deeds=corrections.deeds(),
    )


@require_POST
def export(request: Request) -> HttpResponseBase:
    """What the filters choose; written down as gone out."""
    _require_keeping(request)
    request.GET = request.POST
    text, deed = _asked(request)
    rows = tuple(corrections.every(request.scope, text=text, deed=deed))
    actor = deeds.today_actor(request)
    noting.export(actor=actor, on=request.today, what="corrections", said=f"导出更正登记清单 {len(rows)} 件")
    note = f"{request.today.isoformat()}，{request.scope.name}导出"
    cells = [(r.name, r.deed_title, r.on, r.recorded_on, r.number, r.reason, r.by) for r in rows]
    return download(workbook("更正登记清单.xlsx", [Sheet("更正登记", "更正登记清单", _HEADINGS, cells, note)]))


def _require_keeping(request: Request) -> None:
    if not request.scope.may(WRITE):
        raise NotVisible("corrections")


def _asked(request: Request) -> tuple[str, str]:
    deed = request.GET.get("deed", "")
    return request.GET.get("q", "").strip()[:60], deed if deed in dict(corrections.deeds()) else ""

"""Members away with their certificates; and the list as a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.mobile.access import WRITE
from zhendi.domain.mobile.operations import certificates as operations
from zhendi.domain.mobile.queries import certificates as queries
from zhendi.domain.mobile.queries.certificates import Filters, Row
from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import SEE
from zhendi.web.intake.findings import download
from zhendi.web.orgs.typed import number
from zhendi.web.shell.forms import Form
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

STATES = (("none", "没有证"), ("held", "有证"), ("due", "该查验"), ("ended", "证已失效"))
_HEADINGS = (
    "姓名",
    "所在支部",
    "外出地点",
    "证号",
    "发证日期",
    "最近查验",
    "下次查验前",
    "登记册上写的证号",
    "失效原因",
    "失效日期",
)


@require_safe
def index(request: Request) -> HttpResponse:
    """The list; those whose check is due are one press away."""
    return page(request)


def page(request: Request, form: Form | None = None, status: int = 200) -> HttpResponse:
    """The list, with what is wrong of a deed done to many."""
    require_seeing(request)
    scope, filters = request.scope, asked(request)
    return render(
        request,
        "certificates/index.html",
        status=status,
        page=queries.listing(scope, filters, page=number(request.GET.get("page"))),
        size=queries.SIZE,
        filters=filters,
        figures=queries.figures(scope),
        states=STATES,
        form=form or Form(),
        may_keep=scope.may(WRITE) and scope.as_of == request.today,
    )


@require_POST
def export(request: Request) -> HttpResponseBase:
    """What the filters choose; written down as gone out."""
    require_seeing(request)
    request.GET = request.POST
    filters = asked(request)
    operations.note_export(
        actor=request.actor, on=request.today, number=queries.narrowed(request.scope, filters).count()
    )
    note = f"{request.today.isoformat()}，{request.scope.name}导出"
    rows = _cells(queries.every(request.scope, filters))
    return download(workbook("流动党员活动证.xlsx", [Sheet("活动证", "流动党员活动证", _HEADINGS, rows, note)]))


def asked(request: Request) -> Filters:
    """The filters of the address; unknown words are left aside."""
    state = request.GET.get("state", "")
    return Filters(request.GET.get("q", "").strip()[:60], state if state in dict(STATES) else "")


def require_seeing(request: Request) -> None:
    """``NotVisible`` for a reader whose posts see no register."""
    if not request.scope.may(SEE):
        raise NotVisible("certificates")


def _cells(rows: Iterator[Row]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield (
            row.name, row.organisation, row.where, row.number, row.issued_on or "", row.checked_on or "",
            row.check_due or "", row.said, row.ended, row.ended_on or "",
        )  # fmt: skip

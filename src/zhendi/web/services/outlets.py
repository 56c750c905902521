"""The list of outlets, the list as a workbook, and the form of one's position: typed, or read from the telephone that stands there."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhendi.domain.services import operations, queries
from zhendi.domain.services.queries import Filters
from zhendi.intake.export import registers
from zhendi.intake.export.sheets import Sheet, workbook
from zhendi.kernel.errors import NotVisible
from zhendi.web.intake.findings import download
from zhendi.web.mobile import deeds
from zhendi.web.orgs.typed import Typed, number
from zhendi.web.shell import position
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

SEE = "see_services"
UNPLACED = "unplaced"
_FIELDS = ("longitude", "latitude")


@require_safe
def index(request: Request) -> HttpResponse:
    """Outlets that the reader sees; ``state=unplaced``: those without a position."""
    if not request.scope.may(SEE):
        raise NotVisible("outlets")
    filters = _filters(request.GET)
    page = queries.listing(request.scope, filters, page=number(request.GET.get("page")))
    return render(
        request, "services/outlets.html", page=page, size=queries.SIZE, levels=queries.LEVELS,
        asked={"q": filters.text, "level": filters.level, "state": UNPLACED if filters.unplaced else ""},
        acting=request.scope.as_of == request.today, may_take_in=request.scope.may("intake"),
    )  # fmt: skip


@require_POST
def export(request: Request) -> HttpResponseBase:
    """What the filters choose, in the columns of the register, with positions; written down as gone out."""
    scope, chosen = request.scope, queries.narrowed(request.scope, _filters(request.POST))
    rows = tuple(registers.outlets(scope, scope.ranges(SEE), whole=False, chosen=chosen))
    operations.note_export(actor=request.actor, on=request.today, number=len(rows))
    note = f"{request.today.isoformat()}，{scope.name}导出"
    return download(workbook("便民网点.xlsx", [Sheet("网点", "便民网点", registers.OUTLETS, rows, note)]))


def _filters(said: QueryDict) -> Filters:
    """What the address narrows to; unknown words are left aside."""
    level = said.get("level", "")
    return Filters(
        said.get("q", "").strip()[:60],
        said.get("state", "") == UNPLACED,
        level if level in dict(queries.LEVELS) else "",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: Request, outlet_id: int) -> HttpResponse:
    """Where one outlet is."""
    row = queries.where(request.scope.on(request.today), outlet_id)

    def act(typed: Typed) -> str:
        operations.place(
            actor=deeds.today_actor(request), on=request.today, outlet_id=outlet_id,
            longitude=typed.degrees("longitude", "经度"), latitude=typed.degrees("latitude", "纬度"),
        )  # fmt: skip
        return f"{row.name}的位置登记好了，党员能按远近找到。"

    start = {"longitude": row.longitude, "latitude": row.latitude}
    response = deeds.answer(
        request, "services/place.html", act, then=("outlets",), fields=_FIELDS, start=start, row=row
    )
    return position.allowed(response)

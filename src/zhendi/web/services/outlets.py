"""The list of outlets, and the form of one's position: typed, or read from the telephone that stands there."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from zhendi.domain.services import operations, queries
from zhendi.kernel.errors import NotVisible
from zhendi.web.mobile import deeds
from zhendi.web.orgs.typed import Typed, number
from zhendi.web.shell import position
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

SEE = "see_services"
_FIELDS = ("longitude", "latitude")


@require_safe
def index(request: Request) -> HttpResponse:
    """Outlets that the reader sees; ``state=unplaced``: those without a position."""
    if not request.scope.may(SEE):
        raise NotVisible("outlets")
    words, state = request.GET.get("q", "").strip()[:60], request.GET.get("state", "")
    page = queries.listing(
        request.scope, text=words, unplaced=state == "unplaced", page=number(request.GET.get("page"))
    )
    return render(
        request, "services/outlets.html", page=page, size=queries.SIZE, asked={"q": words, "state": state},
        acting=request.scope.as_of == request.today,
    )  # fmt: skip


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

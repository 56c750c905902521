"""The form of an organisation's reception point."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from zhendi.domain.orgs.operations import receiving
from zhendi.domain.orgs.queries.welcoming import reception
from zhendi.web.orgs import deeds
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell import position
from zhendi.web.shell.request import Request

_FIELDS = ("address", "hours", "longitude", "latitude")


@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: Request, organisation_id: int) -> HttpResponse:
    """Set, changed, or (with ``end``) given up."""
    row = deeds.subject(request, organisation_id, deeds.RECEIVE)
    held = reception(row.id)

    def act(typed: Typed) -> str:
        actor, on = deeds.today_actor(request), request.today
        if typed.text("end"):
            receiving.receive_no_more(actor=actor, on=on, organisation_id=row.id)
            return "接待点已撤下，党员的页面上不再显示。"
        receiving.receive(
            actor=actor, on=on, organisation_id=row.id, address=typed.text("address"), hours=typed.text("hours"),
            longitude=typed.degrees("longitude", "经度"), latitude=typed.degrees("latitude", "纬度"),
        )  # fmt: skip
        return "接待点登记好了，党员在手机上能找到。"

    start = held._asdict() if held else {}
    return position.allowed(deeds.answer(request, row, deeds.RECEIVE, act, fields=_FIELDS, start=start, held=held))

"""The attendance sheet: ticked on the phone or after the meeting, and printed for signing by hand."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhendi.domain.activities import queries
from zhendi.kernel import clock
from zhendi.kernel.errors import NotVisible
from zhendi.web import prints
from zhendi.web.activities import asked, deeds, joint
from zhendi.web.activities.guests import lines
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.request import Request
from zhendi.web.shell.words import day, moment

_EMPTY_ROWS = 5  # lines for guests who come unasked


@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: Request, activity_id: int) -> HttpResponse:
    """Who took part how: fields ``way-<invitation>``; ``rest`` names the way of all that are not noted."""
    row = deeds.subject(request, activity_id, deeds.SHEET)

    def act(typed: Typed) -> str:
        rest = typed.text("rest")
        ways = {guest.id: typed.text(f"way-{guest.id}") or guest.way or rest for guest in row.guests}
        made = joint.attend(
            actor=asked.acting(request),
            on=request.today,
            row=row,
            held_on=typed.day("held_on", "开展日期"),
            ways={pk: way for pk, way in ways.items() if way},
            others=lines(typed.text("others")),
        )
        return f"出席已登记，{made}名流动党员的座谈联系已记上。" if made else "出席已登记。"

    planned = row.planned_at.astimezone(clock.ZONE).date()
    start = {"held_on": (row.held_on or min(planned, request.today)).isoformat()}
    start |= {f"way-{guest.id}": guest.way for guest in row.guests}
    return deeds.answer(request, row, deeds.SHEET, act, fields=("held_on", "others"), start=start, ways=queries.ways())


@require_POST
def unhold(request: Request, activity_id: int) -> HttpResponse:
    """Take back that it was held."""
    row = queries.record(request.scope.on(request.today), activity_id)
    if not row.may_keep or row.state != "held":
        raise NotVisible("unhold")
    joint.unhold(actor=asked.acting(request), on=request.today, row=row)
    messages.success(request, "开展登记已撤回，可以重新登记。")
    return redirect("activity", row.id)


@require_safe
def printed(request: Request, activity_id: int) -> HttpResponse:
    """The sheet for signing by hand."""
    row = queries.record(request.scope, activity_id)
    data = {
        "organisation": row.organisation_full,
        "title": row.title,
        "kind": row.kind_title,
        "when": day(row.held_on) if row.held_on else moment(row.planned_at),
        "place": "；".join(filter(None, (row.place, row.remote))),
        "guests": [{"name": guest.name, "way": guest.way_title} for guest in row.guests],
        "empty": _EMPTY_ROWS,
    }
    return prints.answer(prints.pdf("sign_in", data), f"{row.title}签到表.pdf")

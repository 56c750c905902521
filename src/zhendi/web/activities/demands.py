"""Demands raised at activities: entered, handed on, answered, closed; and the list of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhendi.domain.activities import queries
from zhendi.domain.activities.operations import demands as operations
from zhendi.domain.activities.queries import DemandRow, Record
from zhendi.kernel import parameters
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.activities import asked, deeds, joint
from zhendi.web.orgs.typed import Typed, key, number
from zhendi.web.shell.forms import blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_METHODS = ["GET", "HEAD", "POST"]
_DAYS = "activity.demand_days"


@require_safe
def index(request: Request) -> HttpResponse:
    """The list, the most urgent first."""
    asked.require_seeing(request)
    filters = asked.demand_filters(request)
    return render(
        request,
        "activities/demands.html",
        page=queries.demands(request.scope, filters, page=number(request.GET.get("page"))),
        filters=filters,
        states=asked.DEMAND_STATES,
        narrowed=any(request.GET.get(word) for word in ("q", "state", "mine")),
    )


@require_safe
def record(request: Request, demand_id: int) -> HttpResponse:
    """From a demand to the activity at which it was raised."""
    return redirect("activity", queries.demand(request.scope, demand_id).activity_id)


@require_http_methods(_METHODS)
def put(request: Request, activity_id: int) -> HttpResponse:
    """Enter a demand."""
    row = deeds.subject(request, activity_id, deeds.DEMAND)

    def act(typed: Typed) -> str:
        operations.put(
            actor=asked.acting(request),
            on=request.today,
            activity_id=row.id,
            text=typed.text("text"),
            owner_id=typed.chosen("owner", "责任人"),
            due_on=typed.day("due_on", "答复期限"),
            raised_by_id=key(typed.text("raised_by")),
        )
        return "诉求已登记。"

    days = parameters.load().integer(_DAYS, request.today)
    start = {"due_on": ((row.held_on or request.today) + timedelta(days=days)).isoformat()}
    return deeds.answer(
        request,
        row,
        deeds.DEMAND,
        act,
        fields=("text", "owner", "due_on", "raised_by"),
        start=start,
        owners=queries.owners(request.scope.on(request.today), row.path),
        guests=[(guest.id, guest.name) for guest in row.guests],
    )


@require_http_methods(_METHODS)
def hand_on(request: Request, demand_id: int) -> HttpResponse:
    """Give it another owner or day."""
    row, one = _found(request, demand_id, "open")

    def act(typed: Typed) -> str:
        owner, due = typed.chosen("owner", "责任人"), typed.day("due_on", "答复期限")
        operations.hand_on(actor=asked.acting(request), on=request.today, demand_id=one.id, owner_id=owner, due_on=due)
        return "诉求已改派。"

    owners = queries.owners(request.scope.on(request.today), row.path)
    start = {"owner": one.owner_id, "due_on": one.due_on.isoformat()}
    return _answer(request, row, one, "hand_on", act, ("owner", "due_on"), start, owners=owners)


@require_http_methods(_METHODS)
def answer(request: Request, demand_id: int) -> HttpResponse:
    """Answer it."""
    row, one = _found(request, demand_id, "open")

    def act(typed: Typed) -> str:
        on = typed.day("on", "答复日期")
        operations.answer(actor=asked.acting(request), on=on, demand_id=one.id, text=typed.text("text"))
        return "答复已登记。"

    return _answer(request, row, one, "answer", act, ("text", "on"), {"on": request.today.isoformat()})


@require_POST
def refer(request: Request, demand_id: int) -> HttpResponse:
    """Let it go on as a request for help, which the member follows on the own page."""
    row, one = _found(request, demand_id, "open")
    try:
        made = joint.refer(actor=asked.acting(request), on=request.today, one=one)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("activity", row.id)
    messages.success(request, "已转成求助，本人在手机上看得到，可以转交上级党组织；答复后这件诉求一起办结。")
    return redirect("matter", made)


@require_http_methods(_METHODS)
def close(request: Request, demand_id: int) -> HttpResponse:
    """Say what became of it."""
    row, one = _found(request, demand_id, "answered")

    def act(typed: Typed) -> str:
        satisfied = typed.text("satisfied")
        if satisfied not in {"yes", "no"}:
            raise Refused("没有选择诉求人是否满意。", code="missing", field="satisfied")
        operations.close(
            actor=asked.acting(request),
            on=request.today,
            demand_id=one.id,
            result=typed.text("result"),
            satisfied=satisfied == "yes",
        )
        return "诉求已办结。" if satisfied == "yes" else "已退回重办。"

    return _answer(request, row, one, "close", act, ("result", "satisfied"), {})


def _found(request: Request, demand_id: int, state: str) -> tuple[Record, DemandRow]:
    """The demand with its activity; *not found* where the reader may not answer it or it stands elsewhere."""
    scope = request.scope.on(request.today)
    one = queries.demand(scope, demand_id)
    if not one.may_answer or one.state != state:
        raise NotVisible("no such demand")
    return queries.record(scope, one.activity_id), one


def _answer(
    request: Request,
    row: Record,
    one: DemandRow,
    word: str,
    act: Callable[[Typed], str],
    fields: tuple[str, ...],
    start: dict[str, Any],
    **context: Any,
) -> HttpResponse:
    form = blank(**start)
    if request.method == "POST":
        try:
            said = act(Typed(dict(request.POST.lists())))
        except Refused as refused:
            form = kept(request, refused, *fields)
        else:
            messages.success(request, said)
            return redirect("activity", row.id)
    status = REFUSED if form.faulty else 200
    return render(request, f"activities/demand_{word}.html", status=status, form=form, row=row, one=one, **context)

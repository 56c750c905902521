"""Members who came from elsewhere: the register, signing in, placing, leaving."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhendi.domain.mobile import access
from zhendi.domain.mobile.operations import arriving
from zhendi.domain.mobile.operations.arriving import Arrival, Arrived
from zhendi.domain.mobile.queries import incoming, lists
from zhendi.domain.orgs import queries as orgs
from zhendi.kernel.errors import NotVisible
from zhendi.web.mobile import asked, deeds
from zhendi.web.orgs.typed import Typed, number
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

_FIELDS = (
    "organisation", "name", "citizen_number", "moved_on", "sending", "place", "employer", "trade", "phone",
    "holds_certificate", "placed", "remark",
)  # fmt: skip
_YES = {"yes": True, "no": False}


@require_safe
def index(request: Request) -> HttpResponse:
    """The list; those in no branch are said first."""
    asked.require_seeing(request)
    words = {name: request.GET.get(name, "").strip()[:60] for name in ("q", "under", "placed")}
    under = words["under"] if words["under"].isalnum() and words["under"].isascii() else ""
    page = incoming.listing(
        request.scope, text=words["q"], under=under, placed=words["placed"], page=number(request.GET.get("page"))
    )
    return render(
        request,
        "mobile/incoming.html",
        page=page,
        asked=words,
        narrowed=any(words.values()),
        size=incoming.SIZE,
        counts=lists.counts(request.scope),
        townships=lists.choices(request.scope).townships,
        acting=request.scope.as_of == request.today,
        may_write=request.scope.may(access.WRITE) and request.scope.as_of == request.today,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def arrive(request: Request) -> HttpResponse:
    """Enter a member who came."""
    scope = request.scope.on(request.today)
    towns = tuple((row.id, row.called) for row in orgs.listing(scope, orgs.Filters(kind="committee"), size=500).rows)
    if not scope.may(access.WRITE) or not towns:
        raise NotVisible("arrive")

    def act(typed: Typed) -> str:
        made = arriving.arrive(
            actor=deeds.today_actor(request),
            on=request.today,
            organisation_id=typed.chosen("organisation", "流入的乡镇"),
            arrival=_arrival(typed),
        )
        return _said(typed.text("name"), made)

    start = {"organisation": towns[0][0] if len(towns) == 1 else None}
    return deeds.answer(
        request, "mobile/arrive.html", act, then=("mobile-incoming",), fields=_FIELDS, start=start, towns=towns
    )


@require_POST
def place(request: Request, incoming_id: int) -> HttpResponse:
    """The member belongs to a branch here, or no longer."""
    placed = request.POST.get("placed") == "yes"
    arriving.place(actor=deeds.today_actor(request), on=request.today, movement_id=incoming_id, placed=placed)
    messages.success(request, "已编入支部。" if placed else "已改为没有编入支部。")
    return redirect("mobile-incoming")


@require_POST
def leave(request: Request, incoming_id: int) -> HttpResponse:
    """The member lives here no more."""
    arriving.leave(actor=deeds.today_actor(request), on=request.today, movement_id=incoming_id)
    messages.success(request, "已记为离开，从今天起。")
    return redirect("mobile-incoming")


def _arrival(typed: Typed) -> Arrival:
    return Arrival(
        name=typed.text("name"), citizen_number=typed.text("citizen_number"),
        moved_on=typed.day("moved_on", "来的日期") if typed.text("moved_on") else None, sending=typed.text("sending"),
        place=typed.text("place"), employer=typed.text("employer"), trade=typed.text("trade"), phone=typed.text("phone"),
        holds_certificate=_YES.get(typed.text("holds_certificate")), placed=_YES.get(typed.text("placed")),
        remark=typed.text("remark"),
    )  # fmt: skip


def _said(name: str, made: Arrived) -> str:
    if made.claim_id is not None:
        return f"{name}已经登记在{made.holder}，已请对方核对，答复前不重复登记。"
    return f"{name}已登记流入。"

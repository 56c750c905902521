"""Members who came from elsewhere: the register, signing in, placing, leaving."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhendi.domain.mobile import access
from zhendi.domain.mobile.operations import arriving
from zhendi.domain.mobile.operations.arriving import Arrival, Arrived
from zhendi.domain.mobile.queries import choices, incoming, lists
from zhendi.domain.mobile.queries.incoming import Filters
from zhendi.domain.orgs import queries as orgs
from zhendi.intake.export import registers
from zhendi.kernel.errors import NotVisible
from zhendi.web.mobile import asked, deeds, taking
from zhendi.web.orgs.typed import Typed, number
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request

_FIELDS = (
    "organisation", "name", "citizen_number", "moved_on", "sending", "place", "employer", "trade", "reason", "group",
    "returns_on", "phone", "holds_certificate", "placed", "remark",
)  # fmt: skip
_WORDS = ("q", "under", "placed", "reason", "group", "state")
_YES = {"yes": True, "no": False}
_SAID = {True: "yes", False: "no"}


@require_safe
def index(request: Request) -> HttpResponse:
    """The list; those in no branch are said first."""
    asked.require_seeing(request)
    filters, towns = _filters(request), lists.townships_of(request.scope)
    page = incoming.listing(request.scope, filters, page=number(request.GET.get("page")))
    return render(
        request,
        "mobile/incoming.html",
        page=page,
        filters=filters,
        words={word: request.GET.get(word, "")[:60] for word in _WORDS},
        narrowed=filters._replace(order="tree") != incoming.ALL,
        size=incoming.SIZE,
        counts=lists.counts(request.scope),
        townships=towns,
        acting=request.scope.as_of == request.today,
        may_write=bool(towns) and request.scope.may(access.WRITE) and request.scope.as_of == request.today,
        reasons=((lists.NONE, "没填"), *choices.REASONS),
        groups=((lists.NONE, "没填"), *choices.GROUPS),
        states=incoming.STATES,
        orders=incoming.ORDERS,
    )


@require_POST
def export(request: Request) -> HttpResponseBase:
    """What the filters choose, in the columns of the register, masked; written down as gone out."""
    asked.require_seeing(request)
    request.GET = request.POST
    chosen = incoming.narrowed(request.scope, _filters(request))
    rows = tuple(registers.incoming(request.scope, request.scope.ranges(), whole=False, chosen=chosen))
    return taking.along(request, "incoming", registers.INCOMING, rows)


def _filters(request: Request) -> Filters:
    """The filters of the address; unknown words are left aside."""
    said = request.GET
    return Filters(
        text=said.get("q", "").strip()[:60],
        under=asked.path(said.get("under", "")),
        placed=asked.one_of(said.get("placed", ""), ["yes", "no"]),
        reason=asked.one_of(said.get("reason", ""), [lists.NONE, *dict(choices.REASONS)]),
        group=asked.one_of(said.get("group", ""), [lists.NONE, *dict(choices.GROUPS)]),
        state=asked.one_of(said.get("state", ""), list(dict(incoming.STATES))),
        order=asked.one_of(said.get("sort", ""), list(dict(incoming.ORDERS))) or "tree",
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
        request, "mobile/arrive.html", act, then=("mobile-incoming",), fields=_FIELDS, start=start, towns=towns,
        reasons=choices.REASONS, groups=choices.GROUPS,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, incoming_id: int) -> HttpResponse:
    """Put an entry right, or say that it is true; below it what was done with it."""
    row = incoming.record(request.scope.on(request.today), incoming_id)

    def act(typed: Typed) -> str:
        actor, on = deeds.today_actor(request), request.today
        if typed.text("deed") == "confirm":
            arriving.confirm(actor=actor, on=on, movement_id=incoming_id)
            return f"{row.name}的登记核对过了。"
        arriving.change(actor=actor, on=on, movement_id=incoming_id, arrival=_arrival(typed, row.whole_phone))
        return f"{row.name}的登记改好了。"

    start = dict(row.facts) | {"holds_certificate": _SAID.get(row.facts["holds_certificate"], "")}
    return deeds.answer(
        request, "mobile/incoming_change.html", act, then=("mobile-incoming",), fields=_FIELDS, start=start, row=row,
        reasons=choices.REASONS, groups=choices.GROUPS,
    )  # fmt: skip


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


def _arrival(typed: Typed, held_phone: str = "") -> Arrival:
    """What was typed. A telephone left empty stays what it is: the page never shows it."""
    return Arrival(
        name=typed.text("name"), citizen_number=typed.text("citizen_number"), moved_on=_day(typed, "moved_on", "来的日期"),
        sending=typed.text("sending"), place=typed.text("place"), employer=typed.text("employer"),
        trade=typed.text("trade"), reason=typed.text("reason"), group=typed.text("group"),
        returns_on=_day(typed, "returns_on", "预计返回"), phone=typed.text("phone") or held_phone,
        holds_certificate=_YES.get(typed.text("holds_certificate")), placed=_YES.get(typed.text("placed")),
        remark=typed.text("remark"),
    )  # fmt: skip


def _day(typed: Typed, name: str, words: str) -> date | None:
    return typed.day(name, words) if typed.text(name) else None


def _said(name: str, made: Arrived) -> str:
    if made.claim_id is not None:
        return f"{name}已经登记在{made.holder}，已请对方核对，答复前不重复登记。"
    return f"{name}已登记流入。"

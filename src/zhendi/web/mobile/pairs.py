"""What the two registers do not agree about, shown to both sides; each is settled with one press."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.mobile.operations import arriving, pairing
from zhendi.domain.mobile.queries import incoming, lists
from zhendi.web.mobile import asked, deeds
from zhendi.web.orgs.typed import Typed
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request


@require_safe
def index(request: Request) -> HttpResponse:
    """Claims between townships, rows that may be one person, joined rows that differ."""
    asked.require_seeing(request)
    scope = request.scope
    return render(
        request,
        "mobile/pairs.html",
        claims=incoming.claims(scope),
        candidates=incoming.candidates(scope),
        disagreements=incoming.disagreements(scope),
        most=incoming.MOST,
        counts=lists.counts(scope),
        acting=scope.may("write_people") and scope.as_of == request.today,
    )


@require_POST
def decide(request: Request, movement_id: int, incoming_id: int) -> HttpResponse:
    """The two rows are one movement, or are not."""
    same = request.POST.get("same") == "yes"
    pairing.decide(
        actor=deeds.today_actor(request), on=request.today, outgoing_id=movement_id, incoming_id=incoming_id, same=same
    )
    messages.success(request, "两头对上了。" if same else "记下了，不是同一个人，不再列出。")
    return redirect("mobile-pairs")


@require_POST
def settle(request: Request, incoming_id: int) -> HttpResponse:
    """One side is right about a field."""
    typed = Typed(dict(request.POST.lists()))
    pairing.settle(
        actor=deeds.today_actor(request), on=request.today, incoming_id=incoming_id, field=typed.text("field"),
        outgoing_right=typed.text("right") == "outgoing",
    )  # fmt: skip
    messages.success(request, "两边改成一样了。")
    return redirect("mobile-pairs")


@require_POST
def answer(request: Request, claim_id: int) -> HttpResponse:
    """The township that has the member answers the one that claims."""
    released = request.POST.get("answer") == "released"
    arriving.answer(actor=deeds.today_actor(request), on=request.today, claim_id=claim_id, released=released)
    messages.success(request, "已转到对方登记。" if released else "已答复：仍在本地。")
    return redirect("mobile-pairs")

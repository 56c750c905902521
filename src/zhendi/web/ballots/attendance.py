"""Who is present, and opinions handed in before the meeting."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.ballots.operations import attendance, opinions
from zhendi.domain.ballots.queries import rolls, votes
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.ballots.chosen import numbers
from zhendi.web.orgs.typed import key, number
from zhendi.web.shell.forms import Form, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

KINDS = (("absent", "还没到的"), ("present", "已登记到会的"))


@require_safe
def page(request: Request, vote_id: int) -> HttpResponse:
    """The roll to tick who is there."""
    return _page(request, vote_id, Form())


@require_POST
def register(request: Request, vote_id: int) -> HttpResponse:
    """Those ticked or typed are present."""
    try:
        made = attendance.register(actor=request.actor, on=request.today, vote_id=vote_id, numbers=numbers(request))
    except Refused as refused:
        return _page(request, vote_id, kept(request, refused, "numbers"))
    messages.success(request, f"登记到会 {made} 人。" if made else "这些人已经登记过了。")
    return redirect("vote-attendance", vote_id)


@require_POST
def take_back(request: Request, vote_id: int) -> HttpResponse:
    """One was registered by mistake."""
    return _one(request, vote_id, attendance.take_back, "已取消到会登记。")


@require_POST
def opinion(request: Request, vote_id: int) -> HttpResponse:
    """One handed an opinion in."""
    return _one(request, vote_id, opinions.hand_in, "已收到书面意见。截止以后由两名监票人各自录入。")


@require_POST
def opinion_back(request: Request, vote_id: int) -> HttpResponse:
    """One came after all."""
    return _one(request, vote_id, opinions.take_back, "书面意见已退回，本人可以投票。")


def _one(request: Request, vote_id: int, deed: Callable[..., None], done: str) -> HttpResponse:
    try:
        deed(actor=request.actor, on=request.today, vote_id=vote_id, number=key(request.POST.get("number")) or 0)
    except Refused as refused:
        return _page(request, vote_id, kept(request, refused, "numbers"))
    messages.success(request, done)
    return redirect("vote-attendance", vote_id)


def _page(request: Request, vote_id: int, form: Form) -> HttpResponse:
    found = votes.record(request.scope, vote_id)
    if not found.may_hold:
        raise NotVisible("vote")
    asked = {name: request.GET.get(name, "")[:60] for name in ("q", "kind")}
    roll = rolls.roll(request.scope, vote_id, text=asked["q"], kind=asked["kind"], page=number(request.GET.get("page")))
    return render(
        request, "ballots/attendance.html", status=REFUSED if form.faulty else 200, vote=found, roll=roll, asked=asked,
        form=form, kinds=KINDS, running=found.vote.state in {"frozen", "sealed", "open"},
        written=bool(found.rule and found.rule.written), before=found.vote.state in {"frozen", "sealed"},
    )  # fmt: skip

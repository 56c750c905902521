"""Sealing the box, opening and closing by two, and the screen in the hall, which shows turnout only."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhendi.domain.ballots.operations import hours, keys
from zhendi.domain.ballots.queries import votes
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.ballots.words import bars, needed, rule_words
from zhendi.web.shell.forms import Form, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_AGAIN = "15"  # seconds


@require_http_methods(["GET", "HEAD", "POST"])
def seal(request: Request, vote_id: int) -> HttpResponse:
    """The ceremony in this browser: it makes the key, shows each teller the own share, sends the public part only."""
    found = votes.record(request.scope, vote_id)
    if not found.may_hold:
        raise NotVisible("vote")
    form = Form()
    if request.method == "POST":
        given = {each.number: request.POST.get(f"commitment-{each.number}", "") for each in found.tellers}
        try:
            keys.seal(
                actor=request.actor, on=request.today, vote_id=vote_id, point=request.POST.get("point", ""),
                commitments=given,
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused)
        else:
            messages.success(request, "票箱已封。钥匙只在监票人手里，本系统没有留。")
            return redirect("vote", vote_id)
    return render(
        request, "ballots/seal.html", status=REFUSED if form.faulty else 200, vote=found, form=form, handed=()
    )


@require_POST
def seal_here(request: Request, vote_id: int) -> HttpResponse:
    """The ceremony on the server for want of a browser that can; the shares are shown once."""
    try:
        handed = keys.seal_here(actor=request.actor, on=request.today, vote_id=vote_id)
    except Refused as refused:
        return render(
            request, "ballots/seal.html", status=REFUSED, vote=votes.record(request.scope, vote_id),
            form=kept(request, refused), handed=(),
        )  # fmt: skip
    response = render(
        request, "ballots/seal.html", vote=votes.record(request.scope, vote_id), form=Form(), handed=handed
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def open_vote(request: Request, vote_id: int) -> HttpResponse:
    """One of two opens."""
    return _both(request, vote_id, hours.open_vote, "投票开始了。", "已提出开始投票，请另一个人确认。")


@require_POST
def close_vote(request: Request, vote_id: int) -> HttpResponse:
    """One of two closes."""
    return _both(request, vote_id, hours.close_vote, "投票截止了。", "已提出截止投票，请另一个人确认。")


@require_safe
def screen(request: Request, vote_id: int) -> HttpResponse:
    """For the hall: how many have voted; the result once it is counted."""
    found = votes.record(request.scope, vote_id)
    answer = render(
        request, "ballots/screen.html", vote=found, rule=rule_words(found.rule), bars=bars(found),
        needed=needed(found.result) if found.result else "",
    )  # fmt: skip
    if not found.result:
        answer.headers["Refresh"] = _AGAIN  # nobody stands at the hall's screen to press a key
    return answer


def _both(request: Request, vote_id: int, deed: Callable[..., bool], done: str, proposed: str) -> HttpResponse:
    try:
        happened = deed(actor=request.actor, on=request.today, vote_id=vote_id)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, done if happened else proposed)
    return redirect("vote", vote_id)

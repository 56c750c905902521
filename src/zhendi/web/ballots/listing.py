"""The list of votes, and the page of one."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from zhendi.domain.ballots.access import HOLD
from zhendi.domain.ballots.queries import votes
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import SEE
from zhendi.web.ballots.words import rule_words, seats_words
from zhendi.web.orgs.typed import number
from zhendi.web.shell.render import render
from zhendi.web.shell.request import Request


@require_safe
def index(request: Request) -> HttpResponse:
    """All votes of the reader's organisations."""
    if not request.scope.may(SEE):
        raise NotVisible("votes")
    asked = {name: request.GET.get(name, "")[:60] for name in ("q", "state")}
    page = votes.listing(request.scope, text=asked["q"], state=asked["state"], page=number(request.GET.get("page")))
    return render(
        request, "ballots/list.html", page=page, asked=asked, states=votes.STATES, size=votes.SIZE,
        may_hold=request.scope.may(HOLD),
    )  # fmt: skip


@require_safe
def record(request: Request, vote_id: int) -> HttpResponse:
    """One vote: how far it is, what is to be done next, who has voted by number only."""
    found = votes.record(request.scope, vote_id)
    if not request.scope.may(SEE):
        raise NotVisible("vote")
    return render(
        request, "ballots/record.html", vote=found, rule=rule_words(found.rule), seats=seats_words(found),
    )  # fmt: skip

"""Proxies in writing: taken, withdrawn, and their names printed for the notice board."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhendi.domain.ballots.operations import proxies
from zhendi.domain.ballots.queries import rolls, votes
from zhendi.domain.ballots.queries.votes import Record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web import prints
from zhendi.web.orgs.typed import key
from zhendi.web.shell.forms import Form, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Request, vote_id: int) -> HttpResponse:
    """The proxies of a vote, and a new one."""
    found, form = _found(request, vote_id), Form()
    if request.method == "POST":
        try:
            proxies.accept(
                actor=request.actor, on=request.today, vote_id=vote_id, giver=key(request.POST.get("giver")) or 0,
                holder=key(request.POST.get("holder")) or 0, relation=request.POST.get("relation", ""),
                document=request.POST.get("document", ""),
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused, "giver", "holder", "relation", "document")
        else:
            messages.success(request, "委托已登记。投票前把名单贴出去。")
            return redirect("vote-proxies", vote_id)
    return render(
        request, "ballots/proxies.html", status=REFUSED if form.faulty else 200, vote=found, form=form,
        rows=rolls.proxies(request.scope, vote_id), relations=rolls.RELATIONS,
        before=found.vote.state in {"frozen", "sealed"}, running=found.vote.state in {"frozen", "sealed", "open"},
    )  # fmt: skip


@require_POST
def withdraw(request: Request, vote_id: int) -> HttpResponse:
    """The giver votes in person after all."""
    _found(request, vote_id)
    try:
        proxies.withdraw(actor=request.actor, on=request.today, proxy_id=key(request.POST.get("proxy")) or 0)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "委托已撤销，本人可以投票。")
    return redirect("vote-proxies", vote_id)


@require_safe
def notice(request: Request, vote_id: int) -> HttpResponse:
    """Givers and holders as a notice for the village's board (村民委员会组织法第十五条: their names are published)."""
    found = _found(request, vote_id)
    rows = rolls.proxies(request.scope, vote_id)
    data = {
        "title": found.vote.title, "organisation": found.vote.organisation, "held_on": found.vote.held_on,
        "today": request.today, "rows": [[each.giver, each.holder, each.relation] for each in rows],
    }  # fmt: skip
    return prints.answer(prints.pdf("ballot_proxies", data), "委托投票名单.pdf")


def _found(request: Request, vote_id: int) -> Record:
    found = votes.record(request.scope, vote_id)
    if not found.may_hold or not (found.rule and found.rule.proxy):
        raise NotVisible("proxies")
    return found

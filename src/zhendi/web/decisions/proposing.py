"""A decision is proposed, or its proposal put right."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from zhendi.domain.democracy.operations import decision_proposing
from zhendi.domain.democracy.operations.decision_proposing import Proposal
from zhendi.domain.democracy.queries import decision_records, decisions
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web.decisions.typed import area, money, whole
from zhendi.web.decisions.words import plain, seconds
from zhendi.web.orgs.typed import Typed, key
from zhendi.web.setup.deeds import today_actor
from zhendi.web.shell.forms import Form, blank, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_FIELDS = (
    "organisation", "kind", "title", "reason", "text", "proposer", "second_rule", "proposed_by", "money", "money_source",
    "land", "households", "touches",
)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """The form of a proposal."""
    places = decisions.places(request.scope.on(request.today))
    if not places:
        raise NotVisible("decisions")
    asked = key(request.GET.get("organisation")) or (places[0].id if len(places) == 1 else None)
    form = blank(organisation=asked, kind="village", second_rule="representatives", proposer="branch")
    if request.method == "POST":
        typed = Typed(dict(request.POST.lists()))
        try:
            made = decision_proposing.propose(
                actor=today_actor(request), on=request.today, organisation_id=typed.chosen("organisation", "村党组织"),
                proposal=_proposal(typed),
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused, *_FIELDS)
        else:
            messages.success(request, "已提出。下一步逐条审查、查风险。")
            return redirect("decision", made)
    return _form(request, form, [(each.id, each.name) for each in places], None)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: Request, decision_id: int) -> HttpResponse:
    """The form of a proposal that is not checked yet."""
    row = decision_records.record(request.scope.on(request.today), decision_id)
    if "correct" not in row.deeds:
        raise NotVisible("correct")
    said = dict(row.proposal)
    said |= {"money": plain(said["money"]), "land": plain(said["land"]), "households": said["households"] or ""}
    form = blank(**{name: said[name] for name in _FIELDS if name in said})
    if request.method == "POST":
        try:
            decision_proposing.correct(
                actor=today_actor(request), on=request.today, decision_id=row.id,
                proposal=_proposal(Typed(dict(request.POST.lists()))),
            )  # fmt: skip
        except Refused as refused:
            form = kept(request, refused, *_FIELDS)
        else:
            messages.success(request, "提议已改。")
            return redirect("decision", row.id)
    return _form(request, form, [], row.id)


def _form(request: Request, form: Form, places: list[tuple[int, str]], decision: int | None) -> HttpResponse:
    return render(
        request, "decisions/new.html", status=REFUSED if form.faulty else 200, form=form, places=places, decision=decision,
        kinds=decisions.KINDS, proposers=decisions.PROPOSERS, seconds=seconds(),
    )  # fmt: skip


def _proposal(typed: Typed) -> Proposal:
    return Proposal(
        kind=typed.text("kind"), title=typed.text("title"), reason=typed.text("reason"), text=typed.text("text"),
        proposer=typed.text("proposer"), second_rule=typed.text("second_rule"), proposed_by=typed.text("proposed_by"),
        money=money(typed, "money"), money_source=typed.text("money_source"), land=area(typed, "land"),
        households=whole(typed, "households", "户数", needed=False), touches=typed.text("touches"),
    )  # fmt: skip

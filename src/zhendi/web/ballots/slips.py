"""Codes printed for villagers without an account: printed once, handed over, replaced at the desk when lost."""

from __future__ import annotations

import io
from collections.abc import Sequence

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.ballots.operations import slips
from zhendi.domain.ballots.queries import rolls, votes
from zhendi.domain.ballots.queries.votes import Record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web import prints
from zhendi.web.ballots.chosen import numbers
from zhendi.web.orgs.typed import key, number
from zhendi.web.shell.forms import Form, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

KINDS = (("no_slip", "还没有投票码的"), ("slips", "有投票码的"))


@require_safe
def page(request: Request, vote_id: int) -> HttpResponse:
    """Who has a code, who has it in the hand."""
    return _page(request, vote_id, Form())


@require_POST
def issue(request: Request, vote_id: int) -> HttpResponse:
    """New codes for those ticked or typed, as the paper to cut up: this is the only time that they can be read."""
    found = _found(request, vote_id)
    try:
        made = slips.issue(actor=request.actor, on=request.today, vote_id=vote_id, numbers=numbers(request))
    except Refused as refused:
        return _page(request, vote_id, kept(request, refused, "numbers"))
    return _paper(request, found, made)


@require_POST
def replace(request: Request, vote_id: int) -> HttpResponse:
    """A lost one: the old code is void."""
    found = _found(request, vote_id)
    try:
        made = slips.replace(
            actor=request.actor, on=request.today, vote_id=vote_id, number=key(request.POST.get("number")) or 0
        )
    except Refused as refused:
        return _page(request, vote_id, kept(request, refused, "numbers"))
    return _paper(request, found, [made])


@require_POST
def hand_over(request: Request, vote_id: int) -> HttpResponse:
    """Slips went into somebody's hand."""
    try:
        given = slips.hand_over(
            actor=request.actor,
            on=request.today,
            vote_id=vote_id,
            numbers=numbers(request),
            to=request.POST.get("to", ""),
        )
    except Refused as refused:
        return _page(request, vote_id, kept(request, refused, "numbers", "to"))
    messages.success(request, f"已交出 {given} 张。")
    return redirect("vote-slips", vote_id)


def _paper(request: Request, found: Record, made: Sequence[slips.Printed]) -> HttpResponse:
    address = request.build_absolute_uri(reverse("slip"))
    data = {
        "title": found.vote.title, "organisation": found.vote.organisation, "held_on": found.vote.held_on,
        "address": address.partition("://")[2],
        "slips": [
            {
                "number": each.number, "name": each.name, "household": each.household, "code": each.code,
                "mark": _mark(f"{address}#{each.code.replace(' ', '')}"),
            }
            for each in made
        ],
    }  # fmt: skip
    answer = prints.answer(prints.pdf("ballot_slips", data), "投票码.pdf")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _mark(text: str) -> str:
    """The way to the page as a picture to scan; the code stands after the ``#``, which no server is ever sent."""
    picture = io.BytesIO()
    segno.make(text, error="m", micro=False).save(picture, kind="svg", border=0, xmldecl=False)
    return picture.getvalue().decode()


def _found(request: Request, vote_id: int) -> Record:
    found = votes.record(request.scope, vote_id)
    if not found.may_hold:
        raise NotVisible("vote")
    return found


def _page(request: Request, vote_id: int, form: Form) -> HttpResponse:
    found = _found(request, vote_id)
    asked = {name: request.GET.get(name, "")[:60] for name in ("q", "kind")}
    roll = rolls.roll(request.scope, vote_id, text=asked["q"], kind=asked["kind"], page=number(request.GET.get("page")))
    return render(
        request, "ballots/slips.html", status=REFUSED if form.faulty else 200, vote=found, roll=roll, asked=asked,
        form=form, kinds=KINDS, running=found.vote.state in {"frozen", "sealed", "open"},
    )  # fmt: skip

"""The polling desk: look a voter up, give out paper, or let the voter vote at the terminal; sheets to print."""

from __future__ import annotations

import io

import segno
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.ballots.operations import boxes, sheets
from zhendi.domain.ballots.queries import own, rolls, votes
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.web import prints
from zhendi.web.ballots.words import ANSWER_TITLES
from zhendi.web.orgs.typed import key, number
from zhendi.web.shell.forms import Form, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_STATUS_REFUSED = 422


@require_safe
def page(request: Request, vote_id: int) -> HttpResponse:
    """The roll to look a voter up, and the terminal's ballot once one is chosen."""
    return _page(request, vote_id, Form())


@require_POST
def give(request: Request, vote_id: int) -> HttpResponse:
    """A voter gets a sheet of paper."""
    try:
        sheets.give(
            actor=request.actor, on=request.today, vote_id=vote_id, number=key(request.POST.get("number")) or 0,
            place=request.POST.get("place", ""), helper=request.POST.get("helper", ""),
            proxy=request.POST.get("proxy") == "1",
        )  # fmt: skip
    except Refused as refused:
        return _page(request, vote_id, kept(request, refused, "place", "helper"))
    messages.success(request, f"{request.POST.get('number')} 号已领纸票。")
    return redirect("vote-desk", vote_id)


@require_POST
def credential(request: Request, vote_id: int) -> HttpResponse:
    """A blind signature for the voter who stands at the terminal (hex in, hex out)."""
    try:
        signed = boxes.credential_at_desk(
            actor=request.actor, on=request.today, vote_id=vote_id, number=key(request.POST.get("number")) or 0,
            blinded=bytes.fromhex(request.POST.get("blinded", "")), helper=request.POST.get("helper", ""),
            proxy=request.POST.get("proxy") == "1",
        )  # fmt: skip
    except Refused as refused:
        return JsonResponse({"refused": refused.message}, status=_STATUS_REFUSED)
    except ValueError:
        return JsonResponse({"refused": "没有领到选票，请刷新页面再试一次。"}, status=_STATUS_REFUSED)
    return JsonResponse({"signed": signed.hex()})


@require_POST
def print_sheets(request: Request, vote_id: int) -> HttpResponse:
    """So many sheets for a place."""
    try:
        made = sheets.print_sheets(
            actor=request.actor, on=request.today, vote_id=vote_id, place=request.POST.get("place", ""),
            number=key(request.POST.get("sheets")) or 0,
        )  # fmt: skip
    except Refused as refused:
        return _page(request, vote_id, kept(request, refused, "place", sheets="number"))
    return redirect("vote-sheets-pdf", vote_id, made)


@require_safe
def sheets_pdf(request: Request, vote_id: int, batch_id: int) -> HttpResponse:
    """The sheets of a batch: numbered, with the code of the batch, which is nobody's."""
    found = votes.record(request.scope, vote_id)
    batch = next((each for each in _printable(request, vote_id) if each.id == batch_id), None)
    if batch is None:
        raise NotVisible("sheets")
    data = {
        "title": found.vote.title, "organisation": found.vote.organisation, "text": found.text, "seats": found.seats,
        "held_on": found.vote.held_on, "batch": batch.number, "place": batch.place, "sheets": batch.printed,
        "candidates": [{"number": each.number, "name": each.name, "words": each.words} for each in found.candidates],
        "answers": list(ANSWER_TITLES.values()), "mark": _mark(f"zhendi vote {vote_id} batch {batch.number}"),
    }  # fmt: skip
    return prints.answer(prints.pdf("ballot_sheets", data), f"选票 第{batch.number}批.pdf")


def _mark(text: str) -> str:
    """The batch's code as a picture to scan: the same on all its sheets, so that it leads to nobody."""
    picture = io.BytesIO()
    segno.make(text, error="m", micro=False).save(picture, kind="svg", border=0, xmldecl=False)
    return picture.getvalue().decode()


def _page(request: Request, vote_id: int, form: Form) -> HttpResponse:
    found = votes.record(request.scope, vote_id)
    asked = request.GET.get("q", "")[:60]
    waiting = request.GET.get("all") != "1"
    chosen = key(request.GET.get("voter"))
    voter = rolls.one(request.scope, vote_id, chosen) if chosen else None
    roll = rolls.roll(request.scope, vote_id, text=asked, waiting=waiting, page=number(request.GET.get("page")))
    answer = render(
        request, "ballots/desk.html", status=REFUSED if form.faulty else 200, vote=found, roll=roll, q=asked, form=form,
        waiting=waiting, places=rolls.PLACES, sheets=_printable(request, vote_id), answers=ANSWER_TITLES, voter=voter,
        terminal=voter is not None and voter.votes and not voter.channel and found.vote.state == "open",
        sealing=own.sealing(request.scope, vote_id),
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"  # the next voter's "back" shows nothing of this one
    return answer


def _printable(request: Request, vote_id: int) -> list[rolls.Sheets]:
    """Batches that are sheets of paper: opinions handed in before are not printed."""
    return [each for each in rolls.sheets(request.scope, vote_id) if each.place in dict(rolls.PLACES).values()]

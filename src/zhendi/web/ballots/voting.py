"""The voter's own half. What asks who one is (``credential``) and what takes the ballot (``drop``) are two requests that
share nothing: the second carries no cookie, has no session, and is answered to whoever comes with a signed credential.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from zhendi.domain.ballots.counting import choices
from zhendi.domain.ballots.operations import boxes, counts
from zhendi.domain.ballots.queries import own as own_votes
from zhendi.kernel.errors import Refused
from zhendi.web.ballots.words import ANSWER_TITLES
from zhendi.web.me.door import own
from zhendi.web.shell.forms import Form, kept
from zhendi.web.shell.render import REFUSED, render
from zhendi.web.shell.request import Request

_LARGEST = 16_384  # bytes of a cast ballot
_STATUS_REFUSED, _STATUS_MALFORMED = 422, 400


class Doors(NamedTuple):
    """Names of the addresses around a ballot: where one comes from, the credential, the server's sealing, objections."""

    home: str
    credential: str
    here: str
    complain: str


DOORS = Doors("me", "me-vote-credential", "me-vote-here", "me-vote-complain")


@require_safe
@own
def page(request: Request, vote_id: int) -> HttpResponse:
    """The ballot, or what became of it."""
    return _page(request, vote_id, Form())


@require_POST
@own
def credential(request: Request, vote_id: int) -> HttpResponse:
    """A blind signature for whoever stands on the roll (hex in, hex out)."""
    return signed(
        request,
        lambda blinded: boxes.credential(actor=request.actor, on=request.today, vote_id=vote_id, blinded=blinded),
    )


def signed(request: Request, sign: Callable[[bytes], bytes]) -> HttpResponse:
    """The answer to whoever asks for a credential: hex in, hex out, or why not."""
    try:
        made = sign(bytes.fromhex(request.POST.get("blinded", "")))
    except Refused as refused:
        return JsonResponse({"refused": refused.message}, status=_STATUS_REFUSED)
    except ValueError:
        return JsonResponse({"refused": "没有领到选票，请刷新页面再试一次。"}, status=_STATUS_MALFORMED)
    return JsonResponse({"signed": made.hex()})


@csrf_exempt  # nobody is asked who they are, so there is no session that a foreign page could misuse
@login_not_required
@require_POST
def drop(request: Request, vote_id: int) -> HttpResponse:
    """A sealed ballot into the box; the answer is the receipt."""
    given = _given(request)
    if given is None:
        return JsonResponse({"refused": "没有看懂这张选票，请刷新页面再投。"}, status=_STATUS_MALFORMED)
    try:
        dropped = boxes.drop(vote_id=vote_id, **given)
    except Refused as refused:
        return JsonResponse({"refused": refused.message}, status=_STATUS_REFUSED)
    return JsonResponse({"receipt": dropped.receipt})


@require_POST
@own
def here(request: Request, vote_id: int) -> HttpResponse:
    """For a browser that cannot seal: the server does it, as the page has said."""
    try:
        dropped = boxes.vote_here(actor=request.actor, on=request.today, vote_id=vote_id, choice=choice(request))
    except Refused as refused:
        return _page(request, vote_id, kept(request, refused))
    return render(request, "ballots/cast.html", receipt=dropped.receipt, doors=DOORS)


@require_POST
@own
def complain(request: Request, vote_id: int) -> HttpResponse:
    """Object to a result."""
    try:
        counts.complain(actor=request.actor, on=request.today, vote_id=vote_id, text=request.POST.get("text", ""))
    except Refused as refused:
        return _page(request, vote_id, kept(request, refused, "text"))
    messages.success(request, "意见已交给主持投票的党组织。")
    return redirect("me-vote", vote_id)


def _page(request: Request, vote_id: int, form: Form) -> HttpResponse:
    vote, may_vote = own_votes.ballot(request.scope, vote_id)
    return ballot(request, vote, form, DOORS, may_vote=may_vote)


def ballot(request: Request, vote: own_votes.OwnVote, form: Form, doors: Doors, *, may_vote: bool) -> HttpResponse:
    """The ballot of a voter, however the voter came."""
    keys = [vote.id] if doors.home == "me" else []
    return render(
        request, "ballots/ballot.html", status=REFUSED if form.faulty else 200, vote=vote, may_vote=may_vote, form=form,
        answers=ANSWER_TITLES, typed=dict(request.POST.items()), doors=doors, keys=keys,
    )  # fmt: skip


def choice(request: Request) -> bytes:
    """What was marked on the page without script, as the text inside the seal; ``Refused`` for nothing."""
    marks, names = _numbered(request, "mark-"), _numbered(request, "name-")
    try:
        return choices.election(marks, names) if marks else choices.question(request.POST.get("answer", ""))
    except ValueError:
        raise Refused("请先选一项，再投票。", code="no_choice", field="answer") from None


def _numbered(request: Request, word: str) -> dict[int, str]:
    """What was typed into the fields of a word, by the candidate's number."""
    fields = ((name.removeprefix(word), str(value)) for name, value in request.POST.items() if name.startswith(word))
    return {int(number): value for number, value in fields if number.isdecimal()}


def _given(request: Request) -> dict[str, bytes] | None:
    """The three parts of a ballot; ``None`` for what is none."""
    if len(request.body) > _LARGEST:
        return None
    try:
        told: Any = json.loads(request.body)
        return {name: bytes.fromhex(told[name]) for name in ("prepared", "signature", "sealed")}
    except (ValueError, KeyError, TypeError):
        return None

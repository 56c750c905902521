"""Opening and closing: one person proposes, another does it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhendi.domain.ballots import access
from zhendi.domain.ballots.models import Vote, VoteStep
from zhendi.domain.ballots.operations import boxes, steps
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor

_SHOWN = 16  # hex digits of the end of the chain that people write down
_PAIRS = {
    VoteStep.Action.OPENED: (VoteStep.Action.OPENING, Vote.State.SEALED, Vote.State.OPEN),
    VoteStep.Action.CLOSED: (VoteStep.Action.CLOSING, Vote.State.OPEN, Vote.State.CLOSED),
}


@transaction.atomic
def open_vote(*, actor: Actor, on: date, vote_id: int) -> bool:
    """Propose the opening, or as the second person open; gives whether the vote is open now."""
    return _both(actor, on, vote_id, VoteStep.Action.OPENED)


@transaction.atomic
def close_vote(*, actor: Actor, on: date, vote_id: int) -> bool:
    """Propose the closing, or as the second person close; gives whether the vote is closed now."""
    return _both(actor, on, vote_id, VoteStep.Action.CLOSED)


def _both(actor: Actor, on: date, vote_id: int, action: VoteStep.Action) -> bool:
    proposal, before, after = _PAIRS[action]
    vote = steps.locked(vote_id)
    if vote is None or not (access.may_second(actor.scope, vote) or actor.scope.allows(SEE, vote.path)):
        raise NotVisible(f"vote {vote_id}")
    if not access.may_second(actor.scope, vote):
        raise Refused("要由主持投票的人和监票人来办。", code="not_yours")
    steps.in_state(vote, before)
    first = vote.steps.filter(action=proposal).last()
    if first is None:
        steps.done(vote, proposal, actor=actor, on=on)
        return False
    if first.person == actor.scope.person_id:
        raise Refused("要由另一个人确认：主持人和一名监票人各点一次。", code="same_person")
    note, detail = "", {}
    if action == VoteStep.Action.CLOSED:
        shut = boxes.shut(vote)
        note = f"电子票{shut.ballots}张，票箱封号{shut.digest[:_SHOWN]}"
        detail = {"ballots": shut.ballots, "box": shut.digest}
    vote.state = after
    steps.done(vote, action, actor=actor, on=on, note=note, detail=detail)
    return True

"""What every operation on a vote ends with: the step on record and the entry in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhendi.domain.ballots.models import Vote, VoteStep
from zhendi.kernel.audit import record
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor


def locked(vote_id: int) -> Vote | None:
    """A vote, locked for writing; ``None`` for one that is not there."""
    return Vote.objects.select_for_update(of=("self",)).filter(pk=vote_id).first()


def in_state(vote: Vote, *states: str) -> Vote:
    """The vote, while it is in one of the states; ``Refused`` otherwise."""
    if vote.state not in states:
        raise Refused(f"这次投票{Vote.State(vote.state).label}，现在不能办这一步。", code="state")
    return vote


def done(
    vote: Vote,
    action: VoteStep.Action,
    *,
    actor: Actor,
    on: date,
    note: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Keep the vote, add the step and the trail's entry."""
    vote.revision += 1
    vote.save()
    VoteStep.objects.create(
        vote=vote, action=action, on=on, by=actor.label[:80], person=actor.scope.person_id, note=note[:200]
    )
    record(
        actor=actor, action=f"ballots.{action}", on=on, subject_type="ballots.Vote", subject_id=vote.pk, path=vote.path,
        summary=f"投票“{vote.title}”：{action.label}", detail=detail or {},
    )  # fmt: skip

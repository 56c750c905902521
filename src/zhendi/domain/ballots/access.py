"""Who may hold a vote, and who may vote in it."""

from __future__ import annotations

from zhendi.domain.ballots.models import RollEntry, Vote
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor, Scope

HOLD = "hold_votes"


def may_hold(scope: Scope, vote: Vote) -> bool:
    """True for posts that hold votes of that place."""
    return scope.allows(HOLD, vote.path)


def require_hold(actor: Actor, vote: Vote | None) -> Vote:
    """The vote, if the actor may hold it; ``NotVisible`` out of sight, ``Refused`` for who only sees it."""
    if vote is None or not (actor.scope.allows(SEE, vote.path) or may_hold(actor.scope, vote)):
        raise NotVisible("vote")
    if not may_hold(actor.scope, vote):
        raise Refused("您的职务不能主持这次投票。", code="not_yours")
    return vote


def may_second(scope: Scope, vote: Vote) -> bool:
    """True for who may be the second person at opening and closing: who holds votes there, or a teller of this one."""
    if may_hold(scope, vote):
        return True
    return scope.person_id is not None and vote.tellers.filter(person=scope.person_id).exists()


def own_entry(scope: Scope, vote_id: int) -> RollEntry:
    """The reader's line of a roll, locked for writing; ``NotVisible`` for who does not stand on it."""
    rows = RollEntry.objects.select_for_update(of=("self",)).select_related("vote").filter(vote=vote_id)
    entry = rows.filter(person=scope.person_id).first() if scope.person_id is not None else None
    if entry is None:
        raise NotVisible(f"vote {vote_id}")
    return entry

"""Who may answer a matter, and who may take it further."""

from __future__ import annotations

from zhendi.domain.matters.models import Matter
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import Actor, Scope

ANSWER = "write_people"


def may_answer(scope: Scope, matter: Matter) -> bool:
    """True for posts that keep the people of the organisation that must answer."""
    return scope.allows(ANSWER, matter.path)


def require_answer(actor: Actor, matter: Matter | None) -> Matter:
    """The matter, if the actor may answer it; ``NotVisible`` otherwise."""
    if matter is None or not may_answer(actor.scope, matter):
        raise NotVisible("matter")
    return matter


def require_own(actor: Actor, matter: Matter | None) -> Matter:
    """The matter, if the actor brought it; ``NotVisible`` otherwise."""
    if matter is None or actor.scope.person_id is None or matter.person_id != actor.scope.person_id:
        raise NotVisible("matter")
    return matter

"""Who may see and keep the registers of movement."""

from __future__ import annotations

from zhendi.domain.mobile.models import Movement
from zhendi.kernel.scope import SEE, Scope

WRITE = "write_people"
DECIDE = "appoint"
UNMASK = "unmask"


def may_see(scope: Scope, movement: Movement) -> bool:
    """True for the reader's pieces of the tree and for one's own."""
    return scope.allows(SEE, movement.path) or (scope.person_id is not None and movement.person_id == scope.person_id)


def may_write(scope: Scope, movement: Movement) -> bool:
    """True for posts that keep the members of that place."""
    return scope.allows(WRITE, movement.path)


def sees(scope: Scope, path: str, person_id: int | None) -> bool:
    """True for the reader's pieces of the tree and for oneself."""
    return scope.allows(SEE, path) or (scope.person_id is not None and person_id == scope.person_id)


def may_decide(scope: Scope, path: str) -> bool:
    """Consequences for a member who is not found: for the committees' posts, not for a branch alone."""
    return scope.allows(DECIDE, path)


def may_unmask(scope: Scope, path: str) -> bool:
    """The whole telephone number: for posts with the verb."""
    return scope.allows(UNMASK, path)

"""Who may see and keep people: predicates on (scope, place), where a place is the path of an organisation.

Whoever belongs to a branch is kept by the posts above that branch; a person without a membership by those above the
posts held. What a predicate denies is *not found* for the reader, so that ids tell nothing.
"""

from __future__ import annotations

from zhendi.domain.people.roles import Role, roles
from zhendi.kernel.scope import SEE, Scope

WRITE = "write_people"
APPOINT = "appoint"
UNMASK = "unmask"
SEE_OWN = "see_own"


def may_see(scope: Scope, path: str, person_id: int) -> bool:
    """True for the reader's pieces of the tree and for oneself."""
    return scope.allows(SEE, path) or is_oneself(scope, person_id)


def may_write(scope: Scope, path: str) -> bool:
    """True for posts that keep the people of that place."""
    return scope.allows(WRITE, path)


def may_decide(scope: Scope, path: str) -> bool:
    """Suspending rights and recording that somebody left the Party: for the committees' posts, not for a branch alone."""
    return scope.allows(APPOINT, path)


def may_see_suspensions(scope: Scope, path: str, person_id: int) -> bool:
    """Suspensions say of a disposition: for whoever keeps the record, and for oneself."""
    return may_write(scope, path) or may_decide(scope, path) or is_oneself(scope, person_id)


def may_unmask(scope: Scope, path: str, person_id: int) -> bool:
    """Whole numbers: for posts with the verb, and one's own for oneself."""
    return scope.allows(UNMASK, path) or is_oneself(scope, person_id)


def may_see_leaders(scope: Scope, path: str) -> bool:
    """Who leads an organisation is known to whoever sees it, and to its own members."""
    return scope.allows(SEE, path) or scope.allows(SEE_OWN, path)


def appointing_verb(role: Role) -> str:
    """Seats and roles with rights are given by committees; a villagers' representative is recorded by the branch."""
    return APPOINT if role.entitles or role.leading else WRITE


def may_appoint(scope: Scope, path: str, role: Role) -> bool:
    """True when the reader may give this role in the organisation at ``path``."""
    return scope.allows(appointing_verb(role), path)


def may_end(scope: Scope, path: str, code: str) -> bool:
    """True when the reader may end a post of this role; one that the installation no longer has is for committees."""
    return may_appoint(scope, path, roles()[code]) if code in roles() else scope.allows(APPOINT, path)


def outranks(scope: Scope, path: str, role: Role) -> bool:
    """True when the reader has every right that the role would give there: nobody hands on more than the own."""
    return all(scope.allows(verb, path) for verb in role.may - {SEE_OWN})


def is_oneself(scope: Scope, person_id: int) -> bool:
    """True for the reader's own person."""
    return scope.person_id is not None and scope.person_id == person_id

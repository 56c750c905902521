"""Who leads decisions and elections."""

from __future__ import annotations

from zhendi.kernel.scope import Scope

LEAD = "hold_votes"


def may_lead(scope: Scope, path: str) -> bool:
    """True for posts that hold votes of the place: the secretary there, and the officers above."""
    return scope.allows(LEAD, path)


DECIDE = "write_organisations"


def may_decide(scope: Scope, path: str) -> bool:
    """True for posts that act for a committee: it permits elections, checks nominees, approves results."""
    return scope.allows(DECIDE, path)

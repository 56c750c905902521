"""Who may excuse and who may remind: predicates on (scope, place)."""

from __future__ import annotations

from collections.abc import Sequence

from zhendi.kernel.scope import SEE, Scope
from zhendi.policy.schema import Bearer

STEP = 4
DECIDES = "appoint"  # the committees' posts


def may_waive(scope: Scope, path: str) -> bool:
    """True for a committee's post above the place that bears the duty: nobody excuses himself."""
    return bool(path[:-STEP]) and scope.allows(DECIDES, path[:-STEP])


def decides_at(path: str, decides: Bearer) -> str:
    """The place whose post decides on what the place ``path`` bears: its own, or the one above (the highest: itself)."""
    return path if decides.of == "own" else path[:-STEP] or path


def may_decide(scope: Scope, path: str, decides: Bearer, *, itself: Sequence[str] = ()) -> bool:
    """True for who holds the post that decides, and for a committee's post over its place, which records the decision.

    ``itself``: the roles concerned where the highest place would decide on itself (``may_decide_itself``).
    """
    if itself:
        return may_decide_itself(scope, path, itself)
    place = decides_at(path, decides)
    if not scope.allows(SEE, path):
        return False
    return scope.allows(DECIDES, place) or any(
        grant.role == decides.role and grant.path == place for grant in scope.grants
    )


def may_decide_itself(scope: Scope, path: str, concerned: Sequence[str]) -> bool:
    """Above the highest place there is nobody here: its committee's post records what was decided, never a role concerned."""
    return any(DECIDES in grant.may and grant.path == path and grant.role not in concerned for grant in scope.grants)


def may_confirm(scope: Scope) -> bool:
    """True for a committee's post at the highest place: the county says by which numbers it is measured."""
    return any(DECIDES in grant.may and len(grant.path) == STEP for grant in scope.grants)


def may_nudge(scope: Scope, path: str) -> bool:
    """True for whoever sees the place from above it."""
    return scope.allows(SEE, path) and any(
        grant.path != path and path.startswith(grant.path) for grant in scope.grants if SEE in grant.may
    )

"""Who may excuse and who may remind: predicates on (scope, place)."""

from __future__ import annotations

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


def may_decide(scope: Scope, path: str, decides: Bearer) -> bool:
    """True for who holds the post that decides, and for a committee's post over its place, which records the decision."""
    place = decides_at(path, decides)
    if not scope.allows(SEE, path):
        return False
    return scope.allows(DECIDES, place) or any(
        grant.role == decides.role and grant.path == place for grant in scope.grants
    )


def may_nudge(scope: Scope, path: str) -> bool:
    """True for whoever sees the place from above it."""
    return scope.allows(SEE, path) and any(
        grant.path != path and path.startswith(grant.path) for grant in scope.grants if SEE in grant.may
    )

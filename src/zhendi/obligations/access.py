"""Who may excuse and who may remind: predicates on (scope, place)."""

from __future__ import annotations

from zhendi.kernel.scope import SEE, Scope

STEP = 4
_DECIDES = "appoint"  # the committees' posts


def may_waive(scope: Scope, path: str) -> bool:
    """True for a committee's post above the place that bears the duty: nobody excuses himself."""
    return bool(path[:-STEP]) and scope.allows(_DECIDES, path[:-STEP])


def may_nudge(scope: Scope, path: str) -> bool:
    """True for whoever sees the place from above it."""
    return scope.allows(SEE, path) and any(
        grant.path != path and path.startswith(grant.path) for grant in scope.grants if SEE in grant.may
    )

"""Who may see and keep outlets and items."""

from __future__ import annotations

from zhendi.domain.services.models import SEE_SERVICES, Outlet
from zhendi.kernel.scope import Scope

WRITE = "write_organisations"


def may_see(scope: Scope, outlet: Outlet) -> bool:
    """True where the outlet's committee lies in the reader's pieces of the tree."""
    return scope.allows(SEE_SERVICES, outlet.path)


def may_write(scope: Scope, outlet: Outlet) -> bool:
    """True for posts that keep the organisations of that place."""
    return scope.allows(WRITE, outlet.path)

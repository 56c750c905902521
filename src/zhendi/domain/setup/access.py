"""Who may see and keep the register of units."""

from __future__ import annotations

from zhendi.domain.setup.models import Unit
from zhendi.kernel.scope import SEE, Scope

WRITE = "write_organisations"


def may_see(scope: Scope, unit: Unit) -> bool:
    """True where the unit's township lies in the reader's pieces of the tree."""
    return scope.allows(SEE, unit.path)


def may_write(scope: Scope, unit: Unit) -> bool:
    """True for posts that keep the organisations of that place."""
    return scope.allows(WRITE, unit.path)

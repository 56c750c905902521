"""Who may see and keep the register of units."""

from __future__ import annotations

from zhendi.domain.setup.models import Unit
from zhendi.domain.setup.models.units import whole
from zhendi.kernel.scope import SEE, Scope

WRITE = "write_organisations"
CORRECT = "correct_register"


def may_see(scope: Scope, unit: Unit) -> bool:
    """True where the unit's township lies in the reader's pieces of the tree."""
    return scope.allows(SEE, unit.path) or (not unit.path and whole(scope.ranges(SEE)))


def may_write(scope: Scope, unit: Unit) -> bool:
    """True for posts that keep the organisations of that place."""
    return scope.allows(WRITE, unit.path) or (not unit.path and whole(scope.ranges(WRITE)))


def may_begin(scope: Scope, path: str) -> bool:
    """A set-up is begun by whoever keeps the organisations there, or leads the organisation that begins it."""
    return scope.allows(WRITE, path) or scope.allows("write_people", path)


def may_correct(scope: Scope, path: str) -> bool:
    """The register is put right without a procedure by whoever holds the right for it and keeps the organisations there."""
    return scope.allows(CORRECT, path) and scope.allows(WRITE, path)

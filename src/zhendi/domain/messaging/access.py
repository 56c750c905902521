"""Who may send messages, and who may look after the gateways."""

from __future__ import annotations

from zhendi.kernel.scope import SEE, Scope

WRITE = "write_people"
KEEP = "appoint"  # of the top organisation: the county's own office


def may_see(scope: Scope, path: str) -> bool:
    """True for what was sent from the reader's pieces of the tree."""
    return scope.allows(SEE, path)


def may_write(scope: Scope, path: str) -> bool:
    """True for posts that keep the people of that place: they write to them."""
    return scope.allows(WRITE, path)


def may_keep(scope: Scope, top: str) -> bool:
    """True for the office at the top of the tree: the gateways are the whole county's."""
    return bool(top) and scope.allows(KEEP, top)


def may_print(scope: Scope, path: str) -> bool:
    """Letters show whole addresses: for posts that may see them whole."""
    return scope.allows("unmask", path)

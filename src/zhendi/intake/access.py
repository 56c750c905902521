"""Who may take in registers, and whose runs one may see."""

from __future__ import annotations

from zhendi.intake.models import INTAKE, Run
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor, Range, Scope


def require_intake(actor: Actor) -> None:
    """``Refused`` for an actor none of whose posts may take in registers."""
    if not actor.scope.may(INTAKE):
        raise Refused("您的职务没有导入的权限。", code="forbidden")


def require_own(actor: Actor, run_id: int, *, lock: bool = False) -> Run:
    """The run, if it is one that the actor may deal with; ``NotVisible`` otherwise."""
    return visible(actor.scope, run_id, lock=lock)


def visible(scope: Scope, run_id: int, *, lock: bool = False) -> Run:
    """The run for this reader; ``NotVisible`` when it does not exist or is not his."""
    query = Run.objects.select_for_update() if lock else Run.objects.all()
    found = query.visible_to(scope).filter(pk=run_id).first()
    if found is None:
        raise NotVisible(f"run {run_id}")
    return found


def home_path(actor: Actor) -> str:
    """The place in the tree by which a run is seen: the highest post with ``intake``; "" for the operator."""
    grants = [grant for grant in actor.scope.grants if INTAKE in grant.may]
    return min((grant.path for grant in grants), key=lambda path: (len(path), path), default="")


def ranges(actor: Actor) -> tuple[Range, ...]:
    """The parts of the tree that the actor's files may change."""
    return actor.scope.ranges(INTAKE)

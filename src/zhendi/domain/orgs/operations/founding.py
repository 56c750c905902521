"""Founding an organisation, and splitting one off another."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhendi.domain.orgs import paths
from zhendi.domain.orgs.models import Change, Organisation
from zhendi.domain.orgs.operations import carrying, checks, naming, noting, versions
from zhendi.domain.orgs.operations.checks import Approval
from zhendi.kernel.errors import Refused
from zhendi.kernel.registers import Journal
from zhendi.kernel.scope import Actor


@transaction.atomic
def found(
    *,
    actor: Actor,
    on: date,
    parent_id: int | None,
    full_name: str,
    kind: str,
    approval: Approval,
    short_name: str = "",
    division_code: str = "",
) -> int:
    """Found an organisation below a parent; gives its key. The root of the tree is founded at the command line alone."""
    parent = checks.above(checks.locked(parent_id), parent_id, actor=actor) if parent_id is not None else None
    if parent is None and not actor.scope.everything:
        raise Refused("没有选择上级党组织。", code="parent_missing", field="parent")
    checks.not_future(on, actor=actor)
    checked = checks.approved(approval, on)
    made = _make(parent, full_name, kind, short_name, division_code, checked, on)
    noting.change(made, Change.Action.FOUND, on, approval=checked, other=parent)
    where = f"，隶属“{parent.full_name}”" if parent else ""
    noting.entry(
        made,
        Change.Action.FOUND,
        on,
        f"成立“{made.full_name}”{where}（{checked.number}）",
        _said(made, checked),
        actor=actor,
    )
    return made.pk


@transaction.atomic
def split(
    *,
    actor: Actor,
    on: date,
    organisation_id: int,
    full_name: str,
    kind: str,
    approval: Approval,
    short_name: str = "",
    division_code: str = "",
) -> int:
    """Found an organisation beside another, out of it; gives its key. Who goes with it is decided in ``people``."""
    one = checks.reshaped(checks.locked(organisation_id), organisation_id, actor=actor)
    if one.parent is None:
        raise Refused("最上级组织不能分设。", code="root")
    checks.day_fits(one, on, actor=actor)
    checked = checks.approved(approval, on)
    made = _make(one.parent, full_name, kind, short_name, division_code or one.division_code, checked, on)
    noting.change(made, Change.Action.SPLIT, on, approval=checked, other=one, note="由该组织分出")
    noting.change(one, Change.Action.SPLIT, on, approval=checked, other=made, note="分出该组织")
    checks.touched(one.pk)
    summary = f"从“{one.full_name}”分设“{made.full_name}”（{checked.number}）"
    noting.entry(made, Change.Action.SPLIT, on, summary, {**_said(made, checked), "from": one.pk}, actor=actor)
    return made.pk


def _make(
    parent: Organisation | None,
    full_name: str,
    kind_code: str,
    short_name: str,
    division_code: str,
    approval: Approval,
    on: date,
) -> Organisation:
    kind = checks.known_kind(kind_code)
    checks.fits(kind, parent)
    name = naming.official(full_name, kind)
    naming.require_free(name, parent.pk if parent else None)
    if parent is not None:
        checks.stood_there(parent, on)
    path = carrying.next_path(parent.path if parent else "")
    made = Organisation.objects.create(
        full_name=name,
        short_name=naming.short(short_name),
        kind=kind.code,
        parent=parent,
        path=path,
        depth=paths.depth(path),
        division_code=checks.division(division_code),
        founded_on=on,
        founded_precision="d",
        approval_number=approval.number,
    )
    versions.begin([(made.pk, versions.state(made))], on=on, journal=Journal())
    return made


def _said(made: Organisation, approval: Approval) -> dict[str, object]:
    return {"name": made.full_name, "kind": made.kind, "parent": made.parent_id, "approval": approval.number}

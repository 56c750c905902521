"""Changing what an organisation is called, what it is, whose it is, and where it stands."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.orgs.models import Change, Organisation
from zhendi.domain.orgs.operations import carrying, checks, naming, noting, versions
from zhendi.domain.orgs.operations.checks import Approval
from zhendi.kernel.errors import Refused
from zhendi.kernel.registers import Journal
from zhendi.kernel.scope import Actor

_NOTHING_NEW = "和现在的一样，没有改动。"


@transaction.atomic
def rename(
    *, actor: Actor, on: date, organisation_id: int, full_name: str, approval: Approval, short_name: str = ""
) -> None:
    """Give an organisation another official name; the old one stays in its history."""
    one = checks.reshaped(checks.locked(organisation_id), organisation_id, actor=actor)
    checks.day_fits(one, on, actor=actor)
    checked = checks.approved(approval, on)
    old, old_short = one.full_name, one.short_name
    _name(one, full_name, short_name)
    if (one.full_name, one.short_name) == (old, old_short):
        raise Refused(f"名称{_NOTHING_NEW}", code="unchanged", field="full_name")
    _write(one, on)
    note = f"{old} → {one.full_name}" if old != one.full_name else f"简称：{old_short or '—'} → {one.short_name or '—'}"
    noting.change(one, Change.Action.RENAME, on, approval=checked, note=note)
    summary = f"“{old}”更名为“{one.full_name}”（{checked.number}）"
    detail = {"before": [old, old_short], "after": [one.full_name, one.short_name], "approval": checked.number}
    noting.entry(one, Change.Action.RENAME, on, summary, detail, actor=actor)


@transaction.atomic
def reclassify(
    *,
    actor: Actor,
    on: date,
    organisation_id: int,
    kind: str,
    full_name: str,
    approval: Approval,
    short_name: str = "",
) -> None:
    """Make an organisation another kind (a branch a general branch, say), with the name that goes with it.

    What stands above and below must fit the new kind. Whether its members may stay is asked in ``people``.
    """
    one = checks.reshaped(checks.locked(organisation_id), organisation_id, actor=actor)
    checks.day_fits(one, on, actor=actor)
    checked = checks.approved(approval, on)
    old_kind, old_name = kinds()[one.kind], one.full_name
    new = checks.known_kind(kind)
    if new.code == one.kind:
        raise Refused(f"类别{_NOTHING_NEW}", code="unchanged", field="kind")
    one.kind = new.code
    checks.fits(new, one.parent)
    _require_children_fit(one)
    _name(one, full_name, short_name)
    _write(one, on)
    note = f"{old_kind.title} → {new.title}"
    noting.change(one, Change.Action.RECLASSIFY, on, approval=checked, note=note)
    summary = f"“{old_name}”由{old_kind.title}改设为{new.title}“{one.full_name}”（{checked.number}）"
    detail = {"before": [old_kind.code, old_name], "after": [new.code, one.full_name], "approval": checked.number}
    noting.entry(one, Change.Action.RECLASSIFY, on, summary, detail, actor=actor)


@transaction.atomic
def move(*, actor: Actor, on: date, organisation_id: int, parent_id: int, approval: Approval) -> None:
    """Put an organisation, with all below it, under another parent."""
    found = checks.locked(organisation_id, parent_id)
    one = checks.reshaped(found, organisation_id, actor=actor)
    parent = checks.above(found, parent_id, actor=actor)
    if parent.pk == one.parent_id:
        raise Refused("它现在就隶属这个上级。选另一个上级。", code="unchanged", field="parent")
    if parent.path.startswith(one.path):
        raise Refused("不能移到自己或自己的下级下面。", code="circle", field="parent")
    checks.day_fits(one, on, actor=actor)
    checks.subtree_quiet(one, on)
    checks.stood_there(parent, on)
    checked = checks.approved(approval, on)
    checks.fits(kinds()[one.kind], parent, field="parent")
    naming.require_free(one.full_name, parent.pk, besides=one.pk)
    before, old_path = one.parent, one.path
    carrying.carry(one, parent, carrying.next_path(parent.path), on=on)
    one.refresh_from_db()
    note = f"{before.full_name if before else '—'} → {parent.full_name}"
    noting.change(one, Change.Action.MOVE, on, approval=checked, other=parent, note=note)
    summary = f"“{one.full_name}”改隶“{parent.full_name}”（{checked.number}）"
    detail = {"before": before.pk if before else None, "after": parent.pk, "path": old_path, "approval": checked.number}
    noting.entry(one, Change.Action.MOVE, on, summary, detail, actor=actor)


@transaction.atomic
def relocate(*, actor: Actor, on: date, organisation_id: int, division_code: str) -> None:
    """Say on whose ground an organisation stands (12-digit division code; "" for none)."""
    one = checks.kept(checks.locked(organisation_id), organisation_id, actor=actor)
    checks.day_fits(one, on, actor=actor)
    old, new = one.division_code, checks.division(division_code)
    if old == new:
        raise Refused(f"所在区划{_NOTHING_NEW}", code="unchanged", field="division_code")
    one.division_code = new
    _write(one, on)
    noting.change(one, Change.Action.RELOCATE, on, note=f"{old or '—'} → {new or '—'}")
    summary = f"“{one.full_name}”所在区划由{old or '未填'}改为{new or '未填'}"
    noting.entry(one, Change.Action.RELOCATE, on, summary, {"before": old, "after": new}, actor=actor)


def _name(one: Organisation, full_name: str, short_name: str) -> None:
    one.full_name = naming.official(full_name, kinds()[one.kind])
    one.short_name = naming.short(short_name)
    naming.require_free(one.full_name, one.parent_id, besides=one.pk)


def _write(one: Organisation, on: date) -> None:
    one.revision += 1
    one.save(update_fields=["full_name", "short_name", "kind", "division_code", "revision"])
    versions.renew([one.pk], on=on, journal=Journal())


def _require_children_fit(one: Organisation) -> None:
    new = kinds()[one.kind]
    children = Organisation.objects.alive().filter(parent=one).values_list("full_name", "kind").order_by("path")
    unfit = [f"{name}（{kinds()[code].title}）" for name, code in children if not kinds()[code].fits_below(new)]
    if unfit:
        raise Refused(
            f"{new.title}下面不能直接有这{len(unfit)}个组织，先把它们移走或改设。",
            code="children",
            field="kind",
            details=unfit,
        )

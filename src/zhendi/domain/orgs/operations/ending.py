"""Merging organisations and dissolving one. Nothing is deleted: an organisation that has ended keeps its history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q

from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.orgs.models import Change, Organisation, Version
from zhendi.domain.orgs.operations import carrying, checks, naming, noting
from zhendi.domain.orgs.operations.checks import Approval
from zhendi.kernel import placed
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor


@transaction.atomic
def merge(*, actor: Actor, on: date, source_ids: Sequence[int], target_id: int, approval: Approval) -> None:
    """Let organisations go up in another of their level; what stands below them goes along.

    Refused while anything still holds of a source: ``people.operations.reorganise`` brings members over first.
    """
    pks = list(dict.fromkeys(source_ids))
    found = checks.locked(*pks, target_id)
    target = checks.reshaped(found, target_id, actor=actor)
    sources = [checks.reshaped(found, pk, actor=actor) for pk in pks]
    if not sources or target_id in pks:
        raise Refused("选出要并入的其他组织。", code="sources", field="sources")
    checked = checks.approved(approval, on)
    checks.day_fits(target, on, actor=actor)
    for one in sources:
        _absorb(actor, one, target, on, checked)
    checks.touched(target.pk)
    names = "、".join(f"“{one.full_name}”" for one in sources)
    summary = f"{names}并入“{target.full_name}”（{checked.number}）"
    detail = {"sources": [one.pk for one in sources], "target": target.pk, "approval": checked.number}
    noting.entry(target, Change.Action.MERGE, on, summary, detail, actor=actor)


@transaction.atomic
def dissolve(*, actor: Actor, on: date, organisation_id: int, approval: Approval) -> None:
    """End an organisation that has nothing below it and of which nothing holds any more."""
    one = checks.reshaped(checks.locked(organisation_id), organisation_id, actor=actor)
    checked = checks.approved(approval, on)
    below = Version.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), parent=one).order_by("path")
    names = list(dict.fromkeys(below.values_list("full_name", flat=True)))
    if names:
        raise Refused(f"下面还有{len(names)}个组织，先把它们移走、并走或撤销。", code="children", details=names[:20])
    _end(actor, one, on)
    noting.change(one, Change.Action.DISSOLVE, on, approval=checked)
    summary = f"撤销“{one.full_name}”（{checked.number}）"
    noting.entry(one, Change.Action.DISSOLVE, on, summary, {"approval": checked.number}, actor=actor)


def _absorb(actor: Actor, one: Organisation, target: Organisation, on: date, approval: Approval) -> None:
    if kinds()[one.kind].level != kinds()[target.kind].level:
        raise Refused(
            f"“{one.full_name}”和“{target.full_name}”不是同一级，先改设再合并。", code="level", field="sources"
        )
    if target.path.startswith(one.path):
        raise Refused(
            f"“{target.full_name}”在“{one.full_name}”下面，不能把上级并入下级。", code="circle", field="sources"
        )
    _bring_children(one, target, on)
    _end(actor, one, on)
    noting.change(one, Change.Action.MERGE, on, approval=approval, other=target, note="并入该组织")
    noting.change(target, Change.Action.MERGE, on, approval=approval, other=one, note="并入了该组织")


def _bring_children(one: Organisation, target: Organisation, on: date) -> None:
    children = list(Organisation.objects.alive().filter(parent=one).order_by("path"))
    if children:
        checks.subtree_quiet(one, on)
        checks.stood_there(target, on)
    for child in children:
        naming.require_free(child.full_name, target.pk, besides=child.pk)
        carrying.carry(child, target, carrying.next_path(target.path), on=on)


def _end(actor: Actor, one: Organisation, on: date) -> None:
    checks.day_fits(one, on, actor=actor)
    left = placed.current(one, on)
    if left:
        raise Refused(
            f"“{one.full_name}”名下还有{sum(left.values())}条在册记录（党员、任职、单位或网点）。先把它们转到别的组织。",
            code="occupied",
        )
    if not Version.objects.filter(organisation=one, valid_to=None, valid_from__lt=on).exists():
        raise Refused("当天刚有变动，日期至少往后一天。", code="day_early", field="on")
    if one.founded_on and on < one.founded_on:
        raise Refused(f"日期早于成立日期{one.founded_on.isoformat()}。", code="day_early", field="on")
    Version.objects.filter(organisation=one, valid_to=None).update(valid_to=on)
    checks.ended_guidance([one.pk], on)
    one.dissolved_on = on
    one.revision += 1
    one.save(update_fields=["dissolved_on", "revision"])

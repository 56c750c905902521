"""Guidance: an organisation that sees and advises another without commanding it (clause 3.3c)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q

from zhendi.domain.orgs import access
from zhendi.domain.orgs.models import Change, Guidance, Organisation, Version
from zhendi.domain.orgs.operations import checks, noting
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor


@transaction.atomic
def guide(*, actor: Actor, on: date, organisation_id: int, guide_id: int) -> None:
    """Let an organisation be guided by another from a day on; guiding posts of the other see it from then."""
    found = checks.locked(organisation_id, guide_id)
    one = checks.kept(found, organisation_id, actor=actor)
    other = _guide(actor, found, guide_id)
    checks.not_future(on, actor=actor)
    if other.path.startswith(one.path) or one.path.startswith(other.path):
        raise Refused("上下级之间不用另设指导关系。选隶属关系以外的组织。", code="in_line", field="guide")
    if Guidance.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), organisation=one, guide=other).exists():
        raise Refused(f"“{other.full_name}”已经在指导它。", code="unchanged", field="guide")
    for each in (one, other):
        _existed(each, on)
    Guidance.objects.create(organisation=one, guide=other, valid_from=on)
    noting.change(one, Change.Action.GUIDE, on, other=other)
    summary = f"“{other.full_name}”开始指导“{one.full_name}”"
    noting.entry(one, Change.Action.GUIDE, on, summary, {"guide": other.pk}, actor=actor)


@transaction.atomic
def unguide(*, actor: Actor, on: date, organisation_id: int, guide_id: int) -> None:
    """End guidance on a day."""
    found = checks.locked(organisation_id, guide_id)
    one = checks.kept(found, organisation_id, actor=actor)
    row = Guidance.objects.filter(organisation=one, guide=guide_id, valid_to=None).first()
    if row is None:
        raise NotVisible("no such guidance")
    checks.not_future(on, actor=actor)
    if on <= row.valid_from:
        raise Refused(f"结束日期要晚于开始日期{row.valid_from.isoformat()}。", code="day_early", field="on")
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    other = found[guide_id]
    noting.change(one, Change.Action.UNGUIDE, on, other=other)
    summary = f"“{other.full_name}”不再指导“{one.full_name}”"
    noting.entry(one, Change.Action.UNGUIDE, on, summary, {"guide": other.pk}, actor=actor)


def _guide(actor: Actor, found: dict[int, Organisation], pk: int) -> Organisation:
    other = found.get(pk)
    if other is None or not access.may_see(actor.scope, other.path):
        raise NotVisible("no such organisation")
    if other.dissolved_on is not None:
        raise Refused(f"“{other.full_name}”已经撤销，选一个现有的组织。", code="dissolved", field="guide")
    return other


def _existed(one: Organisation, on: date) -> None:
    if not Version.objects.as_of(on).filter(organisation=one).exists():
        raise Refused(f"“{one.full_name}”在{on.isoformat()}还没有登记，日期再往后填。", code="day_early", field="on")

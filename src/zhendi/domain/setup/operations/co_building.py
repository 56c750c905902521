"""The direction beside (clause 3.3a): partners are linked and parted, documents shared along the three directions."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q

from zhendi.domain.orgs import access as orgs
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.setup import access
from zhendi.domain.setup.models import CoBuilding, SharedDocument
from zhendi.domain.setup.operations import checks
from zhendi.domain.setup.operations.procedure_files import keep
from zhendi.kernel import audit
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

DIRECTIONS = ("above", "below", "beside")


@transaction.atomic
def link(*, actor: Actor, on: date, organisation_id: int, partner_name: str, purpose: str) -> int:
    """Begin to build together with the organisation of that full or short name; gives the key of the partnership."""
    one = _mine(organisation_id, on, actor=actor)
    name = words(partner_name, 200, "共建的党组织", "partner")
    found = list(Organisation.objects.alive().filter(Q(full_name=name) | Q(short_name=name)).order_by("pk")[:2])
    if len(found) != 1:
        said = "有几个组织叫这个名称，写全称。" if found else "没有这个党组织，写它的全称或简称。"
        raise Refused(said, code="partner", field="partner")
    other = found[0]
    if other.pk == one.pk:
        raise Refused("不能和自己共建。", code="partner", field="partner")
    held = Q(organisation=one, partner=other) | Q(organisation=other, partner=one)
    if CoBuilding.objects.filter(held, valid_to=None).exists():
        raise Refused("已经在共建，没有改动。", code="unchanged", field="partner")
    said = words(purpose, 200, "共建做什么", "purpose")
    made = CoBuilding.objects.create(organisation=one, partner=other, purpose=said, valid_from=on)
    _record(one, "co_building", on, f"“{one.full_name}”和“{other.full_name}”共建：{said}", other, actor=actor)
    return made.pk


@transaction.atomic
def part(*, actor: Actor, on: date, organisation_id: int, co_building_id: int) -> None:
    """End a partnership on a day; begun that day, it never was. Either of the two may."""
    one = _mine(organisation_id, on, actor=actor)
    held = (
        CoBuilding.objects.select_for_update(of=("self",))
        .select_related("organisation", "partner")
        .filter(Q(organisation=one) | Q(partner=one), pk=co_building_id)
        .first()
    )
    if held is None or held.valid_to is not None:
        raise NotVisible("no such partnership")
    if on < held.valid_from:
        raise Refused("日期早于共建开始的那一天。", code="day_early", field="on")
    if held.valid_from == on:
        held.delete()
    else:
        held.valid_to = on
        held.save(update_fields=["valid_to"])
    other = held.partner if held.organisation_id == one.pk else held.organisation
    _record(one, "co_building_end", on, f"“{one.full_name}”和“{other.full_name}”的共建结束", other, actor=actor)


@transaction.atomic
def share(
    *, actor: Actor, on: date, organisation_id: int, title: str, directions: list[str], content: bytes
) -> int:  # fmt: skip
    """Share a file upwards, downwards or beside; gives the key of the document."""
    one = _mine(organisation_id, on, actor=actor)
    chosen = {name: name in directions for name in DIRECTIONS}
    if not any(chosen.values()):
        raise Refused("没有选向哪里共享。", code="direction", field="directions")
    said = words(title, 120, "文件名称", "title")
    made = SharedDocument.objects.create(
        organisation=one, path=one.path, title=said, shared_on=on, by=actor.label[:120], **chosen
    )
    keep(content, title=said, part="", on=on, actor=actor, document=made)
    _record(one, "share", on, f"“{one.full_name}”共享“{said}”", actor=actor)
    return made.pk


@transaction.atomic
def unshare(*, actor: Actor, on: date, organisation_id: int, document_id: int, reason: str) -> None:
    """Share a document no longer, for a reason; past days still show that it was. Only who shared it may."""
    one = _mine(organisation_id, on, actor=actor)
    held = SharedDocument.objects.select_for_update().filter(pk=document_id, organisation=one, ended_on=None).first()
    if held is None:
        raise NotVisible("no such document")
    if on < held.shared_on:
        raise Refused("日期早于共享的那一天。", code="day_early", field="on")
    held.ended_on, held.end_reason = on, words(reason, 200, "为什么不再共享", "reason")
    held.save(update_fields=["ended_on", "end_reason"])
    _record(one, "unshare", on, f"“{one.full_name}”不再共享“{held.title}”：{held.end_reason}", actor=actor)


def _mine(pk: int, on: date, *, actor: Actor) -> Organisation:
    checks.not_future(on, actor=actor)
    one = Organisation.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if one is None or not orgs.may_see(actor.scope, one.path):
        raise NotVisible("no such organisation")
    if not access.may_begin(actor.scope, one.path):
        raise Refused("您的职务不能办理这件事，由书记或经办人办理。", code="not_yours")
    if one.dissolved_on is not None:
        raise Refused("这个组织已经撤销。", code="dissolved")
    return one


def _record(
    one: Organisation, action: str, on: date, summary: str, other: Organisation | None = None, *, actor: Actor
) -> None:
    """An entry of the organisation that acts, and one of the other where it concerns both: each has a duty of its own."""
    audit.record_many(
        [
            audit.Draft(actor, f"setup.{action}", on, "orgs.Organisation", each.pk, each.path, summary)
            for each in (one, other)
            if each is not None
        ]
    )

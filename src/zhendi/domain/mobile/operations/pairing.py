"""Bringing both registers to agree: is it one movement, and which side is right about it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhendi.domain.mobile import access, status
from zhendi.domain.mobile.models import Incoming, MovementChange, Outgoing, Verdict
from zhendi.domain.mobile.operations import checks
from zhendi.domain.mobile.sides import FIELDS
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor


@transaction.atomic
def decide(*, actor: Actor, on: date, outgoing_id: int, incoming_id: int, same: bool) -> None:
    """Whether two rows are one movement; by whoever keeps one of the sides. Decided once, joined when they are."""
    out, come = _both(outgoing_id, incoming_id, actor)
    Verdict.objects.update_or_create(
        outgoing=out, incoming=come, defaults={"same": same, "decided_on": on, "decided_by": actor.label[:80]}
    )
    if same:
        come.outgoing = out
        come.person = come.person or out.person
        come.revision += 1
        come.save()
    words = "与流入登记是同一个人" if same else "与流入登记不是同一个人"
    checks.enter(out, MovementChange.Action.JOIN, on, f"{out.name}：{words}", actor=actor, note=words)


@transaction.atomic
def settle(*, actor: Actor, on: date, incoming_id: int, field: str, outgoing_right: bool) -> None:
    """Both sides of one movement say different things: one is right, the other takes it over."""
    come = Incoming.objects.current().filter(pk=incoming_id).first()
    if come is None or not (access.may_see(actor.scope, come) or _sees_other(come, actor)):
        raise NotVisible("no such pair")
    if come.outgoing_id is None or field not in FIELDS:
        raise Refused("这一条没有和流出登记对上，或者没有这一项。", code="pair")
    out, come = _both(come.outgoing_id, incoming_id, actor)
    right, wrong = (out, come) if outgoing_right else (come, out)
    value = getattr(right, field)
    if not value:
        raise Refused("这一边没有填，不能照它改。", code="empty")
    if getattr(wrong, field) == value:
        raise Refused("两边已经一样。", code="unchanged")
    setattr(wrong, field, value)
    if field == "moved_on":
        wrong.moved_precision = right.moved_precision
        if isinstance(wrong, Outgoing):
            wrong.floating_on = status.floating_on(wrong.moved_on, on)
    wrong.revision += 1
    wrong.save()
    side = "流出地" if outgoing_right else "流入地"
    said = f"{FIELDS[field]}以{side}登记为准"
    checks.enter(wrong, MovementChange.Action.SETTLE, on, f"{out.name}：{said}", actor=actor, note=said)


def _sees_other(come: Incoming, actor: Actor) -> bool:
    return come.outgoing is not None and access.may_see(actor.scope, come.outgoing)


def _both(outgoing_id: int, incoming_id: int, actor: Actor) -> tuple[Outgoing, Incoming]:
    out = Outgoing.objects.select_for_update().filter(pk=outgoing_id, valid_to=None).first()
    come = Incoming.objects.select_for_update().filter(pk=incoming_id, valid_to=None).first()
    if out is None or come is None or not (access.may_see(actor.scope, out) or access.may_see(actor.scope, come)):
        raise NotVisible("no such pair")
    if not (access.may_write(actor.scope, out) or access.may_write(actor.scope, come)):
        raise Refused("您的职务不能核定，由流出支部或流入乡镇核定。", code="not_yours")
    return out, come

"""Proposals of joint branches: kept from a plan, changed by hand, accepted or dropped. None of them founds anything."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from zhendi.domain.setup import access
from zhendi.domain.setup.models import Coverage, Exemption, Proposal, ProposalUnit, Unit
from zhendi.domain.setup.operations import checks
from zhendi.kernel import audit, parameters
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

SUBJECT = "setup.Proposal"
_NAMED = 5


@transaction.atomic
def propose(*, actor: Actor, on: date, hub_id: int, unit_ids: Collection[int]) -> int:
    """Keep a group of blanks that meet at the hub; gives the proposal's key. Planning again leaves it as it is."""
    units = _units(hub_id, unit_ids, on, actor=actor)
    _require_free(units, None)
    hub = units[hub_id]
    made = Proposal.objects.create(hub=hub, path=hub.path, proposed_on=on)
    ProposalUnit.objects.bulk_create(ProposalUnit(proposal=made, unit=unit) for unit in units.values())
    _record(made, "propose", on, f"提出联合组建：{_called(units)}", actor=actor, units=sorted(units))
    return made.pk


@transaction.atomic
def regroup(*, actor: Actor, on: date, proposal_id: int, hub_id: int, unit_ids: Collection[int]) -> None:
    """Change who belongs to a proposal that is not yet accepted, and where they meet."""
    held = _open(proposal_id, on, actor=actor)
    before = sorted(held.members.values_list("unit_id", flat=True))
    units = _units(hub_id, unit_ids, on, actor=actor)
    if before == sorted(units) and held.hub_id == hub_id:
        raise Refused("分组没有变化。勾选要加入或移出的单位。", code="unchanged")
    _require_free(units, held)
    held.members.exclude(unit__in=units).delete()
    ProposalUnit.objects.bulk_create(
        ProposalUnit(proposal=held, unit=unit) for key, unit in units.items() if key not in before
    )
    held.hub, held.path = units[hub_id], units[hub_id].path
    held.save(update_fields=["hub", "path"])
    _record(held, "regroup", on, f"改分组：{_called(units)}", actor=actor, units=sorted(units), before=before)


@transaction.atomic
def accept(*, actor: Actor, on: date, proposal_id: int) -> None:
    """Take a proposal up: it goes to the committee for its reply. Units that are blanks no longer stop it."""
    held = _open(proposal_id, on, actor=actor)
    keys = list(held.members.values_list("unit_id", flat=True))
    units = _units(held.hub_id, keys, on, actor=actor)
    held.accepted_on = on
    held.save(update_fields=["accepted_on"])
    _record(held, "accept", on, f"采纳联合组建，送党委批复：{_called(units)}", actor=actor, units=sorted(units))


@transaction.atomic
def drop(*, actor: Actor, on: date, proposal_id: int, reason: str) -> None:
    """Give a proposal up, for a reason; its units are planned anew."""
    held = _kept(proposal_id, on, actor=actor)
    said = words(reason, 200, "原因", "reason")
    held.dropped_on, held.drop_reason = on, said
    held.save(update_fields=["dropped_on", "drop_reason"])
    held.members.update(standing=False)
    _record(held, "drop", on, f"不采纳联合组建（{held.hub.name}）：{said}", actor=actor, reason=said)


def _kept(pk: int, on: date, *, actor: Actor) -> Proposal:
    held = Proposal.objects.select_for_update().select_related("hub").standing().filter(pk=pk).first()
    if held is None or not access.may_see(actor.scope, held.hub):
        raise NotVisible("no such proposal")
    checks.kept(held.hub_id, actor=actor)
    checks.not_future(on, actor=actor)
    if on < held.proposed_on:
        raise Refused("日期早于提出方案的那一天。填那天或以后的日子。", code="day_early", field="on")
    return held


def _open(pk: int, on: date, *, actor: Actor) -> Proposal:
    held = _kept(pk, on, actor=actor)
    if held.accepted_on is not None:
        raise Refused("这个方案已经采纳。要改，先写明原因撤下，再重新提出。", code="accepted")
    return held


def _units(hub_id: int, unit_ids: Collection[int], on: date, *, actor: Actor) -> dict[int, Unit]:
    """The units as a lawful group: blanks that the actor keeps, enough full members, the hub among them."""
    keys = sorted(set(unit_ids))
    if len(keys) < 2:
        raise Refused("联合组建至少要两个单位。再选一个。", code="too_few", field="units")
    if hub_id not in keys:
        raise Refused("集中的单位不在这一组里。从组里选一个。", code="hub", field="hub")
    units = {key: checks.living(key, on, actor=actor) for key in keys}
    _require_blank(units)
    full = sum(unit.said_full or 0 for unit in units.values())
    least = parameters.load().integer("branch.minimum_full", on)
    if full < least:
        said = f"这些单位合起来正式党员 {full} 名，不足 {least} 名，不能成立党支部。再加一个单位。"
        raise Refused(said, code="too_few_members", field="units")
    members = full + sum(unit.said_probationary or 0 for unit in units.values())
    most = parameters.load().integer("branch.usual_maximum", on)
    if members > most:
        said = f"这些单位合起来党员 {members} 名，超过 {most} 名。减一个单位。"
        raise Refused(said, code="too_many_members", field="units")
    return units


def _require_blank(units: Mapping[int, Unit]) -> None:
    covered = set(Coverage.objects.filter(unit__in=units, valid_to=None).values_list("unit_id", flat=True))
    free = set(Exemption.objects.filter(unit__in=units, free_to=None).values_list("unit_id", flat=True))
    for key in sorted(covered | free):
        why = "已有党组织覆盖" if key in covered else "现在免建"
        raise Refused(f"“{units[key].name}”{why}，不用再组建。把它移出。", code="not_blank", field="units")


def _require_free(units: Mapping[int, Unit], besides: Proposal | None) -> None:
    taken = ProposalUnit.objects.filter(unit__in=units, standing=True).exclude(proposal=besides).order_by("unit_id")
    for key in taken.values_list("unit_id", flat=True):
        raise Refused(f"“{units[key].name}”已经在另一个方案里。先从那里移出。", code="taken", field="units")


def _called(units: Mapping[int, Unit]) -> str:
    names = [unit.name for unit in units.values()]
    return "、".join(names[:_NAMED]) + (f"等 {len(names)} 个单位" if len(names) > _NAMED else "")


def _record(held: Proposal, action: str, on: date, summary: str, *, actor: Actor, **detail: Any) -> None:
    audit.record(
        actor=actor,
        action=f"setup.{action}",
        on=on,
        subject_type=SUBJECT,
        subject_id=held.pk,
        path=held.path,
        summary=summary,
        detail=detail,
    )

"""What people set for the planner: units that belong in one joint branch, and units that do not, with the reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction

from zhendi.domain.setup.access import WRITE
from zhendi.domain.setup.models import Bond, BondUnit, Coverage, Unit
from zhendi.domain.setup.operations import checks
from zhendi.kernel import audit, parameters
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor
from zhendi.kernel.wording import words

SUBJECT = "setup.Bond"
_MOST = 20  # units of one bond: more is no wish of a person
_LONGEST = 200


@transaction.atomic
def bind(*, actor: Actor, on: date, kind: str, unit_ids: Collection[int], reason: str) -> int:
    """Set that the units belong together, or apart; gives the bond's key. Plans from that day on obey."""
    if kind not in Bond.Kind.values:
        raise Refused("没有选择编在一组还是不编在一组。", code="kind", field="kind")
    said = words(reason, _LONGEST, "原因", "reason")
    units = _units(unit_ids, on, actor=actor)
    if kind == Bond.Kind.TOGETHER:
        _require_possible(units, on)
    _require_no_clash(kind, set(units), on)
    first = units[min(units)]
    made = Bond.objects.create(kind=kind, path=first.path, reason=said, set_on=on)
    BondUnit.objects.bulk_create(BondUnit(bond=made, unit=unit) for unit in units.values())
    names = "、".join(unit.name for unit in units.values())
    audit.record(
        actor=actor,
        action="setup.bind",
        on=on,
        subject_type=SUBJECT,
        subject_id=made.pk,
        path=made.path,
        summary=f"测算时{Bond.Kind(kind).label}：{names}",
        detail={"units": sorted(units), "reason": said},
    )
    return made.pk


@transaction.atomic
def lift(*, actor: Actor, on: date, bond_id: int) -> None:
    """End a bond on a day; later plans are free of it."""
    bond = Bond.objects.select_for_update().filter(pk=bond_id).first()
    if bond is None or not actor.scope.allows(SEE, bond.path):
        raise NotVisible("no such bond")
    if not actor.scope.allows(WRITE, bond.path):
        raise Refused("您的职务不能改这个约定，由负责组织工作的经办人办理。", code="not_yours")
    checks.not_future(on, actor=actor)
    if bond.lifted_on is not None:
        raise Refused("这个约定已经解除。", code="unchanged")
    if on < bond.set_on:
        raise Refused("日期早于约定的那一天。填那天或以后的日子。", code="day_early", field="on")
    bond.lifted_on = on
    bond.save(update_fields=["lifted_on"])
    audit.record(
        actor=actor,
        action="setup.lift",
        on=on,
        subject_type=SUBJECT,
        subject_id=bond.pk,
        path=bond.path,
        summary=f"解除约定：测算时{Bond.Kind(bond.kind).label}",
        detail={},
    )


def _units(unit_ids: Collection[int], on: date, *, actor: Actor) -> dict[int, Unit]:
    keys = sorted(set(unit_ids))
    if len(keys) < 2:
        raise Refused("至少选两个单位。", code="too_few", field="units")
    if len(keys) > _MOST:
        raise Refused(f"一次最多选{_MOST}个单位。", code="too_many", field="units")
    units = {key: checks.living(key, on, actor=actor) for key in keys}
    covered = set(Coverage.objects.filter(unit__in=keys, valid_to=None).values_list("unit_id", flat=True))
    for key in sorted(covered):
        raise Refused(f"“{units[key].name}”已有党组织覆盖，不用再编组。把它去掉。", code="not_blank", field="units")
    return units


def _require_possible(units: dict[int, Unit], on: date) -> None:
    numbers = parameters.load()
    most_units = numbers.integer("joint_branch.usual_maximum_units", on)
    if len(units) > most_units:
        said = f"一个联合党支部一般不超过 {most_units} 个单位，选了 {len(units)} 个。减去几个。"
        raise Refused(said, code="too_many", field="units")
    most = numbers.integer("branch.usual_maximum", on)
    members = sum((unit.said_full or 0) + (unit.said_probationary or 0) for unit in units.values())
    if members > most:
        said = f"这些单位合起来党员 {members} 名，超过 {most} 名，编不进一个党支部。减去几个。"
        raise Refused(said, code="too_many_members", field="units")


def _require_no_clash(kind: str, keys: set[int], on: date) -> None:
    """Two units cannot be wanted together and apart at once."""
    other = Bond.Kind.APART if kind == Bond.Kind.TOGETHER else Bond.Kind.TOGETHER
    against = Bond.objects.as_of(on).filter(kind=other, members__unit__in=keys).distinct().order_by("pk")
    for bond in against.prefetch_related("units"):
        both = [unit.name for unit in bond.units.all() if unit.pk in keys]
        if len(both) > 1:
            said = f"“{both[0]}”和“{both[1]}”已经约定{Bond.Kind(other).label}。先解除那一条。"
            raise Refused(said, code="clash", field="units")

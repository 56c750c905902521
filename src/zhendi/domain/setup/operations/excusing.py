"""A blank with its reason: the unit need not be covered for a while (免建), or people say why it is not yet."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max

from zhendi.domain.setup.models import Coverage, Exemption, UnitChange
from zhendi.domain.setup.operations import checks, noting
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words


@transaction.atomic
def exempt(*, actor: Actor, on: date, unit_id: int, reason: str) -> None:
    """From a day on the unit need not be covered, for a stated reason. One that is covered cannot be exempted."""
    unit = checks.living(unit_id, on, actor=actor)
    said = words(reason, 200, "免建原因", "reason")
    if Exemption.objects.filter(unit=unit, free_to=None).exists():
        raise Refused("这个单位已经免建。", code="unchanged")
    if Coverage.objects.filter(unit=unit, valid_to=None).exists():
        raise Refused("这个单位有党组织覆盖，不用免建。先解除覆盖。", code="covered")
    _require_after_past(unit.pk, on)
    Exemption.objects.create(unit=unit, reason=said, free_from=on)
    noting.change(unit, UnitChange.Action.EXEMPT, on, f"单位“{unit.name}”免建：{said}", actor=actor, note=said)


@transaction.atomic
def resume(*, actor: Actor, on: date, unit_id: int) -> None:
    """From a day on the unit is due to be covered again."""
    unit = checks.living(unit_id, on, actor=actor)
    held = Exemption.objects.filter(unit=unit, free_to=None).first()
    if held is None:
        raise Refused("这个单位没有免建，不用恢复。", code="unchanged")
    if on < held.free_from:
        said = held.free_from.isoformat()
        raise Refused(f"{said}才开始免建，日期不能早于这一天。", code="day_early", field="on")
    if on == held.free_from:
        held.delete()
    else:
        held.free_to = on
        held.save(update_fields=["free_to"])
    noting.change(unit, UnitChange.Action.RESUME, on, f"单位“{unit.name}”恢复应建", actor=actor)


@transaction.atomic
def excuse(*, actor: Actor, on: date, unit_id: int, reason: str) -> None:
    """Say why a blank is not covered yet; its deadline stays."""
    unit = checks.living(unit_id, on, actor=actor)
    said = words(reason, 200, "空白原因", "reason")
    if Coverage.objects.filter(unit=unit, valid_to=None).exists():
        raise Refused("这个单位有党组织覆盖，不是空白。", code="covered")
    if said == unit.blank_reason:
        raise Refused("和现在的一样，没有改动。", code="unchanged", field="reason")
    unit.blank_reason = said
    unit.save(update_fields=["blank_reason"])
    noting.change(unit, UnitChange.Action.EXCUSE, on, f"单位“{unit.name}”空白原因：{said}", actor=actor, note=said)


def _require_after_past(unit_id: int, on: date) -> None:
    """Periods of one kind do not overlap: neither with what was, nor with past coverage."""
    free = Exemption.objects.filter(unit=unit_id).aggregate(last=Max("free_to"))["last"]
    covered = Coverage.objects.filter(unit=unit_id).aggregate(last=Max("valid_to"))["last"]
    for last in filter(None, (free, covered)):
        if on < last:
            said = last.isoformat()
            raise Refused(f"{said}以前另有登记，日期不能早于这一天。", code="day_early", field="on")

"""A unit leaves the register, comes back, or turns out to be another one entered twice."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from zhendi.domain.setup.models import Coverage, Exemption, Liaison, Unit, UnitChange
from zhendi.domain.setup.operations import checks, noting
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

_FILLED = (
    "unit_code", "industry", "employees", "said_full", "said_probationary", "address", "principal", "phone",
    "starts_on", "ends_on", "responsible_id", "remark",
)  # fmt: skip


@transaction.atomic
def close(*, actor: Actor, on: date, unit_id: int, end: str, note: str = "") -> None:
    """Take a unit off the register for a reason (``Unit.End``); its coverage, exemption and liaison end with it."""
    unit = checks.living(unit_id, on, actor=actor)
    if end not in Unit.End.values or end == Unit.End.MERGED:
        raise Refused("没有选择注销原因。", code="end_missing", field="end")
    said = words(note, 200, "说明", "note", needed=False)
    _end(unit, on, Unit.End(end), said)
    title = Unit.End(end).label
    summary = f"单位“{unit.name}”注销：{title}"
    noting.change(unit, UnitChange.Action.CLOSE, on, summary, actor=actor, note="；".join(filter(None, (title, said))))


@transaction.atomic
def reopen(*, actor: Actor, on: date, unit_id: int) -> None:
    """Put a closed unit back on the register. The time between counts as one in which it needed no organisation."""
    unit = checks.kept(unit_id, actor=actor)
    checks.not_future(on, actor=actor)
    if unit.closed_on is None:
        raise Refused(f"“{unit.name}”没有注销，不用恢复。", code="unchanged")
    if on < unit.closed_on:
        raise Refused(f"恢复日期不能早于注销日期{unit.closed_on.isoformat()}。", code="day_early", field="on")
    held = Unit.objects.current().filter(register_key=unit.register_key).first()
    if held is not None:
        raise Refused(f"“{held.name}”已经用同一个代码或名称登记，不能再恢复这一条。", code="exists")
    if on > unit.closed_on:
        Exemption.objects.create(unit=unit, reason="注销期间", free_from=unit.closed_on, free_to=on)
    unit.closed_on, unit.end, unit.end_note, unit.merged_into = None, "", "", None
    unit.save(update_fields=["closed_on", "end", "end_note", "merged_into"])
    noting.change(unit, UnitChange.Action.REOPEN, on, f"单位“{unit.name}”恢复在册", actor=actor)


@transaction.atomic
def merge(*, actor: Actor, on: date, unit_id: int, duplicate_id: int) -> None:
    """Keep one of two entries of the same unit: it takes what it lacks from the other, which leaves the register."""
    if unit_id == duplicate_id:
        raise Refused("不能和自己合并。选另一条。", code="itself", field="duplicate")
    unit = checks.living(unit_id, on, actor=actor)
    other = checks.living(duplicate_id, on, actor=actor)
    taken = [name for name in _FILLED if getattr(unit, name) in (None, "") and getattr(other, name) not in (None, "")]
    for name in taken:
        setattr(unit, name, getattr(other, name))
    if unit.longitude is None:
        unit.longitude, unit.latitude = other.longitude, other.latitude
    _carry(unit, other, on)
    _end(other, on, Unit.End.MERGED, "")
    other.merged_into = unit
    other.save(update_fields=["merged_into"])
    if "unit_code" in taken:
        unit.register_key = unit.unit_code
    unit.save()
    UnitChange.objects.create(unit=other, action=UnitChange.Action.MERGE, on=on, note=f"并入“{unit.name}”")
    summary = f"单位“{other.name}”是“{unit.name}”的重复登记，已合并"
    detail = {"duplicate": other.pk, "taken": taken}
    note = f"合并了重复登记“{other.name}”"
    noting.change(unit, UnitChange.Action.MERGE, on, summary, actor=actor, note=note, detail=detail)


def _carry(unit: Unit, other: Unit, on: date) -> None:
    """What runs at the other goes on at the unit, where the unit has nothing of the kind."""
    covered = Coverage.objects.filter(unit=other, valid_to=None).first()
    if covered is not None and not Coverage.objects.filter(unit=unit, valid_to=None).exists():
        Coverage.objects.create(unit=unit, form=covered.form, organisation=covered.organisation, valid_from=on)
    named = Liaison.objects.filter(unit=other, valid_to=None).first()
    if named is not None and not Liaison.objects.filter(unit=unit, valid_to=None).exists():
        Liaison.objects.create(unit=unit, name=named.name, organisation=named.organisation, valid_from=on)


def _end(unit: Unit, on: date, end: Unit.End, note: str) -> None:
    _ended(Coverage.objects.filter(unit=unit, valid_to=None), "valid", on)
    _ended(Liaison.objects.filter(unit=unit, valid_to=None), "valid", on)
    _ended(Exemption.objects.filter(unit=unit, free_to=None), "free", on)
    unit.closed_on, unit.end, unit.end_note = on, end, note
    unit.save(update_fields=["closed_on", "end", "end_note"])


def _ended(running: QuerySet[Any], word: str, on: date) -> None:
    """What runs ends on the day; what began that day never was. ``Refused`` for what began later.

    ``word``: of the columns ``…_from`` and ``…_to``.
    """
    later = running.filter(**{f"{word}_from__gt": on}).values_list(f"{word}_from", flat=True).first()
    if later is not None:
        raise Refused(f"{later.isoformat()}还有变动，日期不能早于这一天。", code="day_early", field="on")
    running.filter(**{f"{word}_from": on}).delete()
    running.update(**{f"{word}_to": on})

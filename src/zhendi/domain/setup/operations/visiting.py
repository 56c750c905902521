"""The work in a unit: who is named for it, and the visits made."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhendi.domain.setup.models import Liaison, UnitChange, Visit
from zhendi.domain.setup.operations import checks, noting
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words


@transaction.atomic
def assign(*, actor: Actor, on: date, unit_id: int, name: str, organisation_id: int | None = None) -> None:
    """Name the liaison of a unit from a day on, and the organisation that sends them; who was before is relieved."""
    unit = checks.living(unit_id, on, actor=actor)
    called = words(name, 60, "联络员姓名", "name")
    place = checks.organisation(organisation_id, on, actor=actor) if organisation_id is not None else None
    held = Liaison.objects.filter(unit=unit, valid_to=None).first()
    if held is not None and (held.name, held.organisation_id) == (called, organisation_id):
        raise Refused("现在的联络员就是这样，没有改动。", code="unchanged", field="name")
    if held is not None:
        _relieve(held, on)
    Liaison.objects.create(unit=unit, name=called, organisation=place, valid_from=on)
    note = f"{called}（{place.full_name}）" if place else called
    noting.change(unit, UnitChange.Action.ASSIGN, on, f"单位“{unit.name}”的联络员：{note}", actor=actor, note=note)


@transaction.atomic
def visit(*, actor: Actor, on: date, unit_id: int, note: str) -> int:
    """Record a visit of the liaison of that day: what was done there; gives its key."""
    unit = checks.living(unit_id, on, actor=actor)
    said = words(note, 400, "走访记录", "note")
    rows = Liaison.objects.filter(unit=unit, valid_from__lte=on).exclude(valid_to__lte=on)
    named = rows.first()
    if named is None:
        raise Refused("这一天还没有指定联络员。先指定联络员，再记走访。", code="no_liaison")
    made = Visit.objects.create(unit=unit, liaison=named, on=on, note=said)
    summary = f"联络员{named.name}走访单位“{unit.name}”"
    noting.entry(unit, "visit", on, summary, actor=actor, detail={"visit": made.pk, "note": said})
    return made.pk


def _relieve(held: Liaison, on: date) -> None:
    """One named that very day is replaced, with the visits kept in mind: ``Refused`` when there are any."""
    if on < held.valid_from:
        said = held.valid_from.isoformat()
        raise Refused(f"{held.name}从{said}起担任，日期不能早于这一天。", code="day_early", field="on")
    if on > held.valid_from:
        held.valid_to = on
        held.save(update_fields=["valid_to"])
    elif held.visits.exists():
        raise Refused(f"{held.name}今天已经走访过，明天再换人。", code="day_early", field="on")
    else:
        held.delete()

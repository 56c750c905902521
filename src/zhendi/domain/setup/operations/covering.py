"""Coverage of a unit by an organisation, in one of the forms of clauses 3.1 and 3.2."""

from __future__ import annotations

import re
from datetime import date

from django.db import transaction

from zhendi.domain.orgs.models import Kind, Organisation
from zhendi.domain.setup.models import Coverage, Exemption, Unit, UnitChange
from zhendi.domain.setup.operations import checks, noting
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

_VILLAGE = re.compile(r"\d{9}(?!000)\d{3}")


@transaction.atomic
def cover(*, actor: Actor, on: date, unit_id: int, form: str, organisation_id: int | None) -> None:
    """Say by which organisation, and in which form (``Coverage.Form``), a unit is covered from a day on.

    What held before ends that day. A unit that need not be covered (免建) must first be due again.
    """
    unit = checks.living(unit_id, on, actor=actor)
    if form not in Coverage.Form.values:
        raise Refused("没有选择覆盖方式。", code="form_missing", field="form")
    if Exemption.objects.filter(unit=unit, free_to=None).exists():
        raise Refused("这个单位现在免建。先恢复应建，再登记覆盖。", code="exempt")
    place = _organisation(Coverage.Form(form), organisation_id, on, actor=actor)
    _require_fit(unit, Coverage.Form(form), place)
    before = _close(unit, on, (form, place.pk if place else None))
    Coverage.objects.create(unit=unit, form=form, organisation=place, valid_from=on)
    unit.blank_reason = ""
    unit.save(update_fields=["blank_reason"])
    said = f"{Coverage.Form(form).label}，{place.full_name}" if place else str(Coverage.Form(form).label)
    summary = f"单位“{unit.name}”由党组织覆盖：{said}"
    noting.change(unit, UnitChange.Action.COVER, on, summary, actor=actor, note=said, detail={"before": before})


@transaction.atomic
def uncover(*, actor: Actor, on: date, unit_id: int, reason: str) -> None:
    """End the coverage of a unit on a day, for a reason; it is a blank from then. Begun that day: it never was."""
    unit = checks.living(unit_id, on, actor=actor)
    said = words(reason, 200, "原因", "reason")
    if not Coverage.objects.filter(unit=unit, valid_to=None).exists():
        raise Refused("这个单位现在没有党组织覆盖。", code="unchanged")
    before = _close(unit, on, None)
    summary = f"单位“{unit.name}”不再由党组织覆盖：{said}"
    noting.change(unit, UnitChange.Action.UNCOVER, on, summary, actor=actor, note=said, detail={"before": before})


def _organisation(form: Coverage.Form, pk: int | None, on: date, *, actor: Actor) -> Organisation | None:
    """The organisation that covers; one outside the county need not be on the register."""
    if form == Coverage.Form.OUTSIDE and pk is None:
        return None
    return checks.organisation(pk, on, actor=actor)


def _require_fit(unit: Unit, form: Coverage.Form, place: Organisation | None) -> None:
    if place is None:
        return
    if form == Coverage.Form.OWN:
        _require_own(unit, place)
    if form == Coverage.Form.VILLAGE and not _VILLAGE.fullmatch(place.division_code):
        said = f"“{place.full_name}”没有登记在村、社区的区划下，不能作村级中心。选村党组织，或换一种方式。"
        raise Refused(said, code="not_village", field="organisation")
    if form == Coverage.Form.JOINT and place.kind == Kind.ELDERLY_BRANCH:
        raise Refused("老年党支部不能作单位的联合党支部。", code="level", field="organisation")


def _require_own(unit: Unit, place: Organisation) -> None:
    other = Coverage.objects.filter(organisation=place, form=Coverage.Form.OWN, valid_to=None).exclude(unit=unit)
    taken = other.select_related("unit").first()
    if taken is not None:
        said = f"“{place.full_name}”是“{taken.unit.name}”单独组建的。两个单位共用一个组织，选联合组建或挂靠组建。"
        raise Refused(said, code="own_taken", field="organisation")


def _close(unit: Unit, on: date, new: tuple[str, int | None] | None) -> list[object]:
    """End what holds; gives it for the trail. What began on the day itself is replaced."""
    held = Coverage.objects.filter(unit=unit, valid_to=None).first()
    latest = Coverage.objects.filter(unit=unit).order_by("-valid_from").first()
    if held is not None and (held.form, held.organisation_id) == new:
        raise Refused("现在就是这样覆盖的，没有改动。", code="unchanged")
    day = max(filter(None, (latest.valid_from, latest.valid_to)), default=on) if latest else on
    if on < day:
        raise Refused(f"{day.isoformat()}已有覆盖变动，日期不能早于这一天。", code="day_early", field="on")
    if held is None:
        return []
    if held.valid_from == on:
        held.delete()
    else:
        held.valid_to = on
        held.save(update_fields=["valid_to"])
    return [held.form, held.organisation_id]

"""What every operation on units asks first: may this actor, is the unit there, does the day fit."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from zhendi.domain.orgs import access as orgs
from zhendi.domain.orgs.models import Kind, Organisation, Version
from zhendi.domain.setup import access
from zhendi.domain.setup.models import Unit
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

_NOT_YOURS = "您的职务不能办理这件事，由负责组织工作的经办人办理。"


def kept(pk: int, *, actor: Actor) -> Unit:
    """A unit that the actor may keep, locked; ``NotVisible`` for one out of sight."""
    unit = Unit.objects.select_for_update().filter(pk=pk).first()
    if unit is None or not access.may_see(actor.scope, unit):
        raise NotVisible("no such unit")
    if not access.may_write(actor.scope, unit):
        raise Refused(_NOT_YOURS, code="not_yours")
    return unit


def living(pk: int, on: date, *, actor: Actor) -> Unit:
    """A unit to keep that is on record on the day and not closed."""
    unit = kept(pk, actor=actor)
    not_future(on, actor=actor)
    if unit.closed_on is not None:
        raise Refused(f"“{unit.name}”{unit.closed_on.isoformat()}已注销，先恢复再办理。", code="closed")
    if on < unit.valid_from:
        said = unit.valid_from.isoformat()
        raise Refused(f"“{unit.name}”从{said}才登记在册，日期不能早于这一天。", code="day_early", field="on")
    return unit


def not_future(on: date, *, actor: Actor) -> None:
    """``Refused`` for a day that has not come."""
    if on > actor.scope.as_of:
        raise Refused("日期还没有到。填今天或以前的日子。", code="day_future", field="on")


def township(pk: int | None, *, actor: Actor) -> Organisation:
    """The committee whose register a unit is in: the actor keeps organisations there."""
    found = Organisation.objects.filter(pk=pk).first() if pk is not None else None
    if found is None:
        raise Refused("没有选择所在乡镇（党委）。", code="township_missing", field="township")
    if not orgs.may_see(actor.scope, found.path):
        raise NotVisible("no such organisation")
    if not orgs.may_keep(actor.scope, found.path):
        raise Refused("您的职务不能在这个党委下面登记单位。", code="not_yours", field="township")
    if found.kind not in {Kind.COMMITTEE, Kind.WORK_COMMITTEE, Kind.COUNTY_COMMITTEE}:
        raise Refused(f"“{found.full_name}”不是党委。选所在乡镇、街道或开发区的党委。", code="level", field="township")
    return _standing(found, "township")


def organisation(pk: int | None, on: date, *, actor: Actor, field: str = "organisation") -> Organisation:
    """An organisation in the actor's sight that stood on the day and is no mere group."""
    found = Organisation.objects.filter(pk=pk).first() if pk is not None else None
    if found is None:
        raise Refused("没有选择党组织。", code="organisation_missing", field=field)
    if not orgs.may_see(actor.scope, found.path):
        raise NotVisible("no such organisation")
    if found.kind == Kind.GROUP:
        raise Refused("党小组不能单独覆盖单位，选它所在的党支部。", code="level", field=field)
    day = Version.objects.as_of(on).filter(organisation=found)
    if not day.filter(Q(organisation__dissolved_on=None) | Q(organisation__dissolved_on__gt=on)).exists():
        raise Refused(f"“{found.full_name}”在{on.isoformat()}不在册。换一个组织或日期。", code="day", field=field)
    return _standing(found, field)


def _standing(found: Organisation, field: str) -> Organisation:
    if found.dissolved_on is not None:
        raise Refused(f"“{found.full_name}”已经撤销，选一个现有的组织。", code="dissolved", field=field)
    return found

"""What every operation on activities asks first: may this actor, is it there, does the day fit."""

from __future__ import annotations

from datetime import date

from zhendi.domain.activities import access
from zhendi.domain.activities.models import Activity
from zhendi.domain.orgs.models import Organisation
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor

_NOT_YOURS = "您的职务不能办理这件事，由支部书记或党委经办人办理。"


def kept(pk: int, *, actor: Actor, living: bool = True) -> Activity:
    """An activity that the actor may keep, locked; ``NotVisible`` for one out of sight, ``Refused`` for a cancelled one."""
    found = Activity.objects.select_for_update(of=("self",)).select_related("organisation").filter(pk=pk).first()
    if found is None or not access.may_see(actor.scope, found):
        raise NotVisible("no such activity")
    if not access.may_write(actor.scope, found.path):
        raise Refused(_NOT_YOURS, code="not_yours")
    if living and found.state == Activity.State.CANCELLED:
        raise Refused(f"“{found.title}”已经取消。另排一次再办理。", code="cancelled")
    return found


def organisation(pk: int | None, *, actor: Actor) -> Organisation:
    """A standing organisation for which the actor keeps activities."""
    found = Organisation.objects.filter(pk=pk).first() if pk is not None else None
    if found is None:
        raise Refused("没有选择由哪个党组织开展。", code="organisation_missing", field="organisation")
    if not actor.scope.allows(SEE, found.path):
        raise NotVisible("no such organisation")
    if not access.may_write(actor.scope, found.path):
        raise Refused(_NOT_YOURS, code="not_yours", field="organisation")
    if found.dissolved_on is not None:
        raise Refused(f"“{found.full_name}”已经撤销，选一个现有的组织。", code="dissolved", field="organisation")
    return found


def past(on: date, *, actor: Actor, field: str = "on") -> None:
    """``Refused`` for a day that has not come."""
    if on > actor.scope.as_of:
        raise Refused("日期还没有到。填今天或以前的日子。", code="day_future", field=field)


def words(text: str, most: int, name: str, field: str, *, needed: bool = True) -> str:
    """Text of at most so many characters; ``Refused`` when it is too long, or is missing although needed."""
    said = text.strip()
    if needed and not said:
        raise Refused(f"没有填写{name}。", code="missing", field=field)
    if len(said) > most:
        raise Refused(f"{name}最多{most}个字，现有{len(said)}个。", code="long", field=field)
    return said

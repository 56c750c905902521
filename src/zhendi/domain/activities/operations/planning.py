"""Planning an activity, changing the plan, cancelling it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from zhendi.domain.activities.models import Activity
from zhendi.domain.activities.operations import checks, noting
from zhendi.kernel import clock, parameters
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor

LONGEST = "activity.longest_hours"
_LENGTHS = {
    "title": (120, "名称"),
    "place": (120, "地点"),
    "remote": (200, "远程参加办法"),
    "agenda": (4000, "议程"),
}


class Plan(NamedTuple):
    """What is planned. ``planned_at``: aware moment; ``hours``: hours of study that count to whoever is there."""

    kind: str
    title: str
    planned_at: datetime
    place: str = ""
    remote: str = ""
    agenda: str = ""
    hours: Decimal = Decimal(0)


@transaction.atomic
def plan(*, actor: Actor, on: date, organisation_id: int | None, given: Plan) -> int:
    """Enter an activity; its day may lie in the past (entered afterwards). Gives its key."""
    place = checks.organisation(organisation_id, actor=actor)
    values = _checked(given)
    one = Activity.objects.create(
        organisation=place, path=place.path, made_by=actor.scope.person_id, made_at=clock.now(), **values
    )
    summary = f"{place.short_name or place.full_name}安排{one.get_kind_display()}“{one.title}”"
    noting.entry(one, "plan", on, summary, actor=actor, detail={"kind": one.kind, "at": one.planned_at.isoformat()})
    return one.pk


@transaction.atomic
def change(*, actor: Actor, on: date, activity_id: int, given: Plan) -> None:
    """Put the plan right. ``Refused`` when nothing differs, and for another kind once it was held."""
    one = checks.kept(activity_id, actor=actor)
    values = _checked(given)
    changed = {name: value for name, value in values.items() if getattr(one, name) != value}
    if not changed:
        raise Refused("和现在的一样，没有改动。", code="unchanged")
    told = {name: [str(getattr(one, name)), str(value)] for name, value in changed.items() if name != "remote"}
    for name, value in changed.items():
        setattr(one, name, value)
    one.revision += 1
    one.save(update_fields=[*changed, "revision"])
    noting.entry(one, "change", on, f"更正“{one.title}”的安排", actor=actor, detail={"changed": told})


@transaction.atomic
def cancel(*, actor: Actor, on: date, activity_id: int, reason: str) -> None:
    """Cancel what has not been held; the reason is kept."""
    one = checks.kept(activity_id, actor=actor)
    if one.state == Activity.State.HELD:
        raise Refused("已经开展的不能取消。登记错了就去更正出席情况。", code="held")
    one.reason = checks.words(reason, 200, "取消原因", "reason")
    one.state = Activity.State.CANCELLED
    one.revision += 1
    one.save(update_fields=["reason", "state", "revision"])
    noting.entry(one, "cancel", on, f"取消“{one.title}”：{one.reason}", actor=actor)


def _checked(given: Plan) -> dict[str, Any]:
    """The columns of the table, checked."""
    values = given._asdict()
    if given.kind not in Activity.Kind.values:
        raise Refused("没有选择活动类别。", code="kind_unknown", field="kind")
    for name, (most, words) in _LENGTHS.items():
        values[name] = checks.words(values[name], most, words, name, needed=name == "title")
    if not values["place"] and not values["remote"]:
        raise Refused("没有填写地点。只在网上开的，填远程参加办法。", code="missing", field="place")
    longest = parameters.load().integer(LONGEST, given.planned_at.date())
    if not 0 <= given.hours <= longest:
        raise Refused(f"学时填 0 到 {longest}。", code="hours", field="hours")
    return values

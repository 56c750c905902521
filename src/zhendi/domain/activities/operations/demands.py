"""What was asked for at an activity: raised with an owner and a day, handed on, answered, closed or asked again."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhendi.domain.activities import access
from zhendi.domain.activities.models import Activity, Demand
from zhendi.domain.activities.operations import checks, noting
from zhendi.domain.people.models import Post
from zhendi.domain.people.roles import roles
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor


@transaction.atomic
def put(
    *,
    actor: Actor,
    on: date,
    activity_id: int,
    text: str,
    owner_id: int,
    due_on: date,
    raised_by_id: int | None = None,
) -> int:
    """Enter a demand raised at what was held (or is being held today); gives its key."""
    one = checks.kept(activity_id, actor=actor)
    raised = one.held_on or on
    guest = one.invitations.filter(pk=raised_by_id).first() if raised_by_id is not None else None
    if raised_by_id is not None and guest is None:
        raise NotVisible("no such invitation")
    said = checks.words(text, 400, "诉求内容", "text")
    _require_day(due_on, raised)
    _require_owner(one, owner_id, on)
    made = Demand.objects.create(
        activity=one, raised_by=guest, text=said, raised_on=raised, owner_id=owner_id, due_on=due_on
    )
    detail = {"demand": made.pk, "due_on": due_on.isoformat(), "owner": owner_id}
    noting.entry(one, "demand", on, f"“{one.title}”登记一件诉求", actor=actor, detail=detail)
    return made.pk


@transaction.atomic
def hand_on(*, actor: Actor, on: date, demand_id: int, owner_id: int, due_on: date) -> None:
    """Give an open demand another owner or day."""
    one = _kept(demand_id, actor=actor)
    _require_state(one, Demand.State.OPEN)
    if (one.owner_id, one.due_on) == (owner_id, due_on):
        raise Refused("和现在的一样，没有改动。", code="unchanged")
    _require_day(due_on, one.raised_on)
    _require_owner(one.activity, owner_id, on)
    detail = {"demand": one.pk, "owner": [one.owner_id, owner_id], "due_on": [str(one.due_on), str(due_on)]}
    one.owner_id, one.due_on = owner_id, due_on
    _save(one, "owner", "due_on")
    noting.entry(one.activity, "demand_hand_on", on, "诉求改派", actor=actor, detail=detail)


@transaction.atomic
def answer(*, actor: Actor, on: date, demand_id: int, text: str) -> None:
    """Answer an open demand. The owner may, and whoever keeps the activity."""
    one = _kept(demand_id, actor=actor)
    _require_state(one, Demand.State.OPEN)
    checks.past(on, actor=actor)
    if on < one.raised_on:
        raise Refused("答复不能早于提出的那一天。", code="day_early", field="on")
    one.answer, one.answered_on = checks.words(text, 400, "答复", "text"), on
    one.state = Demand.State.ANSWERED
    _save(one, "answer", "answered_on", "state")
    noting.entry(one.activity, "demand_answer", on, "答复诉求", actor=actor, detail={"demand": one.pk})


@transaction.atomic
def close(*, actor: Actor, on: date, demand_id: int, result: str, satisfied: bool) -> None:
    """Say what became of an answered demand: closed where whoever raised it is satisfied, open again where not."""
    one = _kept(demand_id, actor=actor)
    _require_state(one, Demand.State.ANSWERED)
    checks.past(on, actor=actor)
    one.result = checks.words(result, 400, "办理结果", "result", needed=satisfied)
    one.state = Demand.State.CLOSED if satisfied else Demand.State.OPEN
    one.closed_on = on if satisfied else None
    if not satisfied:
        one.answered_on, one.answer = None, ""
    _save(one, "result", "state", "closed_on", "answered_on", "answer")
    action, said = ("demand_close", "诉求办结") if satisfied else ("demand_reopen", "诉求人不满意，退回重办")
    noting.entry(one.activity, action, on, said, actor=actor, detail={"demand": one.pk, "result": one.result})


def _kept(pk: int, *, actor: Actor) -> Demand:
    found = Demand.objects.select_for_update(of=("self",)).select_related("activity").filter(pk=pk).first()
    if found is None or not access.may_see(actor.scope, found.activity):
        raise NotVisible("no such demand")
    if not access.may_answer(actor.scope, found):
        raise Refused("这件诉求由责任人或支部书记办理。", code="not_yours")
    return found


def _require_state(one: Demand, state: Demand.State) -> None:
    if one.state != state:
        raise Refused(f"这件诉求{one.get_state_display()}，不能这样办理。", code="state")


def _require_day(due_on: date, raised: date) -> None:
    if due_on < raised:
        raise Refused("办理期限不能早于提出的那一天。", code="day_early", field="due_on")


def _require_owner(one: Activity, owner_id: int, on: date) -> None:
    """The owner holds a post with sight of the activity: in the organisation or above it."""
    sighted = [role.code for role in roles().values() if SEE in role.may]
    if not Post.objects.as_of(on).filter(access.above(one.path), person=owner_id, role__in=sighted).exists():
        raise Refused("责任人要在本组织或上级组织任职。", code="owner", field="owner")


def _save(one: Demand, *names: str) -> None:
    one.revision += 1
    one.save(update_fields=[*names, "revision"])

"""A demand goes on as a matter of the member who raised it: what becomes of the matter becomes of the demand.

The matter belongs to another engine, of which only the key is kept here; the page calls both in one transaction.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhendi.domain.activities import access
from zhendi.domain.activities.models import Demand
from zhendi.domain.activities.operations import noting
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

_LONGEST = 400
_STATES = {
    "open": "demand_reopen",
    "answered": "demand_answer",
    "closed": "demand_close",
    "withdrawn": "demand_unrefer",
}
_SAID = {
    "open": "诉求转成的求助没有解决，退回重办",
    "answered": "诉求转成的求助已答复",
    "closed": "诉求转成的求助办结",
    "withdrawn": "诉求转成的求助撤回了，仍在这里办",
}


@transaction.atomic
def refer(*, actor: Actor, on: date, demand_id: int, matter_id: int) -> None:
    """Note as which matter an open demand goes on; ``Refused`` unless it is open and goes on as none yet."""
    found = Demand.objects.select_for_update(of=("self",)).select_related("activity").filter(pk=demand_id).first()
    if found is None or not access.may_see(actor.scope, found.activity):
        raise NotVisible("no such demand")
    if not access.may_answer(actor.scope, found):
        raise Refused("这件诉求由责任人或支部书记办理。", code="not_yours")
    if found.state != Demand.State.OPEN or found.matter_id is not None:
        raise Refused("这件诉求已经转办或答复过。", code="state")
    found.matter_id = matter_id
    _save(found, "matter_id")
    detail = {"demand": found.pk, "matter": matter_id}
    noting.entry(found.activity, "demand_refer", on, "诉求转成求助办理", actor=actor, detail=detail)


@transaction.atomic
def follow(*, actor: Actor, on: date, matter_id: int, state: str, text: str = "") -> bool:
    """Let the demand that goes on as this matter stand where the matter stands now; ``False`` where there is none.

    Whoever could bring the matter there may: the matter's own operation, in the same transaction, has seen to that.
    """
    one = Demand.objects.select_for_update(of=("self",)).select_related("activity").filter(matter_id=matter_id).first()
    if one is None or (one.state == Demand.State.CLOSED and state != "open"):
        return False  # none, or closed at the symposium before the matter was
    if state == "withdrawn":
        one.matter_id = None
    elif state == "open":
        one.state, one.answer, one.answered_on, one.closed_on = Demand.State.OPEN, "", None, None
    else:
        one.answer, one.answered_on = text[:_LONGEST] or one.answer, one.answered_on or on
        one.state = Demand.State(state)
        one.closed_on = on if one.state == Demand.State.CLOSED else None
    _save(one, "matter_id", "state", "answer", "answered_on", "closed_on")
    detail = {"demand": one.pk, "matter": matter_id}
    noting.entry(one.activity, _STATES[state], on, _SAID[state], actor=actor, detail=detail)
    return True


def _save(one: Demand, *names: str) -> None:
    one.revision += 1
    one.save(update_fields=[*names, "revision"])

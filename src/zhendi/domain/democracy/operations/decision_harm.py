"""When a decision does harm: somebody reports it, a named person stops the execution, and it is remedied or reversed."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhendi.domain.democracy.models import Decision, DecisionHarm
from zhendi.domain.democracy.operations.decision_checks import led, not_before, step
from zhendi.domain.democracy.operations.decision_proposing import finish
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words


@transaction.atomic
def report(*, actor: Actor, on: date, decision_id: int, name: str, text: str) -> int:
    """Write down harm that somebody reports, once it is resolved, the archive included; the same again is the same report."""
    held = led(decision_id, on, actor=actor)
    if held.resolved_on is None:
        raise Refused("还没有形成决议。有意见的记在公告的意见里。", code="stage")
    who, said = words(name, 60, "谁反映的", "name"), words(text, 400, "什么损害", "text")
    made, fresh = DecisionHarm.objects.get_or_create(decision=held, name=who, text=said, defaults={"on": on})
    if fresh:
        step(held, "harm", on, f"有人反映“{held.title}”造成损害", actor=actor, note=said)
    return made.pk


@transaction.atomic
def suspend(*, actor: Actor, on: date, decision_id: int, harm_id: int, reason: str) -> None:
    """A named person stops the execution until the report is settled. Nothing stops by itself."""
    held, found = _open(decision_id, harm_id, on, actor)
    if found.suspended_on is not None:
        raise Refused("已经暂停了。", code="suspended")
    said = words(reason, 200, "暂停的理由", "reason")
    found.suspended_on, found.suspended_by = on, actor.label[:120]
    found.save(update_fields=["suspended_on", "suspended_by"])
    step(held, "suspended", on, f"暂停实施“{held.title}”：{said}", actor=actor, note=said)


@transaction.atomic
def settle(*, actor: Actor, on: date, decision_id: int, harm_id: int, outcome: str, remedy: str) -> None:
    """What was decided about the report: unfounded, remedied, or the decision is reversed. ``remedy`` says what is done."""
    held, found = _open(decision_id, harm_id, on, actor)
    if outcome not in DecisionHarm.Outcome.values:
        raise Refused("没有选择怎么处理。", code="outcome", field="outcome")
    found.remedy = words(remedy, 400, "处理的情况", "remedy")
    found.outcome, found.settled_on, found.settled_by = outcome, on, actor.label[:120]
    found.save(update_fields=["remedy", "outcome", "settled_on", "settled_by"])
    title = DecisionHarm.Outcome(outcome).label
    if outcome == DecisionHarm.Outcome.REVERSED:
        held.harms.filter(settled_on=None).update(
            outcome=outcome, remedy=found.remedy, settled_on=on, settled_by=found.settled_by
        )
        finish(held, Decision.End.REVERSED, on, found.remedy)
    step(held, "settled", on, f"“{held.title}”的损害：{title}", actor=actor, note=f"{title}：{found.remedy}")


def _open(decision_id: int, harm_id: int, on: date, actor: Actor) -> tuple[Decision, DecisionHarm]:
    """A report that is not settled, with its decision; both the actor's."""
    held = led(decision_id, on, actor=actor)
    found = held.harms.select_for_update().filter(pk=harm_id).first()
    if found is None:
        raise NotVisible("no such report")
    if found.settled_on is not None:
        raise Refused("这一条已经处理过了。", code="settled")
    not_before(on, found.suspended_on or found.on, "反映、暂停")
    return held, found

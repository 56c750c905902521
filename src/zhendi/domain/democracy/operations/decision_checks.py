"""What every step of a decision asks first, and what it ends with: the step on record, faults settled, the trail's entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from zhendi.domain.democracy import access
from zhendi.domain.democracy.decision_course import Found, course, faults
from zhendi.domain.democracy.decision_lists import days, lists
from zhendi.domain.democracy.models import Decision, DecisionFault, DecisionStep
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor

SUBJECT = "democracy.Decision"
_LONGEST_NOTE = 400


def seen(pk: int, on: date, *, actor: Actor) -> Decision:
    """A decision in sight, locked; ``on`` not in the future and not before the proposal. ``NotVisible`` out of sight."""
    found = Decision.objects.select_for_update(of=("self",)).select_related("organisation").filter(pk=pk).first()
    if found is None or not actor.scope.allows(SEE, found.path):
        raise NotVisible("no such decision")
    if on > actor.scope.as_of:
        raise Refused("日期还没有到。填今天或以前的日子。", code="day_future", field="on")
    if on < found.proposed_on:
        said = f"这件事{found.proposed_on.isoformat()}才提出，日期不能早于这一天。"
        raise Refused(said, code="day_early", field="on")
    return found


def led(pk: int, on: date, *, actor: Actor) -> Decision:
    """A decision in sight that the actor leads and that has not ended otherwise, locked."""
    held = seen(pk, on, actor=actor)
    if not access.may_lead(actor.scope, held.path):
        raise Refused("您的职务不能办理这件事，由村党组织书记或上级经办人办理。", code="not_yours")
    if held.ended_on is not None:
        raise Refused(f"这件事已经{held.get_end_display()}，不能再办。要再议，重新提出。", code="ended")
    return held


def stands_at(held: Decision, *stages: str) -> None:
    """``Refused`` where it is not this step's turn."""
    if held.stage not in stages:
        said = f"现在到“{held.get_stage_display()}”这一步，不能办这件事。刷新页面再看。"
        raise Refused(said, code="stage")


def not_suspended(held: Decision) -> None:
    """``Refused`` while reported harm has stopped the execution."""
    if held.harms.exclude(suspended_on=None).filter(settled_on=None).exists():
        raise Refused("有人反映损害，已经暂停实施。先查清、作出处理，再往下办。", code="suspended")


def not_before(on: date, earlier: date | None, what: str) -> None:
    """``Refused`` for a day before the step that must come first."""
    if earlier is not None and on < earlier:
        raise Refused(f"{what}是{earlier.isoformat()}，日期不能早于这一天。", code="day_early", field="on")


def due_after(step: str, since: date) -> date | None:
    """The last day of a step that began to run on a day, by the number in force then; ``None`` where none is set."""
    code = lists().steps[step].days
    return since + timedelta(days=days(code, since)) if code else None


def taken(
    held: Decision, stage: str, on: date, summary: str, *, actor: Actor, note: str = "", despite: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Keep the decision at its new stage. A fault that the step brings is refused unless there is a reason to go on."""
    held.stage = stage
    held.save()
    settle_faults(held, on, actor=actor, despite=despite)
    step(held, stage, on, summary, actor=actor, note=note, detail=detail)


def settle_faults(held: Decision, on: date, *, actor: Actor, despite: str = "") -> None:
    """Note what is wrong now and what is put right since. New faults without a reason to go on: ``Refused``."""
    standing = {each.code: each for each in held.faults.filter(cured_on=None)}
    found = faults(course(held), on)
    now = {each.code for each in found}
    for code, fault in standing.items():
        if code not in now:
            fault.cured_on = max(on, fault.on)
            fault.save(update_fields=["cured_on"])
    fresh = [each for each in found if each.code not in standing]
    if fresh and not despite.strip():
        lines = [f"{lists().faults[each.code]}：{each.note}。" for each in fresh]
        said = "这样办会成为程序差错。改正再办；确实要办的，写明理由，差错会记下来。"
        raise Refused(said, code="fault", field="despite", details=lines)
    for each in fresh:
        keep_fault(held, each, on, actor=actor, despite=despite)


def keep_fault(held: Decision, found: Found, on: date, *, actor: Actor, despite: str = "") -> None:
    """Put a fault on record, once while it stands."""
    note = "；".join(filter(None, (found.note, despite.strip())))[:_LONGEST_NOTE]
    DecisionFault.objects.get_or_create(
        decision=held, code=found.code, cured_on=None, defaults={"on": on, "by": actor.label[:120], "note": note}
    )


def step(
    held: Decision, code: str, on: date, summary: str, *, actor: Actor, note: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """The step on record and the entry in the trail."""
    DecisionStep.objects.create(decision=held, step=code, on=on, by=actor.label[:120], note=note[:_LONGEST_NOTE])
    entry(held, code, on, summary, actor=actor, detail=detail)


def entry(
    held: Decision, code: str, on: date, summary: str, *, actor: Actor, detail: Mapping[str, Any] | None = None
) -> None:
    """The trail's entry alone, for what is no step."""
    record(
        actor=actor, action=f"democracy.decision_{code}", on=on, subject_type=SUBJECT, subject_id=held.pk, path=held.path,
        summary=summary, detail=detail or {},
    )  # fmt: skip

"""What every step of a set-up procedure asks first: is it there, is it the actor's, is it its turn, does the day fit."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhendi.domain.orgs.kinds import ROOT, kinds
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.setup import access
from zhendi.domain.setup.models import Procedure, ProcedureStep
from zhendi.domain.setup.operations import checks
from zhendi.kernel import audit, parameters
from zhendi.kernel.dates import add_months
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor

SUBJECT = "setup.Procedure"
REPLY_MONTHS = "procedure.reply_months"
FOUND_MONTHS = "procedure.found_months"
FILING_MONTHS = "procedure.filing_months"
STANDARDISE_MONTHS = "procedure.standardise_months"


def begun(pk: int, on: date, *, actor: Actor) -> Procedure:
    """A running procedure that the actor may carry on, locked."""
    held = seen(pk, on, actor=actor)
    if not access.may_begin(actor.scope, held.path):
        raise Refused("您的职务不能办理这件事，由负责组织工作的经办人办理。", code="not_yours")
    return held


def decided(pk: int, on: date, *, actor: Actor) -> Procedure:
    """A running procedure whose approving committee the actor acts for, locked."""
    held = seen(pk, on, actor=actor)
    if not actor.scope.allows(access.WRITE, held.committee.path):
        said = f"这件事由“{held.committee.full_name}”决定，您的职务不能代它办理。"
        raise Refused(said, code="not_yours")
    return held


def seen(pk: int, on: date, *, actor: Actor) -> Procedure:
    """A procedure in sight that has not ended; ``on`` not before its latest step and not in the future."""
    found = Procedure.objects.select_for_update(of=("self",)).select_related("committee", "parent", "initiator")
    held = found.filter(pk=pk).first()
    if held is None or not actor.scope.allows(SEE, held.path):
        raise NotVisible("no such procedure")
    checks.not_future(on, actor=actor)
    if held.ended_on is not None:
        raise Refused(f"这件事已经{held.get_end_display()}。要再办，重新提出。", code="ended")
    last = max(filter(None, (held.opened_on, held.applied_on, held.approved_on, held.founded_on, held.filed_on)))
    if on < last:
        raise Refused(f"上一步是{last.isoformat()}办的，日期不能早于这一天。", code="day_early", field="on")
    return held


def stands_at(held: Procedure, *stages: str) -> None:
    """``Refused`` where it is not this step's turn."""
    if held.stage not in stages:
        said = f"现在到“{held.get_stage_display()}”这一步，不能办这件事。刷新页面再看。"
        raise Refused(said, code="stage")


def approver(parent: Organisation, kind: str) -> Organisation:
    """The committee with the power to approve an organisation of the kind below the parent.

    The nearest committee at or above the parent (条例 article 6); for a committee the one of the county (农村基层组织
    工作条例: a village committee needs the county level).
    """
    above = [parent]
    while above[-1].parent_id is not None:
        above.append(Organisation.objects.get(pk=above[-1].parent_id))
    if kind and kinds()[kind].level == "committee":
        return next((each for each in above if each.kind == ROOT), above[-1])
    able = [each for each in above if kinds()[each.kind].level == "committee" and kinds()[each.kind].may("admit")]
    if not able:
        raise Refused("上面没有可以批准的党委。换一个上级党组织。", code="no_committee", field="parent")
    return able[0]


def due(code: str, since: date) -> date:
    """The last day of a step that began to run on a day, by the number in force then."""
    return add_months(since, parameters.load().integer(code, since))


def step(held: Procedure, code: str, on: date, summary: str, *, actor: Actor, number: str = "", note: str = "",
         detail: dict[str, Any] | None = None) -> None:  # fmt: skip
    """The row of the step, and the operation's one entry as the last act of its transaction."""
    ProcedureStep.objects.create(procedure=held, step=code, on=on, by=actor.label[:120], number=number, note=note[:400])
    entry(held, code, on, summary, actor=actor, detail={"number": number, **(detail or {})})


def entry(
    held: Procedure, code: str, on: date, summary: str, *, actor: Actor, detail: dict[str, Any] | None = None
) -> None:
    """The trail's entry alone, for what is no step."""
    audit.record(
        actor=actor, action=f"setup.procedure_{code}", on=on, subject_type=SUBJECT, subject_id=held.pk, path=held.path,
        summary=summary, detail=detail or {},
    )  # fmt: skip

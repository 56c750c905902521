"""What every step of an election asks first: is it there, is it the actor's, is it its turn, does the day fit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from zhendi.domain.democracy import access
from zhendi.domain.democracy.election_course import TRUSTED, way
from zhendi.domain.democracy.models import Election, ElectionStep, PlannedStep
from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.orgs.models import Organisation
from zhendi.kernel import audit, parameters
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor

SUBJECT = "democracy.Election"
STAGES = tuple(Election.Stage.values)


def led(pk: int, on: date, *, actor: Actor) -> Election:
    """A running election that the actor may carry on, locked."""
    held = seen(pk, on, actor=actor)
    if not access.may_lead(actor.scope, held.path):
        raise Refused("您的职务不能办理这次选举，由党组织书记或上级经办人办理。", code="not_yours")
    return held


def decided(pk: int, on: date, *, actor: Actor) -> Election:
    """A running election whose committee above the actor acts for, locked."""
    held = seen(pk, on, actor=actor)
    if not access.may_decide(actor.scope, held.committee.path):
        said = f"这件事由“{held.committee.full_name}”决定，您的职务不能代它办理。"
        raise Refused(said, code="not_yours")
    return held


def seen(pk: int, on: date, *, actor: Actor) -> Election:
    """An election in sight that has not ended; ``on`` not in the future and not before its latest step."""
    found = Election.objects.select_for_update(of=("self",)).select_related("committee", "organisation")
    held = found.filter(pk=pk).first()
    if held is None or not actor.scope.allows(SEE, held.path):
        raise NotVisible("no such election")
    not_future(on, actor=actor)
    if held.ended_on is not None:
        raise Refused(f"这次选举已经{held.get_end_display()}。要再办，重新启动。", code="ended")
    if held.published_on is not None:
        raise Refused("这次选举已经办完。", code="ended")
    last = max(day for stage in STAGES if (day := getattr(held, f"{stage}_on")) is not None)
    if on < last:
        raise Refused(f"上一步是{last.isoformat()}办的，日期不能早于这一天。", code="day_early", field="on")
    return held


def not_future(on: date, *, actor: Actor) -> None:
    """``Refused`` for a day after the one on which the actor stands."""
    if on > actor.scope.as_of:
        raise Refused("日期不能晚于今天。", code="day_future", field="on")


def stands_at(held: Election, *stages: str) -> None:
    """``Refused`` where it is not this step's turn."""
    if held.stage not in stages:
        said = f"现在到“{held.get_stage_display()}”这一步，不能办这件事。刷新页面再看。"
        raise Refused(said, code="stage")


def approver(one: Organisation) -> Organisation:
    """The committee above that permits and approves: the nearest above the organisation that may admit members."""
    above = one.parent
    while above is not None:
        kind = kinds()[above.kind]
        if kind.level == "committee" and kind.may("admit"):
            return above
        above = above.parent
    raise Refused("上面没有可以批准换届的党委。", code="no_committee", field="organisation")


def plan(held: Election, on: date) -> None:
    """Write the preparation plan anew: every step that is due before the end of the term, reckoned back from it.

    What should have been done already is due on the day on which the plan is made.
    """
    held.plan.all().delete()
    numbers = parameters.load()
    PlannedStep.objects.bulk_create(
        PlannedStep(
            election=held, code=step.code,
            due_on=max(on, held.term_ends_on - timedelta(days=numbers.integer(step.before, on))),
        )
        for step in way(held)
        if step.before
    )  # fmt: skip


def next_due(held: Election, on: date) -> date | None:
    """The last day of the step that comes next: by the plan, or so many days after the step that it follows."""
    taken = {stage for stage in STAGES if getattr(held, f"{stage}_on")} | ({TRUSTED} if held.trusted_on else set())
    following = next((each for each in way(held) if each.code not in taken), None)
    if following is None:
        return None
    if following.before:
        return held.plan.filter(code=following.code).values_list("due_on", flat=True).first()
    since: date | None = getattr(held, f"{following.since}_on")
    return since + timedelta(days=parameters.load().integer(following.after, on)) if since else None


def reached(held: Election, stage: Election.Stage, on: date, *fields: str) -> None:
    """Keep that a stage was reached on a day, and until when the next is due. ``fields``: what else was changed."""
    held.stage = stage
    setattr(held, f"{stage}_on", on)
    held.due_on = next_due(held, on)
    held.save(update_fields=["stage", f"{stage}_on", "due_on", *fields])


def step(held: Election, code: str, on: date, summary: str, *, actor: Actor, number: str = "", note: str = "",
         detail: dict[str, Any] | None = None) -> None:  # fmt: skip
    """The row of the step, and the operation's one entry as the last act of its transaction."""
    ElectionStep.objects.create(election=held, step=code, on=on, by=actor.label[:120], number=number, note=note[:400])
    entry(held, code, on, summary, actor=actor, detail={"number": number, **(detail or {})})


def entry(
    held: Election, code: str, on: date, summary: str, *, actor: Actor, detail: dict[str, Any] | None = None
) -> None:
    """The trail's entry alone, for what is no step."""
    audit.record(
        actor=actor, action=f"democracy.election_{code}", on=on, subject_type=SUBJECT, subject_id=held.pk, path=held.path,
        summary=f"“{held.organisation.short_name or held.organisation.full_name}”换届：{summary}", detail=detail or {},
    )  # fmt: skip


def note_export(*, actor: Actor, on: date, number: int) -> None:
    """Write down that a list of elections has gone out as a workbook; ``NotVisible`` for who sees none."""
    if not actor.scope.may(SEE):
        raise NotVisible("elections")
    audit.record(
        actor=actor, action="export.elections", on=on, subject_type="export.elections", subject_id=None,
        path=min((low for low, _ in actor.scope.ranges(SEE)), default=""), summary=f"导出换届选举清单，{number}条",
        detail={"rows": number},
    )  # fmt: skip

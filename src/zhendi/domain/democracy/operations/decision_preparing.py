"""Before the vote: the check with its risks, the review by both committees, the notice, objections and their answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from zhendi.domain.democracy.decision_lists import Item, days, lists, notice_days
from zhendi.domain.democracy.models import Decision, DecisionCheck, DecisionNotice, DecisionObjection, DecisionReview
from zhendi.domain.democracy.operations import decision_checks
from zhendi.domain.democracy.operations.decision_checks import due_after, led, not_before, stands_at, taken
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

PRESENT = "decisions.review_percent"
AGREED = "decisions.agreed_percent"
_WHOLE = 100
_LARGEST_COMMITTEE = 99


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for a line of the check-list (``clear`` or ``risk``) and what is done about it."""

    answer: str
    measure: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A committee's meeting: how many belong to it, came, and agreed."""

    on: date
    due: int
    present: int
    agreed: int
    note: str = ""


@transaction.atomic
def check(*, actor: Actor, on: date, decision_id: int, answers: Mapping[str, Answer]) -> None:
    """Answer every line of the check-list and of the risk check. ``Refused`` for a risk that has no measure, or may not be."""
    held = led(decision_id, on, actor=actor)
    stands_at(held, Decision.Stage.PROPOSED)
    rows = [_answered(held, item, answers.get(item.code), on, actor) for item in lists().items]
    held.checks.all().delete()
    DecisionCheck.objects.bulk_create(rows)
    held.checked_on, held.due_on = on, due_after(Decision.Stage.REVIEWED, on)
    risks = [each.code for each in rows if each.answer == DecisionCheck.Answer.RISK]
    note = f"{len(rows)} 条，有风险 {len(risks)} 条，都有措施" if risks else f"{len(rows)} 条，没有风险"
    taken(
        held, Decision.Stage.CHECKED, on, f"审查“{held.title}”：{note}", actor=actor, note=note, detail={"risks": risks}
    )


@transaction.atomic
def review(*, actor: Actor, on: date, decision_id: int, body: str, meeting: Meeting) -> bool:
    """What one of the two committees says; gives whether both have agreed now. ``Refused`` where too few came or agreed."""
    held = led(decision_id, on, actor=actor)
    stands_at(held, Decision.Stage.CHECKED)
    if body not in DecisionReview.Body.values:
        raise Refused("没有选择是哪个委员会。", code="body", field="body")
    not_before(meeting.on, held.checked_on, "审查")
    if meeting.on > on:
        raise Refused("会议日期还没有到。", code="day_future", field="met_on")
    _require_agreed(meeting, on)
    given = {
        "on": meeting.on, "due": meeting.due, "present": meeting.present, "agreed": meeting.agreed, "by": actor.label[:120],
        "note": words(meeting.note, 400, "会议情况", "note", needed=False),
    }  # fmt: skip
    DecisionReview.objects.update_or_create(decision=held, body=body, defaults=given)
    title = DecisionReview.Body(body).label
    said = f"{title}商议，应到{meeting.due}人，实到{meeting.present}人，同意{meeting.agreed}人"
    both = held.reviews.count() == len(DecisionReview.Body)
    if both:
        held.reviewed_on = max(held.reviews.values_list("on", flat=True))
        held.due_on = due_after(Decision.Stage.NOTICED, held.reviewed_on)
        taken(held, Decision.Stage.REVIEWED, on, f"“{held.title}”：{said}", actor=actor, note=said)
    else:
        decision_checks.step(held, "review", on, f"“{held.title}”：{said}", actor=actor, note=said)
    return both


@transaction.atomic
def post(
    *, actor: Actor, on: date, decision_id: int, from_on: date, until_on: date, place: str, despite: str = ""
) -> None:
    """Put up the notice before the vote; also anew, or for longer, until round 1. A short one needs a reason."""
    held = led(decision_id, on, actor=actor)
    stands_at(held, Decision.Stage.REVIEWED, Decision.Stage.NOTICED)
    not_before(from_on, held.reviewed_on, "两委商议")
    kept_notice(held, DecisionNotice.Sort.PROPOSAL, from_on, until_on, place, on, actor=actor)
    needed, hung = notice_days(held.second_rule, on), (until_on - from_on).days + 1
    if hung < needed and not despite.strip():
        said = f"公告 {hung} 天，规定至少 {needed} 天。改到 {(from_on + timedelta(days=needed - 1)).isoformat()}；"
        said += "确实要短的写明理由，投票时记为程序差错。"
        raise Refused(said, code="fault", field="despite")
    held.noticed_on = from_on
    held.due_on = until_on + timedelta(days=1 + days(lists().steps[Decision.Stage.FIRST].days, on))
    note = f"{from_on.isoformat()}至{until_on.isoformat()}，{place.strip()}"
    taken(held, Decision.Stage.NOTICED, on, f"公告“{held.title}”：{note}", actor=actor, note=note, despite=despite)


@transaction.atomic
def object_to(*, actor: Actor, on: date, decision_id: int, name: str, text: str) -> int:
    """Write down what somebody says against it, until the resolution; the same again is the same objection."""
    held = led(decision_id, on, actor=actor)
    stands_at(held, Decision.Stage.NOTICED, Decision.Stage.FIRST, Decision.Stage.SECOND)
    who, said = words(name, 60, "谁提的意见", "name"), words(text, 400, "意见", "text")
    made, fresh = DecisionObjection.objects.get_or_create(
        decision=held, name=who, text=said, defaults={"on": on, "by": ""}
    )
    if fresh:
        decision_checks.entry(held, "objected", on, f"对“{held.title}”的意见登记 1 条", actor=actor)
    return made.pk


@transaction.atomic
def answer(*, actor: Actor, on: date, decision_id: int, objection_id: int, text: str) -> None:
    """Answer an objection; an answer may be put right until the resolution."""
    held = led(decision_id, on, actor=actor)
    stands_at(held, Decision.Stage.NOTICED, Decision.Stage.FIRST, Decision.Stage.SECOND)
    found = held.objections.filter(pk=objection_id).first()
    if found is None:
        raise NotVisible("no such objection")
    found.answer, found.by = words(text, 400, "答复", "answer"), actor.label[:120]
    found.answered_on = found.answered_on or max(on, found.on)
    found.save(update_fields=["answer", "answered_on", "by"])
    decision_checks.entry(held, "answered", on, f"答复对“{held.title}”的意见", actor=actor)


def kept_notice(
    held: Decision, sort: str, from_on: date, until_on: date, place: str, on: date, *, actor: Actor
) -> DecisionNotice:
    """Keep what was put up, inside the caller's transaction."""
    if until_on < from_on:
        raise Refused("结束的日子早于开始的日子。", code="days", field="until_on")
    if from_on > on:
        raise Refused("张贴以后再登记，开始日期不能晚于今天。", code="day_future", field="from_on")
    return DecisionNotice.objects.create(
        decision=held, sort=sort, from_on=from_on, until_on=until_on, place=words(place, 120, "张贴的地方", "place"),
        on=on, by=actor.label[:120],
    )  # fmt: skip


def _answered(held: Decision, item: Item, given: Answer | None, on: date, actor: Actor) -> DecisionCheck:
    field = f"answer-{item.code}"
    if given is None or given.answer not in DecisionCheck.Answer.values:
        raise Refused(f"“{item.title}”还没有结论。", code="unanswered", field=field)
    risky = given.answer == DecisionCheck.Answer.RISK
    if risky and item.must == "clear":
        said = f"“{item.title}”有问题，不能往下办。先解决，或者撤回提议。"
        raise Refused(said, code="not_clear", field=field)
    measure = words(given.measure, 400, f"“{item.title}”的措施", f"measure-{item.code}", needed=risky)
    return DecisionCheck(
        decision=held,
        code=item.code,
        answer=given.answer,
        measure=measure if risky else "",
        on=on,
        by=actor.label[:120],
    )


def _require_agreed(meeting: Meeting, on: date) -> None:
    if not 0 < meeting.due <= _LARGEST_COMMITTEE or not 0 <= meeting.agreed <= meeting.present <= meeting.due:
        raise Refused("人数对不上：同意不多于实到，实到不多于应到。", code="counts", field="present")
    if _WHOLE * meeting.present < days(PRESENT, on) * meeting.due:
        said = f"应到{meeting.due}人，实到{meeting.present}人，到会的人不够，会议不算数。另开一次。"
        raise Refused(said, code="quorum", field="present")
    if _WHOLE * meeting.agreed <= days(AGREED, on) * meeting.due:
        said = f"同意{meeting.agreed}人，没有超过半数，商议没有通过。改好再议，或者撤回提议。"
        raise Refused(said, code="not_agreed", field="agreed")

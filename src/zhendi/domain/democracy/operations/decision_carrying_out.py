"""After the vote: the resolution, its publication, the execution log, the result made public, the survey, the archive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from zhendi.domain.democracy.decision_course import course
from zhendi.domain.democracy.decision_lists import PUBLICITY, days
from zhendi.domain.democracy.models import Decision, DecisionEntry, DecisionNotice, DecisionSurvey
from zhendi.domain.democracy.operations import decision_checks
from zhendi.domain.democracy.operations.decision_checks import (
    due_after,
    led,
    not_before,
    not_suspended,
    stands_at,
    step,
    taken,
)
from zhendi.domain.democracy.operations.decision_preparing import kept_notice
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

_MOST_MONEY = Decimal(10) ** 11
_MOST_ASKED = 100_000
_CARRYING_OUT = (Decision.Stage.PUBLISHED, Decision.Stage.FINISHED, Decision.Stage.ANNOUNCED, Decision.Stage.SURVEYED)


@dataclass(frozen=True, slots=True)
class Poster:
    """What was put up: from which day to which (included), where."""

    from_on: date
    until_on: date
    place: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A survey in one way: how many were asked, answered, were satisfied."""

    way: str
    asked: int
    answered: int
    satisfied: int


@transaction.atomic
def resolve(*, actor: Actor, on: date, decision_id: int, number: str, planned_on: date, despite: str = "") -> None:
    """The resolution, with its number and the day by which it is to be carried out.

    ``Refused`` until both rounds have passed and their results stand (nobody may object any more).
    """
    held = led(decision_id, on, actor=actor)
    stands_at(held, Decision.Stage.SECOND)
    found = course(held)
    for each, title in ((found.round(1), "第一轮"), (found.round(2), "第二轮")):
        if each is None or not each.passed:
            raise Refused(f"{title}还没有通过，不能形成决议。", code="not_passed")
        if not each.standing:
            raise Refused(f"{title}的结果还没有生效。提意见的期限过了，在投票的页面让结果生效。", code="not_standing")
        not_before(on, each.decided_on, f"{title}计票")
    if any(each.answered_on is None for each in found.objections):
        raise Refused("还有意见没有答复。先逐条答复，再形成决议。", code="objection_unanswered")
    if planned_on <= on:
        raise Refused("计划完成的日子应在决议以后。", code="day_early", field="planned_on")
    held.number = words(number, 80, "决议文号", "number")
    held.resolved_on, held.planned_on, held.due_on = on, planned_on, due_after(Decision.Stage.PUBLISHED, on)
    taken(
        held, Decision.Stage.RESOLVED, on, f"形成决议“{held.title}”（{held.number}）", actor=actor, note=held.number,
        despite=despite,
    )  # fmt: skip


@transaction.atomic
def publish(*, actor: Actor, on: date, decision_id: int, poster: Poster, despite: str = "") -> None:
    """The resolution is put up for all to see; also anew, for longer, while it is carried out."""
    held = led(decision_id, on, actor=actor)
    stands_at(held, Decision.Stage.RESOLVED, Decision.Stage.PUBLISHED)
    not_before(poster.from_on, held.resolved_on, "决议")
    kept_notice(held, DecisionNotice.Sort.RESOLUTION, poster.from_on, poster.until_on, poster.place, on, actor=actor)
    held.published_on, held.due_on = held.published_on or poster.from_on, held.planned_on
    note = f"{poster.from_on.isoformat()}至{poster.until_on.isoformat()}，{poster.place.strip()}"
    taken(
        held, Decision.Stage.PUBLISHED, on, f"公开决议“{held.title}”：{note}", actor=actor, note=note, despite=despite
    )


@transaction.atomic
def enter(*, actor: Actor, on: date, decision_id: int, text: str, spent: Decimal = Decimal(0)) -> int:
    """A line of the execution log: what was done on the day, what it cost in yuan; the same again is the same line."""
    held = led(decision_id, on, actor=actor)
    stands_at(held, *_CARRYING_OUT)
    not_suspended(held)
    not_before(on, held.resolved_on, "决议")
    if not 0 <= spent < _MOST_MONEY:
        raise Refused("金额不对，按元填，如 12000。", code="money", field="spent")
    said = words(text, 400, "做了什么", "text")
    made, fresh = DecisionEntry.objects.get_or_create(
        decision=held, on=on, text=said, defaults={"spent": spent, "by": actor.label[:120]}
    )
    if fresh:
        detail = {"spent": str(spent)}
        decision_checks.entry(held, "entered", on, f"“{held.title}”实施记录：{said}", actor=actor, detail=detail)
    return made.pk


@transaction.atomic
def finish(*, actor: Actor, on: date, decision_id: int, note: str = "") -> None:
    """It is carried out. ``Refused`` without a line in the log, and on the day of the resolution itself."""
    held = led(decision_id, on, actor=actor)
    stands_at(held, Decision.Stage.PUBLISHED)
    not_suspended(held)
    last = held.entries.order_by("-on").values_list("on", flat=True).first()
    if last is None:
        raise Refused("还没有实施记录。先记做了什么、花了多少钱。", code="no_entry")
    not_before(on, last, "最后一条实施记录")
    if held.resolved_on and on <= held.resolved_on:
        raise Refused("完成的日子应在决议以后。", code="day_early", field="on")
    said = words(note, 400, "说明", "note", needed=False)
    held.finished_on, held.due_on = on, due_after(Decision.Stage.ANNOUNCED, on)
    taken(held, Decision.Stage.FINISHED, on, f"“{held.title}”实施完成", actor=actor, note=said)


@transaction.atomic
def announce(*, actor: Actor, on: date, decision_id: int, poster: Poster, despite: str = "") -> None:
    """What came of it is put up for all to see; also anew, for longer, until the survey."""
    held = led(decision_id, on, actor=actor)
    stands_at(held, Decision.Stage.FINISHED, Decision.Stage.ANNOUNCED)
    not_before(poster.from_on, held.finished_on, "实施完成")
    kept_notice(held, DecisionNotice.Sort.RESULT, poster.from_on, poster.until_on, poster.place, on, actor=actor)
    held.announced_on = held.announced_on or poster.from_on
    held.due_on = due_after(Decision.Stage.SURVEYED, held.finished_on) if held.finished_on else None
    note = f"{poster.from_on.isoformat()}至{poster.until_on.isoformat()}，{poster.place.strip()}"
    summary = f"公开“{held.title}”的实施结果：{note}"
    taken(held, Decision.Stage.ANNOUNCED, on, summary, actor=actor, note=note, despite=despite)


@transaction.atomic
def survey(*, actor: Actor, on: date, decision_id: int, asked: Asked) -> None:
    """How satisfied those asked in one way are; the same way again puts its numbers right. Until the archive."""
    held = led(decision_id, on, actor=actor)
    stands_at(held, Decision.Stage.ANNOUNCED, Decision.Stage.SURVEYED)
    not_before(on, held.announced_on, "结果公开")
    if asked.way not in DecisionSurvey.Way.values:
        raise Refused("没有选择怎么问的。", code="way", field="way")
    if not 0 < asked.asked <= _MOST_ASKED or not 0 <= asked.satisfied <= asked.answered <= asked.asked:
        raise Refused("人数对不上：满意的不多于答了的，答了的不多于问了的。", code="counts", field="asked")
    given = {
        "asked": asked.asked,
        "answered": asked.answered,
        "satisfied": asked.satisfied,
        "on": on,
        "by": actor.label[:120],
    }
    DecisionSurvey.objects.update_or_create(decision=held, way=asked.way, defaults=given)
    held.surveyed_on = held.surveyed_on or on
    held.due_on = due_after(Decision.Stage.CLOSED, held.surveyed_on)
    way = DecisionSurvey.Way(asked.way).label
    note = f"{way}问{asked.asked}户，答{asked.answered}户，满意{asked.satisfied}户"
    taken(held, Decision.Stage.SURVEYED, on, f"“{held.title}”满意度调查：{note}", actor=actor, note=note)


@transaction.atomic
def close(*, actor: Actor, on: date, decision_id: int, note: str = "") -> None:
    """Into the archive. ``Refused`` while the result has not hung long enough, and while reported harm is not settled."""
    held = led(decision_id, on, actor=actor)
    stands_at(held, Decision.Stage.SURVEYED)
    if held.harms.filter(settled_on=None).exists():
        raise Refused("有人反映的损害还没有处理。先处理，再归档。", code="harm")
    posted = held.notices.filter(sort=DecisionNotice.Sort.RESULT).order_by("-pk").first()
    least = posted.from_on + timedelta(days=days(PUBLICITY, on)) if posted else on
    if posted and on < min(least, posted.until_on + timedelta(days=1)):
        raise Refused(f"结果公开到{posted.until_on.isoformat()}，期满以后再归档。", code="early", field="on")
    not_before(on, held.surveyed_on, "满意度调查")
    said = words(note, 400, "说明", "note", needed=False)
    held.closed_on, held.due_on, held.counts_until = on, None, date(on.year + 1, 1, 1)
    held.stage = Decision.Stage.CLOSED
    held.save()
    step(held, "closed", on, f"“{held.title}”归档", actor=actor, note=said)

"""The two rounds: a vote is drawn up for each by the engine of votes; the second only when the first is counted and passed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from zhendi.domain.ballots.operations import preparing, rolls
from zhendi.domain.democracy.decision_course import Course, Found, Round, course
from zhendi.domain.democracy.decision_lists import FIRST_RULE, days, lists, seconds_of
from zhendi.domain.democracy.models import Decision, DecisionRound
from zhendi.domain.democracy.operations.decision_checks import keep_fault, led, not_before, stands_at, step, taken
from zhendi.domain.democracy.operations.decision_proposing import finish
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor

FIRST, SECOND = DecisionRound.Number.FIRST, DecisionRound.Number.SECOND
_STAGES = {FIRST: Decision.Stage.FIRST, SECOND: Decision.Stage.SECOND}


@dataclass(frozen=True, slots=True)
class Hall:
    """When the round is voted, who keeps the keys, and how many of them open the box."""

    held_on: date
    teller_ids: Sequence[int]
    threshold: int = 2


@transaction.atomic
def draw_up(*, actor: Actor, on: date, decision_id: int, number: int, hall: Hall, despite: str = "") -> int:
    """Draw up the vote of a round and fill its roll where a register says who may vote; gives the vote's key.

    Round 2 is ``Refused`` unless round 1 is counted and passed: its result may still be objected to, but there must be one.
    A round is voted again only when its vote was void or too few came.
    """
    held = led(decision_id, on, actor=actor)
    taken_course = course(held)
    if number == FIRST:
        _may_begin(held, taken_course)
    elif number == SECOND:
        _may_follow(held, taken_course)
    else:
        raise Refused("只有两轮。", code="round")
    _again(held, taken_course.round(number), on, actor)
    not_before(hall.held_on, held.noticed_on, "公告")
    vote = _vote(held, number, hall, actor, on)
    DecisionRound.objects.create(decision=held, number=number, vote_id=vote, drawn_on=on)
    held.voted_on = held.voted_on or on
    following = Decision.Stage.SECOND if number == FIRST else Decision.Stage.RESOLVED
    held.due_on = hall.held_on + timedelta(days=days(lists().steps[following].days, on))
    note = f"{_title(number)}投票定在{hall.held_on.isoformat()}"
    taken(
        held, _STAGES[DecisionRound.Number(number)], on, f"“{held.title}”{note}", actor=actor, note=note, despite=despite,
        detail={"vote": vote},
    )  # fmt: skip
    return vote


@transaction.atomic
def reject(*, actor: Actor, on: date, decision_id: int) -> None:
    """A round was counted and not carried: the decision ends as not passed."""
    held = led(decision_id, on, actor=actor)
    stands_at(held, Decision.Stage.FIRST, Decision.Stage.SECOND)
    failed = [each for each in course(held).rounds if each.valid and not each.passed]
    if not failed:
        raise Refused("没有哪一轮是计了票没有通过的。", code="not_failed")
    said = f"{_title(failed[-1].number)}投票没有通过"
    finish(held, Decision.End.REJECTED, on, said)
    step(held, "rejected", on, f"重大事项“{held.title}”{said}", actor=actor, note=said)


def _may_begin(held: Decision, found: Course) -> None:
    stands_at(held, Decision.Stage.NOTICED, Decision.Stage.FIRST)
    _answered(found)


def _may_follow(held: Decision, found: Course) -> None:
    first = found.round(FIRST)
    if first is None or not first.passed:
        how = "还没有投" if first is None else "还没有计票" if not first.counted else "没有通过"
        raise Refused(f"第一轮{how}，不能进行第二轮。第一轮通过以后再来。", code="first_not_passed")
    stands_at(held, Decision.Stage.FIRST, Decision.Stage.SECOND)
    _answered(found)
    if held.second_rule not in {each.rule for each in seconds_of(held.kind)}:
        raise Refused("这一类事项不能用这种规定表决。", code="laxer_rule")


def _answered(found: Course) -> None:
    waiting = sum(1 for each in found.objections if each.answered_on is None)
    if waiting:
        raise Refused(f"还有 {waiting} 条意见没有答复。先逐条答复，再投票。", code="objection_unanswered")


def _again(held: Decision, before: Round | None, on: date, actor: Actor) -> None:
    """A round that decided nothing may be held again; where too few came, that stays on record."""
    if before is None:
        return
    if not before.lost:
        how = "已经计票" if before.counted else "已经拟定"
        raise Refused(f"{_title(before.number)}{how}，不能再拟一次。", code="twice")
    if before.counted:
        came, need = before.result.get("present", 0), before.result.get("quorum_needed", 0)
        note = f"{_title(before.number)}应有 {need} 人投票才有效，实到 {came} 人"
        keep_fault(held, Found("quorum", note), on, actor=actor)


def _vote(held: Decision, number: int, hall: Hall, actor: Actor, on: date) -> int:
    second = lists().seconds[held.second_rule]
    first = number == FIRST
    draft = preparing.Draft(
        organisation_id=held.organisation_id, form="question", code=FIRST_RULE if first else second.rule,
        title=f"{held.title}（{_title(number)}）", text=held.text, held_on=hall.held_on, teller_ids=hall.teller_ids,
        threshold=hall.threshold,
    )  # fmt: skip
    vote = preparing.draw_up(actor=actor, on=on, draft=draft)
    if first or second.roll == "members":
        rolls.fill_members(actor=actor, on=on, vote_id=vote)
    elif second.roll == "representatives":
        rolls.fill_representatives(actor=actor, on=on, vote_id=vote)
    return vote


def _title(number: int) -> str:
    return str(DecisionRound.Number(number).label)

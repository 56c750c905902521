"""The course that a decision took, as plain data, and what is wrong with it: the faults of procedure of clause 4.4d.

Operations ask before they let a step stand, pages ask to warn; both get the same answer from the same data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from zhendi.domain.ballots.models import Vote, VoteStep
from zhendi.domain.democracy.decision_lists import BETWEEN, FIRST_RULE, PUBLICITY, days, lists, notice_days
from zhendi.domain.democracy.models import Decision, DecisionNotice, DecisionReview

_COUNTED = (Vote.State.COUNTED, Vote.State.CONFIRMED)


class Round(NamedTuple):
    """The latest vote of a round. ``opened_on``: the day on which the box was opened; ``decided_on``: it was counted."""

    number: int
    vote_id: int
    code: str
    state: str
    state_title: str
    held_on: date
    opened_on: date | None
    decided_on: date | None
    result: dict[str, Any]
    attempts: int

    @property
    def counted(self) -> bool:
        """Whether there is a result."""
        return self.state in _COUNTED

    @property
    def valid(self) -> bool:
        """Whether enough came."""
        return self.counted and bool(self.result.get("valid"))

    @property
    def passed(self) -> bool:
        """Whether it was carried."""
        return self.valid and bool(self.result.get("passed"))

    @property
    def standing(self) -> bool:
        """Whether the result can be changed by no objection any more."""
        return self.state == Vote.State.CONFIRMED

    @property
    def lost(self) -> bool:
        """Whether it decided nothing and may be held again: void, or too few came."""
        return self.state == Vote.State.VOID or (self.counted and not self.valid)


class Posted(NamedTuple):
    """A notice: what, from which day to which (that day included)."""

    sort: str
    from_on: date
    until_on: date

    @property
    def days(self) -> int:
        """How many days it hung."""
        return (self.until_on - self.from_on).days + 1


class Said(NamedTuple):
    """An objection: when it was brought and answered."""

    on: date
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class Course:
    """All that the faults are judged by."""

    kind: str
    second_rule: str
    stage: str
    reviews: frozenset[str]
    objections: tuple[Said, ...]
    posted: tuple[Posted, ...]
    rounds: tuple[Round, ...]

    def round(self, number: int) -> Round | None:
        """The latest vote of a round."""
        return next((each for each in self.rounds if each.number == number), None)

    def notice(self, sort: str) -> Posted | None:
        """The latest notice of a sort."""
        return next((each for each in reversed(self.posted) if each.sort == sort), None)


class Found(NamedTuple):
    """A fault found: its code and what exactly is wrong."""

    code: str
    note: str


def course(held: Decision) -> Course:
    """The course of a decision. Five queries."""
    return Course(
        held.kind, held.second_rule, held.stage, frozenset(held.reviews.values_list("body", flat=True)),
        tuple(Said(*row) for row in held.objections.order_by("pk").values_list("on", "answered_on")),
        tuple(Posted(*row) for row in held.notices.order_by("pk").values_list("sort", "from_on", "until_on")),
        _rounds(held),
    )  # fmt: skip


def faults(found: Course, on: date) -> tuple[Found, ...]:
    """What is wrong with a course, each fault once; every step by the number in force on its own day."""
    return tuple(
        Found(code, note) for code, note in (*_before_votes(found, on), *_of_rounds(found), *_after_votes(found))
    )


def earliest_first(found: Course) -> date | None:
    """The first proper day of round 1: the day after the notice ends; ``None`` before there is a notice."""
    notice = found.notice(DecisionNotice.Sort.PROPOSAL)
    return notice.until_on + timedelta(days=1) if notice else None


def earliest_second(found: Course, on: date) -> date | None:
    """The first proper day of round 2; ``None`` while round 1 has not been held."""
    first = found.round(1)
    return _day(first) + timedelta(days=days(BETWEEN, on)) if first else None


def _before_votes(found: Course, on: date) -> Iterator[tuple[str, str]]:
    first, notice = found.round(1), found.notice(DecisionNotice.Sort.PROPOSAL)
    if first is None:
        return
    missing = sorted(set(DecisionReview.Body.values) - found.reviews)
    if missing:
        said = "、".join(str(DecisionReview.Body(each).label) for each in missing)
        yield "review_missing", f"{said}没有商议记录"
    needed = notice_days(found.second_rule, notice.from_on if notice else on)
    if notice is None or notice.days < needed:
        yield "notice_short", f"公告 {notice.days if notice else 0} 天，规定至少 {needed} 天"
    elif _day(first) <= notice.until_on:
        yield "notice_short", f"公告到 {notice.until_on.isoformat()}，第一轮 {_day(first).isoformat()} 就投票"
    opened = first.opened_on
    if opened and any(each.on <= opened and (each.answered_on or date.max) > opened for each in found.objections):
        yield "objection_unanswered", "第一轮投票时还有意见没有答复"


def _of_rounds(found: Course) -> Iterator[tuple[str, str]]:
    first, second = found.round(1), found.round(2)
    for each in filter(None, (first, second)):
        if each.counted and not each.valid:
            need, came = each.result.get("quorum_needed", 0), each.result.get("present", 0)
            yield "quorum", f"{_title(each)}应有 {need} 人投票才有效，实到 {came} 人"
            break
    if second is None:
        return
    if first is None or not first.passed or (second.opened_on and (first.decided_on or date.max) > second.opened_on):
        yield "round_order", "进行第二轮时，第一轮没有有效通过的结果"
    elif (gap := (_day(second) - _day(first)).days) < (least := days(BETWEEN, _day(second))):
        yield "rounds_close", f"两轮相隔 {gap} 天，规定至少 {least} 天"
    allowed = lists().seconds.get(second.code)
    if allowed is None or found.kind not in allowed.kinds or (first and first.code != FIRST_RULE):
        yield "laxer_rule", f"{Decision.Kind(found.kind).label}不能用这种规定表决"


def _after_votes(found: Course) -> Iterator[tuple[str, str]]:
    for sort in (DecisionNotice.Sort.RESOLUTION, DecisionNotice.Sort.RESULT):
        posted = found.notice(sort)
        if posted is not None and posted.days < (needed := days(PUBLICITY, posted.from_on)):
            yield "publication_short", f"{sort.label} {posted.days} 天，规定至少 {needed} 天"
            return


def _day(held: Round) -> date:
    """The day on which the round was or is to be voted."""
    return held.opened_on or held.held_on


def _title(held: Round) -> str:
    return "第一轮" if held.number == 1 else "第二轮"


def _rounds(held: Decision) -> tuple[Round, ...]:
    """The latest vote of each round. Two queries."""
    rows = list(held.rounds.select_related("vote").prefetch_related("vote__steps").order_by("number", "-pk"))
    found: dict[int, Round] = {}
    for row in rows:
        if row.number not in found:
            attempts = sum(1 for each in rows if each.number == row.number)
            found[row.number] = _round(row.number, row.vote, attempts)
    return tuple(found.values())


def _round(number: int, vote: Vote, attempts: int) -> Round:
    done = {step.action: step.on for step in sorted(vote.steps.all(), key=lambda each: each.pk)}
    opened, counted = done.get(VoteStep.Action.OPENED), done.get(VoteStep.Action.COUNTED)
    return Round(
        number, vote.pk, vote.code, vote.state, str(Vote.State(vote.state).label), vote.held_on, opened, counted,
        vote.result, attempts,
    )  # fmt: skip

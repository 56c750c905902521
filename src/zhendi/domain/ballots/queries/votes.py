"""The list of votes, and one vote with all that its page shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q

from zhendi.domain.ballots import access
from zhendi.domain.ballots.counting.rules import VoteRule, restored, rule, rules
from zhendi.domain.ballots.models import RollEntry, Vote, VoteStep
from zhendi.domain.ballots.models.votes import VoteQuerySet
from zhendi.kernel import parameters
from zhendi.kernel.errors import NotVisible, Unreadable
from zhendi.kernel.paging import turned_to
from zhendi.kernel.scope import Scope

SIZE = 50
STATES = tuple(Vote.State.choices)
FORMS = tuple(Vote.Form.choices)
LEAST = "ballots.disclosure_least"


class Line(NamedTuple):
    """A vote as a list shows it."""

    id: int
    title: str
    form: str
    organisation: str
    held_on: date
    state: str
    state_title: str
    said: str


class Page(NamedTuple):
    """One page of a list."""

    lines: tuple[Line, ...]
    total: int
    number: int
    pages: int


class Done(NamedTuple):
    """A step as it is shown."""

    action: str
    on: date
    by: str
    note: str


class TellerRow(NamedTuple):
    """A teller: whether the share is given out and whether it was put in."""

    id: int
    number: int
    name: str
    sealed: bool
    given: bool


class CandidateRow(NamedTuple):
    """Somebody on the slate."""

    number: int
    name: str
    words: str


class ComplaintRow(NamedTuple):
    """An objection."""

    id: int
    name: str
    text: str
    on: date
    answer: str
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many have voted and how many are registered as present; ``ways`` only where nobody can be told from it (each way at least ``LEAST`` people or none)."""

    due: int
    voted: int
    present: int
    ways: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A whole vote as its page shows it."""

    vote: Line
    code: str
    code_title: str
    text: str
    seats: int
    organisation_id: int
    organisation_name: str
    rule: VoteRule | None
    turnout: Turnout
    on_roll: int
    candidates: tuple[CandidateRow, ...]
    tellers: tuple[TellerRow, ...]
    threshold: int
    steps: tuple[Done, ...]
    complaints: tuple[ComplaintRow, ...]
    complaints_until: date | None
    result: dict[str, Any]
    void_reason: str
    keyed_here: bool
    roll_digest: str
    proposed: str
    may_hold: bool
    may_second: bool


def kinds(form: str, on: date) -> tuple[tuple[str, str], ...]:
    """Kinds of vote in force on a day that may be held on their own: code and title."""
    found = []
    for code in rules():
        try:
            counted = rule(code, on)
        except Unreadable:
            continue
        if counted.form == form and counted.alone:
            found.append((code, counted.title))
    return tuple(found)


def listing(
    scope: Scope, *, text: str = "", state: str = "", form: str = "", year: int | None = None, page: int = 1
) -> Page:
    """Votes that the reader sees, the newest first. Two queries."""
    found = _found(scope, text, state, form, year)
    total = found.count()
    number, pages = turned_to(page, total, SIZE)
    start = (number - 1) * SIZE
    rows = found.select_related("organisation").order_by("-held_on", "-pk")[start : start + SIZE]
    return Page(tuple(map(_line, rows)), total, number, pages)


def every(
    scope: Scope, *, text: str = "", state: str = "", form: str = "", year: int | None = None
) -> tuple[tuple[Line, dict[str, Any]], ...]:
    """All that the filters choose, each with its result, for a workbook. One query."""
    rows = _found(scope, text, state, form, year).select_related("organisation").order_by("-held_on", "-pk")
    return tuple((_line(each), each.result) for each in rows.iterator())


def years(scope: Scope) -> tuple[int, ...]:
    """Years in which votes were held, the newest first. One query."""
    return tuple(day.year for day in Vote.objects.visible_to(scope).dates("held_on", "year", order="DESC"))


def _found(scope: Scope, text: str, state: str, form: str, year: int | None) -> VoteQuerySet:
    found = Vote.objects.visible_to(scope)
    for word in text.split():
        found = found.filter(Q(title__contains=word) | Q(organisation__full_name__contains=word))
    asked = {"state": state, "form": form, "held_on__year": year}
    return found.filter(**{name: value for name, value in asked.items() if value})


def mine(scope: Scope) -> tuple[Line, ...]:
    """Open votes on whose roll the reader stands and has not voted. One query."""
    if scope.person_id is None:
        return ()
    rows = Vote.objects.filter(
        state=Vote.State.OPEN, roll__person=scope.person_id, roll__channel="", roll__right=RollEntry.Right.FULL
    )
    return tuple(map(_line, rows.select_related("organisation").order_by("held_on", "pk")))


def record(scope: Scope, vote_id: int) -> Record:
    """A vote; ``NotVisible`` for a stranger. Seven queries."""
    vote = Vote.objects.visible_to(scope).select_related("organisation").filter(pk=vote_id).first()
    if vote is None:
        raise NotVisible(f"vote {vote_id}")
    lines = list(vote.roll.values_list("channel", "present_on"))
    steps = list(vote.steps.order_by("pk"))
    tellers = tuple(
        TellerRow(each.pk, each.number, each.name, bool(each.commitment), bool(each.given_on and each.share))
        for each in vote.tellers.order_by("number")
    )
    holds = access.may_hold(scope, vote)
    return Record(
        _line(vote), vote.code, rules()[vote.code][-1].title, vote.text, vote.seats, vote.organisation_id, vote.organisation.full_name,
        _rule(vote), _turnout(vote, lines), len(lines),
        tuple(CandidateRow(*row) for row in vote.candidates.order_by("number").values_list("number", "name", "words")),
        tellers, vote.threshold,
        tuple(Done(VoteStep.Action(each.action).label, each.on, each.by, each.note) for each in steps),
        tuple(ComplaintRow(*row) for row in vote.complaints.order_by("pk").values_list(
            "pk", "name", "text", "on", "answer", "answered_on"
        )) if holds else (),
        vote.complaints_until, vote.result, vote.void_reason, vote.keyed_here, vote.roll_digest,
        _proposed(steps), holds, holds or access.may_second(scope, vote),
    )  # fmt: skip


def _line(vote: Vote) -> Line:
    place = vote.organisation.short_name or vote.organisation.full_name
    return Line(
        vote.pk, vote.title, vote.form, place, vote.held_on, vote.state, vote.get_state_display(), outcome(vote.result)
    )


def outcome(result: dict[str, Any]) -> str:
    """What came of it, in a word; "" before the count."""
    if not result:
        return ""
    if not result["valid"]:
        return "到会人数不够，无效"
    if "passed" in result:
        return "通过" if result["passed"] else "没有通过"
    open_seats = f"，空缺{result['open_seats']}名" if result["open_seats"] else ""
    tied = f"，{len(result['tied'])}人票数相同，重新投票" if result["tied"] else ""
    return f"当选{len(result['elected'])}名{tied}{open_seats}"


def _rule(vote: Vote) -> VoteRule | None:
    return restored(vote.rule) if vote.rule else None


def _turnout(vote: Vote, lines: list[tuple[str, date | None]]) -> Turnout:
    ways = Counter(channel for channel, _ in lines if channel)
    present = sum(day is not None for _, day in lines)
    least = parameters.load().integer(LEAST, vote.rule_on or vote.held_on)
    shown = all(number >= least for number in ways.values())
    titles = tuple((str(RollEntry.Channel(way).label), number) for way, number in sorted(ways.items())) if shown else ()
    return Turnout(vote.due, sum(ways.values()), present, titles)


def _proposed(steps: list[VoteStep]) -> str:
    """Who proposed to open or close and waits for a second person; "" for nobody."""
    last = steps[-1] if steps else None
    return last.by if last and last.action in {VoteStep.Action.OPENING, VoteStep.Action.CLOSING} else ""

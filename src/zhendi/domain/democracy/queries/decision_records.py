"""One decision with all that its page shows: checks, reviews, notices, rounds, execution, survey, harm, faults, files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from zhendi.domain.democracy import access
from zhendi.domain.democracy.decision_course import Course, Round, course, earliest_first, earliest_second, faults
from zhendi.domain.democracy.decision_lists import PUBLICITY, days, lists, notice_days
from zhendi.domain.democracy.models import (
    Decision,
    DecisionCheck,
    DecisionFile,
    DecisionHarm,
    DecisionNotice,
    DecisionRound,
)
from zhendi.domain.democracy.models.decision_records import DecisionReview, DecisionSurvey
from zhendi.domain.democracy.queries.decision_lines import (
    CheckLine,
    EntryLine,
    FaultLine,
    FileLine,
    HarmLine,
    NoticeLine,
    ObjectionLine,
    ReviewLine,
    Satisfaction,
    StepLine,
    SurveyLine,
    deeds,
)
from zhendi.domain.democracy.queries.decisions import Row, next_step, row, then
from zhendi.kernel import uploads
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import SEE, Scope
from zhendi.kernel.uploads import Content


class Next(NamedTuple):
    """The step to come: its code and title, until when, whose it is, what proves it."""

    code: str
    title: str
    due_on: date | None
    who: str
    proof: str


class Record(NamedTuple):
    """All of a decision as the page shows it. ``deeds``: words of what is the reader's to do today."""

    id: int
    row: Row
    organisation: tuple[int, str, str]
    proposal: dict[str, Any]
    days: dict[str, date]
    number: str
    planned_on: date | None
    end_reason: str
    ended_on: date | None
    checks: tuple[CheckLine, ...]
    reviews: tuple[ReviewLine, ...]
    notices: tuple[NoticeLine, ...]
    objections: tuple[ObjectionLine, ...]
    rounds: tuple[Round, ...]
    entries: tuple[EntryLine, ...]
    spent: Decimal
    surveys: tuple[SurveyLine, ...]
    satisfaction: Satisfaction | None
    harms: tuple[HarmLine, ...]
    faults: tuple[FaultLine, ...]
    files: tuple[FileLine, ...]
    steps: tuple[StepLine, ...]
    next: Next | None
    needed_days: int
    publicity_days: int
    earliest: dict[int, date | None]
    may_lead: bool
    deeds: tuple[str, ...]

    def round(self, number: int) -> Round | None:
        """The latest vote of a round."""
        return next((each for each in self.rounds if each.number == number), None)

    def posted(self, sort: str) -> NoticeLine | None:
        """The latest notice of a sort."""
        return next((each for each in reversed(self.notices) if each.sort == sort), None)


def record(scope: Scope, decision_id: int) -> Record:
    """The decision as of the reader's day; ``NotVisible`` out of sight. Sixteen queries."""
    held = then(scope).select_related("organisation").filter(pk=decision_id).first()
    if held is None:
        raise NotVisible("no such decision")
    return whole(held, scope.as_of, leads=access.may_lead(scope, held.path), today=scope.as_of)


def whole(held: Any, day: date, *, leads: bool, today: date) -> Record:
    """All of a decision that was annotated by ``then``; names of who objects and reports only for who leads."""
    found, line = course(held), row(held, day)
    rounds = _rounds_by(held, found, day)
    surveys = _surveys(held, day)
    harms = _harms(held, day, leads=leads)
    return Record(
        held.pk, line, _place(held), _proposal(held), _days(held, day), held.number, held.planned_on, held.end_reason,
        held.ended_on, _checks(held, day), _reviews(held, day), _notices(held, day), _objections(held, day, leads=leads),
        rounds, *_entries(held, day), surveys, _satisfaction(surveys), harms, _faults(held, found, day), _files(held, day),
        _steps(held, day), _next(line), notice_days(held.second_rule, today), days(PUBLICITY, today),
        {1: earliest_first(found), 2: earliest_second(found, today)}, leads,
        deeds(held, line.state, rounds, harms) if leads else (),
    )  # fmt: skip


def file(scope: Scope, decision_id: int, file_id: int) -> Content:
    """A file with its bytes, for who sees the decision."""
    seen = Decision.objects.visible_to(scope).filter(pk=decision_id).exists()
    found = DecisionFile.objects.filter(pk=file_id, decision=decision_id).first() if seen else None
    return opened(found)


def opened(found: DecisionFile | None) -> Content:
    """The file unsealed; ``NotVisible`` for none."""
    if found is None:
        raise NotVisible("no such file")
    return uploads.opened(title=found.title, content_type=found.content_type, content=found.content)


class OfVote(NamedTuple):
    """The decision on which a vote is a round."""

    id: int
    title: str
    number: int
    round_title: str


def of_vote(scope: Scope, vote_id: int) -> OfVote | None:
    """The decision that a vote belongs to, for who sees it; ``None`` for a vote of its own. One query."""
    found = DecisionRound.objects.select_related("decision").filter(vote=vote_id).first()
    if found is None or not scope.allows(SEE, found.decision.path):
        return None
    return OfVote(found.decision_id, found.decision.title, found.number, str(found.get_number_display()))


def _place(held: Any) -> tuple[int, str, str]:
    place = held.organisation
    return place.pk, place.short_name or place.full_name, place.full_name


def _proposal(held: Any) -> dict[str, Any]:
    names = (
        "kind", "title", "reason", "text", "proposer", "second_rule", "proposed_by", "money", "money_source", "land",
        "households", "touches",
    )  # fmt: skip
    return {name: getattr(held, name) for name in names} | {
        "proposer_title": str(Decision.Proposer(held.proposer).label)
    }


def _days(held: Any, day: date) -> dict[str, date]:
    columns = {code: f"{code}_on" for code in Decision.Stage.values if code not in {"first", "second"}}
    found = {code: getattr(held, column) for code, column in columns.items()}
    return {code: on for code, on in found.items() if on and on <= day}


def _rounds_by(held: Any, found: Course, day: date) -> tuple[Round, ...]:
    return tuple(each for each in found.rounds if held.voted_on and held.voted_on <= day)


def _checks(held: Any, day: date) -> tuple[CheckLine, ...]:
    known = {item.code: item for item in lists().items}
    rows = held.checks.filter(on__lte=day).order_by("pk")
    return tuple(
        CheckLine(each.code, known[each.code].part, known[each.code].title, each.answer,
                  str(DecisionCheck.Answer(each.answer).label), each.measure)
        for each in rows if each.code in known
    )  # fmt: skip


def _reviews(held: Any, day: date) -> tuple[ReviewLine, ...]:
    return tuple(
        ReviewLine(each.body, str(DecisionReview.Body(each.body).label), each.on, each.due, each.present, each.agreed, each.note)
        for each in held.reviews.filter(on__lte=day).order_by("body")
    )  # fmt: skip


def _notices(held: Any, day: date) -> tuple[NoticeLine, ...]:
    return tuple(
        NoticeLine(each.sort, str(DecisionNotice.Sort(each.sort).label), each.from_on, each.until_on, each.place)
        for each in held.notices.filter(from_on__lte=day).order_by("pk")
    )


def _objections(held: Any, day: date, *, leads: bool) -> tuple[ObjectionLine, ...]:
    return tuple(
        ObjectionLine(each.pk, each.name if leads else "一位群众", each.text, each.on, each.answer, each.answered_on)
        for each in held.objections.filter(on__lte=day).order_by("pk")
    )


def _entries(held: Any, day: date) -> tuple[tuple[EntryLine, ...], Decimal]:
    rows = tuple(
        EntryLine(*each)
        for each in held.entries.filter(on__lte=day).order_by("on", "pk").values_list("on", "text", "spent", "by")
    )
    return rows, sum((each.spent for each in rows), Decimal(0))


def _surveys(held: Any, day: date) -> tuple[SurveyLine, ...]:
    return tuple(
        SurveyLine(str(DecisionSurvey.Way(each.way).label), each.asked, each.answered, each.satisfied, each.on)
        for each in held.surveys.filter(on__lte=day).order_by("pk")
    )


def _satisfaction(rows: tuple[SurveyLine, ...]) -> Satisfaction | None:
    if not rows:
        return None
    return Satisfaction(*(sum(getattr(each, name) for each in rows) for name in ("asked", "answered", "satisfied")))


def _harms(held: Any, day: date, *, leads: bool) -> tuple[HarmLine, ...]:
    return tuple(
        HarmLine(
            each.pk, each.name if leads else "一位群众", each.text, each.on, each.suspended_on, each.suspended_by,
            str(DecisionHarm.Outcome(each.outcome).label) if each.outcome else "", each.remedy, each.settled_on,
            each.settled_by,
        )
        for each in held.harms.filter(on__lte=day).order_by("pk")
    )  # fmt: skip


def _faults(held: Any, found: Course, day: date) -> tuple[FaultLine, ...]:
    """Faults on record, and those that the course shows and the next step will put there."""
    titles = lists().faults
    kept = [
        FaultLine(each.code, titles.get(each.code, each.code), each.note, each.on, each.cured_on)
        for each in held.faults.filter(on__lte=day).order_by("pk")
    ]
    known = {each.code for each in kept if each.cured_on is None}
    fresh = [FaultLine(each.code, titles[each.code], each.note, None, None) for each in faults(found, day)]
    return (*kept, *(each for each in fresh if each.code not in known))


def _files(held: Any, day: date) -> tuple[FileLine, ...]:
    columns = ("pk", "title", "part", "content_type", "size", "shown", "added_on", "by")
    return tuple(
        FileLine(*each)
        for each in held.files.filter(added_on__lte=day).order_by("added_on", "pk").values_list(*columns)
    )


def _steps(held: Any, day: date) -> tuple[StepLine, ...]:
    rows = held.steps.filter(on__lte=day).order_by("pk").values_list("step", "on", "by", "note")
    return tuple(StepLine(*each) for each in rows)


def _next(line: Row) -> Next | None:
    code = next_step(line.state)
    if not code:
        return None
    rule = lists().steps[code]
    return Next(code, str(Decision.Stage(code).label), line.due_on, rule.who, rule.proof)

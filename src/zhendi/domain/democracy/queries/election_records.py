"""One election: its way with due days, offices, nominees, ballots, who is left out, and what the reader may do now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from zhendi.domain.ballots.models import Vote
from zhendi.domain.democracy import access
from zhendi.domain.democracy.election_course import FAULTS, Outcome, Round, faults, left, upcoming, way
from zhendi.domain.democracy.election_lists import checks, grounds, sorts
from zhendi.domain.democracy.models import Election, ElectionBallot, ElectionOffice, Nominee
from zhendi.domain.democracy.queries.election_lines import (
    FIRST,
    BallotLine,
    ExclusionLine,
    NomineeLine,
    ObjectionLine,
    OfficeLine,
    StageLine,
    StepLine,
)
from zhendi.domain.democracy.queries.elections import OVER, Row, row, then
from zhendi.domain.people.roles import roles
from zhendi.kernel import parameters
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import Scope

DRAWN = (Vote.State.COUNTED, Vote.State.CONFIRMED, Vote.State.VOID)


class Record(NamedTuple):
    """All of an election as its page shows it. ``deeds``: words of the steps open to the reader today."""

    id: int
    row: Row
    stage: str
    village_body: bool
    pilot_number: str
    numbers: dict[str, str]
    organisation: tuple[int, str, str]
    committee: tuple[int, str, str]
    ways: tuple[str, ...]
    own_offices: bool
    villagers: bool
    stroke_order: bool
    voters_number: int
    voters_published_on: date | None
    voters_until: date | None
    earliest_on: date | None
    days: dict[str, date]
    end_reason: str
    stages: tuple[StageLine, ...]
    offices: tuple[OfficeLine, ...]
    nominees: tuple[NomineeLine, ...]
    ballots: tuple[BallotLine, ...]
    exclusions: tuple[ExclusionLine, ...]
    objections: tuple[ObjectionLine, ...]
    steps: tuple[StepLine, ...]
    leads: bool
    decides: bool
    deeds: tuple[str, ...]

    @property
    def elected(self) -> tuple[NomineeLine, ...]:
        """Who is elected so far, the secretary first."""
        found = [each for each in self.nominees if each.elected_on is not None]
        return tuple(sorted(found, key=lambda each: (each.given_title or each.office) not in FIRST))


def record(scope: Scope, election_id: int) -> Record:
    """The election as of the reader's day; ``NotVisible`` out of sight. Twelve queries."""
    held = then(scope).select_related("organisation", "committee").filter(pk=election_id).first()
    if held is None:
        raise NotVisible("no such election")
    day, sort = scope.as_of, sorts()[held.sort]
    line = row(held, day)
    offices = list(held.offices.order_by("pk"))
    nominees = list(held.nominees.filter(on__lte=day).select_related("office").order_by("office", "position", "pk"))
    ballots = list(held.ballots.select_related("vote", "office").prefetch_related("vote__candidates").order_by("pk"))
    leads = access.may_lead(scope, held.path)
    decides = access.may_decide(scope, held.committee.path)
    lines = tuple(_office(held, each, ballots, nominees) for each in offices)
    return Record(
        held.pk, line, held.stage, held.village_body, held.pilot_number,
        {"permitted": held.number, "slate_approved": held.slate_number, "approved": held.result_number},
        _named(held.organisation), _named(held.committee), sort.ways, sort.own_offices, sort.villagers, held.stroke_order,
        held.voters_number, *_voters(held), _days(held, day), held.end_reason, _stages(held, line, day), lines,
        _nominees(held, nominees, day), tuple(_ballot(each) for each in ballots), _exclusions(held), _objections(held, day),
        _steps(held, day), leads, decides, _deeds(held, line, lines, ballots, leads=leads, decides=decides),
    )  # fmt: skip


def _voters(held: Election) -> tuple[date | None, date | None, date | None]:
    """When the list was published, until when it may be objected to, and the first day on which may be voted."""
    since = held.voters_published_on
    if since is None:
        return None, None, None
    numbers = parameters.load()
    until = since + timedelta(days=numbers.integer("election.voters_objection_days", since))
    earliest = since + timedelta(days=numbers.integer("election.voters_published_days", since))
    return since, until, earliest if held.village_body else None


def _days(held: Election, day: date) -> dict[str, date]:
    names = (*Election.Stage.values, "trusted", "held")
    return {name: on for name in names if (on := getattr(held, f"{name}_on")) is not None and on <= day}


def _stages(held: Election, line: Row, day: date) -> tuple[StageLine, ...]:
    plan = dict(held.plan.values_list("code", "due_on"))
    days = _days(held, day)
    found, now = [], line.state not in OVER
    for each in way(held):
        done = days.get(each.code)
        current = now and done is None
        due = line.due_on if current and line.due_on else plan.get(each.code)
        found.append(
            StageLine(each.code, each.title, each.text, each.by, done, due, current, current and line.late)
        )  # fmt: skip
        now = now and not current
    return tuple(found)


def _office(
    held: Election, office: ElectionOffice, ballots: Sequence[ElectionBallot], nominees: Sequence[Nominee]
) -> OfficeLine:  # fmt: skip
    coming = upcoming(held, office, ballots, nominees)
    return OfficeLine(
        office.pk, office.title, office.role, office.seats, office.given_up, left(office, nominees), coming,
        str(Round(coming.round).label) if coming else "",
    )  # fmt: skip


def _nominees(held: Election, nominees: Sequence[Nominee], day: date) -> tuple[NomineeLine, ...]:
    marks = faults(nominees, held, day)
    return tuple(
        NomineeLine(
            one.pk, one.office_id, one.office.title, one.person_id, one.name, str(one.get_way_display()), one.by,
            one.backers, one.withdrew_on, tuple(FAULTS[code] for code in marks[one.pk]),
            tuple(each.title for each in checks() if each.code in one.passed), one.qualified, one.check_reason, one.checked_by,
            one.checked_on, one.confidence, one.trusted, one.position, one.votes, one.elected_on,
            roles()[one.given_role].title if one.given_role else "",
        )
        for one in nominees
    )  # fmt: skip


def _ballot(each: ElectionBallot) -> BallotLine:
    vote = each.vote
    counted = vote.state in DRAWN
    return BallotLine(
        each.pk, vote.pk, each.office.title, each.round, str(Round(each.round).label), each.seats, vote.held_on, vote.state,
        str(vote.get_state_display()), vote.due, vote.result.get("present"), vote.result,
        tuple(sorted((one.number, one.name) for one in vote.candidates.all())), each.outcome,
        _outcome(each), counted and not each.outcome,
    )  # fmt: skip


def _outcome(each: ElectionBallot) -> str:
    """What came of a ballot, in words; a round of confidence fills no seat."""
    if each.round == Round.CONFIDENCE and each.outcome == Outcome.FILLED:
        return "有效"
    return str(each.get_outcome_display()) if each.outcome else ""


def _exclusions(held: Election) -> tuple[ExclusionLine, ...]:
    rows = held.exclusions.select_related("person").order_by("pk")
    return tuple(
        ExclusionLine(
            each.pk, each.person.name, grounds().get(each.ground, each.ground), each.evidence, each.consent,
            each.approved_on, each.agreed,
        )
        for each in rows
    )  # fmt: skip


def _objections(held: Election, day: date) -> tuple[ObjectionLine, ...]:
    return tuple(
        ObjectionLine(
            each.pk, each.name, each.text, each.on, each.due_on, each.answer, each.answered_on,
            (each.answered_on or day) > each.due_on,
        )
        for each in held.objections.order_by("pk")
    )  # fmt: skip


def _steps(held: Election, day: date) -> tuple[StepLine, ...]:
    rows = held.steps.filter(on__lte=day).order_by("on", "pk")
    return tuple(StepLine(each.step, each.on, each.by, each.number, each.note) for each in rows)


def _deeds(
    held: Election,
    line: Row,
    offices: Sequence[OfficeLine],
    ballots: Sequence[ElectionBallot],
    *,
    leads: bool,
    decides: bool,
) -> tuple[str, ...]:
    """Words of the steps that are this reader's to take now."""
    if line.state in OVER or held.ended_on is not None or line.state != held.stage:
        return ()
    found = [*(_LEADS.get(line.state, ()) if leads else ()), *(_DECIDES.get(line.state, ()) if decides else ())]
    if leads and any(each.coming for each in offices):
        found.insert(0, "ballot")
    if leads and any(not each.outcome and each.vote.state in DRAWN for each in ballots):
        found.insert(0, "settle")
    gaps = [each for each in offices if each.coming and each.coming.round == Round.SEPARATE and each.left < each.seats]
    found += ["give-up"] if leads and gaps else []
    if line.state == "checked" and held.two_rounds and held.trusted_on is None and "slate" in found:
        found.remove("slate")
    sort = sorts()[held.sort]
    if "first-meeting" in found and not sort.own_offices:
        found.remove("first-meeting")
    if leads and held.elected_on is None:
        found += ["voters"] if (sort.villagers or held.two_rounds) and not ballots else []
        found += [] if sort.villagers else ["exclusion"]
    if decides and held.elected_on is None:
        found += ["postpone", "cancel"]
    return tuple(found)


_LEADS = {
    "opened": ("ask",), "permitted": ("nominate", "close"), "checked": ("slate",), "slate_approved": ("nominate",),
    "elected": ("first-meeting", "report"), "approved": ("publish",),
}  # fmt: skip
_DECIDES = {
    "asked": ("permit", "refuse"), "nominated": ("check",), "checked": ("check",), "slated": ("approve-slate", "return-slate"),
    "slate_approved": ("check",), "elected": ("check", "annul"), "reported": ("approve", "annul"),
}  # fmt: skip


def _named(one: Any) -> tuple[int, str, str]:
    return one.pk, one.short_name or one.full_name, one.full_name

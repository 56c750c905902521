"""The lines of which an election's page is made."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from zhendi.domain.democracy.election_course import Next

FIRST = ("书记", "村委会主任")  # stand before the others where those elected are named


class StageLine(NamedTuple):
    """A step of the way: done on a day, or due by one, and whose it is."""

    code: str
    title: str
    text: str
    by: str
    done_on: date | None
    due_on: date | None
    now: bool
    late: bool


class OfficeLine(NamedTuple):
    """An office: seats, seats given up, filled, and the ballot that comes next."""

    id: int
    title: str
    role: str
    seats: int
    given_up: int
    left: int
    coming: Next | None
    coming_title: str


class NomineeLine(NamedTuple):
    """Somebody put forward. ``faults``: what the register says against it, in words."""

    id: int
    office_id: int
    office: str
    person_id: int | None
    name: str
    way: str
    by: str
    backers: int
    withdrew_on: date | None
    faults: tuple[str, ...]
    passed: tuple[str, ...]
    qualified: bool | None
    reason: str
    checked_by: str
    checked_on: date | None
    confidence: int | None
    trusted: bool | None
    position: int | None
    votes: int | None
    elected_on: date | None
    given_title: str


class BallotLine(NamedTuple):
    """A vote held for an office."""

    id: int
    vote_id: int
    office: str
    round: str
    round_title: str
    seats: int
    held_on: date
    state: str
    state_title: str
    due: int
    present: int | None
    result: dict[str, Any]
    candidates: tuple[tuple[int, str], ...]
    outcome: str
    outcome_title: str
    waits: bool


class ExclusionLine(NamedTuple):
    """A member asked to be left out of the due; holds with both."""

    id: int
    name: str
    ground: str
    evidence: str
    consent: str
    approved_on: date | None
    agreed: int | None


class ObjectionLine(NamedTuple):
    """An objection to the list of voters."""

    id: int
    name: str
    text: str
    on: date
    due_on: date
    answer: str
    answered_on: date | None
    late: bool


class StepLine(NamedTuple):
    """A step taken."""

    code: str
    on: date
    by: str
    number: str
    note: str

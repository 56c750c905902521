"""What the forms of elections offer: organisations, members to nominate or leave out, tellers; and the public result."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from zhendi.domain.democracy import access
from zhendi.domain.democracy.models import Election, ElectionBallot, Nominee
from zhendi.domain.democracy.queries.election_lines import FIRST
from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Membership
from zhendi.domain.people.roles import roles
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import Scope, subtree

MOST = 500


class Start(NamedTuple):
    """With what the form of a new election begins; ``running``: the Party body's election that is under way, if any."""

    organisation_id: int
    name: str
    term_ends_on: date | None
    full_members: int
    running: int | None


def places(scope: Scope) -> tuple[tuple[int, str], ...]:
    """Organisations whose election the reader may begin. One query."""
    electing = [code for code, each in kinds().items() if each.may("term_election")]
    found = Organisation.objects.alive().filter(in_ranges(scope.ranges(access.LEAD)), kind__in=electing, depth__gt=1)
    rows = found.order_by("path").values_list("pk", "short_name", "full_name")[:MOST]
    return tuple((pk, short or full) for pk, short, full in rows)


def start(scope: Scope, organisation_id: int) -> Start:
    """The organisation with the end of its term; ``NotVisible`` where the reader may begin nothing. Four queries."""
    one = Organisation.objects.alive().filter(pk=organisation_id).first()
    if one is None or not access.may_lead(scope, one.path) or not kinds()[one.kind].may("term_election"):
        raise NotVisible("no such organisation")
    last = one.terms.order_by("-starts_on").values_list("ends_on", flat=True).first()
    full = Membership.objects.as_of(scope.as_of).filter(organisation=one, standing="full").count()
    running = (
        Election.objects.running().filter(organisation=one, village_body=False).values_list("pk", flat=True).first()
    )
    return Start(one.pk, one.short_name or one.full_name, last, full, running)


def members(scope: Scope, election_id: int) -> tuple[tuple[int, str], ...]:
    """Full members of the organisation and below it: whom one may nominate, leave out, or make a teller. Two queries."""
    held = Election.objects.visible_to(scope).filter(pk=election_id).first()
    if held is None:
        raise NotVisible("no such election")
    low, high = subtree(held.path)
    rows = Membership.objects.as_of(scope.as_of).filter(path__gte=low, path__lt=high, standing="full")
    found = rows.order_by("sort_name", "pk").values_list("person_id", "person__name")[:MOST]
    return tuple(found)


class Elected(NamedTuple):
    """Who was elected to what, with how many votes."""

    office: str
    name: str
    votes: int | None


class PublicBallot(NamedTuple):
    """A counted vote that anybody may check."""

    vote_id: int
    title: str
    due: int
    present: int
    issued: int
    recovered: int


class Published(NamedTuple):
    """The public page of an election: what was elected, when, by whom approved, and the votes to check."""

    organisation: str
    sort_title: str
    held_on: date
    number: str
    committee: str
    two_rounds: bool
    elected: tuple[Elected, ...]
    ballots: tuple[PublicBallot, ...]


def published(election_id: int) -> Published:
    """A published election, for whoever asks; ``NotVisible`` before. Three queries."""
    held = (
        Election.objects.exclude(published_on=None)
        .select_related("organisation", "committee")
        .filter(pk=election_id)
        .first()
    )
    if held is None or held.held_on is None:
        raise NotVisible("no such election")
    rows = held.nominees.exclude(elected_on=None).select_related("office").order_by("office", "-votes", "pk")
    ballots = held.ballots.exclude(outcome__in=("", "void", "annulled")).select_related("vote", "office").order_by("pk")
    return Published(
        held.organisation.full_name, held.get_sort_display(), held.held_on, held.result_number, held.committee.full_name,
        held.two_rounds,
        tuple(sorted(map(_elected, rows), key=lambda each: each.office not in FIRST)),
        tuple(_public(each) for each in ballots),
    )  # fmt: skip


def of_vote(scope: Scope, vote_id: int) -> tuple[int, str] | None:
    """The election of which a vote is a ballot, for the vote's page to lead back; ``None`` for none or out of sight."""
    found = ElectionBallot.objects.filter(vote=vote_id, election__in=Election.objects.visible_to(scope))
    row = found.select_related("election__organisation").first()
    if row is None:
        return None
    one = row.election.organisation
    return row.election_id, f"{one.short_name or one.full_name}{row.election.get_sort_display()}"


def _elected(one: Nominee) -> Elected:
    return Elected(roles()[one.given_role].title if one.given_role else one.office.title, one.name, one.votes)


def _public(each: ElectionBallot) -> PublicBallot:
    result = each.vote.result
    numbers = (result.get(name, 0) or 0 for name in ("present", "issued", "recovered"))
    return PublicBallot(each.vote_id, f"{each.office.title}{each.get_round_display()}", each.vote.due, *numbers)

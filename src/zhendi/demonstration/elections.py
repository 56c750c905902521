"""The demonstration's elections: one at each part of the way, one of them finished in two rounds with a re-vote.

Votes are cast on paper and counted by two tellers; nobody had a browser in the past of a made-up county.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zhendi.demo.dice import Dice
from zhendi.demo.names import name
from zhendi.domain.ballots.models import RollEntry, Vote
from zhendi.domain.ballots.operations import counts, hours, keys, rolls, sheets
from zhendi.domain.democracy.election_lists import checks
from zhendi.domain.democracy.models import ElectionBallot, ElectionOffice, Nominee
from zhendi.domain.democracy.operations import (
    election_balloting,
    election_electorate,
    election_nominating,
    election_opening,
    election_results,
)
from zhendi.domain.democracy.operations.election_balloting import Holding
from zhendi.domain.democracy.operations.election_nominating import Nomination
from zhendi.domain.democracy.operations.election_opening import Beginning
from zhendi.domain.orgs.models import Organisation, Term
from zhendi.domain.people.models import Membership
from zhendi.kernel.scope import Actor, Scope

# Days ago that each was begun, in two rounds or one, and how far it came.
_WAYS = (
    (90, True, "published"), (70, True, "tied"), (55, False, "slate"), (40, True, "checked"), (25, False, "nominated"), (9, False, "asked"),
)  # fmt: skip
_PATIENT = 6  # days between two steps
_SEATS, _STANDING, _LEAST = 3, 5, 12  # seats, nominees, full members that a branch needs to be shown
_VOTERS = 24


@dataclass
class _Walk:
    """One election, with the day on which it stands."""

    place: Organisation
    day: date
    actor: Actor
    pk: int = 0

    def later(self) -> None:
        """Some days pass."""
        self.day += timedelta(days=_PATIENT)


def ending(*, actor: Actor, on: date, seed: int) -> None:
    """Elections of village branches whose terms end first, as many as there are parts of the way to show."""
    dice = random.Random(f"{seed}:elections")  # noqa: S311 - a demonstration, to be the same each time
    for place, (ago, rounds, until) in zip(_places(on), _WAYS, strict=False):
        walk = _Walk(place, on - timedelta(days=ago), actor)
        _begun(walk, rounds=rounds)
        if until == "asked":
            continue
        _nominated(walk, dice)
        if until == "nominated":
            continue
        _checked(walk)
        if until == "checked":
            continue
        if rounds:
            _trusted(walk, dice)
        _slated(walk)
        if until != "slate":
            _elected(walk, tied=until == "tied")
        if until == "published":
            _published(walk)


def _places(on: date) -> list[Organisation]:
    """Branches with enough full members and a term, of the villages; those of the accounts' people are left alone."""
    terms = Term.objects.filter(ends_on__gt=on, starts_on__lt=on - timedelta(days=365)).values("organisation")
    rows = Organisation.objects.alive().filter(pk__in=terms, kind="branch", division_code__regex=r"^\d{9}[235]\d{2}$")
    theirs = Membership.objects.current().exclude(person__account=None).values("organisation")
    oldest, found = on - timedelta(days=max(ago for ago, _, _ in _WAYS)), []
    for one in rows.exclude(pk__in=theirs).order_by("path"):
        if Membership.objects.as_of(oldest).filter(organisation=one, standing="full").count() >= _LEAST:
            found.append(one)
        if len(found) == len(_WAYS):
            break
    return found


def _begun(walk: _Walk, *, rounds: bool) -> None:
    beginning = Beginning(walk.place.pk, "committee", {"委员": _SEATS}, rounds)
    walk.pk = election_opening.start(actor=walk.actor, on=walk.day, beginning=beginning)
    walk.later()
    election_opening.ask(actor=walk.actor, on=walk.day, election_id=walk.pk)


def _nominated(walk: _Walk, dice: random.Random) -> None:
    walk.later()
    number = f"选举批〔{walk.day.year}〕{walk.pk}号"
    election_opening.permit(actor=walk.actor, on=walk.day, election_id=walk.pk, number=number)
    walk.later()
    office = ElectionOffice.objects.get(election=walk.pk).pk
    for person in dice.sample(_members(walk), _STANDING):
        nomination = Nomination(office, "organisation", "上届支委会根据多数党员意见提出", person_id=person)
        election_nominating.nominate(actor=walk.actor, on=walk.day, election_id=walk.pk, nomination=nomination)
    election_nominating.close(actor=walk.actor, on=walk.day, election_id=walk.pk)


def _checked(walk: _Walk) -> None:
    walk.later()
    passed = [each.code for each in checks()]
    for key in Nominee.objects.filter(election=walk.pk).order_by("pk").values_list("pk", flat=True):
        election_nominating.check(
            actor=walk.actor, on=walk.day, election_id=walk.pk, nominee_id=key, passed=passed, qualified=True,
            reason="村里推荐，镇党委研究",
        )  # fmt: skip


def _trusted(walk: _Walk, dice: random.Random) -> None:
    walk.later()
    grown = Dice(f"{walk.pk}:voters")
    names = dict.fromkeys(name(grown, 1 + each % 2, 1950 + each * 2) for each in range(_VOTERS))
    election_electorate.publish_voters(actor=walk.actor, on=walk.day, election_id=walk.pk, names=list(names))
    walk.later()
    people = _nominees(walk)
    given = len(names) - 2
    _vote(walk, {each: dice.randint(given // 2 + 2, given) for each in people}, given)


def _slated(walk: _Walk) -> None:
    walk.later()
    order = list(Nominee.objects.filter(election=walk.pk).order_by("name").values_list("pk", flat=True))
    election_nominating.slate(actor=walk.actor, on=walk.day, election_id=walk.pk, order=order, stroke_order=False)
    walk.later()
    number = f"选举批〔{walk.day.year}〕{walk.pk + 100}号"
    election_nominating.approve_slate(actor=walk.actor, on=walk.day, election_id=walk.pk, number=number)


def _elected(walk: _Walk, *, tied: bool) -> None:
    """Two at once, two level for the last seat; then, unless it stops there, once more among the two."""
    walk.later()
    people = _nominees(walk)
    full = len(_members(walk))
    level = full // 2 + 1
    _vote(walk, dict(zip(people, (full - 1, full - 2, level, level), strict=False)), full)
    if not tied:
        _vote(walk, {people[2]: level, people[3]: full - level}, full)


def _published(walk: _Walk) -> None:
    elected = Nominee.objects.filter(election=walk.pk).exclude(elected_on=None).order_by("-votes", "pk")
    roles = ("secretary", "organisation_member", "publicity_member")
    offices = {role: election_results.Given(one.pk, _SEATS) for role, one in zip(roles, elected, strict=True)}
    election_results.first_meeting(actor=walk.actor, on=walk.day, election_id=walk.pk, present=_SEATS, offices=offices)
    walk.day += timedelta(days=2)
    election_results.report(actor=walk.actor, on=walk.day, election_id=walk.pk)
    walk.later()
    number = f"选举批〔{walk.day.year}〕{walk.pk + 200}号"
    election_results.approve(actor=walk.actor, on=walk.day, election_id=walk.pk, number=number)
    election_results.publish(actor=walk.actor, on=walk.day, election_id=walk.pk)


def _vote(walk: _Walk, votes: Mapping[str, int], given: int) -> None:
    """Draw the ballot up whose turn it is, vote on paper, count, take the result over."""
    office = ElectionOffice.objects.get(election=walk.pk).pk
    tellers = _tellers(walk)
    holding = Holding(walk.day, tellers)
    words: dict[str, Any] = {"actor": walk.actor, "on": walk.day, "election_id": walk.pk}
    made = election_balloting.draw_up(**words, office_id=office, holding=holding)
    ballot = ElectionBallot.objects.select_related("vote").get(pk=made)
    _cast(walk, ballot.vote, votes, given)
    election_balloting.settle(**words, ballot_id=made)


def _cast(walk: _Walk, vote: Vote, votes: Mapping[str, int], given: int) -> None:
    actor, on, key = walk.actor, walk.day, vote.pk
    teller = vote.tellers.order_by("number")[0]
    second = Actor(None, teller.name, Scope(None, teller.person_id, teller.name, (), on))
    rolls.freeze(actor=actor, on=on, vote_id=key)
    handed = keys.seal_here(actor=actor, on=on, vote_id=key)
    batch = sheets.print_sheets(actor=actor, on=on, vote_id=key, place="hall", number=given)
    for who in (actor, second):
        hours.open_vote(actor=who, on=on, vote_id=key)
    able = RollEntry.objects.filter(vote=key, right="full").order_by("number").values_list("number", flat=True)
    for number in list(able)[:given]:
        sheets.give(actor=actor, on=on, vote_id=key, number=number, place="hall")
    for who in (actor, second):
        hours.close_vote(actor=who, on=on, vote_id=key)
    sheets.recover(actor=actor, on=on, batch_id=batch, number=given)
    numbers = {each.name: str(each.number) for each in vote.candidates.all()}
    said = {numbers[each]: number for each, number in votes.items()}
    for one, share in zip(vote.tellers.order_by("number"), handed, strict=True):
        sheets.enter(actor=actor, on=on, batch_id=batch, teller_id=one.pk, votes=said, void=0)
        counts.put_share(actor=actor, on=on, vote_id=key, teller_id=one.pk, text=share.text)
    counts.count(actor=actor, on=on, vote_id=key)


def _members(walk: _Walk) -> list[int]:
    """Full members who may vote on the day, in a fixed order."""
    rows = Membership.objects.as_of(walk.day).filter(organisation=walk.place, standing="full", person__died_on=None)
    return list(rows.filter(person__suspensions=None).order_by("pk").values_list("person_id", flat=True))


def _nominees(walk: _Walk) -> Sequence[str]:
    return list(Nominee.objects.filter(election=walk.pk).order_by("pk").values_list("name", flat=True))


def _tellers(walk: _Walk) -> list[int]:
    standing = set(Nominee.objects.filter(election=walk.pk).values_list("person_id", flat=True))
    return [each for each in _members(walk) if each not in standing][:2]

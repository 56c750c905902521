"""A village that votes: a branch with members, its tellers, and a browser that blinds and seals as the real one does."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from tests.people import SINCE, citizen_number
from zhendi.domain.ballots.counting import choices
from zhendi.domain.ballots.models import RollEntry, Vote
from zhendi.domain.ballots.operations import boxes, hours, keys, preparing, rolls
from zhendi.domain.ballots.sealing import blind, box
from zhendi.kernel import crypto
from zhendi.kernel.scope import Actor, Scope

if TYPE_CHECKING:
    from tests.people import Cast
    from zhendi.domain.people.models import Person

DAY = date(2026, 6, 1)


@dataclass
class Hall:
    """A vote under way."""

    cast: Cast
    voters: list[Person]
    vote_id: int = 0
    handed: tuple[keys.Handed, ...] = ()
    receipts: list[str] = field(default_factory=list)

    @property
    def vote(self) -> Vote:
        """The vote as it stands."""
        return Vote.objects.get(pk=self.vote_id)

    @property
    def secretary(self) -> Actor:
        """Who presides."""
        return self.cast.actor("secretary", DAY)

    @property
    def officer(self) -> Actor:
        """The second person."""
        return self.cast.actor("township_officer", DAY)

    def member(self, number: int) -> Actor:
        """A voter by the own page: no account."""
        person = self.voters[number]
        return Actor(None, person.name, Scope(None, person.pk, person.name, (), DAY))

    def ballot(self, number: int, choice: bytes) -> Ballot:
        """What a voter's browser makes: a credential that the server has not seen, and a sealed choice."""
        vote = self.vote
        public = blind.read_public(vote.credential_public)
        made = blind.blind(public, secrets.token_bytes(32))
        signed = boxes.credential(actor=self.member(number), on=DAY, vote_id=vote.pk, blinded=made.message)
        sealed = box.seal(bytes.fromhex(vote.box_key), choice, vote=vote.name, length=vote.length)
        return Ballot(made, blind.unblind(public, made, signed), sealed)

    def drop(self, ballot: Ballot) -> str:
        """Put it in."""
        made = boxes.drop(
            vote_id=self.vote_id, prepared=ballot.made.prepared, signature=ballot.signature, sealed=ballot.sealed
        )
        return made.receipt

    def say(self, number: int, answer: str) -> str:
        """One voter votes on a question by telephone; gives the receipt."""
        self.receipts.append(self.drop(self.ballot(number, choices.question(answer))))
        return self.receipts[-1]

    def close(self) -> None:
        """Both persons close."""
        hours.close_vote(actor=self.secretary, on=DAY, vote_id=self.vote_id)
        hours.close_vote(actor=self.officer, on=DAY, vote_id=self.vote_id)

    def put_shares(self, number: int = 2) -> None:
        """So many tellers put their shares in."""
        from zhendi.domain.ballots.operations import counts

        for teller, each in zip(self.vote.tellers.order_by("number")[:number], self.handed, strict=False):
            counts.put_share(actor=self.secretary, on=DAY, vote_id=self.vote_id, teller_id=teller.pk, text=each.text)


@dataclass(frozen=True)
class Ballot:
    """A ballot in a browser."""

    made: blind.Blinded
    signature: bytes
    sealed: bytes


def people(cast: Cast, number: int) -> list[Person]:
    """So many more full members of the branch."""
    from zhendi.domain.people.models import CITIZEN, Membership, Person

    made = []
    for each in range(number):
        text = citizen_number(500 + each)
        person = Person.objects.create(
            name=f"党员{each + 1:03}", sort_name=f"dangyuan{each + 1:03}", citizen_number=text,
            citizen_index=crypto.index(text, CITIZEN), sex=1,
        )  # fmt: skip
        Membership.objects.create(
            person=person, organisation=cast.organisations["branch"], standing="full", sort_name=person.sort_name,
            path=cast.organisations["branch"].path, valid_from=SINCE,
        )  # fmt: skip
        made.append(person)
    return made


def draft(cast: Cast, **words: object) -> preparing.Draft:
    """A question to the branch's members, with three tellers."""
    tellers = [cast.people[name].pk for name in ("member", "mobile_member", "villager")]
    given: dict[str, object] = {
        "organisation_id": cast.organisations["branch"].pk, "form": "question", "code": "resolution",
        "title": "村东机耕路硬化", "text": "1.8 公里，28 万元，不向村民收钱", "held_on": DAY, "teller_ids": tellers,
    }  # fmt: skip
    return preparing.Draft(**(given | words))  # type: ignore[arg-type]  # each test changes other words


def opened(cast: Cast, number: int = 12, **words: object) -> Hall:
    """A vote that is open, with ``number`` voters besides the cast's own members."""
    voters = people(cast, number)
    hall = Hall(cast, voters)
    hall.vote_id = preparing.draw_up(actor=hall.secretary, on=DAY, draft=draft(cast, **words))
    rolls.fill_members(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    rolls.freeze(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    hall.handed = keys.seal_here(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    hours.open_vote(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    hours.open_vote(actor=hall.officer, on=DAY, vote_id=hall.vote_id)
    return hall


def number_of(hall: Hall, index: int) -> int:
    """A voter's number on the roll."""
    return RollEntry.objects.get(vote=hall.vote_id, person=hall.voters[index]).number

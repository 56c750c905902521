"""An election in the standing cast's village, taken on step by step; its votes are cast on paper and really counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tests.domain.ballots.hall import people
from zhendi.domain.ballots.models import RollEntry, Vote
from zhendi.domain.ballots.operations import counts, hours, keys, rolls, sheets
from zhendi.domain.democracy.election_lists import checks
from zhendi.domain.democracy.models import Election, ElectionBallot, ElectionOffice, Nominee
from zhendi.domain.democracy.operations import (
    election_balloting,
    election_electorate,
    election_nominating,
    election_opening,
)
from zhendi.domain.democracy.operations.election_balloting import Holding
from zhendi.domain.democracy.operations.election_nominating import Nomination
from zhendi.domain.democracy.operations.election_opening import Beginning
from zhendi.domain.orgs.models import Term

if TYPE_CHECKING:
    from tests.people import Cast
    from zhendi.domain.people.models import Person

ENDS = date(2026, 9, 1)
DAY = date(2026, 6, 1)
LEADS, ABOVE = "secretary", "township_officer"
TELLERS = ("villager", "clerk")


def act(cast: Cast, who: str = LEADS, on: date = DAY, **words: Any) -> dict[str, Any]:
    """The words that every operation takes."""
    return {"actor": cast.actor(who, on), "on": on, **words}


class Polling:
    """One election under way."""

    def __init__(self, cast: Cast, sort: str = "committee", *, members: int = 9, on: date = DAY, **words: Any) -> None:
        self.cast, self.day = cast, on
        self.voters: list[Person] = people(cast, members) if members else []
        self.branch = cast.organisations["branch"]
        Term.objects.get_or_create(organisation=self.branch, starts_on=date(2021, 9, 1), defaults={"ends_on": ENDS})
        seats = words.pop("seats", {"委员": 3} if sort == "committee" else {"书记": 1})
        beginning = Beginning(self.branch.pk, sort, seats, **words)
        self.pk = election_opening.start(**self.act(beginning=beginning))

    @property
    def election(self) -> Election:
        """As it stands."""
        return Election.objects.get(pk=self.pk)

    def act(self, who: str = LEADS, **words: Any) -> dict[str, Any]:
        """The words of an operation on the day."""
        return act(self.cast, who, self.day, **words)

    def office(self, title: str = "") -> ElectionOffice:
        """The one of a title, or the first."""
        found = ElectionOffice.objects.filter(election=self.pk)
        return found.get(title=title) if title else found.earliest("pk")

    def permitted(self) -> Polling:
        """Asked above, and allowed."""
        election_opening.ask(**self.act(election_id=self.pk, number="百园请〔2026〕3号"))
        election_opening.permit(**self.act(ABOVE, election_id=self.pk, number="泾川委〔2026〕12号"))
        return self

    def nominate(self, people: Sequence[Person], title: str = "") -> list[int]:
        """Put people forward by the organisation."""
        office = self.office(title).pk
        made = []
        for each in people:
            words = Nomination(office, "organisation", "上届支委会", person_id=each.pk)
            made.append(election_nominating.nominate(**self.act(election_id=self.pk, nomination=words)))
        return made

    def checked(self, number: int = 4, title: str = "") -> Polling:
        """So many nominees, all found fit."""
        keys = self.nominate(self.voters[:number], title)
        election_nominating.close(**self.act(election_id=self.pk))
        for key in keys:
            self.check(key)
        return self

    def check(self, key: int, *, qualified: bool = True, reason: str = "", **words: Any) -> None:
        """The committee above judges one."""
        passed = [each.code for each in checks()]
        election_nominating.check(
            **self.act(
                ABOVE, election_id=self.pk, nominee_id=key, passed=passed, qualified=qualified, reason=reason, **words
            )
        )

    def slated(self) -> Polling:
        """All who may stand are on the slate, approved above."""
        fit = Nominee.objects.filter(election=self.pk, qualified=True).exclude(trusted=False)
        order = list(fit.order_by("pk").values_list("pk", flat=True))
        election_nominating.slate(**self.act(election_id=self.pk, order=order, stroke_order=True))
        election_nominating.approve_slate(**self.act(ABOVE, election_id=self.pk, number="泾川委〔2026〕15号"))
        return self

    def ready(self, number: int = 4) -> Polling:
        """Everything up to the meeting."""
        return self.permitted().checked(number).slated()

    def publish_voters(self, number: int = 10) -> None:
        """A list of registered voters."""
        names = [f"村民{each:03}" for each in range(number)]
        election_electorate.publish_voters(**self.act(election_id=self.pk, names=names))

    def draw(self, title: str = "", nominee_ids: Sequence[int] = (), held_on: date | None = None) -> ElectionBallot:
        """Draw up the ballot whose turn it is."""
        tellers = [self.cast.people[name].pk for name in TELLERS]
        holding = Holding(held_on or self.day, tellers, nominee_ids=nominee_ids)
        made = election_balloting.draw_up(
            **self.act(election_id=self.pk, office_id=self.office(title).pk, holding=holding)
        )
        return ElectionBallot.objects.get(pk=made)

    def voted(self, ballot: ElectionBallot, votes: Mapping[str, int], *, given: int, back: int | None = None) -> None:
        """Vote on paper: so many sheets given out and brought back, read by both tellers; then count."""
        vote = ballot.vote_id
        numbers = {each.name: str(each.number) for each in ballot.vote.candidates.all()}
        said = {numbers.get(name, f"w:{name}"): number for name, number in votes.items()}
        rolls.freeze(**self.act(vote_id=vote))
        handed = keys.seal_here(**self.act(vote_id=vote))
        batch = sheets.print_sheets(**self.act(vote_id=vote, place="hall", number=max(given, 1)))
        for who in (LEADS, ABOVE):
            hours.open_vote(**self.act(who, vote_id=vote))
        able = list(RollEntry.objects.filter(vote=vote, right="full").order_by("number"))
        for entry in able[:given]:
            sheets.give(**self.act(vote_id=vote, number=entry.number, place="hall"))
        for who in (LEADS, ABOVE):
            hours.close_vote(**self.act(who, vote_id=vote))
        sheets.recover(**self.act(batch_id=batch, number=given if back is None else back))
        tellers = list(Vote.objects.get(pk=vote).tellers.order_by("number"))
        for teller in tellers:
            sheets.enter(**self.act(batch_id=batch, teller_id=teller.pk, votes=said, void=0))
        for teller, share in zip(tellers, handed, strict=True):
            counts.put_share(**self.act(vote_id=vote, teller_id=teller.pk, text=share.text))
        counts.count(**self.act(vote_id=vote))

    def round(self, votes: Mapping[str, int], *, given: int = 12, title: str = "", **words: Any) -> str:
        """Draw up, vote, count, take the result over; gives what came of it."""
        ballot = self.draw(title, **words)
        self.voted(ballot, votes, given=given)
        return self.settle(ballot)

    def settle(self, ballot: ElectionBallot) -> str:
        """Take the count over."""
        return election_balloting.settle(**self.act(election_id=self.pk, ballot_id=ballot.pk))

    def names(self, *indexes: int) -> list[str]:
        """Names of voters."""
        return [self.voters[each].name for each in indexes]

    def elected(self) -> set[str]:
        """Who is elected so far."""
        return set(Nominee.objects.filter(election=self.pk).exclude(elected_on=None).values_list("name", flat=True))

    def later(self, days: int) -> None:
        """Some days pass."""
        self.day += timedelta(days=days)

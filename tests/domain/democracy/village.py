"""A village that decides: members and representatives, votes on paper, and a decision led to any stage."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tests.domain.ballots.hall import people
from tests.people import SINCE, citizen_number
from zhendi.domain.ballots.models import Vote
from zhendi.domain.ballots.operations import counts, hours, keys, rolls, sheets
from zhendi.domain.democracy.decision_lists import lists
from zhendi.domain.democracy.models import Decision
from zhendi.domain.democracy.operations import (
    decision_carrying_out,
    decision_preparing,
    decision_proposing,
    decision_rounds,
)
from zhendi.domain.democracy.operations.decision_carrying_out import Asked, Poster
from zhendi.domain.democracy.operations.decision_preparing import Answer, Meeting
from zhendi.domain.democracy.operations.decision_proposing import Proposal
from zhendi.domain.democracy.operations.decision_rounds import Hall
from zhendi.domain.people.models import CITIZEN, Person, Post
from zhendi.kernel import crypto

if TYPE_CHECKING:
    from tests.people import Cast
    from zhendi.kernel.scope import Actor

DAY = date(2026, 3, 2)  # of the proposal
# Days after the proposal on which each step is taken, all of them in due form.
CHECKED, REVIEWED, POSTED, FIRST, SECOND, RESOLVED, FINISHED = 2, 4, 5, 12, 20, 26, 60
TITLE = "村东机耕路硬化"


@dataclass
class Village:
    """The cast's branch with more members and with representatives, and one decision of theirs."""

    cast: Cast
    members: list[Person] = field(default_factory=list)
    representatives: list[Person] = field(default_factory=list)
    decision_id: int = 0

    @property
    def held(self) -> Decision:
        """The decision as it stands."""
        return Decision.objects.get(pk=self.decision_id)

    def actor(self, day: date, who: str = "secretary") -> Actor:
        """Who leads."""
        return self.cast.actor(who, day)

    def words(self, after: int, who: str = "secretary", **more: Any) -> dict[str, Any]:
        """What every step takes, so many days after the proposal."""
        day = DAY + timedelta(days=after)
        return {"actor": self.actor(day, who), "on": day, "decision_id": self.decision_id, **more}

    def checked(self) -> None:
        """Nothing is wrong with it."""
        decision_preparing.check(**self.words(CHECKED, answers=clear()))

    def reviewed(self) -> None:
        """Both committees agree."""
        for body in ("party", "village"):
            meeting = Meeting(DAY + timedelta(days=REVIEWED), 5, 4, 4)
            decision_preparing.review(**self.words(REVIEWED, body=body, meeting=meeting))

    def posted(self, days: int = 6, **more: Any) -> None:
        """The notice hangs for so many days."""
        first = DAY + timedelta(days=POSTED)
        until = first + timedelta(days=days - 1)
        decision_preparing.post(**self.words(POSTED, from_on=first, until_on=until, place="村部公告栏", **more))

    def drawn(self, number: int, after: int = 0, **more: Any) -> int:
        """A round is drawn up, to be voted on its day."""
        after = after or (FIRST if number == 1 else SECOND)
        tellers = [self.members[each].pk for each in (0, 1, 2)]
        hall = Hall(DAY + timedelta(days=after), tellers)
        return decision_rounds.draw_up(**self.words(after, number=number, hall=hall, **more))

    def round(self, number: int, yes: int, no: int = 0, after: int = 0, **more: Any) -> int:
        """A round is drawn up, voted on paper, counted, and stands."""
        vote = self.drawn(number, after, **more)
        day = DAY + timedelta(days=after or (FIRST if number == 1 else SECOND))
        self.voted(vote, day, yes, no)
        self.confirmed(vote, day + timedelta(days=4))
        return vote

    def voted(self, vote: int, day: date, yes: int, no: int = 0) -> None:
        """So many voters of the roll vote on paper on the day; two tellers count."""
        by: dict[str, Any] = {"actor": self.actor(day), "on": day, "vote_id": vote}
        second: dict[str, Any] = by | {"actor": self.actor(day, "township_officer")}
        rolls.freeze(**by)
        handed = keys.seal_here(**by)
        batch = sheets.print_sheets(**by, place="hall", number=yes + no + 2)
        hours.open_vote(**by)
        hours.open_vote(**second)
        voters = Vote.objects.get(pk=vote).roll.filter(right="full").order_by("number")[: yes + no]
        for entry in voters:
            sheets.give(**by, number=entry.number, place="hall")
        hours.close_vote(**by)
        hours.close_vote(**second)
        self.counted(vote, batch, by, handed, {"yes": yes, "no": no, "abstain": 0})

    def counted(self, vote: int, batch: int, by: dict[str, Any], handed: Any, found: dict[str, int]) -> None:
        """Sheets come back, two tellers read the same from them, and the box is opened."""
        words = {"actor": by["actor"], "on": by["on"], "batch_id": batch}
        sheets.recover(**words, number=sum(found.values()))
        tellers = list(Vote.objects.get(pk=vote).tellers.order_by("number"))
        for teller, each in zip(tellers[:2], handed, strict=False):
            sheets.enter(**words, teller_id=teller.pk, votes=found, void=0)
            counts.put_share(**by, teller_id=teller.pk, text=each.text)
        counts.count(**by)

    def confirmed(self, vote: int, day: date) -> None:
        """Nobody objected in time."""
        counts.confirm(actor=self.actor(day), on=day, vote_id=vote)

    def resolved(self) -> None:
        """The resolution, to be carried out within two months."""
        planned = DAY + timedelta(days=RESOLVED + 60)
        decision_carrying_out.resolve(**self.words(RESOLVED, number="百园村决〔2026〕1号", planned_on=planned))

    def published(self, days: int = 16, **more: Any) -> None:
        """It hangs for so many days."""
        decision_carrying_out.publish(**self.words(RESOLVED + 1, poster=poster(RESOLVED + 1, days), **more))

    def carried_out(self) -> None:
        """One line in the log, and done."""
        decision_carrying_out.enter(**self.words(FINISHED - 1, text="路面浇筑完成", spent=280000))
        decision_carrying_out.finish(**self.words(FINISHED))

    def announced(self) -> None:
        """What came of it hangs for sixteen days."""
        decision_carrying_out.announce(**self.words(FINISHED + 1, poster=poster(FINISHED + 1, 16)))

    def surveyed(self, asked: int = 120, answered: int = 100, satisfied: int = 97) -> None:
        """Asked at the door."""
        found = Asked("visit", asked, answered, satisfied)
        decision_carrying_out.survey(**self.words(FINISHED + 10, asked=found))

    def closed(self) -> None:
        """Into the archive."""
        decision_carrying_out.close(**self.words(FINISHED + 17))

    def until(self, stage: str) -> Village:
        """Lead the decision to a stage in due form."""
        ways = {
            "proposed": lambda: None, "checked": self.checked, "reviewed": self.reviewed, "noticed": self.posted,
            "first": lambda: self.round(1, 9), "second": lambda: self.round(2, 8), "resolved": self.resolved,
            "published": self.published, "finished": self.carried_out, "announced": self.announced,
            "surveyed": self.surveyed, "closed": self.closed,
        }  # fmt: skip
        for name, way in ways.items():
            way()
            if name == stage:
                break
        return self


def clear() -> dict[str, Answer]:
    """No line of the check has anything against it."""
    return {item.code: Answer("clear") for item in lists().items}


def poster(after: int, days: int) -> Poster:
    """It hangs at the village office from so many days after the proposal."""
    first = DAY + timedelta(days=after)
    return Poster(first, first + timedelta(days=days - 1), "村部公告栏")


def proposal(**words: Any) -> Proposal:
    """A road."""
    said: dict[str, Any] = {
        "kind": "village", "title": TITLE, "reason": "雨天进不去车", "text": "硬化 1.8 公里，宽 3.5 米", "proposer": "branch",
        "second_rule": "representatives", "money": 280000, "money_source": "乡镇奖补 20 万，村集体 8 万", "households": 62,
    }  # fmt: skip
    return Proposal(**(said | words))


def representatives(cast: Cast, number: int) -> list[Person]:
    """So many more villagers' representatives."""
    made = []
    for each in range(number):
        text = citizen_number(700 + each)
        person = Person.objects.create(
            name=f"代表{each + 1:03}", sort_name=f"daibiao{each + 1:03}", citizen_number=text,
            citizen_index=crypto.index(text, CITIZEN), sex=2,
        )  # fmt: skip
        branch = cast.organisations["branch"]
        Post.objects.create(person=person, role="villagers_representative", organisation=branch, valid_from=SINCE)
        made.append(person)
    return made


def village(cast: Cast, members: int = 7, others: int = 9, **words: Any) -> Village:
    """A village with a proposal. The cast's own are ten full members with seven more, ten representatives with nine."""
    made = Village(cast, people(cast, members), representatives(cast, others))
    made.decision_id = decision_proposing.propose(
        actor=made.actor(DAY), on=DAY, organisation_id=cast.organisations["branch"].pk, proposal=proposal(**words)
    )
    return made

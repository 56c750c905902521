"""The demonstration's major decisions: some at each part of the way, one archived, one stopped by reported harm.

Votes are on paper, by the real operations: sheets given out, two tellers who count alike, shares put in, the box opened.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q

from zhendi.demonstration import accounts
from zhendi.domain.ballots.models import Vote
from zhendi.domain.ballots.operations import counts, hours, keys, rolls, sheets
from zhendi.domain.democracy.decision_lists import lists
from zhendi.domain.democracy.facts import village_branch
from zhendi.domain.democracy.operations import (
    decision_carrying_out,
    decision_harm,
    decision_preparing,
    decision_proposing,
    decision_rounds,
)
from zhendi.domain.democracy.operations.decision_carrying_out import Asked, Poster
from zhendi.domain.democracy.operations.decision_preparing import Answer, Meeting
from zhendi.domain.democracy.operations.decision_proposing import Proposal
from zhendi.domain.democracy.operations.decision_rounds import Hall
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Membership, Post
from zhendi.domain.people.operations import posts
from zhendi.kernel.scope import Actor

_FEWEST = 8  # full members of a branch that votes here
_REPRESENTATIVES = 9
_BOARD = "村部公告栏"
# Days after the proposal on which the steps are taken, all in due form.
_CHECKED, _REVIEWED, _POSTED, _FIRST, _SECOND, _RESOLVED, _DONE, _ASKED, _OVER = 2, 4, 5, 12, 20, 26, 60, 70, 80


class Way(NamedTuple):
    """A decision of the demonstration: days ago that it was proposed, how far it goes, what it is about."""

    ago: int
    until: str
    kind: str
    second: str
    title: str
    text: str
    money: int
    households: int


_STEPS = {
    "proposed": (),
    "noticed": ("noticed",),
    "first": ("noticed", "first"),
    "harm": ("noticed", "first", "resolved", "harm"),
    "closed": ("noticed", "first", "resolved", "closed"),
}
# The first two are of the branch whose secretary has an account.
_WAYS = (
    Way(120, "closed", "village", "representatives", "村东机耕路硬化", "硬化 1.8 公里，宽 3.5 米", 280_000, 62),
    Way(16, "first", "village", "representatives", "自来水主管改造", "换主管 2.4 公里，接到各户门口", 160_000, 118),
    Way(95, "harm", "village", "representatives", "晒谷坪扩建", "扩建 600 平方米", 90_000, 45),
    Way(9, "noticed", "party", "resolution", "党群服务中心选址", "选在老村部，改造不新建", 0, 0),
    Way(3, "proposed", "village", "representatives", "村内路灯安装", "装 42 盏太阳能路灯", 63_000, 96),
)


def ending(*, actor: Actor, on: date) -> None:
    """The decisions, in villages whose branch was large enough when each was proposed."""
    officer = accounts.officer(on)
    oldest = on - timedelta(days=max(way.ago for way in _WAYS) + 1)
    places = _places(oldest)
    if officer is None or not places:
        return
    homes = [places[0], places[0], *places[1:]]
    for place, way in zip(homes, _WAYS, strict=False):
        _Walk(actor, officer, on, place, way, oldest).go()


def _places(oldest: date) -> list[Organisation]:
    """Villages' branches with enough full members since before the oldest proposal; the secretary's own first."""
    own = Post.objects.filter(person__account__username=accounts.ACCOUNTS[2].username, role="secretary").values_list(
        "organisation_id", flat=True
    )
    villages = village_branch().values_list("organisation_id", flat=True)
    rows = Organisation.objects.alive().filter(Q(pk__in=villages) | Q(pk__in=own), kind="branch")
    found = [place for place in rows.order_by("path") if _members(place, oldest).count() >= _FEWEST]
    return sorted(found, key=lambda place: (place.pk not in set(own), place.path))[: len(_WAYS) - 1]


def _members(place: Organisation, day: date) -> Any:
    """Full members since before a day who are there still."""
    rows = Membership.objects.filter(organisation=place, standing="full", valid_from__lte=day, valid_to=None)
    return rows.filter(person__died_on=None).order_by("pk")


class _Walk:
    """One decision led from the proposal to where it shall stand."""

    def __init__(self, actor: Actor, officer: Actor, on: date, place: Organisation, way: Way, oldest: date) -> None:
        self.actor, self.officer, self.place, self.way = actor, officer, place, way
        self.begun = on - timedelta(days=way.ago)
        self.people = list(_members(place, oldest).values_list("person_id", flat=True))
        self.key = 0

    def go(self) -> None:
        """Take the steps."""
        self._propose()
        for step in _STEPS[self.way.until]:
            getattr(self, f"_{step}")()

    def _by(self, after: int, **words: Any) -> dict[str, Any]:
        return {"actor": self.actor, "on": self._day(after), "decision_id": self.key, **words}

    def _day(self, after: int) -> date:
        return self.begun + timedelta(days=after)

    def _propose(self) -> None:
        way = self.way
        source = "乡镇奖补和村集体资金" if way.money else ""
        given = Proposal(
            kind=way.kind, title=way.title, reason="群众反映多年，村两委列入今年要办的事", text=way.text, proposer="branch",
            second_rule=way.second, money=Decimal(way.money), money_source=source, households=way.households,
        )  # fmt: skip
        self.key = decision_proposing.propose(
            actor=self.actor, on=self.begun, organisation_id=self.place.pk, proposal=given
        )

    def _noticed(self) -> None:
        """Checked with one risk that has a measure, reviewed by both committees, put up; one objection, answered."""
        answers = {item.code: Answer("clear") for item in lists().items}
        answers["safety"] = Answer("risk", "施工时封路，派人看守")
        decision_preparing.check(**self._by(_CHECKED, answers=answers))
        meeting = Meeting(self._day(_REVIEWED), 5, 5, 4)
        for body in ("party", "village"):
            decision_preparing.review(**self._by(_REVIEWED, body=body, meeting=meeting))
        first, last = self._day(_POSTED), self._day(_FIRST - 1)
        decision_preparing.post(**self._by(_POSTED, from_on=first, until_on=last, place=_BOARD))
        said = {"name": "村民甲", "text": "施工的时候路怎么走"}
        one = decision_preparing.object_to(**self._by(_POSTED + 1, **said))
        decision_preparing.answer(**self._by(_POSTED + 2, objection_id=one, text="留半幅路，收工前清场"))

    def _first(self) -> None:
        self._voted(1, _FIRST)

    def _resolved(self) -> None:
        """The second round, and the resolution that follows from both."""
        if self.way.second == "representatives":
            self._appoint()
        self._voted(2, _SECOND)
        number = f"村决〔{self._day(_RESOLVED).year}〕{self.key}号"
        decision_carrying_out.resolve(**self._by(_RESOLVED, number=number, planned_on=self._day(_RESOLVED + 60)))
        decision_carrying_out.publish(**self._by(_RESOLVED + 1, poster=self._poster(_RESOLVED + 1)))
        half = Decimal(self.way.money) / 2
        decision_carrying_out.enter(**self._by(_RESOLVED + 12, text="施工队进场，完成一半", spent=half))

    def _harm(self) -> None:
        """Somebody's field is flooded; the work stands still until it is settled."""
        said = {"name": "村民乙", "text": "堆土堵了排水沟，淹了我家两分田"}
        one = decision_harm.report(**self._by(_RESOLVED + 14, **said))
        decision_harm.suspend(**self._by(_RESOLVED + 15, harm_id=one, reason="先疏通水沟，再开工"))

    def _closed(self) -> None:
        """Done, made public, asked about, archived."""
        half = Decimal(self.way.money) / 2
        decision_carrying_out.enter(**self._by(_DONE - 1, text="完工，镇里验收合格", spent=half))
        decision_carrying_out.finish(**self._by(_DONE, note="验收单在材料里"))
        decision_carrying_out.announce(**self._by(_DONE + 1, poster=self._poster(_DONE + 1)))
        for way, asked, answered, satisfied in (("visit", 40, 38, 37), ("phone", 22, 18, 18)):
            decision_carrying_out.survey(**self._by(_ASKED, asked=Asked(way, asked, answered, satisfied)))
        decision_carrying_out.close(**self._by(_OVER))

    def _poster(self, after: int) -> Poster:
        return Poster(self._day(after), self._day(after + 15), _BOARD)

    def _appoint(self) -> None:
        """Representatives of the village, as many as vote."""
        held = Post.objects.filter(organisation=self.place, role=rolls.REPRESENTATIVE, valid_to=None)
        standing = set(held.values_list("person_id", flat=True))
        wanted = [each for each in self.people if each not in standing][: max(_REPRESENTATIVES - len(standing), 0)]
        for person in wanted:
            posts.appoint(
                actor=self.actor,
                on=self.begun,
                person_id=person,
                organisation_id=self.place.pk,
                role=rolls.REPRESENTATIVE,
            )

    def _voted(self, number: int, after: int) -> None:
        """The round on paper: all but one come, one says no."""
        hall = Hall(self._day(after), self.people[:3])
        vote = decision_rounds.draw_up(**self._by(after, number=number, hall=hall))
        by: dict[str, Any] = {"actor": self.actor, "on": self._day(after), "vote_id": vote}
        due = rolls.freeze(**by).due
        handed, batch = keys.seal_here(**by), sheets.print_sheets(**by, place="hall", number=due)
        for actor in (self.actor, self.officer):
            hours.open_vote(**by | {"actor": actor})
        voters = Vote.objects.get(pk=vote).roll.filter(right="full", ground="").order_by("number")
        for entry in voters[: due - 1]:
            sheets.give(**by, number=entry.number, place="hall")
        for actor in (self.actor, self.officer):
            hours.close_vote(**by | {"actor": actor})
        self._counted(vote, batch, by, handed, due - 1)
        counts.confirm(**by | {"on": self._day(after + 4)})

    def _counted(self, vote: int, batch: int, by: dict[str, Any], handed: Any, came: int) -> None:
        words = {"actor": self.actor, "on": by["on"], "batch_id": batch}
        sheets.recover(**words, number=came)
        found = {"yes": came - 1, "no": 1, "abstain": 0}
        tellers = Vote.objects.get(pk=vote).tellers.order_by("number")[:2]
        for teller, each in zip(tellers, handed, strict=False):
            sheets.enter(**words, teller_id=teller.pk, votes=found, void=0)
            counts.put_share(**by, teller_id=teller.pk, text=each.text)
        counts.count(**by)

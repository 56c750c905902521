"""A village of 45 members and 35 representatives decides: from the proposal to the archive, by telephone and on paper.

Every page on the way is looked at on a desk and on a telephone, by the rules of accessibility and for its width.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests.conftest import WAIT
from tests.domain.ballots.hall import people
from tests.domain.democracy.village import TITLE, Village, representatives
from tests.journeys.window import PHONE, looked_at, sit_down
from tests.people import Cast
from zhendi.domain.ballots.models import Vote
from zhendi.domain.ballots.operations import hours, keys, rolls, sheets
from zhendi.domain.democracy.decision_lists import lists
from zhendi.domain.democracy.models import Decision, DecisionRound
from zhendi.domain.people.models import Person
from zhendi.domain.people.operations import links
from zhendi.kernel import clock
from zhendi.obligations import operations

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

BEGUN = date(2026, 3, 2)


class Desk:
    """The secretary's browser window."""

    def __init__(self, page: Any, server: LiveServer, cast: Cast) -> None:
        self.page, self.server, self.cast = page, server, cast

    def signed_in(self) -> None:
        """A session of the clock's day."""
        sit_down(self.page, self.server, self.cast, "secretary")

    def open(self, name: str, *args: object) -> None:
        self.page.goto(self.server.url + reverse(name, args=args))

    def looked_at(self, name: str) -> None:
        looked_at(self.page, f"decisions-{name}")

    def send(self) -> None:
        """Send the form of the page."""
        with self.page.expect_navigation():
            self.page.click("main form[data-keep] .btn.go")

    def step(self, held: int, word: str, **answers: str) -> None:
        """Answer the form of a step, and look at it."""
        self.open("decision-step", held, word)
        for name, text in answers.items():
            if self.page.locator(f"main [name={name}][type=radio]").count():
                self.page.check(f"main [name={name}][value={text}]")
            else:
                self.page.fill(f"main [name={name}]", text)
        self.looked_at(f"step-{word}")
        self.send()
        assert self.page.url.endswith(reverse("decision", args=[held])), self.page.inner_text("main")

    def figure(self) -> str:
        """The figure of clause 4.4d on the board: so many of so many; "" for none yet."""
        self.page.goto(f"{self.server.url}/opinions/")
        found = re.search(r"(\d+)\s*/\s*(\d+)", self.page.inner_text("tr:has(.cno:text-is('4.4d'))"))
        return f"{found[1]}/{found[2]}" if found else ""


class Hall:
    """A vote in the hall: some by telephone in a real browser, the others on paper."""

    def __init__(self, made: Village, vote: int, browser: Any, server: LiveServer) -> None:
        self.made, self.vote, self.browser, self.server = made, vote, browser, server
        day = clock.today()
        self.by: dict[str, Any] = {"actor": made.actor(day), "on": day, "vote_id": vote}
        self.second = self.by | {"actor": made.actor(day, "township_officer")}

    def hold(self, telephones: list[Person], yes: int, no: int) -> None:
        """Open, vote, close, count: all ways of voting in one sum."""
        rolls.freeze(**self.by)
        handed = keys.seal_here(**self.by)
        batch = sheets.print_sheets(**self.by, place="hall", number=yes + no)
        for by in (self.by, self.second):
            hours.open_vote(**by)
        for person in telephones:
            self._by_telephone(person)
        waiting = Vote.objects.get(pk=self.vote).roll.filter(right="full", channel="").order_by("number")
        for entry in waiting[: yes + no]:
            sheets.give(**self.by, number=entry.number, place="hall")
        for by in (self.by, self.second):
            hours.close_vote(**by)
        self.made.counted(self.vote, batch, self.by, handed, {"yes": yes, "no": no, "abstain": 0})

    def _by_telephone(self, person: Person) -> None:
        """The member's telephone, on which the personal link was opened."""
        issued = links.issue(actor=self.by["actor"], on=clock.today(), now=clock.now(), person_id=person.pk)
        context = self.browser.new_context(locale="zh-CN", viewport=PHONE)
        context.set_default_timeout(WAIT)
        page = context.new_page()
        page.goto(f"{self.server.url}{reverse('me-enter', args=[issued.text])}")
        page.fill("[name=tail]", str(Person.objects.get(pk=person.pk).citizen_number)[-4:])
        page.click("main button[type=submit]")
        page.wait_for_url("**/me/")
        page.click(f"text={TITLE}")
        page.check("[name=answer][value=yes]")
        page.click("form[data-ballot] button[type=submit]")
        page.wait_for_selector("[data-done]:visible")
        context.close()


def proposed(desk: Desk) -> int:
    """By the form; gives the decision's key."""
    page = desk.page
    desk.open("decisions")
    desk.looked_at("empty")
    page.click("main >> text=提出事项 >> nth=0")
    page.check("[name=kind][value=village]")
    page.check("[name=proposer][value=branch]")
    for name, text in (
        ("title", TITLE), ("reason", "雨天进不去车，收谷子要肩挑"), ("text", "硬化 1.8 公里，宽 3.5 米，厚 18 厘米"),
        ("money", "28 万"), ("money_source", "乡镇奖补 20 万，村集体 8 万"), ("land", "2.1"), ("households", "62"),
    ):  # fmt: skip
        page.fill(f"[name={name}]", text)
    page.select_option("[name=second_rule]", "representatives")
    desk.looked_at("new")
    desk.send()
    return Decision.objects.get(title=TITLE).pk


def checked(desk: Desk, held: int) -> None:
    """Every line answered, one risk with its measure."""
    desk.open("decision-check", held)
    for item in lists().items:
        desk.page.check(f"[name='answer-{item.code}'][value=clear]")
    desk.page.check("[name='answer-safety'][value=risk]")
    desk.page.fill("[name='measure-safety']", "施工时封路，派人看守")
    desk.looked_at("check")
    desk.send()


def drawn(desk: Desk, held: int, number: int) -> int:
    """A round by its form; gives the vote's key."""
    desk.open("decision-round", held, number)
    for each in range(3):
        desk.page.check(f"[name=tellers] >> nth={each}")
    desk.looked_at(f"round-{number}")
    desk.send()
    assert "/roll" in desk.page.url, desk.page.inner_text("main")
    return int(DecisionRound.objects.get(decision=held, number=number).vote_id)


def iso(after: int) -> str:
    """A day so many days after the proposal, as a form takes it."""
    return (BEGUN + timedelta(days=after)).isoformat()


@dataclass
class Play:
    """The village, the secretary's window and the decision, led through the year act by act."""

    browser: Any
    desk: Desk
    made: Village
    held: int = 0

    @contextmanager
    def on(self, after: int) -> Iterator[None]:
        """So many days after the proposal, signed in."""
        with clock.frozen(BEGUN + timedelta(days=after)):
            self.desk.signed_in()
            yield

    def hall(self, vote: int) -> Hall:
        return Hall(self.made, vote, self.browser, self.desk.server)

    def prepared(self) -> None:
        """Proposed, checked, reviewed, put up; one objection, answered."""
        desk = self.desk
        with self.on(0):
            operations.derive(on=BEGUN)
            assert desk.figure() in {"", "0/0"}
            self.held = self.made.decision_id = proposed(desk)
            desk.looked_at("proposed")
        with self.on(2):
            checked(desk, self.held)
        with self.on(4):
            meeting = {"met_on": iso(4), "due": "5", "present": "5", "agreed": "4"}
            desk.step(self.held, "review", body="party", **meeting)
            desk.step(self.held, "review", body="village", **meeting)
        with self.on(5):
            desk.step(self.held, "post", place="村部公告栏", from_on=iso(5), until_on=iso(10), on=iso(5))
        with self.on(6):
            desk.step(self.held, "object", name="张大田", text="占了我家地头", on=iso(6))
            desk.page.fill("[name=answer]", "现场量过，让开一尺")
            desk.page.click("main form[action*='/objections/'] button")
            desk.page.wait_for_selector("text=答复已记下")

    def voted(self) -> None:
        """Both rounds, by telephone and on paper in one count."""
        desk = self.desk
        with self.on(12):
            vote = drawn(desk, self.held, 1)
            assert desk.figure() == "1/1", "a vote in due form so far"
            desk.open("decision", self.held)
            assert "第一轮通过以后才能投" in desk.page.inner_text("main")
            self.hall(vote).hold(self.made.members[:2], 28, 3)
        with self.on(16):
            self.made.confirmed(vote, clock.today())
            desk.open("decision", self.held)
            desk.looked_at("first")
        with self.on(20):
            vote = drawn(desk, self.held, 2)
            self.hall(vote).hold(self.made.representatives[:1], 24, 2)
            assert desk.figure() == "2/2", "the village has had its vote of the year"
        with self.on(26):
            self.made.confirmed(vote, clock.today())
            desk.step(self.held, "resolve", number="百园村决〔2026〕1号", planned_on=iso(90), on=iso(26))
            desk.step(self.held, "publish", place="村部公告栏", from_on=iso(26), until_on=iso(41), on=iso(26))

    def carried_out(self) -> None:
        """The log, harm reported and remedied, the result made public."""
        desk, page = self.desk, self.desk.page
        with self.on(40):
            desk.step(self.held, "enter", text="路基压实", spent="12 万", on=iso(40))
            desk.step(self.held, "harm", name="李水旺", text="堆土堵了水沟", on=iso(40))
            desk.looked_at("harm")
            page.click("text=登记怎么处理")
            page.check("[name=outcome][value=remedied]")
            page.fill("[name=remedy]", "当天疏通，赔青苗 300 元")
            page.click("main form[action$='/settle'] button")
            page.wait_for_selector("text=处理已记下")
        with self.on(60):
            desk.step(self.held, "enter", text="浇筑完成", spent="155000", on=iso(59))
            desk.step(self.held, "finish", on=iso(60))
            desk.step(self.held, "announce", place="村部公告栏", from_on=iso(60), until_on=iso(75), on=iso(60))

    def closed(self) -> None:
        """Asked, archived, and read by everybody."""
        desk, page = self.desk, self.desk.page
        with self.on(80):
            desk.step(self.held, "survey", way="visit", asked="120", answered="100", satisfied="97", on=iso(80))
            assert desk.figure() == "3/3", "97 of 100 are satisfied"
            desk.step(self.held, "close", on=iso(80))
            assert "已归档" in page.inner_text("main")
            desk.looked_at("closed")
            page.goto(f"{desk.server.url}{reverse('decisions')}?state=closed")
            assert TITLE in page.inner_text("main")
            desk.looked_at("list")
            page.context.clear_cookies()
            desk.open("decision-public", self.held)
            assert "97.0%" in page.inner_text("main")
            assert "张大田" not in page.inner_text("main")
            desk.looked_at("public")


def test_a_village_decides_by_telephone_and_paper_and_the_board_follows(
    browser: Any, page: Any, live_server: LiveServer, cast: Cast
) -> None:
    made = Village(cast, people(cast, 42), representatives(cast, 34))
    play = Play(browser, Desk(page, live_server, cast), made)
    play.prepared()
    play.voted()
    play.carried_out()
    play.closed()
    results = [row.vote.result for row in DecisionRound.objects.order_by("number").select_related("vote")]
    assert [(each["due"], each["voters"], each["passed"]) for each in results] == [(45, 33, True), (35, 27, True)]

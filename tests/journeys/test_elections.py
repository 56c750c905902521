"""An election from the end of a term to the posts: a tie, a re-vote, and one seat that was left for a separate election.

Every page on the way is looked at on a desk and on a telephone. The ballots themselves are cast on paper and counted by
the operations; tests/web/ballots votes in browsers.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests.conftest import WAIT
from tests.domain.ballots.hall import people
from tests.domain.democracy.polling import Polling
from tests.journeys.window import DESKTOP, looked_at, sit_down
from tests.people import Cast
from zhendi.domain.democracy.models import Election, ElectionBallot, Nominee
from zhendi.domain.orgs.models import Term
from zhendi.domain.people.models import Post
from zhendi.kernel import clock
from zhendi.obligations import operations

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


class Window:
    """Somebody's browser window."""

    def __init__(self, page: Any, server: LiveServer, cast: Cast, who: str) -> None:
        self.page, self.root = page, server.url
        sit_down(page, server, cast, who)

    def open(self, address: str) -> None:
        self.page.goto(self.root + address)

    def press(self, selector: str) -> None:
        with self.page.expect_navigation():
            self.page.click(selector)

    def looked_at(self, name: str) -> None:
        looked_at(self.page, f"election-{name}")

    def step(self, held: int, word: str, *, query: str = "", shown: str = "", **answers: str) -> None:
        """Answer the form of a step and come back to the election."""
        self.open(reverse("election-step", args=[held, word]) + query)
        for name, text in answers.items():
            field = self.page.locator(f"main form [name={name}]").first
            if field.evaluate("each => each.tagName") == "SELECT":
                field.select_option(text)
            elif field.get_attribute("type") == "radio":
                self.page.check(f"main form [name={name}][value={text}]")
            else:
                field.fill(text)
        if shown:
            self.looked_at(shown)
        self.press("main form[data-keep] button[type=submit]")
        assert self.page.url.endswith(reverse("election", args=[held])), self.page.inner_text("main")

    def figure(self, clause: str) -> str:
        """The figure of a clause on the board: so many of so many, "" for none yet."""
        self.open("/opinions/")
        found = re.search(r"(\d+)\s*/\s*(\d+)", self.page.inner_text(f"tr:has(.cno:text-is('{clause}'))"))
        return f"{found[1]}/{found[2]}" if found else ""


def begun(window: Window, cast: Cast) -> Polling:
    """The secretary begins from the list of terms that end soon."""
    polling = Polling.__new__(Polling)
    polling.cast, polling.day = cast, clock.today()
    polling.voters, polling.branch = people(cast, 9), cast.organisations["branch"]
    ends = clock.today() + timedelta(days=60)
    Term.objects.create(organisation=polling.branch, starts_on=date(2022, 1, 1), ends_on=ends)
    operations.derive(on=clock.today())
    window.open(reverse("elections") + "?state=ending")
    window.looked_at("ending")
    window.press("main table a:has-text('启动换届')")
    window.page.check("[name=sort][value=committee]")
    window.page.uncheck("[name=two_rounds]")
    window.page.fill("[name=seats_member]", "3")
    window.looked_at("new")
    window.press("main form[data-keep] button[type=submit]")
    polling.pk = Election.objects.get().pk
    return polling


def balloted(
    window: Window, polling: Polling, votes: dict[str, int], shown: str = "", pick: tuple[str, ...] = ()
) -> None:
    """Draw up the ballot whose turn it is, let it be voted and counted, take its count over."""
    window.open(reverse("election-step", args=[polling.pk, "ballot"]))
    if pick:
        for box in window.page.query_selector_all("[name=nominees]"):
            label = box.evaluate("each => each.closest('label').textContent.trim()")
            box.set_checked(label in pick)
    for box in window.page.query_selector_all("[name=tellers]")[:2]:
        box.check()
    if shown:
        window.looked_at(shown)
    window.press("main form[data-keep] button[type=submit]")
    ballot = ElectionBallot.objects.get(outcome="")
    polling.voted(ballot, votes, given=12)
    window.open(reverse("election", args=[polling.pk]))
    window.press("text=登记计票结果")


def slated(secretary: Window, officer: Window, polling: Polling) -> None:
    """Asked and permitted, five nominated and found fit, the slate approved."""
    held = polling.pk
    secretary.step(held, "ask", number="百园请〔2026〕3号")
    officer.step(held, "permit", number="泾川委〔2026〕12号")
    for place, person in enumerate(polling.voters[:5]):
        answers = {"way": "organisation", "person": str(person.pk), "by": "上届支委会"}
        secretary.step(held, "nominate", shown="" if place else "nominate", **answers)
    secretary.step(held, "close")
    for place, key in enumerate(Nominee.objects.order_by("pk").values_list("pk", flat=True)):
        officer.open(reverse("election-step", args=[held, "check"]) + f"?nominee={key}")
        for box in officer.page.query_selector_all("[name=passed]"):
            box.check()
        officer.page.check("[name=qualified][value=yes]")
        if not place:
            officer.looked_at("check")
        officer.press("main form[data-keep] button[type=submit]")
    officer.looked_at("checked")
    secretary.step(held, "slate", shown="slate")
    officer.step(held, "approve-slate", number="泾川委〔2026〕15号")


def voted(secretary: Window, officer: Window, polling: Polling) -> None:
    """One passes for three seats; of the two that are left one is filled and one is level; a re-vote fills it."""
    a, b, c, d, e = polling.names(0, 1, 2, 3, 4)
    balloted(secretary, polling, {a: 12, b: 6, c: 6, d: 6, e: 6}, shown="ballot")
    assert "名额没有选满" in secretary.page.inner_text("main"), (
        "six of twelve is not more than half: two seats are left"
    )
    assert officer.figure("4.4c") == "0/1", "held, but not valid yet"
    balloted(secretary, polling, {b: 9, c: 7, d: 7}, shown="separate", pick=(b, c, d))
    assert "票数相同" in secretary.page.inner_text("main"), "two level for the last seat"
    secretary.looked_at("tied")
    balloted(secretary, polling, {c: 5, d: 6}, shown="runoff")
    assert polling.elected() == {a, b, d}
    assert officer.figure("4.4c") == "1/1", "the board has followed"


def approved(secretary: Window, officer: Window, polling: Polling) -> None:
    """The committee's first meeting, the report, the approval that writes the posts, the publication."""
    held, chosen = polling.pk, Nominee.objects.get(name=polling.voters[0].name)
    answers = {"secretary": str(chosen.pk), "votes-secretary": "3"}
    secretary.step(held, "first-meeting", shown="first-meeting", **answers)
    secretary.step(held, "report", number="百园报〔2026〕5号")
    officer.step(held, "approve", number="泾川委〔2026〕20号")
    now = Post.objects.get(organisation=polling.branch, role="secretary", valid_to=None)
    assert now.person_id == chosen.person_id
    officer.step(held, "publish")
    assert "办完" in officer.page.inner_text("main")


def test_a_tie_a_revote_and_a_seat_left_end_in_posts_and_the_board_follows(
    page: Any, browser: Any, live_server: LiveServer, cast: Cast
) -> None:
    secretary = Window(page, live_server, cast, "secretary")
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", viewport=DESKTOP)
    context.set_default_timeout(WAIT)
    officer = Window(context.new_page(), live_server, cast, "township_officer")
    polling = begun(secretary, cast)
    secretary.looked_at("opened")
    slated(secretary, officer, polling)
    assert officer.figure("4.4c") in {"", "0/0"}
    voted(secretary, officer, polling)
    approved(secretary, officer, polling)
    officer.looked_at("published")
    for name, address in (
        ("list", reverse("elections") + "?state=all"),
        ("result", reverse("election-result", args=[polling.pk])),
    ):
        officer.open(address)
        officer.looked_at(name)
    context.close()

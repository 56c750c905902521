"""A village votes in real browsers: the tellers' ceremony, the telephone, the desk, paper, the count, the public check."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from tests.conftest import WAIT, serious_violations
from tests.domain.ballots.hall import draft, people
from tests.people import PASSWORD, token
from zhendi.domain.ballots.models import RollEntry, Vote
from zhendi.domain.ballots.models.box import Ballot
from zhendi.domain.ballots.operations import preparing, rolls
from zhendi.domain.ballots.verifying import verify
from zhendi.domain.people.models import Person
from zhendi.domain.people.operations import links
from zhendi.kernel import clock

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

    from tests.people import Cast

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


def sign_in(page: Any, server: LiveServer, cast: Cast, name: str) -> None:
    page.goto(f"{server.url}/sign-in")
    page.fill("[name=username]", cast.accounts[name].username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    if name.endswith("officer"):
        page.wait_for_selector("[name=token]")
        page.fill("[name=token]", token(clock.now()))
        page.press("[name=token]", "Enter")
    page.wait_for_selector("nav[aria-label=主导航]", state="attached")


def telephone(browser: Any, server: LiveServer, cast: Cast, person: Person, **words: Any) -> Any:
    """A member's telephone, on which the personal link was opened."""
    issued = links.issue(actor=cast.actor("secretary"), on=clock.today(), now=clock.now(), person_id=person.pk)
    context = browser.new_context(locale="zh-CN", viewport=PHONE, **words)
    context.set_default_timeout(WAIT)
    page = context.new_page()
    page.goto(f"{server.url}{reverse('me-enter', args=[issued.text])}")
    page.fill("[name=tail]", str(Person.objects.get(pk=person.pk).citizen_number)[-4:])
    page.click("main button[type=submit]")
    page.wait_for_url("**/me/")
    return page


def frozen(cast: Cast) -> int:
    """A vote with a frozen roll, of the branch's members besides the cast's own."""
    today = clock.today()
    made = preparing.draw_up(actor=cast.actor("secretary"), on=today, draft=draft(cast, held_on=today))
    rolls.fill_members(actor=cast.actor("secretary"), on=today, vote_id=made)
    rolls.freeze(actor=cast.actor("secretary"), on=today, vote_id=made)
    return made


def test_a_village_votes_by_telephone_desk_and_paper(
    browser: Any, page: Any, live_server: LiveServer, cast: Cast
) -> None:
    voters = people(cast, 8)
    vote = frozen(cast)
    base = f"{live_server.url}/votes/{vote}"
    sign_in(page, live_server, cast, "secretary")
    shares = _seal(page, base)
    assert not Vote.objects.get(pk=vote).keyed_here
    officer = _officer(browser, live_server, cast)
    _second(page, officer, base, "开始")
    receipts = [_by_telephone(browser, live_server, cast, person, vote) for person in voters[:4]]
    page.goto(f"{base}/desk?voter={RollEntry.objects.get(vote=vote, person=voters[4]).number}")
    page.check("text=不同意" if page.locator("label:has-text('不同意')").count() else "[name=answer][value=no]")
    page.click("form[data-ballot] button[type=submit]")
    page.wait_for_selector("[data-done]:visible")
    _paper(page, base, vote, voters[5:8])
    assert serious_violations(page) == []
    _second(page, officer, base, "截止")
    officer.context.close()
    _count(page, base, shares, 3)
    assert "通过" in page.inner_text("main")
    page.goto(f"{base}/result?code={receipts[0]}")
    assert "在，已计入" in page.inner_text("main")
    assert serious_violations(page) == []
    file = json.loads(page.request.get(f"{base}/published.json").text())
    assert all(each.holds for each in verify(file, keys=shares[:2]))
    assert file["result"]["votes"] == {"yes": 6, "no": 2, "abstain": 0}


def _seal(page: Any, base: str) -> list[str]:
    """The tellers come to the screen one after another; gives what they wrote down."""
    page.goto(f"{base}/seal")
    page.click("text=开始")
    shares = []
    for number in range(3):
        page.wait_for_function("document.querySelector('[data-share]').textContent.length > 50")
        shares.append(page.inner_text("[data-share]"))
        if number < 2:
            before = page.inner_text("[data-who]")
            page.click("[data-next]")
            page.wait_for_function("before => document.querySelector('[data-who]').textContent !== before", arg=before)
    with page.expect_navigation():
        page.click("[data-next]")
    assert "票箱已封" in page.inner_text("body")
    return shares


def _officer(browser: Any, server: LiveServer, cast: Cast) -> Any:
    """The second person's window: signed in once, since a code of the second factor is good once."""
    context = browser.new_context(locale="zh-CN")
    context.set_default_timeout(WAIT)
    window = context.new_page()
    sign_in(window, server, cast, "township_officer")
    return window


def _second(page: Any, other: Any, base: str, word: str) -> None:
    """The secretary proposes, the officer confirms."""
    page.goto(base)
    page.click(f"text=提出{word}投票")
    page.wait_for_selector(f"text=已提出{word}投票")
    other.goto(base)
    other.click(f"text=确认{word}")
    other.wait_for_selector(f"text=投票{word}了")


def _by_telephone(browser: Any, server: LiveServer, cast: Cast, person: Person, vote: int) -> str:
    phone = telephone(browser, server, cast, person)
    sent: list[Any] = []
    phone.on("request", lambda request: sent.append(request) if request.url.endswith("/cast") else None)
    phone.click("text=村东机耕路硬化")
    assert serious_violations(phone) == []
    phone.check("[name=answer][value=yes]")
    phone.click("form[data-ballot] button[type=submit]")
    phone.wait_for_selector("[data-done]:visible")
    assert not phone.locator("[data-plain]").count()
    assert "cookie" not in sent[0].all_headers()
    assert phone.evaluate("Object.keys(localStorage)") == []
    receipt = str(phone.inner_text("[data-receipt]"))
    phone.context.close()
    assert re.fullmatch(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", receipt)
    assert Ballot.objects.filter(vote=vote).exists()
    return receipt


def _paper(page: Any, base: str, vote: int, voters: list[Person]) -> None:
    page.goto(f"{base}/desk")
    page.select_option("select[name=place]", "hall")
    page.fill("[name=sheets]", "5")
    with page.expect_response(lambda answer: "/sheets/" in answer.url) as printed:
        page.click("text=印纸票")
    assert printed.value.status == 200
    for person in voters:
        page.goto(f"{base}/desk?q={RollEntry.objects.get(vote=vote, person=person).number}")
        page.click("text=会场领票")
        page.wait_for_selector("text=已领纸票")


def _count(page: Any, base: str, shares: list[str], sheets: int) -> None:
    page.goto(f"{base}/tally")
    page.fill("[name=recovered]", str(sheets))
    with page.expect_navigation():
        page.click("text=记下")
    for teller in (1, 2):
        page.select_option("select[name=teller] >> nth=0", index=1)
        for name, number in (("yes", 2), ("no", 1), ("abstain", 0)):
            page.fill(f"[name=votes-{name}]", str(number))
        page.fill("[name=void]", "0")
        with page.expect_navigation():
            page.click("text=录入这一名监票人的计数")
        assert ("一致" if teller == 2 else "等另一名") in page.inner_text("body")
    for number in range(2):
        page.select_option("form[action$=share] select[name=teller]", index=1)
        page.fill("[name=share]", shares[number])
        with page.expect_navigation():
            page.click("text=放进钥匙")
    assert serious_violations(page) == []
    with page.expect_navigation():
        page.click("text=开箱计票")


def test_a_telephone_without_script_is_told_what_is_missing_and_votes_all_the_same(
    browser: Any, page: Any, live_server: LiveServer, cast: Cast
) -> None:
    from tests.domain.ballots.hall import opened

    with clock.frozen(clock.today()):
        hall = opened(cast, 12, held_on=clock.today())
    phone = telephone(browser, live_server, cast, hall.voters[0], java_script_enabled=False)
    phone.click("text=村东机耕路硬化")
    assert "不能自己封票" in phone.inner_text("main")
    phone.check("[name=answer][value=no]")
    phone.click("form[data-ballot] button[type=submit]")
    phone.wait_for_selector(".receipt")
    phone.goto(f"{live_server.url}/me/")
    assert "村东机耕路硬化" not in phone.inner_text("main")
    phone.context.close()

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


VOICE = """
window.heard = [];
const voices = [{ lang: "zh-CN", localService: true, name: "本机" }];
Object.defineProperty(window, "speechSynthesis", { value: {
  getVoices: () => voices, addEventListener() {}, cancel() {}, speak(part) { window.heard.push(part.text); if (part.onend) part.onend(); },
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


def held(cast: Cast, **words: Any) -> Any:
    """A vote that is open today."""
    from tests.domain.ballots.hall import opened

    with clock.frozen(clock.today()):
        return opened(cast, 12, held_on=clock.today(), **words)


def villagers_telephone(browser: Any) -> Any:
    """The telephone of somebody who has no account, with a voice of its own."""
    context = browser.new_context(locale="zh-CN", viewport=PHONE)
    context.set_default_timeout(WAIT)
    context.add_init_script(VOICE)
    return context.new_page()


def test_a_villager_scans_a_slip_hears_the_ballot_and_votes(browser: Any, live_server: LiveServer, cast: Cast) -> None:
    from zhendi.domain.ballots.operations import slips

    hall = held(cast)
    (made,) = slips.issue(actor=cast.actor("secretary"), on=clock.today(), vote_id=hall.vote_id, numbers=[1])
    phone = villagers_telephone(browser)
    phone.goto(f"{live_server.url}/vote#{made.code.replace(' ', '')}")
    phone.wait_for_function("document.querySelector('[name=code]').value.length > 11")
    assert phone.input_value("[name=code]") == made.code
    assert "#" not in phone.url
    assert serious_violations(phone) == []
    phone.click("main button[type=submit]")
    phone.wait_for_url("**/vote/ballot")
    assert serious_violations(phone) == []
    phone.click("text=读给我听")
    heard = phone.evaluate("window.heard")
    assert heard[0].startswith("1.8 公里")
    assert heard[1:5] == ["村东机耕路硬化，您同意吗？", "赞成", "反对", "弃权"]
    phone.check("[name=answer][value=no]")
    assert phone.inner_text("form[data-ballot] button[type=submit]") == "投“反对”票"
    phone.click("form[data-ballot] button[type=submit]")
    phone.wait_for_selector("[data-done]:visible")
    assert phone.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))") == []
    phone.click("[data-done] a")
    phone.fill("[name=code]", made.code)
    phone.click("main button[type=submit]")
    phone.wait_for_selector("text=已经投过票")
    phone.context.close()


def test_a_choice_outlives_the_session_in_the_page_alone(browser: Any, live_server: LiveServer, cast: Cast) -> None:
    hall = held(cast)
    phone = telephone(browser, live_server, cast, hall.voters[0])
    phone.goto(f"{live_server.url}/me/votes/{hall.vote_id}")
    phone.check("[name=answer][value=yes]")
    kept = phone.context.cookies()
    phone.context.clear_cookies()
    phone.click("form[data-ballot] button[type=submit]")
    phone.wait_for_selector("text=您选的还留在这一页")
    assert phone.is_checked("[name=answer][value=yes]")
    assert phone.evaluate("JSON.stringify({...localStorage, ...sessionStorage}).includes('yes')") is False
    phone.context.add_cookies([each for each in kept if each["name"] == "me"])  # comes in again; the session is another
    phone.click("form[data-ballot] button[type=submit]")
    phone.wait_for_selector("[data-done]:visible")
    assert Ballot.objects.filter(vote=hall.vote_id).count() == 1
    phone.context.close()


def test_too_many_names_are_said_before_the_ballot_is_sealed(browser: Any, live_server: LiveServer, cast: Cast) -> None:
    slate = [preparing.Standing(name) for name in ("甲", "乙")]
    hall = held(cast, form="election", code="party_election", title="支委", seats=1, slate=slate)
    phone = telephone(browser, live_server, cast, hall.voters[0])
    phone.goto(f"{live_server.url}/me/votes/{hall.vote_id}")
    for number in (1, 2):
        phone.check(f"[name=mark-{number}][value=yes]")
    phone.click("form[data-ballot] button[type=submit]")
    phone.wait_for_selector("text=多了整张作废。请改少一些")
    assert not Ballot.objects.exists()
    phone.check("[name=mark-2][value=no]")
    assert phone.inner_text("form[data-ballot] button[type=submit]") == "投票：赞成 1，反对 1，弃权 0"
    assert serious_violations(phone) == []
    phone.click("form[data-ballot] button[type=submit]")
    phone.wait_for_selector("[data-done]:visible")
    phone.context.close()


def test_attendance_proxies_and_codes_are_worked_by_hand(page: Any, live_server: LiveServer, cast: Cast) -> None:
    from tests.domain.ballots.test_attendance import village

    with clock.frozen(clock.today()):
        hall = village(cast, held_on=clock.today())
    base = f"{live_server.url}/votes/{hall.vote_id}"
    sign_in(page, live_server, cast, "secretary")
    page.goto(f"{base}/attendance")
    page.check("[data-row] >> nth=0")
    page.check("[data-row] >> nth=1")
    page.click("[data-bulk] button.go")
    page.wait_for_selector("text=登记到会 2 人")
    assert serious_violations(page) == []
    page.goto(f"{base}/proxies")
    page.fill("[name=giver]", "3")
    page.fill("[name=holder]", "4")
    page.select_option("[name=relation]", "spouse")
    page.fill("[name=document]", "5月30日签字")
    page.click("main button:has-text('登记委托')")
    page.wait_for_selector("text=委托已登记")
    assert serious_violations(page) == []
    page.goto(f"{base}/slips")
    page.fill("#numbers", "5-6")
    with page.expect_response(lambda answer: answer.url.endswith("/slips/issue")) as printed:
        page.click("form:has(#numbers) button")
    assert printed.value.status == 200
    page.goto(f"{base}/slips")
    assert serious_violations(page) == []

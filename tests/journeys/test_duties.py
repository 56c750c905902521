"""From a late clause to the person and back: the county looks, reminds; the branch reads it, does it; the figure moves.

Every page on the way is looked at on a desk and on a telephone, by the rules of accessibility and for its width.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.window import looked_at, sit_down
from tests.people import Cast
from zhendi.kernel import clock
from zhendi.obligations import operations

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def county(cast: Cast) -> Cast:
    """The cast with its duties and three months of history."""
    today = clock.today()
    operations.derive_history(on=today, months=3)
    operations.derive(on=today)
    return cast


class Desk:
    """Somebody's browser window."""

    def __init__(self, page: Any, server: LiveServer, cast: Cast, who: str) -> None:
        self.page, self.root = page, server.url
        sit_down(page, server, cast, who)

    def open(self, address: str) -> None:
        self.page.goto(self.root + address)

    def press(self, selector: str) -> None:
        self.page.click(selector)
        self.page.wait_for_load_state()

    def looked_at(self, name: str) -> None:
        looked_at(self.page, f"duties-{name}")


def test_the_county_goes_down_from_a_late_clause_to_the_person(
    page: Any, live_server: LiveServer, county: Cast
) -> None:
    desk = Desk(page, live_server, county, "county_officer")
    desk.open("/")
    desk.press("nav[aria-label=主导航] >> text=意见落实")
    assert page.locator(".plot").count() == 68
    desk.looked_at("board")
    page.click(".plot.late >> nth=0")
    page.wait_for_selector("#panel .panel")
    assert "/opinions/" in page.url
    desk.looked_at("panel")
    page.keyboard.press("Escape")
    assert page.locator("#panel .panel").count() == 0
    page.click("tr:has(.cno:text-is('4.5f')) a.n")
    page.wait_for_url("**/duties/rules/4.5f.in-contact*")
    desk.looked_at("rule")
    desk.press("text=燕南飞")
    assert "燕南飞" in page.inner_text("main")


@pytest.mark.parametrize(
    ("name", "who", "address"),
    [
        ("clause", "county_officer", "/opinions/4.5d"),
        ("townships", "county_officer", "/opinions/townships"),
        ("parameters", "county_officer", "/opinions/parameters"),
        ("burden", "county_officer", "/opinions/burden"),
        ("below", "county_officer", "/duties/below"),
        ("area", "county_officer", "/opinions/?by=area"),
        ("area-townships", "county_officer", "/opinions/townships?by=area"),
        ("part-area", "township_officer", "/opinions/?by=area"),
        ("part-area-townships", "township_officer", "/opinions/townships?by=area"),
        ("proposals", "county_officer", "/duties/proposals/?whose=all"),
        ("inbox", "secretary", "/duties/"),
        ("done", "secretary", "/duties/?tab=done"),
        ("digest", "secretary", "/duties/digest"),
        ("home", "secretary", "/"),
        (
            "past",
            "county_officer",
            "/opinions/?as_of=" + (clock.today().replace(day=1) - timedelta(days=1)).isoformat(),
        ),
    ],
)
def test_a_page_shuts_nobody_out_at_any_width(
    page: Any, live_server: LiveServer, county: Cast, name: str, who: str, address: str
) -> None:
    desk = Desk(page, live_server, county, who)
    desk.open(address)
    desk.looked_at(name)


def test_a_reminder_reaches_the_secretary_and_what_he_does_moves_the_figure(
    page: Any, live_server: LiveServer, county: Cast
) -> None:
    desk = Desk(page, live_server, county, "county_officer")
    desk.open("/duties/rules/0.2.member-phone")
    assert "都做到了" in page.inner_text("main")
    _without_telephone(county)
    desk.open("/duties/below")
    desk.press("button[aria-label^='催一次：泾川镇党委'] >> nth=0")
    assert "已催泾川镇党委" in page.inner_text("#said")
    desk = Desk(page, live_server, county, "secretary")
    desk.open("/duties/")
    desk.press("h3 a:has-text('补登联系电话')")
    desk.looked_at("why")
    assert "没有登记" in page.inner_text("main")
    desk.press(".head a.go")
    assert page.url.endswith(f"/members/{county.people['member'].pk}/correct")
    page.fill("[name=phones]", "19900000099")
    desk.press("main form button.go")
    desk.open("/duties/")
    assert "补登联系电话" not in page.inner_text("main")
    desk = Desk(page, live_server, county, "county_officer")
    desk.open("/duties/rules/0.2.member-phone")
    assert "都做到了" in page.inner_text("main")


def test_the_township_excuses_and_the_secretary_reads_why(page: Any, live_server: LiveServer, county: Cast) -> None:
    desk = Desk(page, live_server, county, "township_officer")
    desk.open("/duties/rules/4.5a.contact")
    desk.press("a[aria-label='燕南飞为什么']")
    page.click("summary:has-text('免办这一项')")
    page.fill("[name=reason]", "本人出海，年底回")
    page.fill("[name=until]", date(clock.today().year + 1, 1, 31).isoformat())
    desk.looked_at("waive")
    desk.press("button:has-text('免办燕南飞的')")
    assert "已免办" in page.inner_text("#said")
    desk = Desk(page, live_server, county, "secretary")
    desk.open("/duties/?tab=waived")
    assert "本人出海，年底回" in page.inner_text("main")
    desk.looked_at("waived")


def test_the_county_looks_by_area_and_at_the_list_of_a_past_month(
    page: Any, live_server: LiveServer, county: Cast
) -> None:
    desk = Desk(page, live_server, county, "county_officer")
    desk.open("/opinions/")
    desk.press("nav[aria-label=怎么分] >> text=按地区")
    assert "by=area" in page.url
    page.select_option("[name=as_of]", index=1)
    desk.press(".board-month button")
    assert "by=area" in page.url
    assert "as_of=" in page.url
    page.click("tr:has(.cno:text-is('4.5f')) a.n")
    page.wait_for_url("**/duties/rules/4.5f.in-contact*")
    assert "按现在的登记倒推" in page.inner_text("main")
    assert "燕南飞" in page.inner_text("main")
    desk.looked_at("past-list")
    desk.press(".pastbar button")
    assert "倒推" not in page.inner_text("main")


def test_the_branch_decides_what_follows_and_nothing_happens_by_itself(
    page: Any, live_server: LiveServer, county: Cast
) -> None:
    desk = Desk(page, live_server, county, "secretary")
    desk.open("/")
    desk.press("nav[aria-label=主导航] >> text=督办")
    desk.press("nav[aria-label=督办] >> text=待决定")
    desk.press("main table >> text=停止党籍")
    assert "燕南飞" in page.inner_text("main")
    desk.looked_at("proposal")
    page.check("input[value=decline]")
    page.fill("[name=text]", "已经找到，本月回乡")
    desk.press("button:has-text('记下对燕南飞的决定')")
    assert "不采纳" in page.inner_text("#said")
    desk = Desk(page, live_server, county, "county_officer")
    desk.open("/duties/proposals/?whose=all&state=declined")
    assert "燕南飞" in page.inner_text("main")
    desk.open(f"/members/{county.people['mobile_member'].pk}")
    assert "燕南飞" in page.inner_text("main")


def test_without_script_the_board_works_by_links(
    browser: Any, page: Any, live_server: LiveServer, county: Cast
) -> None:
    Desk(page, live_server, county, "county_officer")
    plain = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    window = plain.new_page()
    window.goto(f"{live_server.url}/opinions/")
    window.click(".chip:has-text('未达标')")
    assert "state=late" in window.url
    window.click(".plot.late >> nth=0")
    assert "/opinions/" in window.url
    assert "案例" in window.inner_text("main")
    plain.close()


def test_the_board_prints_on_one_sheet_of_a3(page: Any, live_server: LiveServer, county: Cast) -> None:
    desk = Desk(page, live_server, county, "county_officer")
    desk.open("/opinions/")
    sheet = page.pdf(prefer_css_page_size=True)
    assert sheet.count(b"/Type /Page\n") == 1
    assert b"841.91998 1191.12" in sheet


def _without_telephone(county: Cast) -> None:
    """A member whose telephone nobody knows any more, asked for long enough to be overdue."""
    from zhendi.domain.people.models import Phone

    Phone.objects.filter(person=county.people["member"]).delete()
    operations.derive(on=clock.today())


def test_the_county_confirms_the_numbers_by_which_it_is_measured(
    page: Any, live_server: LiveServer, county: Cast
) -> None:
    desk = Desk(page, live_server, county, "county_officer")
    desk.open("/opinions/parameters?show=open")
    page.check("input[value='branch.minimum_full']")
    page.check("input[value='recurring.catch_up']")
    page.fill("[name=document]", "泾组〔2026〕12号")
    page.fill("[name=confirmed_by]", "县委组织部")
    desk.press("button:has-text('记下县委的确认')")
    assert "已记下县委确认的 2 个数" in page.inner_text("#said")
    assert page.locator("input[value='branch.minimum_full']").count() == 0
    desk.open("/opinions/parameters")
    assert "泾组〔2026〕12号" in page.inner_text("main")
    desk.looked_at("parameters-confirmed")


def test_what_was_missed_is_looked_back_at_and_no_longer_asked(page: Any, live_server: LiveServer, cast: Cast) -> None:
    today = clock.today()
    early = today - timedelta(days=100)
    with clock.frozen(early):
        operations.derive(on=early)
    operations.derive(on=today)
    desk = Desk(page, live_server, cast, "secretary")
    desk.open("/duties/")
    desk.press("nav >> text=过期未办")
    assert "主题党日" in page.inner_text("main")
    desk.looked_at("missed")
    desk.press("h3 a:has-text('主题党日')")
    assert "过期未办" in page.inner_text("main")
    desk.looked_at("missed-list")
    desk.press("text=为什么 >> nth=0")
    assert "过了补登的时间" in page.inner_text("main")
    desk.looked_at("missed-why")

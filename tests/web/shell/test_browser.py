"""The shell in a real browser: what the small script adds, without breaking the content policy."""

import pytest

from tests.conftest import serious_violations
from tests.people import PASSWORD
from zhendi.kernel import clock
from zhendi.kernel.audit import Draft, record_many

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(live_server, cast, page):
    """The branch secretary at a desk, signed in through the page, with two entries in the trail."""
    path, actor = cast.organisations["branch"].path, cast.actor("secretary")
    record_many(
        [Draft(actor, "people.corrected", clock.today(), "people.Person", 1, path, f"更正学历{n}") for n in (1, 2)]
    )
    page.goto(f"{live_server.url}/sign-in")
    page.fill("#username", "secretary")
    page.fill("#password", PASSWORD)
    page.click("main button.go")
    page.wait_for_selector("aside.rail")
    page.root = live_server.url
    return page


@pytest.mark.parametrize(
    "address", ["/", "/account", "/account/password", "/account/second-factor", "/audit/", "/audit/1", "/search?q=ssc"]
)
def test_a_page_shuts_nobody_out(desk, address):
    desk.goto(desk.root + address)
    assert serious_violations(desk) == []


@pytest.mark.parametrize("address", ["/sign-in", "/recover", "/nowhere"])
def test_a_page_before_signing_in_shuts_nobody_out(live_server, cast, page, address):
    page.goto(live_server.url + address)
    assert serious_violations(page) == []


def test_a_row_opens_beside_the_list_and_escape_closes_it(desk):
    desk.goto(f"{desk.root}/audit/")
    desk.click("text=更正学历2")
    desk.wait_for_selector("#panel .panel")
    assert desk.url.endswith("/audit/2")
    assert desk.locator(".tbl tr.on").count() == 1
    desk.keyboard.press("Escape")
    assert desk.locator("#panel .panel").count() == 0
    assert desk.url.endswith("/audit/")
    assert "更正学历2" in desk.evaluate("document.activeElement.textContent")


def test_a_filter_changes_the_list_and_the_address_without_a_new_page(desk):
    desk.goto(f"{desk.root}/audit/")
    desk.evaluate("window.same = true")
    desk.select_option("#f-area", "orgs.")
    desk.wait_for_selector("text=没有符合的记录")
    assert "area=orgs." in desk.url
    assert desk.evaluate("window.same") is True


def test_the_menu_under_the_name_closes_by_escape_and_by_a_click_elsewhere(desk):
    menu = desk.locator("details.who")
    desk.click(".who > summary")
    desk.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    desk.click(".who > summary")
    desk.click("h1")
    assert menu.get_attribute("open") is None


def test_before_a_session_ends_the_page_says_so_and_one_press_goes_on(desk):
    desk.clock.install()
    desk.goto(f"{desk.root}/account")
    desk.clock.fast_forward("01:56:00")
    desk.wait_for_selector("#ending:not([hidden])")
    assert desk.evaluate("document.activeElement.textContent") == "接着用"
    desk.click("#ending a")
    desk.wait_for_selector("#ending", state="hidden")


def test_large_type_reflows_the_page_and_hides_nothing(desk):
    desk.goto(f"{desk.root}/account")
    desk.click(".sizes button")
    desk.wait_for_selector("html[data-size=lg]")
    assert desk.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [1440, 1280, 1024, 768, 390, 320])
def test_no_page_scrolls_sideways(desk, width):
    desk.set_viewport_size({"width": width, "height": 800})
    for address in ("/", "/account", "/audit/", "/audit/1", "/account/second-factor", "/search?q=ssc", "/sign-in"):
        desk.goto(desk.root + address)
        assert desk.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address


def test_pages_work_without_script(live_server, cast, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/sign-in")
    page.fill("#username", "secretary")
    page.fill("#password", PASSWORD)
    page.click("main button.go")
    page.goto(f"{live_server.url}/audit/")
    page.fill("#f-words", "没有的字")
    page.click("form.filters button")
    assert "words=" in page.url
    assert page.locator("text=没有符合的记录").count() == 1
    page.click(".who > summary")
    page.click("text=退出登录")
    assert page.url.endswith("/sign-in")
    context.close()

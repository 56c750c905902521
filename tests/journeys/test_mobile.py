"""A secretary's round with the members away: register, call list on the telephone, contact persons, a search."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.conftest import serious_violations
from tests.journeys.window import looked_at, sit_down
from tests.people import Cast, citizen_number
from tests.web.mobile.away import TODAY, away
from zhendi.domain.mobile.models import Call, Contact, Incoming, Keeper, Outgoing, Search
from zhendi.kernel import clock
from zhendi.obligations import operations as duties

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _june() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def desk(live_server: Any, cast: Cast, page: Any) -> Any:
    """The secretary of the branch, who has three members away."""
    Outgoing.objects.all().delete()
    for serial, name in enumerate(("member", "mobile_member", "secretary")):
        away(cast, name, phone=f"1990000700{serial}", contacted_on=date(2026, 1 + serial, 5))
    duties.derive(on=TODAY)
    cookies = cast.client("secretary").cookies
    page.context.add_cookies(
        [{"name": name, "value": held.value, "url": live_server.url} for name, held in cookies.items()]
    )
    page.root = live_server.url
    return page


def test_no_page_shuts_anybody_out_or_runs_over(desk: Any) -> None:
    row = Outgoing.objects.order_by("pk").first()
    assert row is not None
    search = Search.objects.create(movement=row, path=row.path, lost_since=TODAY, opened_on=TODAY, opened_by="石守成")
    addresses = (
        "/mobile/", "/mobile/?owed=sms", "/mobile/calls", "/mobile/keepers/", "/mobile/lost", "/mobile/statistics",
        "/mobile/statistics?province=上海市", "/mobile/clusters", "/mobile/hand-overs/",
        "/mobile/incoming/", "/mobile/pairs/", "/mobile/new?q=jss", f"/mobile/{row.pk}", f"/mobile/{row.pk}/change",
        f"/mobile/{row.pk}/end", f"/mobile/searches/{search.pk}",
    )  # fmt: skip
    for width, height in ((1366, 900), (390, 844), (320, 720)):
        desk.set_viewport_size({"width": width, "height": height})
        for address in addresses:
            desk.goto(desk.root + address)
            assert serious_violations(desk) == [], (address, width)
            assert desk.evaluate("document.documentElement.scrollWidth") <= width, (address, width)


def test_the_pages_of_a_township_and_the_county_shut_nobody_out(desk: Any, cast: Cast, live_server: Any) -> None:
    town = cast.organisations["other"]
    come = Incoming.objects.create(
        name="远来客", organisation=town, path=town.path, valid_from=TODAY, reason="work", returns_on=date(2026, 6, 1)
    )
    for who, addresses in (
        ("stranger", ("/mobile/incoming/?reason=work", "/mobile/incoming/new", f"/mobile/incoming/{come.pk}/change")),
        ("county_officer", ("/mobile/keepers/county", "/intake/exports", "/reports/?view=township&half=2026-1")),
    ):
        sit_down(desk, live_server, cast, who)
        for address in addresses:
            desk.goto(live_server.url + address)
            looked_at(desk, address.strip("/").replace("/", "-").split("?")[0])


@pytest.mark.parametrize("address", ["/mobile/", "/mobile/pairs/", "/mobile/clusters", "/mobile/statistics"])
def test_a_strip_of_tabs_shows_on_the_telephone_where_one_is(desk: Any, address: str) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(desk.root + address)
    assert shown_whole(desk, ".tabs [aria-current]")
    assert desk.evaluate("scrollY") == 0


def test_a_strip_shows_where_one_is_after_a_part_was_fetched(desk: Any) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(f"{desk.root}/mobile/pairs/?view=joined")
    for name in Outgoing.objects.values_list("name", flat=True):
        come_from_outside(name)
    desk.goto(f"{desk.root}/mobile/pairs/?view=joined")
    assert shown_whole(desk, ".chips [aria-current]")
    desk.locator(".chips a").filter(has_text="可能是同一个人").click()
    desk.wait_for_url("**view=alike*")
    assert shown_whole(desk, ".tabs [aria-current]")
    assert shown_whole(desk, ".chips [aria-current]")


def test_what_goes_out_is_what_the_page_shows_after_it_was_narrowed(desk: Any) -> None:
    desk.goto(f"{desk.root}/mobile/")
    assert desk.locator("tbody tr").count() == 3
    desk.locator("#f-q").fill("燕")
    desk.locator("#f-q").press("Enter")
    desk.wait_for_url("**q=*")
    desk.locator(".pager").get_by_text("共 1 人").wait_for()
    out = desk.locator("form[action$='/mobile/export'] input[name=q]")
    assert [field.input_value() for field in out.all()] == ["燕"]
    desk.locator("#f-q").fill("没有这个人")
    desk.locator("#f-q").press("Enter")
    desk.get_by_text("没有符合的人").wait_for()
    assert desk.get_by_role("button", name="导出").count() == 0
    desk.get_by_role("link", name="清除条件").click()
    desk.get_by_role("button", name="导出").wait_for()
    assert serious_violations(desk) == []


def come_from_outside(name: str) -> None:
    row = Outgoing.objects.select_related("organisation").get(name=name)
    Incoming.objects.create(
        name=name, organisation=row.organisation, path=row.path, valid_from=TODAY,
        citizen_number=citizen_number(70 + Incoming.objects.count()),
    )  # fmt: skip


def shown_whole(page: Any, what: str) -> bool:
    """The one element lies within the window from left to right."""
    box = page.locator(what).bounding_box()
    return bool(box["x"] >= 0 and box["x"] + box["width"] <= page.viewport_size["width"])


def test_the_map_leads_from_a_tile_to_the_names(desk: Any) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(f"{desk.root}/mobile/statistics")
    tile = desk.get_by_role("link", name="上海市 3 人")
    box = tile.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    tile.click()
    desk.wait_for_url("**province=*")
    desk.locator(".mob-places").get_by_role("link", name="3", exact=True).first.click()
    desk.wait_for_url("**district=*")
    assert desk.locator("tbody tr").count() == 3


def test_the_call_list_is_worked_through_with_one_thumb(desk: Any) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(f"{desk.root}/mobile/calls")
    first = desk.locator(".mob-calls > li").first
    assert first.locator("a.row-link").inner_text() == "江水生"  # the longest silent
    first.get_by_role("button", name="显示号码，江水生").click()
    desk.wait_for_load_state()
    assert desk.locator("a.mob-number").get_attribute("href") == "tel:19900007000"
    box = desk.get_by_role("button", name="接通", exact=True).first.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    desk.get_by_role("button", name="接通", exact=True).first.click()
    desk.wait_for_load_state()
    assert "江水生：接通，记下了" in desk.inner_text("body")
    assert desk.locator(".mob-calls > li").first.locator("a.row-link").inner_text() == "燕南飞"
    desk.get_by_role("button", name="没人接", exact=True).first.click()
    desk.wait_for_load_state()
    assert desk.locator(".mob-calls > li").first.locator("a.row-link").inner_text() == "石守成"
    assert list(Call.objects.order_by("pk").values_list("result", flat=True)) == ["reached", "no_answer"]
    assert Contact.objects.get().movement.name == "江水生"


def test_several_are_chosen_and_get_a_visit_and_a_contact_person(desk: Any) -> None:
    desk.goto(f"{desk.root}/mobile/")
    desk.get_by_label("选 江水生").check()
    desk.get_by_label("选 燕南飞").check()
    desk.get_by_role("button", name="记联系").click()
    desk.locator("#happened_on").fill("2026-06-14")
    desk.get_by_role("button", name="记下 2 人的联系").click()
    desk.wait_for_load_state()
    assert "记下 2 人的联系" in desk.inner_text("body")
    assert set(Contact.objects.values_list("way", "happened_on")) == {("visit", date(2026, 6, 14))}
    desk.get_by_label("选 江水生").check()
    desk.get_by_role("button", name="定联系人").click()
    desk.get_by_label("联系人姓名").fill("石守成")
    desk.get_by_role("button", name="定为联系人").click()
    desk.wait_for_load_state()
    assert Keeper.objects.get().name == "石守成"


def test_without_script_the_list_and_the_calls_work_all_the_same(live_server: Any, cast: Cast, browser: Any) -> None:
    away(cast, phone="19900007000")
    context = browser.new_context(java_script_enabled=False, locale="zh-CN", viewport={"width": 390, "height": 844})
    cookies = cast.client("secretary").cookies
    context.add_cookies([{"name": n, "value": held.value, "url": live_server.url} for n, held in cookies.items()])
    page = context.new_page()
    page.goto(f"{live_server.url}/mobile/?q=江水生")
    page.get_by_label("选 江水生").check()
    page.get_by_role("button", name="核对无误").click()
    assert "核对无误，记到今天" in page.inner_text("body")
    page.goto(f"{live_server.url}/mobile/calls")
    page.get_by_role("button", name="接通", exact=True).first.click()
    assert Contact.objects.count() == 1
    context.close()


def test_township_enters_one_who_came(live_server: Any, cast: Cast, page: Any) -> None:
    cookies = cast.client("township_officer").cookies
    page.context.add_cookies([{"name": n, "value": held.value, "url": live_server.url} for n, held in cookies.items()])
    page.goto(f"{live_server.url}/mobile/incoming/new")
    assert serious_violations(page) == []
    page.get_by_label("姓名").fill("远来客")
    page.get_by_label("公民身份号码").fill(citizen_number(77))
    page.get_by_role("button", name="登记流入").click()
    page.wait_for_load_state()
    assert "远来客已登记流入" in page.inner_text("body")
    page.get_by_role("button", name="编入支部，远来客").click()
    page.wait_for_load_state()
    assert "已编入" in page.inner_text("main")

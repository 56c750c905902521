"""Activities and letters in a real browser: worked through with a thumb on the telephone, and nobody is shut out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from tests.conftest import serious_violations
from tests.people import Cast
from zhendi.domain.activities.models import Activity, Attendance, Demand
from zhendi.domain.messaging.models import Letter
from zhendi.domain.mobile.models import Contact
from zhendi.kernel import clock

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
TODAY = date(2026, 9, 10)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1366, "height": 900}


@pytest.fixture(autouse=True)
def day():
    with clock.frozen(datetime.combine(TODAY, datetime.min.time().replace(hour=10))):
        yield


@pytest.fixture
def secretary(live_server: Any, cast: Cast, page: Any) -> Any:
    """The secretary of the village with a telephone in hand."""
    cookies = cast.client("secretary").cookies
    page.context.add_cookies(
        [{"name": name, "value": held.value, "url": live_server.url} for name, held in cookies.items()]
    )
    page.set_viewport_size(PHONE)
    page.root = live_server.url
    return page


def fair(page: Any) -> None:
    """The page shuts nobody out and runs over nowhere, neither on the telephone nor at the desk."""
    for size in (PHONE, DESK, PHONE):
        page.set_viewport_size(size)
        assert serious_violations(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (page.url, size)


def test_a_symposium_is_held_on_the_telephone_and_its_demand_answered(secretary: Any, cast: Cast) -> None:
    page = secretary
    page.goto(f"{page.root}/activities/")
    fair(page)
    page.get_by_role("link", name="安排活动").first.click()
    page.select_option("#kind", "symposium")
    page.fill("#title", "中秋座谈会")
    page.fill("#day", "2026-09-09")
    page.fill("#place", "村部")
    page.fill("#remote", "电话会议 4321")
    fair(page)
    page.get_by_role("button", name="安排活动").click()
    page.wait_for_url("**/activities/*")
    page.get_by_role("link", name="邀请").first.click()
    page.check("input[name=guest]")
    fair(page)
    page.get_by_role("button", name="邀请选中的人").click()
    page.get_by_role("link", name="登记出席").first.click()
    fair(page)
    page.get_by_label("远程", exact=True).check()
    page.get_by_role("button", name="登记出席").click()
    page.get_by_text("座谈联系已记上").wait_for()
    assert Attendance.objects.get().way == "remote"
    assert Contact.objects.get().happened_on == date(2026, 9, 9)
    _minutes_and_demand(page, cast)
    assert (Demand.objects.get().state, Activity.objects.get().state) == ("closed", "held")


def _minutes_and_demand(page: Any, cast: Cast) -> None:
    """What was said is written down, what was asked for is answered and closed."""
    page.get_by_role("link", name="写纪要").first.click()
    page.fill("#text", "燕南飞说老家路灯不亮。")
    page.get_by_role("button", name="保存纪要").click()
    page.get_by_role("link", name="登记诉求").click()
    page.fill("#text", "修路灯")
    page.select_option("#owner", str(cast.people["secretary"].pk))
    fair(page)
    page.get_by_role("button", name="登记诉求").click()
    fair(page)
    page.goto(f"{page.root}/activities/demands/?mine=1")
    fair(page)
    page.get_by_role("link", name="去答复").click()
    page.fill("#text", "月底前修好")
    page.get_by_role("button", name="登记答复").click()
    page.get_by_role("link", name="去办结").click()
    page.get_by_label("满意，办结", exact=True).check()
    page.fill("#result", "灯亮了")
    fair(page)
    page.get_by_role("button", name="登记结果").click()
    page.get_by_text("诉求已办结").wait_for()


def test_a_batch_of_letters_is_made_printed_posted_and_one_comes_back(secretary: Any) -> None:
    page = secretary
    page.goto(f"{page.root}/letters/")
    fair(page)
    page.get_by_role("link", name="做一批信").first.click()
    page.select_option("#festival", "mid_autumn-2026")
    page.get_by_role("button", name="换名单").click()
    fair(page)
    page.get_by_role("button", name="做好这 1 封").click()
    page.get_by_text("还有 1 人缺通信地址").wait_for()
    fair(page)
    page.get_by_role("link", name="补地址").click()
    page.fill("#address", "浙江省杭州市滨江区江虹路1号")
    page.fill("#postcode", "310052")
    fair(page)
    page.get_by_role("button", name="登记地址").click()
    with page.expect_download() as held:
        page.get_by_role("button", name="打印 1 封").click()
    assert held.value.suggested_filename.endswith(".pdf")
    page.reload()
    page.get_by_role("link", name="登记寄出").click()
    fair(page)
    page.get_by_role("button", name="登记寄出").click()
    page.get_by_text("已登记寄出1封").wait_for()
    assert Contact.objects.get().proof == f"letter:{Letter.objects.get().pk}"
    page.get_by_role("link", name="退回了").click()
    page.get_by_label("已搬走", exact=True).check()
    fair(page)
    page.get_by_role("button", name="登记退回").click()
    page.get_by_role("button", name="改寄").wait_for()
    fair(page)
    assert Contact.objects.get().withdrawn_on == TODAY
    page.goto(f"{page.root}/letters/words")
    fair(page)

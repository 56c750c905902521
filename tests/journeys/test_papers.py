"""Papers on their way: a transfer goes out, expires, is renewed, its slip comes back; a certificate is issued and scanned.

Every page on the way is looked at on a desk and on a telephone, by the rules of accessibility and for its width.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.window import looked_at, sit_down
from tests.people import Cast
from zhendi.domain.mobile.models import Certificate
from zhendi.domain.people.models import Membership, Transfer
from zhendi.kernel import clock

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

ASKED, LATE, BACK = date(2026, 3, 1), date(2026, 4, 5), date(2026, 4, 10)


class Desk:
    """A browser window, with somebody signed in or nobody."""

    def __init__(self, page: Any, server: LiveServer, cast: Cast, who: str = "") -> None:
        self.page, self.root = page, server.url
        page.context.clear_cookies()
        if who:
            sit_down(page, server, cast, who)

    def open(self, address: str) -> None:
        self.page.goto(self.root + address)

    def press(self, selector: str) -> None:
        self.page.click(selector)
        self.page.wait_for_load_state()

    def looked_at(self, name: str) -> None:
        looked_at(self.page, f"papers-{name}")


def printed(page: Any, server: LiveServer, made: int) -> bytes:
    """The letter, as the button on the page asks for it."""
    token = page.input_value("form[action$='/letter'] [name=csrfmiddlewaretoken]")
    answer = page.request.post(
        f"{server.url}/transfers/{made}/letter", form={"csrfmiddlewaretoken": token}, headers={"Referer": page.url}
    )
    return bytes(answer.body())


def goes_out(page: Any, live_server: LiveServer, cast: Cast) -> int:
    """Asked for and agreed by the branch, issued by the committee, printed; gives the transfer's key."""
    desk = Desk(page, live_server, cast, "secretary")
    desk.open(f"/members/{cast.people['member'].pk}")
    desk.press("text=转接组织关系")
    desk.looked_at("apply")
    page.fill("[name=to_name]", "中共杭州市西湖区委组织部")
    page.fill("[name=to_unit]", "翠苑街道某社区党支部")
    desk.press("button:has-text('提出转接')")
    desk.looked_at("applied")
    desk.press("main a:has-text('支部同意') >> nth=0")
    desk.press("button:has-text('支部同意')")
    made: int = Transfer.objects.get().pk
    desk = Desk(page, live_server, cast, "township_officer")
    desk.open("/transfers/?state=mine")
    desk.looked_at("list")
    desk.press("a.row-link:has-text('江水生')")
    desk.press("a.go:has-text('审核，开介绍信')")
    page.fill("[name=dues_paid_to]", "2026-02")
    desk.looked_at("issue")
    desk.press("button:has-text('审核，开介绍信')")
    assert "等泾川镇党委办" in page.inner_text("main")
    assert printed(page, live_server, made).startswith(b"%PDF")
    return made


def test_transfer_goes_out_expires_is_renewed_and_its_slip_comes_back(
    page: Any, live_server: LiveServer, cast: Cast
) -> None:
    with clock.frozen(ASKED):
        made = goes_out(page, live_server, cast)
    with clock.frozen(LATE):
        desk = Desk(page, live_server, cast, "township_officer")
        desk.open("/transfers/?state=expired")
        assert "超期" in page.inner_text("#region table")
        desk.press("a.row-link:has-text('江水生')")
        desk.looked_at("expired")
        desk.press("main a:has-text('续办介绍信') >> nth=0")
        page.fill("[name=proof]", "百园村支部证明：本人住院，没有按期转接")
        desk.press("button:has-text('续办介绍信')")
        assert "5月5日" in page.inner_text("main")
    with clock.frozen(BACK):
        desk = Desk(page, live_server, cast, "township_officer")
        desk.open(f"/transfers/{made}")
        desk.press("a:has-text('收到回执') >> nth=0")
        page.fill("[name=received_on]", "2026-04-06")
        desk.press("button:has-text('收到回执')")
        desk.looked_at("done")
        assert page.inner_text(".steps li:last-child b") == "回执，完成"
    held = Membership.objects.get(person=cast.people["member"])
    assert (held.valid_to, held.ended) == (date(2026, 4, 6), "transferred")


def test_certificate_is_issued_and_scanned_by_a_telephone_of_nobody(
    page: Any, live_server: LiveServer, cast: Cast
) -> None:
    desk = Desk(page, live_server, cast, "secretary")
    desk.open("/certificates/")
    desk.looked_at("certificates")
    page.check("input[name=movements]")
    desk.press("[data-bulk] button:has-text('发证')")
    desk.press("a.row-link:has-text('燕南飞')")
    desk.looked_at("certificate")
    token = str(Certificate.objects.get().token)
    telephone = Desk(page, live_server, cast)
    telephone.open(f"/c/{token}")
    telephone.looked_at("scan")
    words = page.inner_text("body")
    assert "有效" in words
    assert "中共泾县泾川镇委员会" in words
    assert "燕南飞" not in words
    desk = Desk(page, live_server, cast, "secretary")
    desk.open(f"/certificates/{Certificate.objects.get().pk}")
    page.click("summary:has-text('登记失效')")
    page.check("input[name=ended][value=lost]")
    desk.press("button:has-text('这张证失效')")
    Desk(page, live_server, cast).open(f"/c/{token}")
    assert "无效" in page.inner_text("body")


def test_branch_reports_the_half_year_without_typing_a_number(page: Any, live_server: LiveServer, cast: Cast) -> None:
    with clock.frozen(date(2026, 6, 20)):
        desk = Desk(page, live_server, cast, "secretary")
        desk.open("/reports/")
        desk.looked_at("reports")
        desk.press("a.row-link:has-text('百园村支部')")
        desk.looked_at("report")
        assert page.locator("main form[method=post] input[type=number]").count() == 0
        desk.press("button:has-text('报出')")
        assert "6月20日报出" in page.inner_text("main")

"""A month's messages in a real browser: from the inbox to the batch, taken back, on desk and telephone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import serious_violations
from tests.domain.messaging.world import NOON
from tests.people import Cast
from zhendi.domain.messaging.models import Batch, Message, OptOut, Reply, Template
from zhendi.domain.messaging.operations import sending
from zhendi.kernel import clock

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(live_server: Any, cast: Cast, page: Any) -> Any:
    """The secretary of the branch, at noon."""
    with clock.frozen(NOON):
        words = {"purpose": "mobile.monthly", "signature": "{支部}", "made_on": NOON.date()}
        Template.objects.get_or_create(
            code="monthly", defaults={"title": "每月短信", "body": "{称呼}，{月份}短信", **words}
        )
        cookies = cast.client("secretary").cookies
        page.context.add_cookies(
            [{"name": name, "value": held.value, "url": live_server.url} for name, held in cookies.items()]
        )
        page.root = live_server.url
        yield page


def test_a_month_is_sent_and_taken_back(desk: Any, cast: Cast) -> None:
    desk.goto(f"{desk.root}/messages/")
    desk.click("text=写短信")
    desk.wait_for_url("**/messages/new**")
    assert "燕南飞同志" in desk.inner_text("main")
    desk.click("button[value=send]")
    desk.wait_for_url("**/messages/*")
    desk.wait_for_selector("text=还有 10 分钟就发")
    desk.click("text=撤回 1 条")
    desk.wait_for_selector("text=撤回 1 条，没有发出去")
    assert Message.objects.get().state == "recalled"


def test_a_reply_is_settled_on_a_telephone(desk: Any, cast: Cast) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    branch = cast.organisations["branch"]
    Reply.objects.create(
        gateway="a",
        number="1",
        sender="19900000006",
        text="我换了工作",
        received_at=NOON,
        name="燕南飞",
        path=branch.path,
    )
    desk.goto(f"{desk.root}/messages/replies/")
    desk.fill("input[name=note]", "已登记新单位")
    desk.click("text=记下")
    desk.wait_for_selector("text=没有待处理的回复")


def test_the_pages_shut_nobody_out_and_run_over_nowhere(desk: Any, cast: Cast) -> None:
    client, branch = cast.client("secretary"), cast.organisations["branch"]
    client.post("/messages/new", {"owed": "sms", "template": Template.objects.get(code="monthly").pk, "step": "send"})
    sending.run(now=lambda: NOON + timedelta(minutes=11), wait=lambda _: None)
    for serial in range(2):
        Reply.objects.create(
            gateway="a", number=str(serial), sender="19900000006", text="好" * 40, received_at=NOON, name="燕南飞",
            path=branch.path, settled_on=NOON.date() if serial else None,
        )  # fmt: skip
    OptOut.objects.create(address="19900000016", name="江水生", path=branch.path, source="told", valid_from=NOON.date())
    addresses = [
        "/messages/", "/messages/new?owed=1", f"/messages/new?ids={Message.objects.get().subject_id}", "/messages/sent/",
        "/messages/replies/", "/messages/templates/", "/messages/templates/new", f"/messages/{Batch.objects.get().pk}",
    ]  # fmt: skip
    for width in (1366, 390, 320):
        desk.set_viewport_size({"width": width, "height": 844})
        for address in addresses:
            desk.goto(desk.root + address)
            assert desk.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (address, width)
            if width != 320:
                assert serious_violations(desk) == [], address

"""A member away with a telephone: in by a code, the month's message answered, the nearest organisation found."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import serious_violations
from tests.domain.messaging.world import NOON
from tests.people import SINCE, Cast, mobile
from zhendi.domain.matters.models import Matter
from zhendi.domain.messaging.models import Message, Reply, Template
from zhendi.domain.messaging.operations import batches
from zhendi.domain.messaging.operations.batches import Receiver
from zhendi.domain.mobile.models import Contact, Outgoing
from zhendi.domain.orgs.models import Reception
from zhendi.domain.people.models import Person
from zhendi.kernel import clock

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NUMBER = mobile(6)
GATEWAY = '[{"kind": "http", "name": "a", "url": "https://sms.invalid/", "secret": "a secret of a gateway"}]'
BODY = "{称呼}，您好。这是支部{月份}的联系短信。近来工作、住处、电话有没有变动？有没有困难要组织帮忙？直接回复就行。"


@pytest.fixture
def telephone(live_server: Any, cast: Cast, page: Any, settings: Any) -> Iterator[Any]:
    """A telephone on which nobody has signed in, at noon, in a county with a gateway."""
    settings.SMS_GATEWAYS = GATEWAY
    with clock.frozen(NOON):
        for code, purpose, body in (
            ("code", "code", "{验证码}是您的验证码，{分钟}分钟内有效。"), ("monthly", "mobile.monthly", BODY),
        ):  # fmt: skip
            words = {"purpose": purpose, "title": purpose, "body": body, "signature": "党支部", "made_on": NOON.date()}
            Template.objects.get_or_create(code=code, defaults=words)
        page.set_viewport_size({"width": 390, "height": 844})
        page.root = live_server.url
        yield page


def shot(page: Any, name: str) -> None:
    """A picture for whoever looks at the pages (``ZHENDI_SHOTS`` names a folder)."""
    if folder := os.environ.get("ZHENDI_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def written(cast: Cast) -> Message:
    person, branch = cast.people["mobile_member"], cast.organisations["branch"]
    row = Outgoing.objects.get(person=person)
    batches.send(
        actor=cast.actor("secretary"), on=NOON.date(), now=NOON, period="2026-06",
        template_id=Template.objects.get(code="monthly").pk,
        receivers=[
            Receiver(row.pk, person.pk, branch.path, person.name, NUMBER, {"称呼": "燕南飞同志", "月份": "6月", "支部": "百园村支部"})
        ],
    )  # fmt: skip
    Message.objects.update(state="sent", gateway="a", sent_on=NOON.date(), sent_at=NOON, next_try_at=None)
    return Message.objects.get()


def looked_at(page: Any, name: str) -> None:
    """Nobody is shut out, nothing runs over, on telephones wide and narrow and on a desk."""
    for width in (320, 1366, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (name, width)
        if width != 320:
            assert serious_violations(page) == [], (name, width)
        if width == 1366:
            shot(page, f"{name}-desk")
    shot(page, name)


def test_a_member_away_comes_in_answers_and_finds_the_nearest(telephone: Any, cast: Cast) -> None:  # noqa: PLR0915 - one way from door to end
    page = telephone
    written(cast)
    for place, east in (("branch", 121.2), ("away", 120.99)):
        Reception.objects.create(
            organisation=cast.organisations[place], address="集善路8号党群服务中心一楼", hours="工作日9点到17点",
            longitude=east, latitude=31.38, valid_from=SINCE,
        )  # fmt: skip
    page.goto(f"{page.root}/me/")
    page.wait_for_url("**/me/closed")
    looked_at(page, "closed")
    page.click("text=用手机号打开")
    page.wait_for_url("**/me/code")
    looked_at(page, "code")
    page.fill("input[name=phone]", NUMBER)
    page.fill("input[name=tail]", "9999")
    page.click("text=获取验证码")
    page.wait_for_url("**/me/code/enter")  # nothing tells that this is nobody
    assert Message.objects.filter(purpose="code").count() == 0
    with clock.frozen(NOON.replace(minute=2)):
        page.goto(f"{page.root}/me/code")
        page.fill("input[name=phone]", NUMBER)
        page.fill("input[name=tail]", str(Person.objects.get(pk=cast.people["mobile_member"].pk).citizen_number)[-4:])
        page.click("text=获取验证码")
        page.wait_for_url("**/me/code/enter")
        looked_at(page, "code-enter")
        code = re.findall(r"\d{6}", str(Message.objects.get(purpose="code").variables))[0]
        page.fill("input[name=code]", "12")
        page.click("text=打开我的页面")
        page.wait_for_selector("text=验证码没有对上")
        page.fill("input[name=code]", code)
        page.click("text=打开我的页面")
        page.wait_for_url(re.compile(r"/me/$"))
    looked_at(page, "home")
    page.click("summary:has-text('有变化或要帮忙')")
    page.fill("textarea[name=text]", "老板三个月没发工钱")
    shot(page, "home-open")
    page.click("button[value=help]")
    page.wait_for_selector("text=已交给您的支部")
    assert (Matter.objects.get().kind, Reply.objects.get().said, Contact.objects.get().way) == ("help", "help", "reply")
    page.goto(f"{page.root}/me/near")
    page.context.grant_permissions(["geolocation"], origin=page.root)
    page.context.set_geolocation({"longitude": 120.987, "latitude": 31.384})
    page.click("text=按我的位置找最近的")
    page.wait_for_selector("text=离您最近的")
    shown = page.inner_text("main")
    assert shown.index("茂林村支部") < shown.index("百园村支部")
    assert "120.98" not in page.url + page.content()
    looked_at(page, "near")


def test_it_all_works_without_script(telephone: Any, cast: Cast, browser: Any) -> None:
    written(cast)
    context = browser.new_context(locale="zh-CN", java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    try:
        page.goto(f"{telephone.root}/me/code")
        page.fill("input[name=phone]", NUMBER)
        page.fill("input[name=tail]", str(Person.objects.get(pk=cast.people["mobile_member"].pk).citizen_number)[-4:])
        page.click("text=获取验证码")
        page.wait_for_url("**/me/code/enter")
        code = re.findall(r"\d{6}", str(Message.objects.get(purpose="code").variables))[0]
        page.fill("input[name=code]", code)
        page.click("text=打开我的页面")
        page.click("text=一切平安")
        page.wait_for_selector("text=您回复了：平安")
        page.goto(f"{telephone.root}/me/near")
        assert not page.is_visible("text=按我的位置找最近的")
    finally:
        context.close()


def test_the_desk_pages_of_exports_and_feedback_shut_nobody_out(telephone: Any, cast: Cast, live_server: Any) -> None:
    page, client = telephone, cast.client("secretary")
    message = written(cast)
    page.context.add_cookies(
        [{"name": name, "value": held.value, "url": live_server.url} for name, held in client.cookies.items()]
    )
    for name, address in (
        ("sent", "/messages/sent/"), ("batch", f"/messages/{message.batch_id}"), ("calls", "/mobile/calls"),
        ("feedback", "/mobile/feedback/"), ("feedback-owed", "/mobile/feedback/?view=owed"),
        ("link", f"/members/{cast.people['mobile_member'].pk}/link"), ("replies", "/messages/replies/?state=help"),
    ):  # fmt: skip
        page.goto(page.root + address)
        looked_at(page, name)

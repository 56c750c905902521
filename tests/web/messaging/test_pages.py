"""Pages of messages: a month's messages in one go, taking back, replies, templates, gateways, the door for receipts."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.domain.messaging.fake import SECRET, sign
from tests.domain.messaging.world import NOON
from tests.people import Cast, mobile
from tests.web.reading import text
from zhendi.domain.messaging.models import Batch, Message, OptOut, Reply, Template
from zhendi.domain.messaging.operations import sending
from zhendi.domain.mobile.models import Contact, Outgoing
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry

pytestmark = pytest.mark.django_db
NUMBER = mobile(6)  # of the mobile member


@pytest.fixture(autouse=True)
def noon():
    with clock.frozen(NOON):
        yield


def monthly() -> Template:
    return Template.objects.get_or_create(
        code="monthly",
        defaults={
            "purpose": "mobile.monthly", "title": "每月短信", "body": "{称呼}，{月份}短信", "signature": "{支部}",
            "made_on": NOON.date(),
        },
    )[0]  # fmt: skip


def send(cast: Cast, who: str = "secretary") -> Any:
    words = {"owed": "sms", "template": monthly().pk, "step": "send", "nonce": "a" * 16}
    return cast.client(who).post("/messages/new", words)


def go_out(minutes: int = 10) -> None:
    later = clock.now() + timedelta(minutes=minutes)
    sending.run(now=lambda: later, wait=lambda _: None)


def test_a_months_messages_go_out_in_one_go_from_the_inbox(cast: Cast) -> None:
    monthly()
    page = text(cast.client("secretary").get("/messages/new?owed=1"))
    assert "燕南飞同志，" in page
    assert "发给 1 人" in page
    assert NUMBER not in page
    answer = send(cast)
    batch = Batch.objects.get()
    assert answer.headers["Location"] == f"/messages/{batch.pk}"
    message = Message.objects.get()
    assert (message.purpose, batch.period, message.subject_id) == (
        "mobile.monthly", "2026-06", Outgoing.objects.get().pk,
    )  # fmt: skip
    assert str(message.address) == NUMBER


def test_pressing_twice_sends_once(cast: Cast) -> None:
    assert send(cast).status_code == 302
    again = send(cast)
    assert again.status_code == 422
    assert "没有人可以发" in text(again)
    assert Message.objects.count() == 1


def test_a_notice_pressed_twice_is_sent_once_and_another_notice_goes(cast: Cast) -> None:
    notice = Template.objects.create(
        code="n", purpose="mobile.notice", title="通知", body="{称呼}请回电话", signature="支部", made_on=NOON.date()
    )
    one = Outgoing.objects.get().pk
    client = cast.client("secretary")
    for nonce, status in (("a" * 16, 302), ("a" * 16, 422), ("b" * 16, 302)):
        words = {"pick": one, "template": notice.pk, "step": "send", "nonce": nonce}
        assert client.post("/messages/new", words).status_code == status
    assert Message.objects.count() == 2


def test_those_chosen_in_the_register_are_written_to(cast: Cast) -> None:
    one = Outgoing.objects.get().pk
    page = text(cast.client("secretary").post("/messages/new", {"pick": one}))
    assert f'name="pick" value="{one}"' in page
    assert "发给 1 人" in page
    assert not Message.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "clerk", "villager", "member"])
def test_others_write_to_nobody(cast: Cast, who: str) -> None:
    monthly()
    words = {"pick": Outgoing.objects.get().pk, "template": monthly().pk, "step": "send"}
    answer = cast.client(who).post("/messages/new", words)
    assert answer.status_code in {200, 404}
    assert "燕南飞" not in text(answer)
    assert not Message.objects.exists()


def test_a_day_that_is_none_comes_back_with_what_was_typed(cast: Cast) -> None:
    words = {"owed": "sms", "template": monthly().pk, "step": "send", "on": "2026-06-12", "at": "半夜"}
    answer = cast.client("secretary").post("/messages/new", words)
    assert answer.status_code == 422
    assert "几点没看懂" in text(answer)
    assert not Batch.objects.exists()


def test_a_batch_is_taken_back_from_its_page(cast: Cast) -> None:
    send(cast)
    batch = Batch.objects.get().pk
    assert "还有 10 分钟就发" in text(cast.client("secretary").get(f"/messages/{batch}"))
    assert cast.client("stranger").post(f"/messages/{batch}/recall").status_code == 404
    cast.client("secretary").post(f"/messages/{batch}/recall")
    go_out()
    assert Message.objects.get().state == "recalled"
    assert "已撤回" in text(cast.client("secretary").get(f"/messages/{batch}"))


def test_the_progress_alone_is_answered_while_it_moves(cast: Cast) -> None:
    send(cast)
    headers = {"HX-Request": "true", "HX-Target": "progress"}
    page = text(cast.client("secretary").get(f"/messages/{Batch.objects.get().pk}", headers=headers))
    assert 'id="progress"' in page
    assert "<html" not in page
    assert "<table" not in page


def test_without_a_gateway_the_texts_are_sent_by_hand_and_count_then(cast: Cast) -> None:
    send(cast)
    batch = Batch.objects.get().pk
    go_out()
    client = cast.client("secretary")
    assert "在本机发件箱里，没有发出去" in text(client.get(f"/messages/{batch}"))
    before = Entry.objects.filter(action="messaging.revealed").count()
    page = text(client.post(f"/messages/{batch}/by-hand"))
    assert NUMBER in page
    assert Entry.objects.filter(action="messaging.revealed").count() == before + 1
    assert not Contact.objects.exists()
    client.post(f"/messages/{batch}/by-hand", {"pick": Message.objects.get().pk})
    assert Message.objects.get().state == "delivered"
    assert Contact.objects.get().way == "sms"


@pytest.mark.parametrize("address", ["/messages/", "/messages/sent/", "/messages/replies/", "/messages/templates/"])
def test_lists_show_no_whole_number_and_nothing_of_others(cast: Cast, address: str) -> None:
    send(cast)
    go_out()
    page = text(cast.client("secretary").get(address))
    assert NUMBER not in page
    assert "燕南飞" not in text(cast.client("stranger").get(address))


def test_lists_ask_the_same_number_of_questions_with_one_and_with_three_rows(cast: Cast) -> None:
    send(cast)
    batch, client, counts = Batch.objects.get(), cast.client("secretary"), []
    addresses = ["/messages/", "/messages/sent/", "/messages/replies/", f"/messages/{batch.pk}"]
    for number in (1, 2):
        for serial in range(number - 1, 2 * (number - 1) + 1):
            reply = {"gateway": "a", "number": f"{number}{serial}", "sender": NUMBER, "text": "好", "received_at": NOON}
            Reply.objects.create(**reply, path=batch.path, name="燕南飞")
        client.get("/messages/")  # the session is new in the first request
        asked = []
        for address in addresses:
            with CaptureQueriesContext(connection) as made:
                assert client.get(address).status_code == 200
            asked.append(len(made))
        counts.append(asked)
        held = Message.objects.first()
        for serial in range(2):
            batch.pk, held.pk = None, None
            batch.save()
            held.key, held.once, held.batch = f"{number}{serial}", "", batch
            held.save()
        batch = Batch.objects.order_by("pk")[0]
    assert counts[0] == counts[1]


def test_the_gateways_are_the_countys(cast: Cast) -> None:
    assert "本机发件箱" in text(cast.client("county_officer").get("/messages/gateways/"))
    for who in ("township_officer", "secretary", "stranger"):
        assert cast.client(who).get("/messages/gateways/").status_code == 404
        assert cast.client(who).post("/messages/gateways/outbox/switch", {"off": "1"}).status_code == 404
    cast.client("county_officer").post("/messages/gateways/outbox/switch", {"off": "1"})
    send(cast)
    go_out()
    assert Message.objects.get().state == "held"


def test_a_template_is_written_changed_and_retired(cast: Cast) -> None:
    client = cast.client("secretary")
    words = {"title": "七月", "purpose": "mobile.monthly", "body": "{姓名}：{城市}", "signature": "百园村支部"}
    wrong = client.post("/messages/templates/new", words)
    assert wrong.status_code == 422
    assert "没有“城市”这个变量" in text(wrong)
    assert "{姓名}：{城市}" in text(wrong)
    assert client.post("/messages/templates/new", {**words, "body": "{姓名}您好"}).status_code == 302
    made = Template.objects.get(title="七月")
    client.post(f"/messages/templates/{made.pk}", {**words, "body": "{称呼}您好"})
    client.post(f"/messages/templates/{made.pk}/retire")
    made.refresh_from_db()
    assert (made.revision, made.retired_on) == (2, NOON.date())
    assert cast.client("stranger").get(f"/messages/templates/{made.pk}").status_code == 404


# --- the door for receipts ---------------------------------------------------------------------------------------


@pytest.fixture
def gateway(settings: Any) -> None:
    entry = {"kind": "http", "name": "a", "url": "https://sms.example.gov.cn/send", "secret": SECRET}
    settings.SMS_GATEWAYS = json.dumps([entry])


def push(content: object, *, name: str = "a", secret_ok: bool = True) -> Any:
    body = json.dumps(content).encode()
    stamp = str(int(clock.now().timestamp()))
    headers = {"X-Zhendi-Time": stamp, "X-Zhendi-Signature": sign(stamp, body) if secret_ok else "0" * 64}
    return Client().post(f"/messages/receipts/{name}", body, content_type="application/json", headers=headers)


def test_a_receipt_moves_the_board(cast: Cast, gateway: None) -> None:
    send(cast)
    message = Message.objects.get()
    Message.objects.update(state="sent", gateway="a", sent_on=NOON.date(), sent_at=NOON)
    receipt = {"key": message.key, "outcome": "delivered", "day": "2026-06-10"}
    assert push({"receipts": [receipt, receipt]}).json() == {"ok": True}
    push({"receipts": [receipt]})
    contact = Contact.objects.get()
    assert (contact.proof, contact.happened_on) == (f"message:{message.pk}", NOON.date())
    assert "本期还没有联系" not in text(cast.client("secretary").get("/messages/new?owed=1"))


def test_the_door_is_closed_to_whoever_cannot_prove_it(cast: Cast, gateway: None) -> None:
    assert push({"receipts": []}, secret_ok=False).status_code == 404
    assert push({"receipts": []}, name="b").status_code == 404
    assert push({"receipts": []}, name="outbox").status_code == 404
    assert Client().get("/messages/receipts/a").status_code == 405
    assert Client().post("/messages/receipts/a").status_code == 404


@pytest.mark.parametrize(
    "content", [[], "x", {"receipts": [{"outcome": "eaten"}]}, {"replies": [{"text": "x"}]}, {"receipts": [{}]}]
)
def test_what_cannot_be_read_changes_nothing(cast: Cast, gateway: None, content: object) -> None:
    assert push(content).status_code == 400
    assert not Reply.objects.exists()


def test_a_reply_is_shown_to_the_branch_and_settled(cast: Cast, gateway: None) -> None:
    send(cast)
    Message.objects.update(state="sent", gateway="a", sent_on=NOON.date(), sent_at=NOON)
    push({"replies": [{"id": "9", "from": f"+86{NUMBER}", "text": "我换了工作", "at": "2026-06-10T11:00:00+08:00"}]})
    client = cast.client("secretary")
    page = text(client.get("/messages/replies/"))
    assert "我换了工作" in page
    assert NUMBER not in page
    reply = Reply.objects.get().pk
    assert client.post(f"/messages/replies/{reply}/settle", {"note": ""}).status_code == 422
    assert client.post(f"/messages/replies/{reply}/settle", {"note": "已登记新单位"}).status_code == 302
    assert "没有待处理的回复" in text(client.get("/messages/replies/"))


def test_no_number_and_no_secret_comes_into_a_log(cast: Cast, gateway: None, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    send(cast)
    go_out()  # nobody listens there
    message = Message.objects.get()
    push({"receipts": [{"key": message.key, "outcome": "delivered", "day": "2026-06-10"}]})
    push({"replies": [{"id": "9", "from": NUMBER, "text": f"打{NUMBER}"}]})
    push({"replies": [{"from": NUMBER}]})
    said = "\n".join(f"{record.name} {record.getMessage()} {record.exc_text}" for record in caplog.records)
    mine = "\n".join(line for line in said.splitlines() if not line.startswith("django.db"))
    assert NUMBER not in mine
    assert SECRET not in said
    assert not any(NUMBER in entry.summary + entry.detail for entry in Entry.objects.all())
    assert not any(NUMBER in address for address in (f"/messages/{message.batch_id}", "/messages/sent/"))


def test_who_answers_t_is_listed_and_may_come_back(cast: Cast, gateway: None) -> None:
    send(cast)
    Message.objects.update(state="sent", gateway="a", sent_on=NOON.date(), sent_at=NOON)
    push({"replies": [{"id": "9", "from": NUMBER, "text": "T"}]})
    client = cast.client("secretary")
    assert "不再收短信的" in text(client.get("/messages/replies/"))
    client.post(f"/messages/opt-outs/{OptOut.objects.get().pk}/end")
    assert OptOut.objects.get().valid_to == NOON.date()

"""Receipts come twice, late and out of order; replies are never lost; who wants no more is left in peace."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.messaging.world import DAY, DELIVERED, NOON, SENT, Hands, Wanted, receiver, refusal, send, states
from tests.people import Cast
from zhendi.domain.messaging.gateways import Answer, Notice
from zhendi.domain.messaging.models import Message, OptOut, Receipt, Reply, State
from zhendi.domain.messaging.operations import byhand, receipts, replies, sending
from zhendi.domain.messaging.queries import replies as queries
from zhendi.kernel import clock
from zhendi.kernel.errors import NotVisible

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(cast: Cast, wanted: Wanted) -> list[Message]:
    """Three messages that a gateway took (the local outbox, then said to be the gateway "a")."""
    send(cast, [receiver(cast, n) for n in range(3)])
    sending.run(now=Hands().now)
    Message.objects.update(gateway="a")
    for message in Message.objects.all():
        Message.objects.filter(pk=message.pk).update(reference=f"r{message.pk}")
    return list(Message.objects.order_by("pk"))


def notice(message: Message, *, delivered: bool = True, day: date = DAY, by: str = "key") -> Notice:
    key, reference = (message.key, "") if by == "key" else ("", f"r{message.pk}")
    return Notice(key, reference, delivered, "DELIVRD" if delivered else "MK:0001", day)


def absorb(*notices: Notice, gateway: str = "a") -> receipts.Absorbed:
    return receipts.absorb(gateway=gateway, notices=notices, on=DAY)


def test_a_receipt_moves_its_message_once(sent: list[Message]) -> None:
    assert absorb(notice(sent[0]), notice(sent[0])) == (1, 1, 0)
    assert absorb(notice(sent[0])) == (0, 1, 0)
    assert states() == {DELIVERED: 1, SENT: 2}
    assert Message.objects.get(state="delivered").delivered_on == DAY
    assert Receipt.objects.count() == 1


def test_a_receipt_without_our_key_is_known_by_the_gateways_own_number(sent: list[Message]) -> None:
    assert absorb(notice(sent[0], by="reference"), gateway="b") == (0, 0, 1)
    assert absorb(notice(sent[0], by="reference")) == (1, 0, 0)


def test_a_receipt_for_nothing_of_ours_moves_nothing(sent: list[Message]) -> None:
    assert absorb(Notice("x" * 24, "", True, "", DAY)) == (0, 0, 1)
    assert states() == {SENT: 3}


@pytest.mark.parametrize("order", [(True, False), (False, True)])
def test_delivered_is_believed_in_whatever_order(sent: list[Message], order: tuple[bool, bool]) -> None:
    for delivered in order:
        absorb(notice(sent[0], delivered=delivered))
    assert Message.objects.get(pk=sent[0].pk).state == DELIVERED
    absorb(notice(sent[1], delivered=True), notice(sent[1], delivered=False))
    assert Message.objects.get(pk=sent[1].pk).state == DELIVERED


def test_a_failed_one_says_why(sent: list[Message]) -> None:
    absorb(notice(sent[0], delivered=False))
    assert Message.objects.get(pk=sent[0].pk).reason == "空号（MK:0001）"


def test_a_late_receipt_keeps_its_day_and_none_lies_in_the_future(sent: list[Message]) -> None:
    absorb(notice(sent[0], day=DAY - timedelta(days=9)), notice(sent[1], day=DAY + timedelta(days=9)))
    days = Message.objects.filter(state="delivered").order_by("pk").values_list("delivered_on", flat=True)
    assert list(days) == [DAY - timedelta(days=9), DAY]


@pytest.mark.parametrize("state", ["queued", "sending", "expired", "unknown", "failed"])
def test_what_has_arrived_is_not_sent_again(sent: list[Message], state: str) -> None:
    Message.objects.filter(pk=sent[0].pk).update(state=state, next_try_at=NOON, claimed_at=NOON)
    absorb(notice(sent[0]))
    assert Message.objects.get(pk=sent[0].pk).state == DELIVERED


@pytest.mark.parametrize("state", ["queued", "recalled", "unwanted"])
def test_a_failure_is_believed_only_of_what_is_on_its_way(sent: list[Message], state: str) -> None:
    Message.objects.filter(pk=sent[0].pk).update(state=state)
    absorb(notice(sent[0], delivered=False))
    assert Message.objects.get(pk=sent[0].pk).state == state


def test_a_push_takes_a_fixed_number_of_statements(sent: list[Message]) -> None:
    counts = []
    for some in (sent[:1], sent[1:]):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            absorb(*map(notice, some))
        counts.append(len([q for q in asked if "SAVEPOINT" not in q["sql"]]))
    assert counts[0] == counts[1] <= 6


# --- replies -----------------------------------------------------------------------------------------------------


def answer(serial: int, text: str = "收到，谢谢", number: str = "", sender: str = "") -> Answer:
    at = datetime(2026, 6, 10, 13, tzinfo=clock.ZONE)
    return Answer(number or f"n{serial}", sender or f"1990{serial:07d}", text, at)


def test_a_reply_comes_to_the_branch_that_wrote_and_is_kept_once(cast: Cast, sent: list[Message]) -> None:
    assert replies.take(gateway="a", answers=[answer(1), answer(1)], on=DAY) == 1
    assert replies.take(gateway="a", answers=[answer(1)], on=DAY) == 0
    row = queries.listing(cast.scope("secretary", DAY)).rows[0]
    assert (row.name, row.text, row.number) == ("党员1", "收到，谢谢", "199****0001")
    assert row.subject_id == 1
    assert queries.listing(cast.scope("stranger", DAY)).total == 0


@pytest.mark.parametrize("sender", ["+8619900000001", "008619900000001", "86 199 0000 0001"])
def test_a_reply_is_known_however_its_number_is_written(cast: Cast, sent: list[Message], sender: str) -> None:
    replies.take(gateway="a", answers=[answer(1, sender=sender)], on=DAY)
    assert Reply.objects.get().name == "党员1"


def test_a_reply_of_an_unknown_number_is_the_countys_and_not_lost(cast: Cast, sent: list[Message]) -> None:
    replies.take(gateway="a", answers=[answer(77)], on=DAY)
    assert queries.listing(cast.scope("secretary", DAY)).total == 0
    assert queries.listing(cast.scope("county_officer", DAY)).waiting == 1


@pytest.mark.parametrize("text", ["T", "td", " 退订 ", "TD。", "不要再发了"])
def test_who_answers_no_more_gets_no_more(cast: Cast, sent: list[Message], text: str) -> None:
    replies.take(gateway="a", answers=[answer(1, text)], on=DAY)
    assert OptOut.objects.get().name == "党员1"
    assert refusal(send, cast=cast, receivers=[receiver(cast, 1)], period="later").code == "nobody"
    replies.again(actor=cast.actor("secretary", DAY), on=DAY, opt_out_id=OptOut.objects.get().pk)
    send(cast, [receiver(cast, 1)], period="later")


@pytest.mark.parametrize("text", ["Thank you", "退订是什么", "明天再发"])
def test_another_answer_is_no_refusal(cast: Cast, sent: list[Message], text: str) -> None:
    replies.take(gateway="a", answers=[answer(1, text)], on=DAY)
    assert not OptOut.objects.exists()


def test_a_reply_is_settled_once_by_those_in_charge(cast: Cast, sent: list[Message]) -> None:
    replies.take(gateway="a", answers=[answer(1)], on=DAY)
    words = {"on": DAY, "reply_id": Reply.objects.get().pk, "note": "已回电话"}
    with pytest.raises(NotVisible):
        replies.settle(actor=cast.actor("stranger", DAY), **words)
    for who in ("clerk", "villager"):
        with pytest.raises(NotVisible):
            replies.settle(actor=cast.actor(who, DAY), **words)
    assert refusal(replies.settle, actor=cast.actor("secretary", DAY), **{**words, "note": " "}).field == "note"
    replies.settle(actor=cast.actor("secretary", DAY), **words)
    assert refusal(replies.settle, actor=cast.actor("secretary", DAY), **words).code == "unchanged"
    assert queries.waiting(cast.scope("secretary", DAY)) == 0


def test_numbers_and_texts_lie_sealed(cast: Cast, sent: list[Message]) -> None:
    replies.take(gateway="a", answers=[answer(1, "T")], on=DAY)
    with connection.cursor() as cursor:
        for table in ("messaging_message", "messaging_reply", "messaging_optout"):
            cursor.execute(f"SELECT * FROM {table}")
            assert "19900000001" not in str(cursor.fetchall())
    assert "19900000001" not in repr(answer(1))
    assert "19900000001" not in repr(receiver(cast, 1))


# --- the local outbox --------------------------------------------------------------------------------------------


def test_the_local_outbox_never_says_that_a_message_arrived(cast: Cast, wanted: Wanted) -> None:
    made = send(cast, [receiver(cast, n) for n in range(2)])
    sending.run(now=Hands().now)
    assert states() == {SENT: 2}
    words = {"actor": cast.actor("secretary", DAY), "on": DAY}
    shown = byhand.reveal(**words, batch_id=made)
    assert [each.number for each in shown] == ["19900000000", "19900000001"]
    assert byhand.sent(**words, message_ids=[shown[0].message_id]) == 1
    assert states() == {SENT: 1, DELIVERED: 1}
    with pytest.raises(NotVisible):
        byhand.reveal(actor=cast.actor("stranger", DAY), on=DAY, batch_id=made)
    with pytest.raises(NotVisible):
        byhand.sent(actor=cast.actor("stranger", DAY), on=DAY, message_ids=[shown[1].message_id])


def test_a_message_of_a_real_gateway_is_not_said_to_be_sent_by_hand(cast: Cast, sent: list[Message]) -> None:
    with pytest.raises(NotVisible):
        byhand.sent(actor=cast.actor("secretary", DAY), on=DAY, message_ids=[sent[0].pk])
    assert State.SENT in states()

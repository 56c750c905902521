"""What must not happen to a message, and what must: sent once, to the right person, in time."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.domain.messaging.fake import Fake
from tests.domain.messaging.world import (
    DAY,
    DELIVERED,
    NOON,
    SENT,
    Hands,
    Wanted,
    awake,
    receiver,
    refusal,
    send,
    states,
    template,
)  # fmt: skip
from tests.people import Cast
from zhendi.domain.messaging.gateways import carriers
from zhendi.domain.messaging.models import Batch, Gateway, Message, OptOut, State
from zhendi.domain.messaging.operations import batches, looking, outcomes, resolving, sending
from zhendi.kernel.audit.models import Entry

pytestmark = pytest.mark.django_db
Start = Callable[..., tuple[Fake, ...]]


def run(hands: Hands) -> sending.Sent:
    return sending.run(now=hands.now, wait=lambda _: None)


def test_a_batch_goes_out_once_after_the_time_of_recall(cast: Cast, wanted: Wanted, gateways: Start) -> None:
    (fake,) = gateways("a")
    send(cast, [receiver(cast, n) for n in range(3)])
    hands = Hands(NOON + timedelta(minutes=9, seconds=59))
    assert not any(run(hands))
    hands.on(seconds=1)
    assert run(hands).accepted == 3
    assert not any(run(hands))
    assert set(fake.phones.values()) == {1}
    texts = sorted(each["text"] for each in fake.taken.values())
    assert texts[0] == "【百园村支部】党员0您好，6月短信。"
    assert states() == {SENT: 3}
    assert Batch.objects.get().state == Batch.Stage.DONE


@pytest.mark.parametrize("hour", [21, 23, 0, 7])
def test_no_message_goes_out_at_night(cast: Cast, wanted: Wanted, gateways: Start, hour: int) -> None:
    (fake,) = gateways("a")
    send(cast, [receiver(cast, 1)])
    hands = Hands((NOON + timedelta(days=1)).replace(hour=hour))
    assert not any(run(hands))
    assert not fake.calls
    hands.at = (NOON + timedelta(days=1)).replace(hour=8)
    assert run(hands).accepted == 1


def test_a_worker_that_slept_into_the_night_sends_nothing(cast: Cast, wanted: Wanted, gateways: Start) -> None:
    (fake,) = gateways("a")
    send(cast, [receiver(cast, 1)])
    works = sending.claim(worker="w", now=NOON + timedelta(minutes=10), number=5)
    night = NOON.replace(hour=21)
    kept, left = looking.look_again(works, carrier=carriers()[0], worker="w", now=night)
    assert (kept, left.later) == ([], 1)
    assert Message.objects.get().next_try_at == (NOON + timedelta(days=1)).replace(hour=8)
    assert not fake.calls


def test_a_code_that_somebody_waits_for_goes_out_at_night(cast: Cast, wanted: Wanted, gateways: Start) -> None:
    gateways("a")
    made = template("{姓名}的验证码。", "test.code")
    send(cast, [receiver(cast, 1)], template_id=made.pk)
    Message.objects.update(next_try_at=NOON)
    assert run(Hands(NOON.replace(hour=23))).accepted == 1


def test_who_is_gone_by_now_gets_nothing(cast: Cast, wanted: Wanted, gateways: Start) -> None:
    (fake,) = gateways("a")
    send(cast, [receiver(cast, n) for n in range(4)])
    wanted.gone = {1: "已去世", 2: "已返回"}
    assert run(Hands()) == sending.Sent(accepted=2, dropped=2)
    assert sorted(each["to"][-1] for each in fake.taken.values()) == ["0", "3"]
    assert set(Message.objects.filter(state=State.UNWANTED).values_list("reason", flat=True)) == {"已去世", "已返回"}


def test_a_purpose_that_nobody_answers_for_is_not_sent(cast: Cast, wanted: Wanted, gateways: Start) -> None:
    (fake,) = gateways("a")
    send(cast, [receiver(cast, 1)])
    Message.objects.update(purpose="test.gone")
    assert run(Hands()).dropped == 1
    assert not fake.calls


def test_who_wants_no_messages_gets_none(cast: Cast, wanted: Wanted, gateways: Start) -> None:
    (fake,) = gateways("a")
    send(cast, [receiver(cast, n) for n in range(2)])
    OptOut.objects.create(address=receiver(cast, 1).address, path="", source="told", valid_from=DAY)
    assert run(Hands()) == sending.Sent(accepted=1, dropped=1)
    assert len(fake.taken) == 1
    assert refusal(send, cast=cast, receivers=[receiver(cast, 1)], period="x").code == "nobody"


def test_whoever_wants_none_by_the_own_page_gets_none_at_whatever_number(
    cast: Cast, wanted: Wanted, gateways: Start
) -> None:
    """It holds for the member, not for a number that the family shares; also for what waits in the outbox."""
    (fake,) = gateways("a")
    unwilling, willing = cast.people["mobile_member"].pk, cast.people["member"].pk
    one, other = receiver(cast, 1, person_id=unwilling), receiver(cast, 2, person_id=willing)
    send(cast, [one, other])
    OptOut.objects.create(person_id=unwilling, path="", source="page", valid_from=DAY)
    assert run(Hands()) == sending.Sent(accepted=1, dropped=1)
    assert [each["to"] for each in fake.taken.values()] == [other.address]
    moved = receiver(cast, 1, person_id=unwilling, address="19900000777")
    assert refusal(send, cast=cast, receivers=[moved], period="x").code == "nobody"
    shared = receiver(cast, 3, person_id=willing, address=one.address)
    send(cast, [shared], period="y")
    assert run(Hands()).accepted == 1


def test_a_second_batch_of_the_same_month_reaches_nobody_twice(cast: Cast, wanted: Wanted, gateways: Start) -> None:
    (fake,) = gateways("a")
    send(cast, [receiver(cast, 1)])
    assert refusal(send, cast=cast, receivers=[receiver(cast, 1)]).code == "nobody"
    send(cast, [receiver(cast, 1), receiver(cast, 2)])
    run(Hands())
    assert sorted(each["to"][-1] for each in fake.taken.values()) == ["1", "2"]
    assert refusal(send, cast=cast, receivers=[receiver(cast, 1), receiver(cast, 2)]).code == "nobody"


def test_one_that_did_not_arrive_may_be_sent_anew(cast: Cast, wanted: Wanted, gateways: Start) -> None:
    gateways("a")
    send(cast, [receiver(cast, 1)])
    Message.objects.update(state=State.FAILED)
    send(cast, [receiver(cast, 1)])
    assert states() == {"failed": 1, "held": 1}


def test_a_batch_is_taken_back_within_the_time(cast: Cast, wanted: Wanted, gateways: Start) -> None:
    (fake,) = gateways("a")
    made = send(cast, [receiver(cast, n) for n in range(3)])
    taken = batches.recall(actor=cast.actor("secretary", DAY), on=DAY, now=NOON, batch_id=made)
    assert (taken, run(Hands())) == (3, sending.Sent())
    assert not fake.calls
    assert states() == {"recalled": 3}
    words = {"actor": cast.actor("secretary", DAY), "on": DAY, "now": NOON, "batch_id": made}
    assert refusal(batches.recall, **words).code == "gone"


def test_what_a_worker_has_in_hand_is_not_taken_back(cast: Cast, wanted: Wanted, gateways: Start) -> None:
    gateways("a")
    made = send(cast, [receiver(cast, n) for n in range(3)])
    sending.claim(worker="w", now=NOON + timedelta(minutes=10), number=2)
    assert batches.recall(actor=cast.actor("secretary", DAY), on=DAY, now=NOON, batch_id=made) == 1
    assert states() == {"sending": 2, "recalled": 1}


def test_a_receiver_gets_no_more_than_the_days_number(cast: Cast, wanted: Wanted, gateways: Start) -> None:
    (fake,) = gateways("a")
    for period in ("1", "2", "3"):
        send(cast, [receiver(cast, 1)], period=period)
    hands = Hands()
    assert run(hands) == sending.Sent(accepted=2, later=1)
    assert not any(run(hands))
    hands.at = (NOON + timedelta(days=1)).replace(hour=8)
    assert run(hands).accepted == 1
    assert sum(fake.phones.values()) == 3


def test_what_was_not_sent_in_its_time_is_not_sent(cast: Cast, wanted: Wanted, gateways: Start) -> None:
    (fake,) = gateways("a")
    send(cast, [receiver(cast, 1)])
    assert not any(run(Hands(NOON + timedelta(days=4))))
    assert states() == {"expired": 1}
    assert not fake.calls


def test_a_number_that_the_gateway_refuses_goes_to_the_call_list(cast: Cast, wanted: Wanted, gateways: Start) -> None:
    from zhendi.domain.messaging.queries.failed import failed_subjects

    gateways("a")
    send(cast, [receiver(cast, 1), receiver(cast, 2, address="19900009999")])
    assert run(Hands()) == sending.Sent(accepted=1, failed=1)
    assert failed_subjects(cast.scope("secretary", DAY), "test.note") == {2: "空号"}
    assert failed_subjects(cast.scope("secretary", DAY), "test.", period="2026-06") == {2: "空号"}
    assert failed_subjects(cast.scope("stranger", DAY), "test.note") == {}


def test_a_gateway_that_fails_makes_way_for_the_next_one(cast: Cast, wanted: Wanted, gateways: Start) -> None:
    first, second = gateways("a", "b", a=lambda *_: "busy")
    send(cast, [receiver(cast, n) for n in range(5)])
    hands = Hands()
    assert run(hands) == sending.Sent(later=5)
    assert Gateway.objects.get(name="a").paused_until == hands.at + timedelta(seconds=30)
    hands.on(seconds=60)
    assert run(hands).accepted == 5
    assert (sum(first.phones.values()), sum(second.phones.values())) == (0, 5)
    assert Message.objects.first().gateway == "b"


def test_tries_end_and_the_waits_between_them_double(cast: Cast, wanted: Wanted, gateways: Start) -> None:
    gateways("a", a=lambda *_: "busy")
    send(cast, [receiver(cast, 1)])
    hands, waits = Hands(), []
    for _ in range(7):
        run(hands)
        due = Message.objects.get().next_try_at
        waits.append((due - hands.at).total_seconds())
        awake()
        hands.at = due.astimezone(NOON.tzinfo)
    assert waits == [60, 120, 240, 480, 960, 1920, 3600]
    run(hands)
    message = Message.objects.get()
    assert (message.state, message.reason[:5]) == ("failed", "试了8次没")


@pytest.mark.parametrize("mood", ["dropped_after", "broken_after"])
def test_a_lost_answer_is_asked_for_and_not_sent_again(cast: Cast, wanted: Wanted, gateways: Start, mood: str) -> None:
    (fake,) = gateways("a", a=lambda _, attempt: mood if attempt == 1 else "ok")
    fake.forgetful = True  # the worst gateway: it sends whatever comes
    send(cast, [receiver(cast, n) for n in range(3)])
    hands = Hands()
    assert run(hands).unsure == 3
    assert not any(resolving.run(now=hands.now))
    hands.on(seconds=301)
    assert resolving.run(now=hands.now).taken == 3
    awake()
    assert not any(run(hands))
    assert set(fake.phones.values()) == {1}
    assert states() == {SENT: 3}


def test_what_the_gateway_never_took_goes_out_again(cast: Cast, wanted: Wanted, gateways: Start) -> None:
    (fake,) = gateways("a", a=lambda _, attempt: "dropped" if attempt == 1 else "ok")
    send(cast, [receiver(cast, n) for n in range(3)])
    hands = Hands()
    assert run(hands).unsure == 3
    hands.on(seconds=301)
    assert resolving.run(now=hands.now).again == 3
    awake()
    hands.on(seconds=61)
    assert run(hands).accepted == 3
    assert set(fake.phones.values()) == {1}


def test_what_nobody_can_tell_waits_for_a_person(cast: Cast, wanted: Wanted, gateways: Start) -> None:
    (fake,) = gateways("a", a=lambda *_: "dropped_after")
    fake.asked = "broken"
    send(cast, [receiver(cast, 1)])
    hands = Hands(NOON.replace(hour=9) + timedelta(days=1))
    run(hands)
    for _ in range(8):
        hands.on(hours=1)
        resolving.run(now=hands.now)
        awake()
        run(hands)
    assert states() == {"unknown": 1}
    assert fake.attempts.total() == 1


def test_a_worker_killed_before_handing_over_loses_nothing(cast: Cast, wanted: Wanted, gateways: Start) -> None:
    (fake,) = gateways("a")
    send(cast, [receiver(cast, 1)])
    hands = Hands()
    sending.claim(worker="dead", now=hands.at, number=5)
    hands.on(seconds=301)
    assert resolving.run(now=hands.now).again == 1
    hands.on(seconds=60)
    assert run(hands).accepted == 1
    assert not any(path.endswith("query") for path in fake.calls)


def test_a_slow_worker_whose_lease_ran_out_sends_nothing(cast: Cast, wanted: Wanted, gateways: Start) -> None:
    gateways("a")
    send(cast, [receiver(cast, 1)])
    hands = Hands()
    works = sending.claim(worker="slow", now=hands.at, number=5)
    hands.on(seconds=301)
    resolving.run(now=hands.now)
    kept, _ = looking.look_again(works, carrier=carriers()[0], worker="slow", now=hands.at)
    assert kept == []


def test_what_a_slow_worker_was_told_does_not_undo_a_receipt(cast: Cast, wanted: Wanted, gateways: Start) -> None:
    from zhendi.domain.messaging.gateways import Notice, Verdict
    from zhendi.domain.messaging.operations import receipts

    gateways("a")
    send(cast, [receiver(cast, 1)])
    hands, carrier = Hands(), carriers()[0]
    works = sending.claim(worker="w", now=hands.at, number=5)
    kept, _ = looking.look_again(works, carrier=carrier, worker="w", now=hands.at)
    key = kept[0].message.key
    receipts.absorb(gateway="a", notices=[Notice(key, "", True, "DELIVRD", DAY)], on=DAY)
    outcomes.write_down(kept, [Verdict(key, "accepted")], carrier=carrier, worker="w", now=hands.at)
    assert states() == {DELIVERED: 1}


def test_a_run_leaves_one_entry_in_the_trail(cast: Cast, wanted: Wanted, gateways: Start) -> None:
    gateways("a")
    send(cast, [receiver(cast, 1)])
    before = Entry.objects.count()
    run(Hands())
    run(Hands())
    assert Entry.objects.count() == before + 1
    assert "发出1" in Entry.objects.order_by("-no")[0].summary


def test_the_rate_of_a_gateway_is_kept_by_all_together(cast: Cast, wanted: Wanted, gateways: Start, settings) -> None:
    import json

    (fake,) = gateways("a")
    settings.SMS_GATEWAYS = json.dumps([fake.setting(rate=10, most=5)])
    send(cast, [receiver(cast, n) for n in range(20)])
    hands, waits = Hands(), []
    sending.run(now=hands.now, wait=lambda seconds: (waits.append(round(seconds, 2)), hands.on(seconds=seconds)))
    assert waits == [0.5, 0.5, 0.5]


def test_a_run_ends_when_its_time_is_over_and_the_next_one_goes_on(
    cast: Cast, wanted: Wanted, gateways: Start, settings: Any
) -> None:
    (fake,) = gateways("a")
    settings.SMS_GATEWAYS = json.dumps([fake.setting(rate=1, most=2)])
    send(cast, [receiver(cast, n) for n in range(8)])
    hands = Hands()
    words = {"now": hands.now, "span": timedelta(seconds=3), "wait": lambda seconds: hands.on(seconds=seconds)}
    assert sending.run(**words).accepted < 8
    while sending.run(**words).accepted:
        hands.on(seconds=60)
    assert set(fake.phones.values()) == {1}
    assert len(fake.phones) == 8

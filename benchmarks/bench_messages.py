"""A month's messages: queueing them for 600,000 members away, handing them to a gateway, absorbing the receipts.

The gateway is the tests' fake one on this machine (``tests/domain/messaging/fake.py``); 10,000 messages go through two
bad ones with two workers, kills and doubled receipts, and nothing may be lost or sent twice. Yardsticks: the gateway
alone (the same requests without an outbox), and the loop of saves that a first attempt would be, on a sample.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from benchmarks.row import Row

MANY, TOGETHER, SENT, SAMPLE = 600_000, 20_000, 10_000, 1_000
_QUEUE_GOAL, _ABSORB_GOAL = 5, 10
DAY = date(2026, 6, 10)


def rows() -> Iterable[Row]:
    """The table's lines for the database at hand."""
    from django.db import connection

    database = connection.display_name
    _purpose()
    loop = _timed(_loop) * MANY / SAMPLE
    queued = _queue(MANY, TOGETHER)
    yield Row(
        "messages", database, f"queueing {MANY:,} messages, {MANY // queued:,.0f} a second", queued,
        f"a save for each, {SAMPLE:,} x {MANY // SAMPLE}", loop, _QUEUE_GOAL,
    )  # fmt: skip
    claimed = _timed(_claim)
    yield Row("messages", database, f"the next 500 of {MANY:,} claimed", claimed, "", claimed)
    _empty()
    yield from _through(database)


def _through(database: str) -> Iterator[Row]:
    """Through gateways, good and bad; then the receipts."""
    with _gateways("good") as (fake,):
        _queue(SENT, SENT)
        alone = _timed(_alone)
        fake.taken.clear()
        fake.phones.clear()
        took = _timed(_send)
        assert len(fake.phones) == SENT
        yield Row(
            "messages", database, f"handing over {SENT:,}, {SENT / took:,.0f} a second", took,
            "the gateway alone", alone,
        )  # fmt: skip
        said = _receipts(fake)
        absorbed = _timed(lambda: _absorb(said))
        yield Row(
            "messages", database, f"absorbing {len(said):,} receipts, {len(said) / absorbed:,.0f} a second", absorbed,
            f"get and save for each, {SAMPLE:,} x {SENT // SAMPLE}", _timed(lambda: _one_by_one(said)) * len(said) / SAMPLE,
            _ABSORB_GOAL,
        )  # fmt: skip
    _empty()
    yield _chaos(database, took)
    _empty()


def _chaos(database: str, calm: float) -> Row:
    from tests.domain.messaging import chaos
    from tests.domain.messaging.world import Hands

    with _gateways("a", "b", moods=[chaos.moody(1), chaos.moody(2)], most=100) as fakes:
        for fake in fakes:
            fake.forgetful = True
        _queue(SENT, SENT)
        hands = Hands(datetime(2026, 6, 11, 9, tzinfo=_zone()))
        begun = time.perf_counter()
        kills = chaos.send_all(hands)
        took = time.perf_counter() - begun
        reached = chaos.reached(fakes)
        assert (len(reached), set(reached.values())) == (SENT, {1}), "lost or doubled"
        found = chaos.push_all(fakes, hands)
        assert (found["new"], found["strange"]) == (SENT, 0), found
    what = f"{SENT:,} by 2 bad gateways, {kills} kills, {found['again']:,} doubled receipts: none lost or doubled"
    return Row("messages", database, what, took, "one good gateway", calm)


def _queue(many: int, together: int) -> float:
    """Seconds for queueing; making the receivers is outside the clock."""
    from zhendi.domain.messaging.operations import batches
    from zhendi.kernel.scope import operator

    template, place = _template(), _place()
    actor, took = operator("基准", DAY), 0.0
    for start in range(0, many, together):
        some = [
            batches.Receiver(
                n, None, place.path, f"党员{n}", f"199{n:07d}1", {"姓名": f"党员{n}", "支部": "百园村支部", "月份": "6月"}
            )
            for n in range(start, start + together)
        ]  # fmt: skip
        took += _timed(
            lambda some=some: batches.send(  # type: ignore[misc]  # a default in a lambda has no type
                actor=actor, on=DAY, now=_now(), template_id=template.pk, receivers=some, period="2026-06"
            )
        )
    return took


def _loop() -> None:
    """What a first attempt would be: a row saved for each receiver."""
    from zhendi.domain.messaging.models import Batch, Message
    from zhendi.domain.messaging.rows import keys

    now, place, template = _now(), _place(), _template()
    batch = Batch.objects.create(
        purpose="bench", title="b", body=template.body, signature="s", organisation=place, path=place.path, made_at=now,
        made_by_label="b", send_after=now, expires_at=now, state="done",
    )  # fmt: skip
    for n, key in enumerate(keys(SAMPLE, now)):
        Message.objects.create(
            batch=batch, purpose="bench", subject_id=10_000_000 + n, path=place.path, name=f"党员{n}",
            address=f"199{n:07d}1", variables=json.dumps({"姓名": f"党员{n}"}), key=key, next_try_at=now, state="recalled",
        )  # fmt: skip


def _claim() -> None:
    from zhendi.domain.messaging.operations import sending

    assert len(sending.claim(worker="w", now=_later(), number=500)) == 500


def _send() -> None:
    from zhendi.domain.messaging.operations import sending

    done = sending.run(now=_later, wait=lambda _: None)
    assert done.accepted == SENT, done


def _alone() -> None:
    from zhendi.domain.messaging.gateways import Given, carriers

    carrier = carriers()[0]
    for start in range(0, SENT, carrier.most):
        some = [Given(f"k{n}", f"199{n:07d}1", "【支部】您好", "支部") for n in range(start, start + carrier.most)]
        carrier.submit(some)


def _receipts(fake: Any) -> list[Any]:
    from zhendi.domain.messaging.gateways import Notice

    said = fake.receipts(day=DAY.isoformat(), again=0.33)
    return [Notice(each["key"], each["reference"], True, "DELIVRD", DAY) for each in said]


def _absorb(said: list[Any]) -> None:
    from zhendi.domain.messaging.operations import receipts

    for start in range(0, len(said), 500):
        receipts.absorb(gateway="good", notices=said[start : start + 500], on=DAY)


def _one_by_one(said: list[Any]) -> None:
    from django.db import transaction

    from zhendi.domain.messaging.models import Message

    for each in said[:SAMPLE]:
        with transaction.atomic():
            message = Message.objects.select_for_update().get(key=each.key)
            message.state, message.delivered_on = "delivered", each.day
            message.save()


@contextmanager
def _gateways(*names: str, moods: list[Any] | None = None, most: int = 200) -> Iterator[tuple[Any, ...]]:
    from django.conf import settings

    from tests.domain.messaging.fake import Fake

    made = tuple(Fake(name, mood=moods[place] if moods else None) for place, name in enumerate(names))
    before, settings.SMS_GATEWAYS = settings.SMS_GATEWAYS, json.dumps([each.setting(most=most) for each in made])
    try:
        yield made
    finally:
        settings.SMS_GATEWAYS = before
        for each in made:
            each.close()


def _purpose() -> None:
    from zhendi.domain.messaging import purposes

    purposes.register(purposes.Purpose("bench", "基准", lambda _messages, _on: {}, ("姓名", "支部", "月份")))


def _template() -> Any:
    from zhendi.domain.messaging.models import Template

    words = {
        "purpose": "bench",
        "title": "基准",
        "body": "{姓名}您好，{月份}短信。",
        "signature": "{支部}",
        "made_on": DAY,
    }
    return Template.objects.get_or_create(code="bench", defaults=words)[0]


def _place() -> Any:
    from zhendi.domain.orgs.models import Organisation

    words = {"full_name": "中共基准县委员会", "kind": "county_committee", "depth": 1, "founded_on": DAY}
    return Organisation.objects.get_or_create(path="0001", defaults=words)[0]


def _empty() -> None:
    from django.db import connection

    from zhendi.domain.messaging.models import Batch, Gateway, Message, Receipt
    from zhendi.kernel import bulk

    for model in (Receipt, Message, Batch, Gateway):
        bulk.delete(model, list(model.objects.values_list("pk", flat=True)))
    if connection.vendor == "postgresql":  # as its own housekeeping does in time
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE messaging_message")


def _zone() -> Any:
    from zhendi.kernel import clock

    return clock.ZONE


def _now() -> datetime:
    return datetime(2026, 6, 10, 12, tzinfo=_zone())


def _later() -> datetime:
    return _now() + timedelta(minutes=10)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun

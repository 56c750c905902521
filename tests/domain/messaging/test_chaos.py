"""Two workers, two gateways that fail in every way, workers killed in the midst: nothing is lost, nothing sent twice."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections

from tests.domain.messaging import chaos
from tests.domain.messaging.fake import Fake
from tests.domain.messaging.world import DELIVERED, NOON, Hands, Wanted, receiver, send, states
from tests.people import Cast
from zhendi.domain.messaging.models import Message, Receipt
from zhendi.domain.messaging.operations import sending

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 400


def test_nothing_is_lost_and_nothing_sent_twice(
    cast: Cast, wanted: Wanted, gateways: Callable[..., tuple[Fake, ...]], settings
) -> None:
    fakes = gateways("a", "b", a=chaos.moody(1), b=chaos.moody(2))
    settings.SMS_GATEWAYS = json.dumps([fake.setting(most=20) for fake in fakes])
    for fake in fakes:
        fake.forgetful = True  # neither remembers keys: only asking first keeps a message from going twice
    send(cast, [receiver(cast, n) for n in range(MANY)])
    hands = Hands(NOON.replace(hour=9) + timedelta(days=1))
    kills = chaos.send_all(hands)
    assert kills > 0
    reached = chaos.reached(fakes)
    assert len(reached) == MANY
    assert set(reached.values()) == {1}
    assert all(fake.phones for fake in fakes)
    found = chaos.push_all(fakes, hands)
    assert (found["new"], found["strange"]) == (MANY, 0)
    assert found["again"] > 0
    assert states() == {DELIVERED: MANY}
    assert Receipt.objects.count() == MANY


def test_two_workers_at_once_share_the_messages(
    cast: Cast, wanted: Wanted, gateways: Callable[..., tuple[Fake, ...]]
) -> None:
    (fake,) = gateways("a", a=lambda *_: "slow")
    send(cast, [receiver(cast, n) for n in range(600)])
    hands, totals = Hands(), []
    barrier = threading.Barrier(2)

    def work() -> None:
        barrier.wait()
        totals.append(sending.run(now=hands.now, wait=lambda _: None).accepted)
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(totals) == 600
    assert set(fake.phones.values()) == {1}


def test_two_processes_tick_at_once_and_each_message_goes_once(
    cast: Cast, gateways: Callable[..., tuple[Fake, ...]], child_environment: dict[str, str], settings
) -> None:
    """The real command in real processes, with the real hook of members away."""
    from zhendi.domain.mobile.models import Outgoing
    from zhendi.kernel import clock

    (fake,) = gateways("a")
    now = clock.now()
    member = Outgoing.objects.get()
    member.valid_from = now.date()
    member.save()
    from tests.domain.messaging.world import template

    text = template(purpose="mobile.monthly")
    one = receiver(
        cast, member.pk, name=member.name, address=str(member.phone), variables={"姓名": member.name, "月份": "6月"}
    )
    send(cast, [one], template_id=text.pk, now=now, on=now.date())
    Message.objects.update(next_try_at=now - timedelta(minutes=1))
    words = [sys.executable, "-m", "zhendi", "messages"]
    day = now.date().isoformat()
    environment = {**child_environment, "ZHENDI_SMS_GATEWAYS": settings.SMS_GATEWAYS, "ZHENDI_TODAY": day}
    workers = [
        subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(2)
    ]
    said = "".join(worker.communicate(timeout=120)[0] for worker in workers)
    night = not 8 <= now.hour < 21
    assert [worker.returncode for worker in workers] == [0, 0], said
    assert str(member.phone) not in said
    assert fake.phones.total() == (0 if night else 1)

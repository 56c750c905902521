"""What became of messages whose handing over broke off: the gateway is asked by the key. Nothing is sent blindly again."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from zhendi.domain.messaging import rows
from zhendi.domain.messaging.gateways import Asked, Fate, named
from zhendi.domain.messaging.limits import limits
from zhendi.domain.messaging.models import Message, State
from zhendi.domain.messaging.operations import outcomes, receipts
from zhendi.domain.messaging.operations.receipts import Said

_TOGETHER = 200


class Resolved(NamedTuple):
    """How many were found taken, how many go out again, how many a person must look after, how many are open still."""

    taken: int = 0
    again: int = 0
    unknown: int = 0
    open: int = 0


def run(*, now: Callable[[], datetime]) -> Resolved:
    """Look after every message in hand whose lease ran out; of two workers each message is one's."""
    total = [0, 0, 0, 0]
    mark = secrets.token_hex(8)
    while lot := _take_over(mark, now()):
        by_gateway: dict[str, list[Message]] = defaultdict(list)
        for message in lot:
            by_gateway[message.gateway if message.sent_on else ""].append(message)
        for name, messages in by_gateway.items():
            found = _judge(messages, _ask(name, messages), mark, now())
            total = [a + b for a, b in zip(total, found, strict=True)]
    return Resolved(*total)


@transaction.atomic
def _take_over(mark: str, now: datetime) -> list[Message]:
    """Messages in hand for too long become ours for another lease."""
    lapsed = Message.objects.filter(state=State.SENDING, claimed_at__lte=now - limits(now.date()).lease)
    ids = list(rows.locked(lapsed, skip=True).order_by("claimed_at").values_list("pk", flat=True)[:_TOGETHER])
    Message.objects.filter(rows.among(ids)).update(claim=mark, claimed_at=now)
    return list(Message.objects.filter(rows.among(ids)))


def _ask(name: str, messages: Sequence[Message]) -> list[Fate]:
    """What the gateway knows. Without a name nothing ever left; a gateway that is no more cannot tell."""
    if not name:
        return [Fate(each.key, "absent") for each in messages]
    carrier = named(name)
    if carrier is None:
        return [Fate(each.key, "uncertain") for each in messages]
    return carrier.ask(
        [Asked(m.key, str(m.address), m.reference, m.next_try_at or m.claimed_at or m.batch.made_at) for m in messages]
    )


@transaction.atomic
def _judge(messages: Sequence[Message], fates: Sequence[Fate], mark: str, now: datetime) -> tuple[int, int, int, int]:
    held = {message.key: message for message in messages}
    by_outcome: dict[str, list[Fate]] = defaultdict(list)
    for fate in fates:
        by_outcome[fate.outcome].append(fate)
    mine = Message.objects.filter(state=State.SENDING, claim=mark)
    found = [*by_outcome["accepted"], *by_outcome["delivered"], *by_outcome["failed"]]
    outcomes.taken(mine, [(held[each.key].pk, each.reference) for each in found], now)
    receipts.take(
        [
            Said(held[f.key].pk, f.outcome == "delivered", f.code, f.day or now.date(), held[f.key].gateway)
            for f in found
            if f.outcome != "accepted"
        ],
        on=now.date(),
    )
    absent = [held[each.key] for each in by_outcome["absent"]]
    outcomes.again(mine, [(each.pk, each.tries, "上次没有交到通道") for each in absent], now)
    lost = now - limits(now.date()).unknown
    old = [held[f.key].pk for f in by_outcome["uncertain"] if (held[f.key].next_try_at or now) <= lost]
    mine.filter(rows.among(old)).update(
        state=State.UNKNOWN, reason="通道说不清有没有发出", next_try_at=None, claimed_at=None
    )
    return len(found), len(absent), len(old), len(by_outcome["uncertain"]) - len(old)

"""Sending what is due, exactly once toward the receiver as far as a gateway allows.

1. A worker *claims* messages (``sending``, its own mark); of two workers each message is one's.
2. Just before handing over it looks again (``looking``): is the message still wanted, does the receiver want messages,
   has he had enough today, is it night? The gateway and the day (``sent_on``) are written down *before* anything leaves.
3. It hands over by the message's key and writes down what was said (``outcomes``), where the claim is still its own.

Whatever breaks between 2 and 3 leaves a message in ``sending`` with its day: ``resolving`` asks that gateway by the key.
A message in hand without a day never left and is simply taken up again.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from zhendi.domain.messaging import purposes, rows, texts
from zhendi.domain.messaging.gateways import Carrier, Given, carriers
from zhendi.domain.messaging.limits import limits
from zhendi.domain.messaging.models import OPEN, Batch, Message, State
from zhendi.domain.messaging.operations import health, looking, outcomes
from zhendi.domain.messaging.operations.looking import Work
from zhendi.domain.messaging.operations.outcomes import Sent
from zhendi.kernel.audit import record

_FIRST = 500  # messages claimed at once
Clock = Callable[[], datetime]
Wait = Callable[[float], object]


def run(*, now: Clock, most: int = 1_000_000, span: timedelta = timedelta.max, wait: Wait = time.sleep) -> Sent:
    """Send what is due, until nothing is, every gateway rests, ``most`` messages were claimed or ``span`` is over."""
    worker, total, claimed, begun = secrets.token_hex(8), Sent(), 0, now()
    expire(now=begun)
    while claimed < most and now() - begun < span:
        ready = health.ready(carriers(), now())
        works = claim(worker=worker, now=now(), number=min(ready[0].most, _FIRST, most - claimed)) if ready else []
        if not works:
            break
        claimed += len(works)
        total = total.plus(_handle(works, ready, worker, now, wait))
    finish(now=now())
    if any(total):
        _enter(total, now())
    return total


@transaction.atomic
def expire(*, now: datetime) -> int:
    """What was not handed over in its time is not sent any more; gives how many."""
    late = Batch.objects.filter(state=Batch.Stage.OPEN, expires_at__lte=now).values("pk")
    return Message.objects.filter(batch__in=late, state__in=OPEN).update(
        state=State.EXPIRED, reason="过了时间没发出去", next_try_at=None
    )


@transaction.atomic
def claim(*, worker: str, now: datetime, number: int) -> list[Work]:
    """Take up to so many messages that are due; nobody else gets them. At night only urgent ones."""
    due = Message.objects.filter(state__in=OPEN, next_try_at__lte=now)
    if limits(now.date()).quiet(now):
        due = due.filter(purpose__in=purposes.urgent())
    ids = list(rows.locked(due, skip=True).order_by("next_try_at", "id").values_list("pk", flat=True)[:number])
    if not ids:
        return []
    Message.objects.filter(rows.among(ids)).update(state=State.SENDING, claim=worker, claimed_at=now)
    found = Message.objects.filter(rows.among(ids)).select_related("batch").order_by("id")
    return [Work(message, message.batch) for message in found]


@transaction.atomic
def finish(*, now: datetime) -> int:
    """Batches of which nothing is left to hand over are done; gives how many."""
    left = Message.objects.filter(batch=OuterRef("pk"), state__in=(*OPEN, State.SENDING))
    begun = Batch.objects.filter(state=Batch.Stage.OPEN, send_after__lte=now)
    return begun.filter(~Exists(left)).update(state=Batch.Stage.DONE, ended_at=now)


def _handle(works: Sequence[Work], ready: Sequence[Carrier], worker: str, now: Clock, wait: Wait) -> Sent:
    """One claimed lot, each message to the first gateway that carries it."""
    total = Sent()
    for carrier, lot in _by_carrier(works, ready):
        if carrier is None:
            total = total.plus(looking.put_off(lot, worker=worker, now=now(), reason="没有通道登记过这段文字"))
            continue
        pause = health.turn(carrier, len(lot), now())
        if pause > 0:
            wait(pause)
        kept, left = looking.look_again(lot, carrier=carrier, worker=worker, now=now())
        total = total.plus(left)
        if kept:
            verdicts = carrier.submit([_given(work, carrier) for work in kept])
            total = total.plus(outcomes.write_down(kept, verdicts, carrier=carrier, worker=worker, now=now()))
    return total


def _by_carrier(works: Sequence[Work], ready: Sequence[Carrier]) -> list[tuple[Carrier | None, list[Work]]]:
    found: dict[str, tuple[Carrier | None, list[Work]]] = {}
    for work in works:
        known = json.loads(work.batch.registered)
        carrier = next((each for each in ready if not each.registers or known.get(each.name)), None)
        found.setdefault(carrier.name if carrier else "", (carrier, []))[1].append(work)
    return list(found.values())


def _given(work: Work, carrier: Carrier) -> Given:
    values = json.loads(work.message.variables or "{}")
    registered = json.loads(work.batch.registered).get(carrier.name, "")
    ordered = {name: values[name] for name in texts.variables(work.batch.body)}
    return Given(
        work.message.key,
        str(work.message.address),
        texts.whole(work.batch.body, work.batch.signature, values),
        texts.filled(work.batch.signature, values),
        registered,
        ordered,
    )


@transaction.atomic
def _enter(total: Sent, now: datetime) -> None:
    said = f"发出{total.accepted}，不用再发{total.dropped}，推后{total.later}，没发到{total.failed}，待查{total.unsure}"
    record(
        actor=None, action="messaging.sent", on=now.date(), subject_type="messaging.Message", subject_id=None, path="",
        summary=f"发短信：{said}", detail=total._asdict(),
    )  # fmt: skip

"""The last look at messages before they are handed over. What was true when the batch was made may not be true now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, F, Q

from zhendi.domain.messaging import purposes, rows
from zhendi.domain.messaging.gateways import Carrier
from zhendi.domain.messaging.limits import Limits, limits
from zhendi.domain.messaging.models import Batch, Message, OptOut, State
from zhendi.domain.messaging.operations.outcomes import Sent


class Work(NamedTuple):
    """A claimed message with what its batch says."""

    message: Message
    batch: Batch


@transaction.atomic
def look_again(works: Sequence[Work], *, carrier: Carrier, worker: str, now: datetime) -> tuple[list[Work], Sent]:
    """Those to hand over now, and what became of the others. A fixed number of statements (one for each reason)."""
    bound, urgent = limits(now.date()), purposes.urgent()
    mine = _still_mine(works, worker)
    night = [work for work in mine if bound.quiet(now) and work.message.purpose not in urgent]
    _release(night, bound.awake(now), "夜里不发")
    awake = _without(mine, (work.message.pk for work in night))
    reasons = _unwanted(awake, now)
    for reason in set(reasons.values()):
        ids = [pk for pk, said in reasons.items() if said == reason]
        Message.objects.filter(rows.among(ids)).update(
            state=State.UNWANTED, reason=reason[:80], next_try_at=None, claimed_at=None
        )
    kept, enough = _within_the_day(_without(awake, reasons), bound, now, urgent)
    _release(enough, _tomorrow(bound, now), "今天已收够")
    Message.objects.filter(rows.among(work.message.pk for work in kept)).update(
        claimed_at=now, gateway=carrier.name, tries=F("tries") + 1, sent_on=now.date(), next_try_at=now
    )
    return kept, Sent(dropped=len(reasons), later=len(night) + len(enough))


@transaction.atomic
def put_off(works: Sequence[Work], *, worker: str, now: datetime, reason: str) -> Sent:
    """No gateway can carry these now; they are tried again later."""
    mine = _still_mine(works, worker)
    _release(mine, now + limits(now.date()).retry_most, reason)
    return Sent(later=len(mine))


def _still_mine(works: Sequence[Work], worker: str) -> list[Work]:
    """A worker that was slow may have lost some to ``resolving``."""
    ids = [work.message.pk for work in works]
    held = Message.objects.filter(rows.among(ids), state=State.SENDING, claim=worker, sent_on=None)
    kept = set(rows.locked(held).values_list("pk", flat=True))
    return [work for work in works if work.message.pk in kept]


def _without(works: Sequence[Work], ids: Iterable[int]) -> list[Work]:
    left = set(ids)
    return [work for work in works if work.message.pk not in left]


def _unwanted(works: Sequence[Work], now: datetime) -> dict[int, str]:
    """Messages that must not go out, with the reason: whoever wrote them says so, or the receiver wants none.

    A code goes also to whoever wants no messages: the receiver has just asked for it.
    """
    by_purpose: dict[str, list[Message]] = {}
    for work in works:
        by_purpose.setdefault(work.message.purpose, []).append(work.message)
    indexes = {work.message.address_index for work in works}
    people = {work.message.person_id for work in works} - {None}
    held = OptOut.objects.filter(Q(address_index__in=indexes, person=None) | Q(person__in=people), valid_to=None)
    refusing = set(held.values_list("address_index", "person"))
    urgent = purposes.urgent()
    found = {
        each.pk: "不愿意收短信"
        for each in (work.message for work in works)
        if each.purpose not in urgent and not refusing.isdisjoint({(each.address_index, None), ("", each.person_id)})
    }
    for code, messages in by_purpose.items():
        found.update(_by_purpose(code, messages, now))
    return found


def _by_purpose(code: str, messages: Sequence[Message], now: datetime) -> Mapping[int, str]:
    purpose = purposes.find(code)
    if purpose is None:
        return {each.pk: "这种用途已经停用" for each in messages}
    asked = [purposes.Addressed(m.pk, m.subject_id, m.person_id, m.name, str(m.address)) for m in messages]
    return purpose.still_wanted(asked, now.date())


def _within_the_day(
    works: Sequence[Work], bound: Limits, now: datetime, urgent: Sequence[str]
) -> tuple[list[Work], list[Work]]:
    """Those whose receiver has not had enough today, and the others."""
    indexes = {work.message.address_index for work in works}
    today = Message.objects.filter(address_index__in=indexes, sent_on=now.date()).exclude(purpose__in=urgent)
    counted = today.values_list("address_index")
    had = dict(counted.annotate(number=Count("pk")).order_by())
    kept: list[Work] = []
    enough: list[Work] = []
    for work in works:
        index = work.message.address_index
        fits = had.get(index, 0) < bound.daily or work.message.purpose in urgent
        had[index] = had.get(index, 0) + (fits and work.message.purpose not in urgent)
        (kept if fits else enough).append(work)
    return kept, enough


def _tomorrow(bound: Limits, now: datetime) -> datetime:
    return bound.awake((now + timedelta(days=1)).replace(hour=bound.quiet_to, minute=0, second=0, microsecond=0))


def _release(works: Sequence[Work], at: datetime, reason: str) -> None:
    if works:
        Message.objects.filter(rows.among(work.message.pk for work in works)).update(
            state=State.QUEUED, claim="", claimed_at=None, next_try_at=at, reason=reason
        )

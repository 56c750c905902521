"""Receipts: what gateways say afterwards. They come late, twice, out of order, thousands at once; each says a thing once.

*Delivered* is believed whenever it comes, also after a failure and for a message that waits to be sent again (then it
is not). *Failed* is believed only of what is on its way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from zhendi.domain.messaging import rows
from zhendi.domain.messaging.gateways import Notice
from zhendi.domain.messaging.models import Message, Receipt, State
from zhendi.kernel import bulk

_BELIEVED = (State.QUEUED, State.SENDING, State.SENT, State.FAILED, State.EXPIRED, State.UNKNOWN)
_UNDER_WAY = (State.SENDING, State.SENT, State.UNKNOWN)
_REASONS = {
    "MK:0001": "空号", "MK:0002": "空号", "MK:0003": "空号", "MK:0005": "停机", "MK:0012": "停机",
    "MK:0000": "关机", "MK:0004": "关机", "UNDELIV": "没送到", "EXPIRED": "一直没送到",
}  # fmt: skip


class Said(NamedTuple):
    """A receipt that was found to belong to a message."""

    message_id: int
    delivered: bool
    code: str
    day: date
    gateway: str


class Absorbed(NamedTuple):
    """Of a push: new receipts, ones that were there already, ones that fit no message of this gateway."""

    new: int
    again: int
    strange: int


@transaction.atomic
def absorb(*, gateway: str, notices: Sequence[Notice], on: date) -> Absorbed:
    """Take what a gateway pushed; a fixed number of statements, whatever the number."""
    by_key = _found("key", [each.key for each in notices if each.key])
    rest = [each.reference for each in notices if each.reference and each.key not in by_key]
    by_reference = _found("reference", rest, gateway)
    known = []
    for each in notices:
        pk = by_key.get(each.key) or by_reference.get(each.reference)
        if pk is not None:
            known.append(Said(pk, each.delivered, each.code, each.day, gateway))
    new = take(known, on=on)
    return Absorbed(new, len(known) - new, len(notices) - len(known))


def take(said: Sequence[Said], *, on: date) -> int:
    """Write receipts down and move their messages; inside the caller's transaction. Gives how many are new."""
    if not said:
        return 0
    first = {(each.message_id, each.delivered): each for each in reversed(said)}
    held = bulk.raw(Receipt, ("message_id", "outcome"), "message_id", list({each.message_id for each in said}))
    there = {(pk, outcome == Receipt.Outcome.DELIVERED) for pk, outcome in held}
    fresh = [each for mark, each in first.items() if mark not in there]
    Receipt.objects.bulk_create(
        [
            Receipt(
                message_id=each.message_id, gateway=each.gateway, code=each.code[:40], happened_on=min(each.day, on),
                outcome=Receipt.Outcome.DELIVERED if each.delivered else Receipt.Outcome.FAILED, received_on=on,
            )
            for each in fresh
        ],
        ignore_conflicts=True, batch_size=bulk.CHUNK // 6,
    )  # fmt: skip
    _move(fresh, on)
    return len(fresh)


def _move(fresh: Sequence[Said], on: date) -> None:
    days: dict[date, list[int]] = defaultdict(list)
    codes: dict[str, list[int]] = defaultdict(list)
    for each in fresh:
        if each.delivered:
            days[min(each.day, on)].append(each.message_id)
        else:
            codes[each.code].append(each.message_id)
    for code, ids in codes.items():
        Message.objects.filter(rows.among(ids), state__in=_UNDER_WAY).update(
            state=State.FAILED, reason=reason(code), next_try_at=None, claimed_at=None
        )
    for day, ids in days.items():
        Message.objects.filter(rows.among(ids), state__in=_BELIEVED).update(
            state=State.DELIVERED,
            reason="",
            delivered_on=day,
            sent_on=Coalesce("sent_on", Value(day)),
            next_try_at=None,
            claimed_at=None,
        )


def reason(code: str) -> str:
    """A carrier's code in words, with the code."""
    return f"{_REASONS.get(code, '没送到')}（{code}）" if code else "没送到"


def _found(field: str, values: Sequence[str], gateway: str = "") -> dict[str, int]:
    """Messages by key, which only who was given the message knows; or by the reference of this gateway."""
    held = bulk.raw(Message, (field, "id", "gateway"), field, values)
    return {value: pk for value, pk, of in held if not gateway or of == gateway}

"""Messages of the local outbox: nothing leaves this machine, people send the texts by their own telephone and say so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from zhendi.domain.messaging import access, rows, texts
from zhendi.domain.messaging.gateways.outbox import NAME
from zhendi.domain.messaging.models import Message, State
from zhendi.domain.messaging.operations import receipts
from zhendi.domain.messaging.operations.receipts import Said
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

UNMASK = "unmask"
_CODE = "by_hand"
_DEMONSTRATION = "演示"
_SHOWN_FAILED = 16  # of the demonstration's messages one in so many does not arrive


class Text(NamedTuple):
    """A text to send by hand, with the whole number."""

    message_id: int
    name: str
    number: str
    text: str


@transaction.atomic
def reveal(*, actor: Actor, on: date, batch_id: int) -> list[Text]:
    """Texts of a batch that wait in the outbox, with whole numbers; written down. ``NotVisible`` when there are none."""
    found = Message.objects.filter(batch=batch_id, gateway=NAME, state=State.SENT).select_related("batch")
    waiting = list(found.order_by("pk"))
    if not waiting or not all(access.may_see(actor.scope, each.path) for each in waiting):
        raise NotVisible("no such message")
    if not all(access.may_write(actor.scope, each.path) and actor.scope.allows(UNMASK, each.path) for each in waiting):
        raise Refused("您的职务不能看完整号码，由党支部书记来发。", code="not_yours")
    record(
        actor=actor, action="messaging.revealed", on=on, subject_type="messaging.Batch", subject_id=batch_id,
        path=waiting[0].batch.path, summary=f"查看{len(waiting)}人的手机号，用手机代发短信",
        detail={"messages": len(waiting)},
    )  # fmt: skip
    return [
        Text(
            each.pk, each.name, str(each.address), texts.read(each.batch.body, each.batch.signature, each.variables)
        )
        for each in waiting
    ]  # fmt: skip


@transaction.atomic
def sent(*, actor: Actor, on: date, message_ids: Sequence[int]) -> int:
    """These texts of the outbox were sent by hand and arrived; gives how many."""
    found = list(Message.objects.filter(rows.among(message_ids), gateway=NAME, state=State.SENT))
    if not found or not all(access.may_see(actor.scope, each.path) for each in found):
        raise NotVisible("no such message")
    if not all(access.may_write(actor.scope, each.path) for each in found):
        raise Refused("您的职务不能登记短信，由党支部书记、副书记或组织委员登记。", code="not_yours")
    new = receipts.take([Said(each.pk, True, _CODE, on, NAME) for each in found], on=on)
    first = found[0]
    record(
        actor=actor, action="messaging.sent_by_hand", on=on, subject_type="messaging.Batch", subject_id=first.batch_id,
        path=first.path, summary=f"用手机代发短信{new}条", detail={"messages": new},
    )  # fmt: skip
    return new


@transaction.atomic
def demonstrate(*, now: datetime) -> int:
    """In a demonstration (synthetic people, no gateway) receipts come by themselves; gives how many."""
    waiting = Message.objects.filter(gateway=NAME, state=State.SENT, sent_at__lt=now).order_by("pk")[:2000]
    said = [
        Said(each.pk, each.pk % _SHOWN_FAILED != 0, _DEMONSTRATION, now.date(), NAME) for each in waiting.only("pk")
    ]
    return receipts.take(said, on=now.date())

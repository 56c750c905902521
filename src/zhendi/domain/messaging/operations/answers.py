"""Answers that members give on their own page: they stand among the replies, where those by telephone stand."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from zhendi.domain.messaging import purposes
from zhendi.domain.messaging.models import GONE, OWN_PAGE, Message, Reply
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

_SAID = (Reply.Said.WELL, Reply.Said.CHANGED, Reply.Said.HELP)
_LONGEST = 400


class Given(NamedTuple):
    """An answer; ``fresh`` unless the same had been said before."""

    reply_id: int
    fresh: bool


@transaction.atomic
def answer(*, actor: Actor, on: date, now: datetime, message_id: int, said: str, text: str = "") -> Given:
    """The receiver answers a message that asks for it. The same said again is the same.

    That all is well needs nobody's attention and is settled at once. ``NotVisible`` for anybody else's message and one
    that asks nothing; ``Refused`` without an answer, with help or a change not put into words, and for a second answer.
    """
    message = Message.objects.select_for_update().filter(pk=message_id, purpose__in=purposes.asking()).first()
    if message is None or actor.scope.person_id is None or message.person_id != actor.scope.person_id:
        raise NotVisible("no such message")
    if message.state not in GONE:
        raise NotVisible("no such message")
    if said not in _SAID:
        raise Refused("选一个：平安、情况有变，还是需要帮助。", code="said", field="said")
    told = words(text, _LONGEST, "说说情况", "text", needed=said != Reply.Said.WELL)
    held = Reply.objects.filter(gateway=OWN_PAGE, number=str(message.pk)).first()
    if held is not None:
        return _same(held, said, told)
    return Given(_written(message, actor, on, now, Reply.Said(said), told), fresh=True)


def _same(held: Reply, said: str, told: str) -> Given:
    if (held.said, str(held.text)) != (said, told or Reply.Said(said).label):
        raise Refused("这个月您已经回过了。再有事，请用“求助”或“我换地方了”。", code="answered")
    return Given(held.pk, fresh=False)


def _written(message: Message, actor: Actor, on: date, now: datetime, said: Reply.Said, told: str) -> int:
    well = said == Reply.Said.WELL
    made = Reply.objects.create(
        gateway=OWN_PAGE, number=str(message.pk), sender=message.address, text=told or said.label, said=said,
        received_at=now, message=message, purpose=message.purpose, subject_id=message.subject_id,
        person_id=message.person_id, name=message.name, path=message.path, settled_on=on if well else None,
        settled_by=actor.label[:80] if well else "", note="本人报平安" if well else "",
    )  # fmt: skip
    record(
        actor=actor, action="messaging.answered", on=on, subject_type="messaging.Reply", subject_id=made.pk,
        path=message.path, summary=f"{message.name}在手机页面回复：{said.label}", detail={"said": said.value},
    )  # fmt: skip
    return made.pk

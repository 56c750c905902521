"""Replies: none is lost, each is shown to those who wrote; and who wants nothing more is written to no more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from zhendi.domain.messaging import access
from zhendi.domain.messaging.gateways import Answer
from zhendi.domain.messaging.models import ADDRESS, Message, OptOut, Reply
from zhendi.domain.messaging.purposes import CODE
from zhendi.domain.orgs.models import Organisation
from zhendi.kernel import crypto, parameters
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

_NO_MORE = re.compile(r"\s*(?:TD|T|N|退订|不要再发.*|别再发.*)\s*[。.!！]?\s*", re.IGNORECASE)
_HELP_WORDS = "messages.help_words"
_TAIL = 11  # digits by which a mainland number is known, however its country code is written


@transaction.atomic
def take(*, gateway: str, answers: Sequence[Answer], on: date) -> int:
    """Store replies; the same one again is the same. Gives how many are new. Five statements, whatever the number."""
    if not answers:
        return 0
    numbers = [each.number for each in answers]
    there = set(Reply.objects.filter(gateway=gateway, number__in=numbers).values_list("number", flat=True))
    fresh = list({each.number: each for each in answers if each.number not in there}.values())
    senders = [_national(each.sender) for each in fresh]
    indexes = crypto.index_many(senders, ADDRESS)
    last, top, cries = _last(indexes), _top(), parameters.load().value(_HELP_WORDS, on)
    made = Reply.objects.bulk_create(
        [
            _reply(gateway, each, sender, last.get(index), top, cries)
            for each, sender, index in zip(fresh, senders, indexes, strict=True)
        ],
        ignore_conflicts=True,
    )
    said = zip(made, indexes, strict=True)
    _opt_out([(reply, index) for reply, index in said if reply.said == Reply.Said.STOP], on)
    return len(made)


@transaction.atomic
def settle(*, actor: Actor, on: date, reply_id: int, note: str) -> None:
    """Say what was done about a reply; it leaves the list of those that wait."""
    reply = Reply.objects.select_for_update().filter(pk=reply_id).first()
    if reply is None or not access.may_see(actor.scope, reply.path):
        raise NotVisible("no such reply")
    if not access.may_write(actor.scope, reply.path):
        raise Refused("您的职务不能处理短信回复，由党支部书记、副书记或组织委员处理。", code="not_yours")
    if reply.settled_on is not None:
        raise Refused(f"{reply.settled_by}已经处理过。", code="unchanged")
    reply.note = words(note, 200, "怎么处理的", "note")
    reply.settled_on, reply.settled_by = on, actor.label
    reply.save(update_fields=["note", "settled_on", "settled_by"])
    record(
        actor=actor, action="messaging.reply_settled", on=on, subject_type="messaging.Reply", subject_id=reply.pk,
        path=reply.path, summary=f"处理{reply.name or '未知号码'}的短信回复", detail={"note": reply.note},
    )  # fmt: skip


@transaction.atomic
def no_more(*, actor: Actor, on: date, message_id: int) -> None:
    """The receiver of a message has said that no more are wanted."""
    message = Message.objects.filter(pk=message_id).first()
    if message is None or not access.may_see(actor.scope, message.path):
        raise NotVisible("no such message")
    _require(actor, message.path)
    index = message.address_index
    if OptOut.objects.filter(address_index=index, person=None, valid_to=None).exists():
        raise Refused("已经记下不再发短信。", code="unchanged")
    made = OptOut.objects.create(
        address=message.address, name=message.name, path=message.path, source=OptOut.Source.TOLD, valid_from=on
    )
    _enter(actor, on, made, "opted_out", f"{message.name}不再收短信")


@transaction.atomic
def again(*, actor: Actor, on: date, opt_out_id: int) -> None:
    """The receiver wants messages again."""
    held = OptOut.objects.select_for_update().filter(pk=opt_out_id, valid_to=None).first()
    if held is None or not access.may_see(actor.scope, held.path):
        raise NotVisible("no such entry")
    _require(actor, held.path)
    if held.person_id is not None:
        raise Refused("这是党员本人在手机页面选的，由本人在“我的资料”里恢复。", code="own_choice")
    held.valid_to = on
    held.save(update_fields=["valid_to"])
    _enter(actor, on, held, "opted_in", f"{held.name or '未知号码'}恢复收短信")


def _require(actor: Actor, path: str) -> None:
    if not access.may_write(actor.scope, path):
        raise Refused("您的职务不能改收短信的意愿，由党支部书记、副书记或组织委员办理。", code="not_yours")


def _national(sender: str) -> str:
    digits = "".join(letter for letter in sender if letter.isdigit())
    return digits[-_TAIL:]


def _last(indexes: Sequence[str]) -> dict[str, Message]:
    """The last message that went to each of these numbers. Nobody answers a code: what is said then belongs to the
    branch's message before it.
    """
    found = Message.objects.filter(address_index__in=indexes).exclude(sent_on=None).exclude(purpose=CODE).order_by("pk")
    fields = ("pk", "purpose", "subject_id", "person_id", "name", "path", "address_index")
    return {message.address_index: message for message in found.only(*fields)}


def _top() -> str:
    return Organisation.objects.filter(parent=None).order_by("path").values_list("path", flat=True).first() or ""


def _reply(gateway: str, answer: Answer, sender: str, message: Message | None, top: str, cries: Sequence[str]) -> Reply:
    made = Reply(
        gateway=gateway, number=answer.number, sender=sender, text=answer.text, said=_said(answer.text, cries),
        received_at=answer.at, path=top,
    )  # fmt: skip
    if message is not None:
        made.message, made.purpose, made.subject_id = message, message.purpose, message.subject_id
        made.person_id, made.name, made.path = message.person_id, message.name, message.path
    return made


def _said(text: str, cries: Sequence[str]) -> str:
    """Whether the text asks for no more, or may ask for help: a hint for whoever reads the list, no judgement."""
    if _NO_MORE.fullmatch(text):
        return Reply.Said.STOP
    return Reply.Said.HELP if any(word in text for word in cries) else ""


def _opt_out(found: Sequence[tuple[Reply, str]], on: date) -> None:
    refusing = set(
        OptOut.objects.filter(address_index__in=[index for _, index in found], person=None, valid_to=None).values_list(
            "address_index", flat=True
        )
    )
    first = {index: reply for reply, index in found if index not in refusing}
    OptOut.objects.bulk_create(
        [
            OptOut(address=r.sender, name=r.name, path=r.path, source=OptOut.Source.REPLY, valid_from=on)
            for r in first.values()
        ],
        ignore_conflicts=True,
    )


def _enter(actor: Actor, on: date, entry: OptOut, action: str, summary: str) -> None:
    record(
        actor=actor, action=f"messaging.{action}", on=on, subject_type="messaging.OptOut", subject_id=entry.pk,
        path=entry.path, summary=summary,
    )  # fmt: skip

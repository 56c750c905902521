"""Making a batch of messages, and taking it back before it goes out."""

from __future__ import annotations

import json
import os.path
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from zhendi.domain.messaging import access, purposes, rows, texts
from zhendi.domain.messaging.limits import Limits, limits
from zhendi.domain.messaging.models import ADDRESS, ENDED, OPEN, VARIABLES, Batch, Message, OptOut, State, Template
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.orgs.paths import STEP
from zhendi.kernel import bulk, crypto
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.masking import mask_mobile
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

SUBJECT = "messaging.Batch"
_NOT_YOURS = "您的职务不能给他们发短信，由党支部书记、副书记或组织委员发。"
_LATEST_DAYS = 62
_NAMED = 5
_TOGETHER = 20_000  # messages sealed and written at once


class Receiver(NamedTuple):
    """Somebody to write to: the subject of the purpose, the person, the place, the number, and what fills the text."""

    subject_id: int | None
    person_id: int | None
    path: str
    name: str
    address: str
    variables: Mapping[str, str]

    def __repr__(self) -> str:
        return f"<receiver {self.subject_id}>"


class Line(NamedTuple):
    """What a receiver would read; ``problem`` says in Chinese why nothing would be sent to them, "" for nothing."""

    receiver: Receiver
    text: str
    parts: int
    problem: str


class Preview(NamedTuple):
    """All receivers in their order, those who would get it, and what that is on the carrier's bill."""

    lines: tuple[Line, ...]
    number: int
    parts: int

    @property
    def left_out(self) -> tuple[Line, ...]:
        """Those to whom nothing would be sent, with the reason."""
        return tuple(line for line in self.lines if line.problem)


def once(purpose: str, period: str, receiver: Receiver) -> str:
    """The mark that bars a second message for the same period."""
    return f"{purpose}|{period}|{receiver.subject_id}" if period and receiver.subject_id is not None else ""


def preview(*, template: Template, receivers: Sequence[Receiver], period: str) -> Preview:
    """What each receiver would read. Three questions, whatever the number. ``Refused`` names who lacks a variable."""
    _require_variables(template.signature + template.body, receivers)
    indexes = crypto.index_many([str(each.address) for each in receivers], ADDRESS)
    refusing = _refusing(indexes, receivers)
    had = _had([each.subject_id for each in receivers if period and each.subject_id is not None])
    seen: set[str] = set()
    lines = []
    for each, index, refuses in zip(receivers, indexes, refusing, strict=True):
        text = texts.whole(template.body, template.signature, each.variables)
        problem = _problem(each, index, refuses, once(template.purpose, period, each) in had, seen)
        seen.add(index)
        lines.append(Line(each, text, texts.parts(text), problem))
    fine = [line for line in lines if not line.problem]
    return Preview(tuple(lines), len(fine), sum(line.parts for line in fine))


@transaction.atomic
def send(
    *,
    actor: Actor,
    on: date,
    now: datetime,
    template_id: int,
    receivers: Sequence[Receiver],
    period: str = "",
    after: datetime | None = None,
    title: str = "",
) -> int:
    """Write a batch into the outbox; gives its key. It goes out after the time of recall (``after``: not before then),
    never at night.

    Who has no number, wants no messages or has had this one is left out. ``Refused`` when nobody is left, a variable
    is missing or the day lies too far; ``NotVisible`` when a receiver is out of sight.
    """
    template = _template(actor, template_id)
    place = _place(actor, receivers)
    found = preview(template=template, receivers=receivers, period=period)
    fine = [line.receiver for line in found.lines if not line.problem]
    if not fine:
        raise Refused("没有人可以发：没有号码、不愿意收，或者已经发过。", code="nobody", field="receivers")
    bound = limits(on)
    start = _start(bound, now, after)
    batch = Batch.objects.create(
        purpose=template.purpose, period=period, channel=template.channel, template=template,
        template_revision=template.revision, title=words(title or template.title, 60, "名称", "title"),
        body=template.body, signature=template.signature, registered=template.registered, organisation=place,
        path=place.path, made_at=now, made_by=actor.scope.person_id, made_by_label=actor.label, send_after=start,
        expires_at=start + bound.life, size=len(fine),
    )  # fmt: skip
    _write(batch, fine, start)
    record(
        actor=actor, action="messaging.send", on=on, subject_type=SUBJECT, subject_id=batch.pk, path=place.path,
        summary=f"短信“{batch.title}”：{len(fine)}人，{start:%m月%d日 %H:%M}起发",
        detail={"purpose": batch.purpose, "period": period, "messages": len(fine), "left_out": len(found.left_out)},
    )  # fmt: skip
    return batch.pk


@transaction.atomic
def recall(*, actor: Actor, on: date, now: datetime, batch_id: int) -> int:
    """Take back what no gateway has in hand yet; gives how many. ``Refused`` when all of it has gone."""
    batch = Batch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None or not access.may_see(actor.scope, batch.path):
        raise NotVisible("no such batch")
    if not access.may_write(actor.scope, batch.path):
        raise Refused(_NOT_YOURS, code="not_yours")
    taken = Message.objects.filter(batch=batch, state__in=OPEN).update(
        state=State.RECALLED, reason="撤回", next_try_at=None
    )
    if not taken:
        raise Refused("已经全部发出，撤不回来了。", code="gone")
    batch.state, batch.ended_at, batch.ended_by_label = Batch.Stage.RECALLED, now, actor.label
    batch.save(update_fields=["state", "ended_at", "ended_by_label"])
    record(
        actor=actor, action="messaging.recall", on=on, subject_type=SUBJECT, subject_id=batch.pk, path=batch.path,
        summary=f"撤回短信“{batch.title}”：{taken}条没有发出", detail={"messages": taken},
    )  # fmt: skip
    return taken


def _template(actor: Actor, pk: int) -> Template:
    found = Template.objects.usable_at(actor.scope).standing().filter(pk=pk).first()
    if found is None:
        raise NotVisible("no such template")
    purposes.purpose(found.purpose)
    return found


def _place(actor: Actor, receivers: Sequence[Receiver]) -> Organisation:
    """The lowest organisation above all receivers, each of whom the actor may write to."""
    places = {each.path for each in receivers}
    if not all(access.may_see(actor.scope, path) for path in places):
        raise NotVisible("no such receiver")
    if not all(access.may_write(actor.scope, path) for path in places):
        raise Refused(_NOT_YOURS, code="not_yours")
    shared = os.path.commonprefix(sorted(places))  # noqa: RUF071 - cut to whole steps below
    found = Organisation.objects.filter(path=shared[: len(shared) // STEP * STEP]).first() if places else None
    if found is None or not access.may_write(actor.scope, found.path):
        raise Refused("没有选人，或者选的人分属您的两个职务。一次给一处的人发。", code="nobody", field="receivers")
    return found


def _require_variables(body: str, receivers: Sequence[Receiver]) -> None:
    lacking = [(each.name, texts.missing(body, each.variables)) for each in receivers]
    faulty = [(name, names) for name, names in lacking if names]
    if faulty:
        said = [f"{name}没有“{'”“'.join(names)}”" for name, names in faulty]
        more = f"等{len(said)}人" if len(said) > _NAMED else ""
        raise Refused(
            f"{'；'.join(said[:_NAMED])}{more}。补上再发，或者换一个模板。", code="variable", field="template",
            details=said,
        )  # fmt: skip


def _refusing(indexes: Sequence[str], receivers: Sequence[Receiver]) -> list[bool]:
    """Whether each wants no messages: refused for the number, whoever has it, or by the member, whatever the number."""
    numbers = [each for each in indexes if each]
    held = bulk.raw(OptOut, ("address_index", "person_id", "valid_to"), "address_index", numbers)
    refused = {index for index, person, valid_to in held if valid_to is None and person is None}
    known = [each.person_id for each in receivers if each.person_id is not None]
    chosen = bulk.raw(OptOut, ("person_id", "valid_to"), "person_id", known)
    unwilling = {person for person, valid_to in chosen if valid_to is None}
    return [index in refused or each.person_id in unwilling for each, index in zip(receivers, indexes, strict=True)]


def _had(subjects: Sequence[int]) -> set[str]:
    """The marks of what is under way to these subjects or has reached them."""
    held = bulk.raw(Message, ("once", "state"), "subject_id", subjects)
    return {mark for mark, state in held if mark and state not in ENDED}


def _problem(each: Receiver, index: str, refuses: bool, had: bool, seen: set[str]) -> str:
    if not each.address:
        return "没有手机号"
    if mask_mobile(each.address).count("*") != 4 or not each.address.isdigit():
        return "号码不是手机号"
    if refuses:
        return "不愿意收短信"
    if had:
        return "这一期已经发过"
    return "和前面的人是同一个号码" if index in seen else ""


def _start(bound: Limits, now: datetime, after: datetime | None) -> datetime:
    if after is not None and (after - now).days > _LATEST_DAYS:
        raise Refused(f"最多提前{_LATEST_DAYS}天安排。", code="day_late", field="after")
    return bound.awake(max(now + bound.recall, after or now))


def _write(batch: Batch, receivers: Sequence[Receiver], start: datetime) -> None:
    """The messages, in pieces; one insert each."""
    columns = (
        "batch_id", "purpose", "subject_id", "person_id", "path", "name", "channel", "address", "address_index",
        "variables", "key", "once", "state", "next_try_at",
    )  # fmt: skip
    needed = texts.variables(batch.signature + batch.body)
    due = rows.moment(start)
    for some in bulk.chunks(receivers, _TOGETHER):
        addresses = [str(each.address) for each in some]
        filling = [json.dumps({name: each.variables[name] for name in needed}, ensure_ascii=False) for each in some]
        sealed, indexes = crypto.seal_many(addresses, ADDRESS), crypto.index_many(addresses, ADDRESS)
        values = crypto.seal_many(filling, VARIABLES)
        made = zip(some, sealed, indexes, values, rows.keys(len(some), batch.made_at), strict=True)
        bulk.insert(
            Message,
            columns,
            [
                (
                    batch.pk, batch.purpose, each.subject_id, each.person_id, each.path, each.name, batch.channel,
                    address, index, filled, key, once(batch.purpose, batch.period, each), State.HELD.value, due,
                )
                for each, address, index, filled, key in made
            ],
        )  # fmt: skip

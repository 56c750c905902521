"""Lists that go out as workbooks: messages, the letters of a run. Masked; whole only where the reader may see whole
numbers and addresses, for a stated purpose. Each list that goes out is written down.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from zhendi.domain.messaging import access, purposes, texts
from zhendi.domain.messaging.models import Letter, Message, State
from zhendi.domain.messaging.models.letters import LetterRun
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.masking import mask_address, mask_mobile
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Actor
from zhendi.kernel.wording import words

UNMASK = "unmask"
_MOST = 100_000  # rows of a workbook


class Outgone(NamedTuple):
    """A message as the workbook has it."""

    name: str
    number: str
    purpose: str
    text: str
    state: str
    reason: str
    gateway: str
    sent_at: datetime | None
    delivered_on: date | None


class Posted(NamedTuple):
    """A letter as the workbook has it."""

    number: int
    name: str
    branch: str
    place: str
    address: str
    postcode: str
    state: str
    reason: str
    printed_on: date | None
    posted_on: date | None
    returned_on: date | None


@transaction.atomic
def messages(
    *,
    actor: Actor,
    on: date,
    batch_id: int | None = None,
    text: str = "",
    states: tuple[str, ...] = (),
    whole: bool = False,
    purpose: str = "",
) -> tuple[Outgone, ...]:
    """Messages that the actor sees (``whole``: whose numbers the actor may see whole), the newest first, at most 100,000.

    ``NotVisible`` for whoever sees no members, ``Refused`` for whole numbers without a purpose or without the right.
    """
    found = Message.objects.filter(_ranges(actor, whole)).order_by("-pk")
    if batch_id is not None:
        found = found.filter(batch=batch_id)
    for word in text.split():
        found = found.filter(name__contains=word)
    if states:
        found = found.filter(state__in=states)
    said = _purpose(actor, whole, purpose)
    rows = tuple(_message(row, whole) for row in found.select_related("batch")[:_MOST])
    _enter(actor, on, "messages", f"导出短信名单{len(rows)}条", len(rows), said)
    return rows


@transaction.atomic
def letters(
    *, actor: Actor, on: date, run_id: int, state: str = "", text: str = "", whole: bool = False, purpose: str = ""
) -> tuple[Posted, ...]:
    """The letters of a run by number; as ``messages``, of addresses. ``NotVisible`` for a run out of sight."""
    run = LetterRun.objects.visible_to(actor.scope).filter(pk=run_id).first()
    if run is None:
        raise NotVisible("no such run")
    if whole and not access.may_print(actor.scope, run.path):
        raise Refused("您的职务不能看完整地址，由党支部书记或经办人导出。", code="not_yours")
    found: QuerySet[Letter] = run.letters.order_by("number")
    for word in text.split():
        found = found.filter(name__contains=word)
    said = _purpose(actor, whole, purpose)
    rows = tuple(_letter(row, whole) for row in (found.filter(state=state) if state else found)[:_MOST])
    _enter(actor, on, "letters", f"导出“{run.title}”的信件名单{len(rows)}封", len(rows), said, path=run.path)
    return rows


def _ranges(actor: Actor, whole: bool) -> Any:
    if not actor.scope.may(SEE):
        raise NotVisible("messages")
    return in_ranges(actor.scope.ranges(UNMASK if whole else SEE))


def _purpose(actor: Actor, whole: bool, purpose: str) -> str:
    if not whole:
        return ""
    if not actor.scope.may(UNMASK):
        raise Refused("您的职务不能看完整号码，由党支部书记或经办人导出。", code="not_yours")
    return words(purpose, 100, "用途", "purpose")


def _message(row: Message, whole: bool) -> Outgone:
    known = purposes.find(row.purpose)
    number = str(row.address)
    return Outgone(
        row.name, number if whole else mask_mobile(number), known.title if known else row.purpose,
        texts.read(row.batch.body, row.batch.signature, row.variables), State(row.state).label, row.reason, row.gateway,
        row.sent_at, row.delivered_on,
    )  # fmt: skip


def _letter(row: Letter, whole: bool) -> Posted:
    address = str(row.address or "")
    return Posted(
        row.number, row.name, row.branch, row.place, address if whole else mask_address(address), row.postcode,
        str(Letter.State(row.state).label), row.reason, row.printed_on, row.posted_on, row.returned_on,
    )  # fmt: skip


def _enter(actor: Actor, on: date, what: str, summary: str, number: int, purpose: str, path: str | None = None) -> None:
    place = min((low for low, _ in actor.scope.ranges(SEE)), default="") if path is None else path
    told = f"，完整号码和地址，用途：{purpose}" if purpose else ""
    record(
        actor=actor, action=f"export.{what}", on=on, subject_type=f"export.{what}", subject_id=None, path=place,
        summary=summary + told, detail={"rows": number, "whole": bool(purpose), "purpose": purpose},
    )  # fmt: skip

"""What a member reads of the messages to oneself, on the own page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from zhendi.domain.messaging import purposes, texts
from zhendi.domain.messaging.models import GONE, OWN_PAGE, Message, Reply
from zhendi.kernel.scope import Scope

_MOST = 200  # messages on the own record: five years of a month's and a festival's


class Asked(NamedTuple):
    """A message that asks for an answer; ``said``: what was answered on the own page, "" for nothing."""

    message_id: int
    text: str
    sent_on: date
    said: str
    answer: str


def asked(scope: Scope, subjects: Sequence[int]) -> Asked | None:
    """The last message of the reader's month that asks for an answer; ``subjects`` are the reader's own of the purpose
    (movements). Two queries, none for nobody's.
    """
    if scope.person_id is None or not subjects:
        return None
    about = Message.objects.filter(subject_id__in=subjects, purpose__in=purposes.asking())
    mine = about.filter(person_id=scope.person_id, state__in=GONE)
    row = mine.filter(sent_on__gte=scope.as_of.replace(day=1)).select_related("batch").order_by("-pk").first()
    if row is None or row.sent_on is None:
        return None
    text = texts.read(row.batch.body, row.batch.signature, row.variables)
    held = Reply.objects.filter(gateway=OWN_PAGE, number=str(row.pk)).values_list("said", "text").first()
    said, answer = held or ("", "")
    return Asked(row.pk, text, row.sent_on, Reply.Said(said).label if said else "", str(answer))


class Written(NamedTuple):
    """A message to the reader, and what was answered ("" for nothing), by telephone or on the own page."""

    purpose: str
    text: str
    sent_on: date
    state: str
    answers: tuple[str, ...]


def written(scope: Scope, subjects: Sequence[int]) -> tuple[Written, ...]:
    """The messages that went out to the reader, the latest first, with the answers. Two queries, none for nobody's."""
    if scope.person_id is None or not subjects:
        return ()
    found = Message.objects.filter(subject_id__in=subjects, person_id=scope.person_id, state__in=GONE)
    rows = list(found.exclude(sent_on=None).select_related("batch").order_by("-pk")[:_MOST])
    said: dict[int, list[str]] = {}
    for message, word, text in (
        Reply.objects.filter(message__in=[row.pk for row in rows]).order_by("pk").values_list("message", "said", "text")
    ):
        told = str(text) or str(Reply.Said(word).label if word else "")
        said.setdefault(message or 0, []).append(told)
    return tuple(_written(row, tuple(said.get(row.pk, ()))) for row in rows)


def _written(row: Message, answers: tuple[str, ...]) -> Written:
    purpose = purposes.find(row.purpose)
    text = texts.read(row.batch.body, row.batch.signature, row.variables)
    day = row.sent_on or row.batch.made_at.date()
    return Written(purpose.title if purpose else "", text, day, str(row.get_state_display()), answers)

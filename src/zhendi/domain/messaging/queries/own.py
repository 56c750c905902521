"""What a member reads of the messages to oneself, on the own page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from zhendi.domain.messaging import purposes, texts
from zhendi.domain.messaging.models import GONE, OWN_PAGE, Message, Reply
from zhendi.kernel.scope import Scope


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

"""Batches with how far they have come, and the messages in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from zhendi.domain.messaging import access, texts
from zhendi.domain.messaging.models import OPEN, Batch, Message, State
from zhendi.domain.messaging.rows import among
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.masking import mask_mobile
from zhendi.kernel.paging import turned_to
from zhendi.kernel.scope import Scope

SIZE = 50
FAILED = (State.FAILED, State.EXPIRED, State.UNKNOWN)
SHOWN = {
    "waiting": OPEN, "sending": (State.SENDING,), "sent": (State.SENT,), "delivered": (State.DELIVERED,),
    "failed": FAILED, "left": (State.RECALLED, State.UNWANTED),
}  # fmt: skip
TITLES = {
    "waiting": "待发", "sending": "正在发", "sent": "已发出", "delivered": "已送达", "failed": "没发到", "left": "不发",
}  # fmt: skip


class Counts(NamedTuple):
    """How many messages of a batch stand where: see ``TITLES``."""

    waiting: int = 0
    sending: int = 0
    sent: int = 0
    delivered: int = 0
    failed: int = 0
    left: int = 0

    @property
    def whole(self) -> int:
        """All messages."""
        return sum(self)

    @property
    def settled(self) -> int:
        """Those of which the end is known."""
        return self.delivered + self.failed + self.left


class Line(NamedTuple):
    """A batch as a list shows it."""

    id: int
    title: str
    organisation: str
    made_at: datetime
    made_by: str
    send_after: datetime
    state: str
    size: int
    counts: Counts


class Page(NamedTuple):
    """A page of rows, of how many."""

    rows: tuple[Line, ...]
    total: int
    number: int
    pages: int


class Record(NamedTuple):
    """One batch. ``recallable``: the reader may take back what has not gone; ``sample``: the text with its variables."""

    line: Line
    purpose: str
    period: str
    body: str
    signature: str
    expires_at: datetime
    ended_at: datetime | None
    ended_by: str
    recallable: bool
    may_write: bool
    gateways: Mapping[str, int]


class Sent(NamedTuple):
    """A message as a list shows it; the number is masked. ``text`` is empty where nobody asked for it."""

    id: int
    batch_id: int
    subject_id: int | None
    person_id: int | None
    name: str
    number: str
    state: str
    state_title: str
    reason: str
    gateway: str
    sent_at: datetime | None
    delivered_on: date | None
    text: str


class SentPage(NamedTuple):
    """A page of messages, of how many."""

    rows: tuple[Sent, ...]
    total: int
    number: int
    pages: int


def listing(scope: Scope, *, text: str = "", state: str = "", page: int = 1, size: int = SIZE) -> Page:
    """Batches that the reader sees, the newest first. Three queries."""
    found = Batch.objects.visible_to(scope)
    for word in text.split():
        found = found.filter(Q(title__contains=word) | Q(body__contains=word))
    if state in Batch.Stage.values:
        found = found.filter(state=state)
    total = found.count()
    number, pages = turned_to(page, total, size)
    rows = list(found.select_related("organisation").order_by("-id")[(number - 1) * size : number * size])
    counted = counts([row.pk for row in rows])
    return Page(tuple(_line(row, counted[row.pk]) for row in rows), total, number, pages)


def record(scope: Scope, batch_id: int) -> Record:
    """One batch; ``NotVisible`` for one out of sight. Three queries."""
    row = Batch.objects.visible_to(scope).filter(pk=batch_id).select_related("organisation").first()
    if row is None:
        raise NotVisible("no such batch")
    counted = counts([row.pk])[row.pk]
    writes = access.may_write(scope, row.path)
    gateways = Message.objects.filter(batch=row).exclude(gateway="").values_list("gateway").annotate(n=Count("pk"))
    return Record(
        _line(row, counted), row.purpose, row.period, row.body, row.signature, row.expires_at, row.ended_at,
        row.ended_by_label, writes and counted.waiting > 0, writes, dict(gateways.order_by("gateway")),
    )  # fmt: skip


def counts(batch_ids: Sequence[int]) -> dict[int, Counts]:
    """How far each batch has come; one query."""
    found = {pk: dict.fromkeys(SHOWN, 0) for pk in batch_ids}
    group = {state: name for name, states in SHOWN.items() for state in states}
    rows = Message.objects.filter(among(batch_ids, "batch_id")).values_list("batch_id", "state")
    for pk, state, number in rows.annotate(number=Count("pk")).order_by():
        found[pk][group[State(state)]] += number
    return {pk: Counts(**each) for pk, each in found.items()}


def messages(
    scope: Scope, *, batch_id: int | None = None, text: str = "", state: str = "", gateway: str = "", page: int = 1,
    size: int = SIZE, whole: bool = False,
) -> SentPage:  # fmt: skip
    """Messages that the reader sees, the newest first; ``whole``: with their texts. Two queries."""
    found = Message.objects.visible_to(scope)
    if batch_id is not None:
        found = found.filter(batch=batch_id)
    for word in text.split():
        found = found.filter(name__contains=word)
    if state in SHOWN:
        found = found.filter(state__in=SHOWN[state])
    if gateway:
        found = found.filter(gateway=gateway)
    total = found.count()
    number, pages = turned_to(page, total, size)
    return SentPage(_rows(found, (number - 1) * size, size, whole=whole), total, number, pages)


def _rows(found: QuerySet[Message], start: int, size: int, *, whole: bool) -> tuple[Sent, ...]:
    rows = found.select_related("batch").order_by("-id")[start : start + size]
    return tuple(
        Sent(
            row.pk, row.batch_id, row.subject_id, row.person_id, row.name, mask_mobile(str(row.address)), row.state,
            State(row.state).label, row.reason, row.gateway, row.sent_at, row.delivered_on, texts.read(row.batch.body, row.batch.signature, row.variables) if whole else "",
        )
        for row in rows
    )  # fmt: skip


def _line(row: Batch, counted: Counts) -> Line:
    place = row.organisation
    name = (place.short_name or place.full_name) if place else ""
    return Line(
        row.pk, row.title, name, row.made_at, row.made_by_label, row.send_after, row.state, row.size, counted
    )  # fmt: skip

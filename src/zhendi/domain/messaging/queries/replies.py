"""Replies, those that wait first; and who wants no messages."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Case, F, Q, When

from zhendi.domain.messaging import access
from zhendi.domain.messaging.models import OWN_PAGE, OptOut, Reply
from zhendi.kernel.masking import mask_mobile
from zhendi.kernel.paging import turned_to
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope

SIZE = 50


class Line(NamedTuple):
    """A reply as a list shows it. ``name`` is empty for a number that nobody wrote to."""

    id: int
    person_id: int | None
    subject_id: int | None
    purpose: str
    batch_id: int | None
    name: str
    number: str
    text: str
    said: str
    said_title: str
    own_page: bool
    received_at: datetime
    settled_on: date | None
    settled_by: str
    note: str
    may_write: bool


class Page(NamedTuple):
    """A page of replies, of how many; ``waiting``: not yet settled, of all that the reader sees."""

    rows: tuple[Line, ...]
    total: int
    number: int
    pages: int
    waiting: int


class Refusing(NamedTuple):
    """Somebody who wants no messages."""

    id: int
    name: str
    number: str
    source: str
    since: date
    may_write: bool


def listing(scope: Scope, *, text: str = "", state: str = "", page: int = 1, size: int = SIZE) -> Page:
    """Replies that the reader sees, those that wait and may ask for help first; ``state``: waiting, help, settled, ""
    all. Three queries.
    """
    seen = Reply.objects.visible_to(scope)
    waiting = seen.filter(settled_on=None).count()
    found = seen
    if state in ("waiting", "settled"):
        found = found.filter(settled_on__isnull=state == "waiting")
    if state == "help":
        found = found.filter(said=Reply.Said.HELP)
    for word in text.split():
        found = found.filter(name__contains=word)
    total = found.count()
    number, pages = turned_to(page, total, size)
    first = Case(When(settled_on=None, said=Reply.Said.HELP, then=0), When(settled_on=None, then=1), default=2)
    ordered = found.select_related("message").order_by(first, F("settled_on").desc(), "-id")
    rows = ordered[(number - 1) * size : number * size]
    return Page(tuple(_line(row, scope) for row in rows), total, number, pages, waiting)


def waiting(scope: Scope) -> int:
    """How many replies wait; one query."""
    return Reply.objects.visible_to(scope).filter(settled_on=None).count()


def refusing(scope: Scope, *, most: int = 200) -> tuple[Refusing, ...]:
    """Who wants no messages on the reader's day; one query."""
    day = Q(valid_to=None) | Q(valid_to__gt=scope.as_of)
    rows = OptOut.objects.filter(in_ranges(scope.ranges(SEE))).filter(day, valid_from__lte=scope.as_of)
    return tuple(
        Refusing(
            row.pk, row.name, mask_mobile(str(row.address)), OptOut.Source(row.source).label, row.valid_from,
            row.person_id is None and access.may_write(scope, row.path),
        )
        for row in rows.order_by("-valid_from", "-pk")[:most]
    )  # fmt: skip


def _line(row: Reply, scope: Scope) -> Line:
    batch = row.message.batch_id if row.message is not None else None
    return Line(
        row.pk, row.person_id, row.subject_id, row.purpose, batch, row.name, mask_mobile(str(row.sender)),
        str(row.text), row.said, Reply.Said(row.said).label if row.said else "", row.gateway == OWN_PAGE, row.received_at, row.settled_on, row.settled_by, row.note, access.may_write(scope, row.path),
    )  # fmt: skip

"""The list of corrections: what was changed in the tree without a set-up procedure, by whom, on which paper, and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from zhendi.domain.setup.models import Correction
from zhendi.kernel.paging import turned_to
from zhendi.kernel.scope import Scope

SIZE = 50


class Row(NamedTuple):
    """A correction. ``organisation_id`` leads to its page."""

    id: int
    organisation_id: int
    name: str
    deed_title: str
    on: date
    recorded_on: date
    number: str
    reason: str
    by: str


class Page(NamedTuple):
    """A page of the list."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int


def deeds() -> tuple[tuple[str, str], ...]:
    """What can be put right, in words."""
    return tuple((each.value, str(each.label)) for each in Correction.Deed)


def listing(scope: Scope, *, text: str = "", deed: str = "", page: int = 1, size: int = SIZE) -> Page:
    """A page, newest first, of those written down by the reader's day. Two queries."""
    found = _narrowed(scope, text, deed)
    total = found.count()
    page, pages = turned_to(page, total, size)
    return Page(tuple(map(_row, found[(page - 1) * size : page * size])), total, page, pages)


def every(scope: Scope, *, text: str = "", deed: str = "") -> Iterator[Row]:
    """All of them, for export. One query."""
    return map(_row, _narrowed(scope, text, deed))


def _narrowed(scope: Scope, text: str, deed: str) -> QuerySet[Any, Any]:
    found = Correction.objects.visible_to(scope).as_of(scope.as_of)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(number__icontains=text) | Q(reason__icontains=text))
    if deed:
        found = found.filter(deed=deed)
    return found.order_by("-recorded_on", "-pk")


def _row(held: Correction) -> Row:
    return Row(
        held.pk, held.organisation_id, held.name, str(held.get_deed_display()), held.on, held.recorded_on, held.number,
        held.reason, held.by,
    )  # fmt: skip

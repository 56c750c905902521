"""The list of partnerships (共建): of all organisations in the reader's sight, current and ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from zhendi.domain.orgs.models import Organisation
from zhendi.domain.setup.models import CoBuilding
from zhendi.kernel.paging import turned_to
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope

SIZE = 50
STATES = (("ended", "已结束"), ("all", "全部"))


@dataclass(frozen=True, slots=True)
class Filters:
    """``state``: "" for those that hold on the day, or a code of ``STATES``."""

    text: str = ""
    state: str = ""


class Row(NamedTuple):
    """A partnership. A key is ``None`` where that side is out of the reader's sight: its name alone is told."""

    id: int
    organisation_id: int | None
    organisation: str
    partner_id: int | None
    partner: str
    purpose: str
    valid_from: date
    valid_to: date | None


class Page(NamedTuple):
    """A page of the list."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int


def listing(scope: Scope, filters: Filters, *, page: int = 1, size: int = SIZE) -> Page:
    """A page, the youngest first, as of the reader's day. Two queries."""
    found = _narrowed(scope, filters)
    total = found.count()
    page, pages = turned_to(page, total, size)
    rows = found[(page - 1) * size : page * size]
    return Page(tuple(_row(scope, each) for each in rows), total, page, pages)


def every(scope: Scope, filters: Filters) -> Iterator[Row]:
    """All that the filters choose, for export. One query."""
    return (_row(scope, each) for each in _narrowed(scope, filters))


def _narrowed(scope: Scope, filters: Filters) -> QuerySet[Any, Any]:
    ranges, day = scope.ranges(SEE), scope.as_of
    found = CoBuilding.objects.filter(
        in_ranges(ranges, "organisation__path") | in_ranges(ranges, "partner__path"), valid_from__lte=day
    )
    if filters.text:
        sides = ("organisation__full_name", "organisation__short_name", "partner__full_name", "partner__short_name")
        named = Q(purpose__icontains=filters.text)
        for side in sides:
            named |= Q(**{f"{side}__icontains": filters.text})
        found = found.filter(named)
    if filters.state == "ended":
        found = found.filter(valid_to__lte=day)
    elif filters.state != "all":
        found = found.filter(Q(valid_to=None) | Q(valid_to__gt=day))
    return found.select_related("organisation", "partner").order_by("-valid_from", "-pk")


def _row(scope: Scope, held: CoBuilding) -> Row:
    one, other = held.organisation, held.partner
    ended = held.valid_to if held.valid_to and held.valid_to <= scope.as_of else None
    return Row(
        held.pk, _key(scope, one), one.short_name or one.full_name, _key(scope, other),
        other.short_name or other.full_name, held.purpose, held.valid_from, ended,
    )  # fmt: skip


def _key(scope: Scope, one: Organisation) -> int | None:
    return one.pk if scope.allows(SEE, one.path) else None

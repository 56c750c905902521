"""Lists of organisations with filters, and the search by name, part of a name or pinyin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from django.db.models import Count, F, Q, QuerySet

from zhendi.domain.orgs import access
from zhendi.domain.orgs.models import Version
from zhendi.domain.orgs.queries.rows import Line
from zhendi.domain.orgs.queries.trees import annotated, line, lines, visible, with_terms
from zhendi.kernel.paging import turned_to
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import Range, Scope, subtree

CAP = 20_000  # several counties' worth: counted and paged exactly so far, "20,000+" behind it for a city or a province
SIZE = 50
_SHORTEST_PINYIN = 2
Status = Literal["alive", "dissolved", "all"]
Order = Literal["tree", "name", "founded", "term"]
_ORDERS: dict[str, tuple[str, ...]] = {
    "tree": ("path", "pk"),
    "name": ("keys", "full_name", "pk"),
    "founded": ("organisation__founded_on", "path", "pk"),
    "term": ("term_ends", "path", "pk"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. ``under``: only this organisation and what stands below it.

    ``term_from`` and ``term_to``: the latest term's last day lies between (half-open).
    """

    text: str = ""
    kind: str = ""
    status: Status = "alive"
    under: int | None = None
    term_from: date | None = None
    term_to: date | None = None
    order: Order = "tree"
    descending: bool = False


class Overview(NamedTuple):
    """Living organisations, those whose latest term has run out, and those whose term runs out soon.

    ``total`` is exact up to ``CAP``; beyond it (``more``) terms are not looked through, and both figures are None.
    """

    total: int
    more: bool
    late: int | None
    soon: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. ``total`` is exact up to ``CAP``; ``more`` says that there are more than that."""

    rows: tuple[Line, ...]
    total: int
    more: bool
    page: int
    pages: int


def listing(scope: Scope, filters: Filters, *, page: int = 1, size: int = SIZE) -> Page:
    """Organisations that the reader sees. Three queries, four with ``under``."""
    ranges = access.ranges_on_day(scope)
    found = _narrowed(_by_status(scope, ranges, filters.status), scope, filters)
    counted = found.order_by().values("pk")[: CAP + 1].count()
    total = min(counted, CAP)
    number, pages = turned_to(page, total, size)
    down = filters.descending
    order = [F(name).desc(nulls_last=True) if down else F(name).asc(nulls_last=True) for name in _ORDERS[filters.order]]
    start = (number - 1) * size
    rows = tuple(line(row) for row in annotated(found, scope, ranges).order_by(*order)[start : start + size])
    return Page(rows, total, counted > CAP, number, pages)


def overview(scope: Scope, soon_until: date | None = None) -> Overview:
    """How many organisations the reader sees, and how their terms stand. Three queries at most."""
    found = visible(scope, access.ranges_on_day(scope))
    counted = found.order_by().values("pk")[: CAP + 1].count()
    if counted > CAP:
        return Overview(CAP, True, None, None)
    late, ahead = Q(term_ends__lt=scope.as_of), Q(term_ends__gte=scope.as_of, term_ends__lt=soon_until or scope.as_of)
    figures = with_terms(found, scope).aggregate(late=Count("pk", filter=late), soon=Count("pk", filter=ahead))
    return Overview(counted, False, figures["late"], figures["soon"])


def search(scope: Scope, text: str, limit: int = 10) -> tuple[Line, ...]:
    """Living organisations whose name has the text in it, or is typed so in pinyin (``byc`` finds 百园村). Two queries."""
    if not text.strip():
        return ()
    ranges = access.ranges_on_day(scope)
    return lines(visible(scope, ranges).filter(called(text)), scope, ranges, limit=limit)


def called(text: str) -> Q:
    """The condition that a name has every word of the text in it, or is typed so."""
    condition = Q()
    for word in text.replace("中国共产党", "中共").split():
        named = Q(full_name__contains=word) | Q(short_name__contains=word)
        if word.isascii() and word.isalpha() and len(word) >= _SHORTEST_PINYIN:
            named |= Q(keys__contains=word.lower())
        condition &= named
    return condition


def _by_status(scope: Scope, ranges: tuple[Range, ...], status: Status) -> QuerySet[Version]:
    alive = Q(valid_from__lte=scope.as_of) & (Q(valid_to=None) | Q(valid_to__gt=scope.as_of)) & in_ranges(ranges)
    ended = Q(valid_to=F("organisation__dissolved_on"), valid_to__lte=scope.as_of)
    ended &= access.seen_today(scope, "organisation__path")
    return Version.objects.filter({"alive": alive, "dissolved": ended, "all": alive | ended}[status])


def _narrowed(found: QuerySet[Version], scope: Scope, filters: Filters) -> QuerySet[Version]:
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.text.strip():
        found = found.filter(called(filters.text))
    if filters.term_from or filters.term_to:
        found = with_terms(found, scope)
        found = found.filter(Q(term_ends__gte=filters.term_from)) if filters.term_from else found
        found = found.filter(Q(term_ends__lt=filters.term_to)) if filters.term_to else found
    if filters.under is not None:
        top = Version.objects.as_of(scope.as_of).filter(organisation=filters.under).values_list("path", flat=True)
        low, high = subtree(top.first() or "~")
        found = found.filter(path__gte=low, path__lt=high)
    return found

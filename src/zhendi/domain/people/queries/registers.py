"""The register of members: chosen, counted and put in order within the reader's reach, as of the reader's day.

Four queries whatever the size. What is asked without further conditions is counted from kept figures; any other count
stops at ``CAP``. By names, a large part of the tree is walked in the order of names until the page is full, a small one
is read as a range and sorted (design/performance, section B). Pages have numbers up to ``CAP``; behind it each page is
asked for by the last row of the one before, which costs the same at any depth.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery

from zhendi.domain.orgs.models import Organisation, Version
from zhendi.domain.people.models import Membership
from zhendi.domain.people.models.persons import MembershipQuerySet
from zhendi.domain.people.queries.choosing import Choice, Filters, choose, rows_of
from zhendi.domain.people.queries.figures import within
from zhendi.domain.people.queries.leaders import titles
from zhendi.kernel.paging import turned_to
from zhendi.kernel.prepared import Prepared
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Range, Scope

CAP = 2000  # exact up to here, "more than" above
SIZE = 50
TREE, NAME = "tree", "name"
_COLUMNS = (
    "person_id", "person__name", "person__sex", "person__born_on", "standing", "organisation_id", "short_then",
    "full_then", "organisation__full_name", "person__joined_on", "person__joined_precision", "ended", "valid_to",
)  # fmt: skip
_ORDERS = {TREE: ("path", "sort_name", "id"), NAME: ("sort_name", "id")}


class MemberRow(NamedTuple):
    """One line of the register; nothing sensitive. ``posts``: titles, with the organisation where it is another one."""

    person_id: int
    name: str
    sex: int | None
    born_on: date | None
    standing: str
    standing_title: str
    organisation_id: int
    organisation: str
    joined_on: date | None
    joined_precision: str
    ended: str
    valid_to: date | None
    posts: tuple[str, ...]


class Page(NamedTuple):
    """A page of the register; ``more``: there are more than ``total``, which is ``CAP``.

    ``pages`` are those that have numbers. ``following`` names the last row where a page without a number comes next, as
    ``after`` of ``listing``; ``number`` is 0 on such a page.
    """

    rows: tuple[MemberRow, ...]
    total: int
    more: bool
    number: int
    pages: int
    following: int | None = None


def listing(
    scope: Scope,
    filters: Filters | None = None,
    *,
    order: str = TREE,
    page: int = 1,
    size: int = SIZE,
    after: int | None = None,
) -> Page:
    """The register, in the order of the tree or of names; a page beyond the last numbered one is the last one.

    ``after``: the page behind the row so named (``Page.following``), or the first page if it is not one of these rows.
    Four queries, two where there are no rows; one more with ``after``, two or three more with ``under``, one more with a
    telephone of five to ten digits. ``NotVisible`` when ``under`` is out of reach.
    """
    choice = choose(scope, filters or Filters())
    total, more = _total(scope, filters or Filters(), choice)
    last = min(total, CAP)
    number, pages = turned_to(page, last, size)
    columns = _ORDERS.get(order, _ORDERS[TREE])
    behind = _behind(choice, columns, after)
    start = 0 if behind else (number - 1) * size
    place = _Place(columns, order == NAME and (more or total > CAP), start, start + size)
    rows = _rows(scope, choice, behind, place)
    further = more or total > CAP
    following = rows[-1][0] if further and len(rows) == size and (behind or number == pages) else None
    return Page(tuple(row for _, row in rows), total, more, 0 if behind else number, pages, following)


def pieces(scope: Scope, under: int | None = None) -> tuple[tuple[int, str], ...]:
    """Organisations to narrow a list to: the one chosen (else where the reader stands), what is above and below. One query."""
    home, ranges = scope.home, scope.ranges(SEE)
    start = under or (home.organisation_id if home else 0)
    found = _NEAR(start=start, ranges=ranges) if ranges else []
    return tuple((pk, short or full) for pk, short, full in found)


def _near(start: int, ranges: tuple[Range, ...]) -> QuerySet[Any, Any]:
    above = Organisation.objects.filter(pk=start).values("parent")
    near = Q(pk=start) | Q(parent=start) | Q(pk__in=above)
    found = Organisation.objects.filter(in_ranges(ranges)).alive().filter(near).order_by("path")
    return found.values_list("pk", "short_name", "full_name")


_NEAR = Prepared(_near)


def _total(scope: Scope, filters: Filters, choice: Choice) -> tuple[int, bool]:
    """How many rows there are, and whether there are more than that. One query, two where kept figures do not hold."""
    if choice.asked.pieces and filters == Filters(under=filters.under):
        ranges = _common(choice.asked.pieces)
        kept = within(ranges, scope.as_of) if ranges else None
        if kept is not None:
            return kept.total, False
    if choice.rest is None:
        counted = _UP_TO.count(**choice.asked._asdict(), most=CAP + 1)
    else:
        counted = _walked(choice.rows(), choice.asked.pieces).values("pk")[: CAP + 1].count()
    return min(counted, CAP), counted > CAP


def _common(pieces: tuple[tuple[Range, ...], ...]) -> tuple[Range, ...]:
    """The last piece if it lies in all the others; empty if it does not."""
    last = pieces[-1]
    inside = all(any(low <= a and b <= high for low, high in piece) for piece in pieces for a, b in last)
    return last if inside else ()


def _behind(choice: Choice, columns: tuple[str, ...], after: int | None) -> Q | None:
    """Rows that come after a given one; None where there is no such row among those chosen."""
    key = choice.rows().filter(pk=after).values_list(*columns).first() if after else None
    if key is None:
        return None
    found = Q()
    for place in range(len(columns) - 1, -1, -1):
        later = Q(**{f"{columns[place]}__gt": key[place]})
        found = later | Q(found, **{columns[place]: key[place]}) if found else later
    return Q(found, **{f"{columns[0]}__gte": key[0]})  # said once more, so that the index is entered there


class _Place(NamedTuple):
    """Which rows of a choice, in which order; ``walked``: along the index of names."""

    order: tuple[str, ...]
    walked: bool
    start: int
    stop: int


def _rows(scope: Scope, choice: Choice, behind: Q | None, place: _Place) -> list[tuple[int, MemberRow]]:
    """The rows with their keys, in order. Three queries, one where there are none.

    Keys come first, from the index alone: told to fetch the rows in the same statement, PostgreSQL takes a page of names for
    a single row and reads the whole register for each.
    """
    if choice.rest is None and behind is None:
        keys = _KEYS(**choice.asked._asdict(), place=place)
    else:
        more = (choice.rest or Q()) & (behind or Q())
        keys = list(_keys(**choice.asked._asdict(), place=place, more=more))
    if not keys:
        return []
    rows = _SHOWN(keys=tuple(pk for (pk,) in keys), day=choice.asked.day, order=place.order)
    posts = titles(scope, {row[1]: row[6] for row in rows})
    return [(row[0], _row(row[1:], posts)) for row in rows]


def _keys(*, place: _Place, more: Q | None = None, **asked: Any) -> QuerySet[Any, Any]:
    """The keys of one page, in order."""
    chosen = rows_of(**asked, field="anywhere" if place.walked else "path").filter(more or Q())
    return chosen.order_by(*place.order).values_list("pk")[place.start : place.stop]


def _shown(*, keys: tuple[int, ...], day: date, order: tuple[str, ...]) -> QuerySet[Any, Any]:
    """Rows by their keys, with what their organisations were called on the day."""
    version = Version.objects.as_of(day).filter(organisation=OuterRef("organisation"))
    found = Membership.objects.filter(pk__in=keys).annotate(
        short_then=Subquery(version.values("short_name")[:1]), full_then=Subquery(version.values("full_name")[:1])
    )
    return found.order_by(*order).values_list("pk", *_COLUMNS)


def _up_to(*, most: int, **asked: Any) -> QuerySet[Any, Any]:
    return _walked(rows_of(**asked), asked["pieces"]).values_list("pk")[:most]


def _walked(found: MembershipQuerySet, pieces: tuple[tuple[Range, ...], ...]) -> MembershipQuerySet:
    """In the order of the tree, so that PostgreSQL stops in its index when it has enough; it would join whole tables.

    Not for several ranges in one, which SQLite would have to sort.
    """
    return found.order_by(*_ORDERS[TREE]) if all(len(piece) == 1 for piece in pieces) else found


_KEYS = Prepared(_keys, shape=("standing", "sex", "place"))
_SHOWN = Prepared(_shown, shape=("order",))
_UP_TO = Prepared(_up_to, shape=("standing", "sex", "most"))


def _row(row: tuple[Any, ...], posts: dict[int, tuple[str, ...]]) -> MemberRow:
    person, name, sex, born, standing, place, short, full, now, joined, precision, ended, until = row
    return MemberRow(
        person, name, sex, born, standing, str(Membership.Standing(standing).label), place, short or full or now,
        joined, precision, str(Membership.Ended(ended).label) if ended else "", until, posts.get(person, ()),
    )  # fmt: skip

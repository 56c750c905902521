"""The register of members: chosen, counted and put in order within the reader's reach, as of the reader's day.

Two queries whatever the size. What is asked without further conditions is counted from kept figures; any other count
stops at ``CAP``. By names, a large part of the tree is walked in the order of names until the page is full, a small one
is read as a range and sorted (design/performance, section B). Pages have numbers up to ``CAP``; behind it each page is
asked for by the last row of the one before, which costs the same at any depth.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db.models import FilteredRelation, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat

from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people import access
from zhendi.domain.people.models import Membership
from zhendi.domain.people.models.persons import MembershipQuerySet
from zhendi.domain.people.queries.choosing import Choice, Filters, choose, rows_of
from zhendi.domain.people.queries.figures import Figures, counts, sums, within
from zhendi.domain.people.queries.leaders import titles
from zhendi.kernel.paging import turned_to
from zhendi.kernel.prepared import CHOSEN, Prepared, Statement
from zhendi.kernel.ranges import holding, in_ranges
from zhendi.kernel.scope import SEE, Range, Scope

CAP = 2000  # exact up to here, "more than" above
SIZE = 50
TREE, NAME = "tree", "name"
_COLUMNS = (
    "person_id", "person__name", "person__sex", "person__born_on", "standing", "organisation_id", "called__short_name",
    "called__full_name", "organisation__full_name", "person__joined_on", "person__joined_precision", "ended", "valid_to",
)  # fmt: skip
_POST = (
    "post__pk",
    "post__role",
    "post__organisation_id",
    "post__organisation__short_name",
    "post__organisation__full_name",
)
_STANDINGS, _ENDINGS = dict(Membership.Standing.choices), dict(Membership.Ended.choices)
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
    known: Figures | None = None,
) -> Page:
    """The register, in the order of the tree or of names; a page beyond the last numbered one is the last one.

    ``known``: the members where the reader stands (``around``), which need not be counted again if the list is these.
    ``after``: the page behind the row so named (``Page.following``), or the first page if it is not one of these rows.
    Two queries; one more with ``after``, two or three more with ``under``, one more with a
    telephone of five to ten digits. ``NotVisible`` when ``under`` is out of reach.
    """
    choice = choose(scope, filters or Filters())
    whole = filters in {None, Filters()} and scope.home is not None and scope.ranges(SEE) == (scope.home.range(),)
    kept = known if known and whole else _kept(scope, filters or Filters(), choice)
    total, more = (kept.total, False) if kept else _counted(choice)
    last = min(total, CAP)
    number, pages = turned_to(page, last, size)
    columns = _ORDERS.get(order, _ORDERS[TREE])
    behind = _behind(choice, columns, after)
    start = 0 if behind else (number - 1) * size
    place = _Place(columns, order == NAME and (more or total > CAP), start, start + size)
    rows = _rows(choice, behind, place)
    further = more or total > CAP
    following = rows[-1][0] if further and len(rows) == size and (behind or number == pages) else None
    return Page(tuple(row for _, row in rows), total, more, 0 if behind else number, pages, following)


class Around(NamedTuple):
    """Where the reader stands: organisations to narrow a list to, and the members of the whole, where kept figures hold."""

    pieces: tuple[tuple[int, str], ...]
    figures: Figures | None


def around(scope: Scope, under: int | None = None) -> Around:
    """The organisation chosen (else where the reader stands) with what is above and below, and the members where the
    reader stands. One query, two where kept figures do not hold.
    """
    home, ranges = scope.home, scope.ranges(SEE)
    if not ranges:
        return Around((), None)
    stands = home.organisation_id if home else 0
    found = _AROUND.among(sums(stands, scope.as_of), start=under or stands, ranges=ranges)
    near = tuple((pk, short or full) for pk, short, full, *_ in found)
    if home is None or not access.may_see_leaders(scope, home.path):
        return Around(near, None)
    full, new, changed = found[0][3:] if found else (None, None, True)
    if full is None or changed:
        return Around(near, counts(scope, [stands]).get(stands))
    return Around(near, Figures(full, new))


def pieces(scope: Scope, under: int | None = None) -> tuple[tuple[int, str], ...]:
    """The same organisations alone. One query."""
    home, ranges = scope.home, scope.ranges(SEE)
    start = under or (home.organisation_id if home else 0)
    return tuple((pk, short or full) for pk, short, full in _NEAR(start=start, ranges=ranges)) if ranges else ()


def _near(start: int, ranges: tuple[Range, ...]) -> QuerySet[Any, Any]:
    above = Organisation.objects.filter(pk=start).values("parent")
    near = Q(pk=start) | Q(parent=start) | Q(pk__in=above)
    # where it lies as an expression: the few are found by their keys, not by walking the reader's part of the tree
    found = Organisation.objects.alias(place=Concat("path", Value(""))).filter(in_ranges(ranges, "place")).alive()
    return found.filter(near).order_by("place").values_list("pk", "short_name", "full_name")


def _around(start: int, ranges: tuple[Range, ...]) -> QuerySet[Any, Any]:
    """With what is kept of the place where the reader stands, which ``sums`` chooses."""
    sums = ("full_count", "new_count", "changed")
    kept = (RawSQL(f"SELECT {name} FROM {CHOSEN}", ()) for name in sums)  # noqa: S608, S611 - names of ours
    return _near(start, ranges).values_list("pk", "short_name", "full_name", *kept)


_NEAR, _AROUND = Prepared(_near), Prepared(_around)


def _kept(scope: Scope, filters: Filters, choice: Choice) -> Figures | None:
    """Members by kept figures, where nothing else narrows the list; None where they do not hold. One query at most."""
    if not choice.asked.pieces or filters != Filters(under=filters.under):
        return None
    ranges = _common(choice.asked.pieces)
    return within(ranges, scope.as_of) if ranges else None


def _counted(choice: Choice) -> tuple[int, bool]:
    """How many rows there are, and whether there are more than that. One query."""
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


def _rows(choice: Choice, behind: Q | None, place: _Place) -> list[tuple[int, MemberRow]]:
    """The rows with their keys, in order. One query.

    Keys are chosen before the rows are fetched, from the index alone: left to itself, PostgreSQL takes a page of names for
    a single row and reads the whole register for each.
    """
    if choice.rest is None and behind is None:
        keys = _KEYS.statement(**choice.asked._asdict(), place=place)
    else:
        more = (choice.rest or Q()) & (behind or Q())
        try:
            keys = Statement(*_keys(**choice.asked._asdict(), place=place, more=more).query.sql_with_params())
        except EmptyResultSet:
            return []
    rows = _SHOWN.among(keys, day=choice.asked.day, order=place.order)
    posts = titles((row[1], row[6], *row[-len(_POST) :]) for row in rows)
    return [(pk, _row(row, posts)) for pk, *row in {row[0]: row for row in rows}.values()]


def _keys(*, place: _Place, more: Q | None = None, **asked: Any) -> QuerySet[Any, Any]:
    """The keys of one page, in order."""
    chosen = rows_of(**asked, field="anywhere" if place.walked else "path").filter(more or Q())
    return chosen.order_by(*place.order).values_list("pk")[place.start : place.stop]


def _shown(*, day: date, order: tuple[str, ...]) -> QuerySet[Any, Any]:
    """Rows by their chosen keys, with what their organisations were called on the day; once for each post held then."""
    keys = RawSQL("SELECT pk FROM " + CHOSEN, ())  # noqa: S608, S611 - a name of ours
    found = Membership.objects.filter(pk__in=keys).annotate(
        called=FilteredRelation("organisation__versions", condition=holding("organisation__versions", day)),
        post=FilteredRelation("person__posts", condition=holding("person__posts", day)),
    )
    return found.order_by(*order).values_list("pk", *_COLUMNS, *_POST)


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


def _row(row: list[Any], posts: dict[int, tuple[str, ...]]) -> MemberRow:
    person, name, sex, born, standing, place, short, full, now, joined, precision, ended, until, *_ = row
    return MemberRow(
        person, name, sex, born, standing, str(_STANDINGS[standing]), place, short or full or now, joined, precision,
        str(_ENDINGS[ended]) if ended else "", until, posts.get(person, ()),
    )  # fmt: skip

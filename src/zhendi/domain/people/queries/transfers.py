"""Transfers as lists and pages show them: what is on its way out and in, whose turn it is, what runs out when.

The reader's day decides: the state is that of the last step taken by then, the letter's last day the one set by then.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zhendi.domain.people.access import WRITE
from zhendi.domain.people.access import transfers as access
from zhendi.domain.people.models import Membership, Transfer, TransferStep
from zhendi.kernel import parameters
from zhendi.kernel.paging import turned_to
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import Scope

SIZE = 50
NOTICE = "notice.transfer_days"
State, Direction = Transfer.State, Transfer.Direction
EXPIRED = "expired"
ORDERS = (
    ("soon", "先到期的在前"),
    ("new", "新申请的在前"),
    ("long", "办得久的在前"),
    ("name", "按姓名"),
    ("tree", "按转出党组织"),
)
_LEAVING = Coalesce("from_organisation__path", "from_committee__path")
_ORDERED: dict[str, tuple[Any, ...]] = {
    "soon": (F("until").asc(nulls_last=True), "-opened_on", "-pk"),
    "new": ("-opened_on", "-pk"),
    "long": ("opened_on", "pk"),
    "name": ("name", "pk"),
    "tree": (_LEAVING.asc(nulls_last=True), "from_name", "name", "pk"),
}
_OVER = (State.DONE, State.RETURNED, State.WITHDRAWN)
_SIDES = ("from_organisation", "from_committee", "to_organisation", "to_committee")


@dataclass(frozen=True, slots=True)
class Filters:
    """``side``: out, in or ""; ``state``: open (""), a state, ``expired``, ``soon`` (runs out), ``mine`` (my turn), ``all``;
    ``order``: one of ``ORDERS``.
    """

    text: str = ""
    side: str = ""
    state: str = ""
    order: str = "soon"


class Row(NamedTuple):
    """A transfer in a list. ``turn``: which side acts next ("" when it is over); ``mine``: the reader may do it."""

    id: int
    person_id: int | None
    name: str
    standing_title: str
    direction: str
    direction_title: str
    leaves: str
    goes: str
    state: str
    state_title: str
    since: date
    number: str
    valid_until: date | None
    expired: bool
    turn: str
    waits_for: str
    mine: bool
    opened_on: date
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list with the number of all that match."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int


class Figures(NamedTuple):
    """What is open where the reader looks: all, waiting for the reader, letters running out soon, run out."""

    open: int
    mine: int
    soon: int
    expired: int


def listing(scope: Scope, filters: Filters | None = None, *, page: int = 1, size: int = SIZE) -> Page:
    """Transfers in reach, by itself those that run out first. Two queries."""
    filters = filters or Filters()
    found = narrowed(scope, filters)
    total = found.count()
    number, pages = turned_to(page, total, size)
    rows = _ordered(found, filters.order)[(number - 1) * size : number * size]
    return Page(tuple(row(scope, each) for each in rows), total, number, pages)


def every(scope: Scope, filters: Filters) -> Iterator[Row]:
    """All that match, for a workbook."""
    for each in _ordered(narrowed(scope, filters), filters.order).iterator(chunk_size=500):
        yield row(scope, each)


def figures(scope: Scope) -> Figures:
    """Numbers above the list. Four queries."""
    return Figures(*(narrowed(scope, Filters(state=state)).count() for state in ("", "mine", "soon", EXPIRED)))


def own_transfers(scope: Scope) -> tuple[Row, ...]:
    """The reader's own, the latest first: for the member's own page. One query."""
    if scope.person_id is None:
        return ()
    found = _then(Transfer.objects.filter(person=scope.person_id, opened_on__lte=scope.as_of), scope.as_of)
    return tuple(row(scope, each) for each in found.select_related(*_SIDES).order_by("-opened_on", "-pk"))


def narrowed(scope: Scope, filters: Filters) -> QuerySet[Any, Any]:
    """The transfers that a list counts."""
    found = _then(Transfer.objects.visible_to(scope), scope.as_of)
    for word in filters.text.split():
        found = found.filter(Q(name__contains=word) | _called(word))
    ranges = scope.ranges()
    if filters.side == "out":
        found = found.filter(in_ranges(ranges, "from_committee__path") | in_ranges(ranges, "from_organisation__path"))
    elif filters.side == "in":
        found = found.filter(in_ranges(ranges, "to_committee__path") | in_ranges(ranges, "to_organisation__path"))
    return _in_state(found, filters.state, scope)


def row(scope: Scope, one: Any) -> Row:
    """A row of ``narrowed`` as a list shows it; no query where the sides were selected with it."""
    day = scope.as_of
    expired = one.then == State.TRANSIT and one.until is not None and one.until < day
    turn = access.turn(one, day) if one.then == one.state else None
    mine = turn is not None and access.may_act(scope, one, turn)
    return Row(
        one.pk, one.person_id, one.name, str(Membership.Standing(one.standing).label), one.direction,
        str(Direction(one.direction).label), _leaves(one), _goes(one), EXPIRED if expired else one.then,
        "超期" if expired else str(State(one.then).label), one.then_since, one.number if one.until else "", one.until,
        expired, turn or "", _waits_for(one, turn), mine, one.opened_on,
        one.closed_on if one.closed_on and one.closed_on <= day else None,
    )  # fmt: skip


def with_sides(found: QuerySet[Any, Any], day: date) -> QuerySet[Any, Any]:
    """Transfers with their organisations and how they stood on a day."""
    return _then(found, day).select_related(*_SIDES)


def _then(found: QuerySet[Any, Any], day: date) -> QuerySet[Any, Any]:
    steps = TransferStep.objects.filter(transfer=OuterRef("pk"), on__lte=day).order_by("-on", "-pk")
    until = steps.exclude(valid_until=None).values("valid_until")[:1]
    known: QuerySet[Any, Any] = found.annotate(
        then=Subquery(steps.values("state")[:1]), then_since=Subquery(steps.values("on")[:1]), until=Subquery(until)
    )
    return known


def _ordered(found: QuerySet[Any, Any], order: str) -> QuerySet[Any, Any]:
    return found.select_related(*_SIDES).order_by(*_ORDERED[order])


def _called(word: str) -> Q:
    found = Q(from_name__contains=word) | Q(to_name__contains=word) | Q(to_unit__contains=word)
    found |= Q(from_organisation__full_name__contains=word) | Q(to_committee__full_name__contains=word)
    return found | Q(to_organisation__full_name__contains=word) | Q(outside_number__contains=word)


def _in_state(found: QuerySet[Any, Any], state: str, scope: Scope) -> QuerySet[Any, Any]:
    """A step that ends a transfer also closes it on that day: what is closed is told apart without looking at the steps."""
    day = scope.as_of
    if state in (*_OVER, "all"):
        return found if state == "all" else found.filter(closed_on__lte=day, then=state)
    still_open = found.filter(Q(closed_on=None) | Q(closed_on__gt=day))
    on_the_way = still_open.filter(then=State.TRANSIT)
    if state == EXPIRED:
        return on_the_way.filter(until__lt=day)
    if state == "soon":
        last = day + timedelta(days=parameters.load().integer(NOTICE, day))
        return on_the_way.filter(until__gte=day, until__lte=last)
    if state == "mine":
        return _turn_of(still_open, scope)
    return still_open.filter(then=state) if state in State.values else still_open


def _turn_of(found: QuerySet[Any, Any], scope: Scope) -> QuerySet[Any, Any]:
    """Those at which the reader acts next, in the database: the same as ``access.turn`` and ``access.may_act``."""
    ranges = scope.ranges(WRITE)
    paths = {
        "from_branch": "from_organisation__path", "from_committee": "from_committee__path",
        "to_committee": "to_committee__path", "to_branch": "to_organisation__path",
    }  # fmt: skip
    internal = Q(from_committee=F("to_committee"))
    asked = Q(pk__in=())
    for state, side in access.NEXT.items():
        special = state in (State.TRANSIT, State.APPROVED)
        asked |= Q(then=state) & in_ranges(ranges, paths[side]) if not special else Q(pk__in=())
    out = Q(direction=Direction.OUT) | Q(until__lt=scope.as_of)
    asked |= Q(then=State.TRANSIT) & out & in_ranges(ranges, paths["from_committee"])
    asked |= Q(then=State.TRANSIT) & ~out & in_ranges(ranges, paths["to_committee"])
    asked |= Q(then=State.APPROVED) & internal & in_ranges(ranges, paths["to_committee"])
    found = found.filter(asked, then=F("state"))
    return found.exclude(person=scope.person_id) if scope.person_id else found


def _leaves(one: Transfer) -> str:
    return one.from_organisation.full_name if one.from_organisation else one.from_name


def _goes(one: Transfer) -> str:
    found = one.to_organisation or one.to_committee
    return found.full_name if found else one.to_name


def _waits_for(one: Transfer, turn: access.Side | None) -> str:
    found = access.place(one, turn) if turn else None
    return (found.short_name or found.full_name) if found else ""

"""Lists of activities with filters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zhendi.domain.activities.models import Activity, Attendance, Demand, Invitation
from zhendi.domain.orgs.models import Organisation
from zhendi.kernel import clock
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.paging import turned_to
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope, subtree

SIZE = 50
Order = Literal["late", "early", "place"]
_ORDERS: dict[str, tuple[str, ...]] = {
    "late": ("-planned_at", "-pk"),
    "early": ("planned_at", "pk"),
    "place": ("path", "-planned_at", "-pk"),
}
_COLUMNS = (
    "pk", "kind", "title", "organisation_id", "organisation__short_name", "organisation__full_name", "planned_at",
    "place", "remote", "state", "held_on", "invited", "there", "open_demands",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. ``since`` and ``until``: days of the plan, both included."""

    text: str = ""
    kind: str = ""
    state: str = ""
    under: int | None = None
    since: date | None = None
    until: date | None = None
    order: Order = "late"


class Line(NamedTuple):
    """An activity in a list."""

    id: int
    kind: str
    kind_title: str
    title: str
    organisation_id: int
    organisation: str
    planned_at: datetime
    place: str
    state: str
    state_title: str
    held_on: date | None
    invited: int
    there: int
    open_demands: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list with the number of all that match."""

    rows: tuple[Line, ...]
    total: int
    page: int
    pages: int


def listing(scope: Scope, filters: Filters, *, page: int = 1, size: int = SIZE) -> Page:
    """Activities that the reader sees. Two queries, three with ``under``."""
    found = narrowed(scope, filters)
    total = found.count()
    number, pages = turned_to(page, total, size)
    start = (number - 1) * size
    rows = counted(found).order_by(*_ORDERS[filters.order]).values_list(*_COLUMNS)[start : start + size]
    return Page(tuple(map(line, rows)), total, number, pages)


def every(scope: Scope, filters: Filters) -> Iterator[Line]:
    """All that match, for a workbook, from one running query."""
    rows = counted(narrowed(scope, filters)).order_by(*_ORDERS[filters.order]).values_list(*_COLUMNS)
    return map(line, rows.iterator(chunk_size=2000))


def narrowed(scope: Scope, filters: Filters) -> QuerySet[Activity]:
    """The activities that a list counts; ``NotVisible`` for an organisation out of reach."""
    found = Activity.objects.visible_to(scope)
    for word in filters.text.split():
        found = found.filter(Q(title__contains=word) | Q(place__contains=word))
    exact = {"kind": filters.kind, "state": filters.state}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if filters.since:
        found = found.filter(planned_at__gte=_midnight(filters.since))
    if filters.until:
        found = found.filter(planned_at__lt=_midnight(filters.until + timedelta(days=1)))
    return found if filters.under is None else found.filter(in_ranges((subtree(_path(scope, filters.under)),)))


def counted(found: QuerySet[Activity]) -> QuerySet[Activity]:
    """With how many were invited, how many were there, how many demands are open: looked up for the rows shown alone."""
    there = Q(attendance__way__in=[Attendance.Way.ON_SITE, Attendance.Way.REMOTE])
    return found.annotate(
        invited=_number(Invitation.objects),
        there=_number(Invitation.objects.filter(there)),
        open_demands=_number(Demand.objects.exclude(state=Demand.State.CLOSED)),
    )


def _number(rows: Any) -> Coalesce:
    """How many of these rows belong to the activity."""
    mine = rows.filter(activity=OuterRef("pk")).order_by().values("activity")
    return Coalesce(Subquery(mine.annotate(number=Count("pk")).values("number")), 0)


def line(row: tuple[Any, ...]) -> Line:
    """A row of the columns as pages get it."""
    (pk, kind, title, organisation_id, short, full, planned_at, place, remote, state, held_on, invited, there,
     open_demands) = row  # fmt: skip
    return Line(
        pk, kind, str(Activity.Kind(kind).label), title, organisation_id, short or full, planned_at,
        place or ("网上" if remote else ""), state, str(Activity.State(state).label), held_on, invited, there, open_demands,
    )  # fmt: skip


def _path(scope: Scope, organisation_id: int) -> str:
    path = Organisation.objects.filter(pk=organisation_id).values_list("path", flat=True).first()
    if path is None or not scope.allows(SEE, path):
        raise NotVisible("no such organisation")
    return path


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), clock.ZONE)

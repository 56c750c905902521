"""Demands raised at activities: those of one, and the list of what is to be answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from zhendi.domain.activities import access
from zhendi.domain.activities.models import Demand
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.paging import turned_to
from zhendi.kernel.scope import Scope

SIZE = 50
_COLUMNS = (
    "pk", "activity_id", "activity__title", "activity__path", "activity__organisation__short_name",
    "activity__organisation__full_name", "text", "raised_by__name", "raised_on", "owner_id", "owner__name", "due_on",
    "state", "answer", "answered_on", "result", "closed_on", "matter_id", "raised_by__person",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemandFilters:
    """What the list is narrowed to. ``state``: open (not closed), late, answered, closed; ``mine``: the reader owns them."""

    text: str = ""
    state: str = "open"
    mine: bool = False


class DemandRow(NamedTuple):
    """One demand; ``may_answer`` for its owner and for whoever keeps the activity; ``matter_id``: as which it goes on;
    ``person_id``: who raised it, where it was a member.
    """

    id: int
    activity_id: int
    activity: str
    organisation: str
    text: str
    raised_by: str
    raised_on: date
    owner_id: int
    owner: str
    due_on: date
    state: str
    state_title: str
    late: bool
    answer: str
    answered_on: date | None
    result: str
    closed_on: date | None
    matter_id: int | None
    person_id: int | None
    may_answer: bool


@dataclass(frozen=True, slots=True)
class DemandPage:
    """One page of the list with the number of all that match."""

    rows: tuple[DemandRow, ...]
    total: int
    page: int
    pages: int


def demands(scope: Scope, filters: DemandFilters, *, page: int = 1, size: int = SIZE) -> DemandPage:
    """Demands that the reader sees, the most urgent first. Two queries."""
    found = _narrowed(scope, filters)
    total = found.count()
    number, pages = turned_to(page, total, size)
    start = (number - 1) * size
    rows = found.order_by("due_on", "pk").values_list(*_COLUMNS)[start : start + size]
    return DemandPage(tuple(_row(scope, row) for row in rows), total, number, pages)


def of_activity(scope: Scope, activity_id: int) -> tuple[DemandRow, ...]:
    """All demands of one activity in their order. One query."""
    rows = Demand.objects.visible_to(scope).filter(activity=activity_id).order_by("pk").values_list(*_COLUMNS)
    return tuple(_row(scope, row) for row in rows)


def demand(scope: Scope, demand_id: int) -> DemandRow:
    """One demand that the reader sees; ``NotVisible`` else. One query."""
    row = Demand.objects.visible_to(scope).filter(pk=demand_id).values_list(*_COLUMNS).first()
    if row is None:
        raise NotVisible("no such demand")
    return _row(scope, row)


def open_demands(scope: Scope) -> tuple[int, int]:
    """How many demands of the reader's own are open, and how many of them are late. One query."""
    days = list(_narrowed(scope, DemandFilters(mine=True)).filter(state="open").values_list("due_on", flat=True))
    return len(days), sum(day < scope.as_of for day in days)


def _narrowed(scope: Scope, filters: DemandFilters) -> QuerySet[Demand]:
    found = Demand.objects.visible_to(scope)
    for word in filters.text.split():
        found = found.filter(text__contains=word)
    if filters.mine:
        found = found.filter(owner=scope.person_id or 0)
    if filters.state == "late":
        return found.filter(state=Demand.State.OPEN, due_on__lt=scope.as_of)
    if filters.state == "open":
        return found.exclude(state=Demand.State.CLOSED)
    return found.filter(state=filters.state) if filters.state else found


def _row(scope: Scope, row: tuple[Any, ...]) -> DemandRow:
    (pk, activity_id, activity, path, short, full, text, raised_by, raised_on, owner_id, owner, due_on, state, answer,
     answered_on, result, closed_on, matter_id, person_id) = row  # fmt: skip
    return DemandRow(
        pk, activity_id, activity, short or full, text, raised_by or "", raised_on, owner_id, owner, due_on, state,
        str(Demand.State(state).label), state == "open" and due_on < scope.as_of, answer, answered_on, result, closed_on,
        matter_id, person_id, owner_id == scope.person_id or access.may_write(scope, path),
    )  # fmt: skip

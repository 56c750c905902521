"""The list of set-up procedures, by stage, due day and township, as they stood on the reader's day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from zhendi.domain.setup.models import Procedure
from zhendi.kernel.paging import turned_to
from zhendi.kernel.scope import Scope

SIZE = 50
RUNNING = ("opened", "applied", "approved", "founded", "filed")
_STEPS = (
    ("standardised_on", "standardised"), ("filed_on", "filed"), ("founded_on", "founded"), ("approved_on", "approved"),
    ("applied_on", "applied"),
)  # fmt: skip
NEXT = {
    "opened": "征求意见、请示", "applied": "等批复", "approved": "等成立", "founded": "报备案", "filed": "按清单规范",
    "standardised": "", "ended": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """``state``: a stage, ``running``, ``late``, ``ended``, ``all``; ``running`` where none is asked."""

    text: str = ""
    sort: str = ""
    state: str = ""


class Row(NamedTuple):
    """A procedure in a list. ``due_on`` and ``late`` only for one that is under way on the day."""

    id: int
    name: str
    sort_title: str
    committee: str
    state: str
    state_title: str
    next_title: str
    opened_on: date
    founded_on: date | None
    due_on: date | None
    late: bool
    units: int


class Page(NamedTuple):
    """A page of the list."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int


class Figures(NamedTuple):
    """How many are under way, past their day, waiting for a reply, being standardised, done."""

    running: int
    late: int
    waiting: int
    standardising: int
    done: int


def sorts() -> tuple[tuple[str, str], ...]:
    """What can be done, in words."""
    return tuple((each.value, str(each.label)) for each in Procedure.Sort)


def states() -> tuple[tuple[str, str], ...]:
    """Stages and what else a list can be narrowed to."""
    stages = tuple((each.value, str(each.label)) for each in Procedure.Stage)
    return (*stages, ("late", "逾期"), ("ended", "没有办成"), ("all", "全部"))


def then(scope: Scope) -> QuerySet[Any, Any]:
    """Procedures that the reader sees, each with ``state``: how far it was on the day."""
    day = scope.as_of
    cases = [When(**{f"{column}__lte": day}, then=Value(code)) for column, code in _STEPS]
    state = Case(
        When(ended_on__lte=day, then=Value("ended")), *cases, default=Value("opened"), output_field=CharField()
    )
    return Procedure.objects.visible_to(scope).as_of(day).annotate(state=state)


def narrowed(scope: Scope, filters: Filters) -> QuerySet[Any, Any]:
    """What the filters choose."""
    found = then(scope)
    if filters.text:
        found = found.filter(Q(full_name__icontains=filters.text) | Q(units__unit__name__icontains=filters.text))
        found = found.distinct()
    if filters.sort:
        found = found.filter(sort=filters.sort)
    if filters.state == "late":
        return found.filter(LATE(scope.as_of), state__in=RUNNING)
    if filters.state in {"", "running"}:
        return found.filter(state__in=RUNNING)
    return found if filters.state == "all" else found.filter(state=filters.state)


def LATE(day: date) -> Q:  # noqa: N802 - reads as the condition that it is
    """Past the day of the next step; known for the state of now, hence for a past day only where nothing came since."""
    return Q(due_on__lt=day, state=F("stage"))


def listing(scope: Scope, filters: Filters, *, page: int = 1, size: int = SIZE) -> Page:
    """A page, those with the nearest due day first. Three queries."""
    found = narrowed(scope, filters)
    total = found.count()
    page, pages = turned_to(page, total, size)
    rows = _ordered(found)[(page - 1) * size : page * size]
    return Page(tuple(row(each, scope.as_of) for each in rows), total, page, pages)


def every(scope: Scope, filters: Filters) -> Iterator[Row]:
    """All that the filters choose, for export."""
    return (row(each, scope.as_of) for each in _ordered(narrowed(scope, filters)))


def figures(scope: Scope) -> Figures:
    """The counts above the list. One query."""
    rows = list(then(scope).values_list("state", "due_on", "stage"))
    running = [each for each in rows if each[0] in RUNNING]
    late = sum(1 for state, due, stage in running if due and due < scope.as_of and state == stage)
    return Figures(
        len(running), late, sum(1 for each in running if each[0] == "applied"),
        sum(1 for each in running if each[0] in {"founded", "filed"}), sum(1 for each in rows if each[0] == "standardised"),
    )  # fmt: skip


def row(held: Any, day: date) -> Row:
    """A procedure, annotated by ``then``, as a line of the list."""
    current = held.state == held.stage and held.state in RUNNING
    due = held.due_on if current else None
    ended = held.state == "ended"
    title = Procedure.End(held.end).label if ended else Procedure.Stage(held.state).label
    return Row(
        held.pk, held.full_name, str(Procedure.Sort(held.sort).label),
        held.committee.short_name or held.committee.full_name, held.state, str(title), NEXT[held.state], held.opened_on,
        held.founded_on if held.founded_on and held.founded_on <= day else None, due, bool(due and due < day),
        len(held.units.all()),
    )  # fmt: skip


def _ordered(found: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return found.select_related("committee").prefetch_related("units").order_by(
        F("due_on").asc(nulls_last=True), "-opened_on", "pk"
    )  # fmt: skip

"""The list of major decisions, as they stood on the reader's day, and where one may be proposed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When

from zhendi.domain.ballots.counting.rules import rules
from zhendi.domain.democracy.access import LEAD
from zhendi.domain.democracy.decision_lists import lists
from zhendi.domain.democracy.models import Decision, DecisionFault, DecisionHarm, DecisionRound
from zhendi.domain.orgs.models import Kind, Organisation
from zhendi.kernel.paging import turned_to
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import Scope, subtree

SIZE = 50
KINDS = tuple((each.value, str(each.label)) for each in Decision.Kind)
PROPOSERS = tuple((each.value, str(each.label)) for each in Decision.Proposer)
OVER = ("closed", "ended")
_VILLAGE = r"^\d{9}(?!000)\d{3}$"
_KINDS_OF_PLACES = (Kind.BRANCH, Kind.GENERAL_BRANCH, Kind.COMMITTEE)
_MOST_PLACES = 600
# A step and the column of its day, the last first.
_DAYS = (
    ("closed", "closed_on"), ("surveyed", "surveyed_on"), ("announced", "announced_on"), ("finished", "finished_on"),
    ("published", "published_on"), ("resolved", "resolved_on"),
)  # fmt: skip
_EARLY = (("first", "voted_on"), ("noticed", "noticed_on"), ("reviewed", "reviewed_on"), ("checked", "checked_on"))


@dataclass(frozen=True, slots=True)
class Filters:
    """``state``: a stage, running, late, faulty, ended, all; running where none is asked. ``under``: a path's organisation."""

    text: str = ""
    kind: str = ""
    state: str = ""
    year: int | None = None
    under: int | None = None


class Row(NamedTuple):
    """A decision in a list. ``due_on`` and ``late`` only for one that is under way on the day."""

    id: int
    title: str
    kind: str
    kind_title: str
    organisation: str
    state: str
    state_title: str
    next_title: str
    who: str
    proposed_on: date
    due_on: date | None
    late: bool
    faulty: bool
    suspended: bool
    money: Decimal


class Page(NamedTuple):
    """A page of the list."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int


class Figures(NamedTuple):
    """How many are under way, past their day, with a fault that stands, and archived."""

    running: int
    late: int
    faulty: int
    closed: int


class Place(NamedTuple):
    """An organisation of a village that may propose."""

    id: int
    name: str


def states() -> tuple[tuple[str, str], ...]:
    """Stages and what else a list can be narrowed to."""
    stages = tuple((each.value, str(each.label)) for each in Decision.Stage)
    return (*stages, ("late", "逾期"), ("faulty", "有程序差错"), ("ended", "撤回、没有通过、撤销"), ("all", "全部"))


def second_title(rule: str) -> str:
    """What a way to vote in the second round is called, as votes.toml has it."""
    return rules()[rule][-1].title


def years(scope: Scope) -> tuple[int, ...]:
    """Years in which something was proposed, the newest first. One query."""
    found = then(scope).dates("proposed_on", "year", order="DESC")
    return tuple(each.year for each in found)


def places(scope: Scope) -> tuple[Place, ...]:
    """Organisations of villages where the reader may propose. One query."""
    rows = Organisation.objects.alive().filter(in_ranges(scope.ranges(LEAD)), kind__in=_KINDS_OF_PLACES)
    rows = rows.filter(division_code__regex=_VILLAGE).order_by("path")[:_MOST_PLACES]
    return tuple(Place(each.pk, each.short_name or each.full_name) for each in rows)


def then(scope: Scope) -> QuerySet[Any, Any]:
    """Decisions that the reader sees, each with ``state``: how far it was on the day; ``faulty`` and ``suspended`` then."""
    day = scope.as_of
    second = Exists(DecisionRound.objects.filter(decision=OuterRef("pk"), number=2, drawn_on__lte=day))
    fault = DecisionFault.objects.filter(decision=OuterRef("pk"), on__lte=day)
    harm = DecisionHarm.objects.filter(decision=OuterRef("pk"), suspended_on__lte=day)
    cases = [When(ended_on__lte=day, then=Value("ended"))]
    cases += [When(**{f"{column}__lte": day}, then=Value(code)) for code, column in _DAYS]
    cases.append(When(Q(second), then=Value("second")))
    cases += [When(**{f"{column}__lte": day}, then=Value(code)) for code, column in _EARLY]
    return (
        Decision.objects.visible_to(scope)
        .as_of(day)
        .annotate(
            state=Case(*cases, default=Value("proposed"), output_field=CharField()),
            faulty=_there(fault.filter(Q(cured_on=None) | Q(cured_on__gt=day))),
            suspended=_there(harm.filter(Q(settled_on=None) | Q(settled_on__gt=day))),
        )
    )


def narrowed(scope: Scope, filters: Filters) -> QuerySet[Any, Any]:
    """What the filters choose."""
    found = then(scope)
    for word in filters.text.split():
        found = found.filter(Q(title__icontains=word) | Q(organisation__full_name__icontains=word))
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.year:
        found = found.filter(proposed_on__year=filters.year)
    if filters.under:
        place = Organisation.objects.filter(pk=filters.under).values_list("path", flat=True).first()
        found = found.filter(in_ranges((subtree(place),) if place else ()))
    return _in_state(found, filters.state, scope.as_of)


def listing(scope: Scope, filters: Filters, *, page: int = 1, size: int = SIZE) -> Page:
    """A page, those with the nearest due day first. Two queries, three with an organisation."""
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
    rows = list(then(scope).values_list("state", "due_on", "stage", "faulty"))
    running = [each for each in rows if each[0] not in OVER]
    late = sum(1 for state, due, stage, _ in running if due and due < scope.as_of and state == stage)
    return Figures(
        len(running), late, sum(1 for each in rows if each[3]), sum(1 for each in rows if each[0] == "closed")
    )


def row(held: Any, day: date) -> Row:
    """A decision, annotated by ``then``, as a line of the list."""
    current = held.state == held.stage and held.state not in OVER
    due = held.due_on if current else None
    following = next_step(held.state)
    title = Decision.End(held.end).label if held.state == "ended" else Decision.Stage(held.state).label
    return Row(
        held.pk, held.title, held.kind, str(Decision.Kind(held.kind).label),
        held.organisation.short_name or held.organisation.full_name, held.state, str(title),
        str(Decision.Stage(following).label) if following else "", lists().steps[following].who if following else "",
        held.proposed_on, due, bool(due and due < day), held.faulty, held.suspended, held.money,
    )  # fmt: skip


def next_step(state: str) -> str:
    """The step after a stage; "" after the last and for what has ended."""
    order = Decision.Stage.values
    place = order.index(state) + 1 if state in order else len(order)
    return str(order[place]) if place < len(order) else ""


def _there(rows: QuerySet[Any]) -> Case:
    return Case(When(Q(Exists(rows)), then=Value(True)), default=Value(False), output_field=BooleanField())


def _in_state(found: QuerySet[Any, Any], state: str, day: date) -> QuerySet[Any, Any]:
    if state == "all":
        return found
    if state == "late":
        return found.exclude(state__in=OVER).filter(due_on__lt=day, state=F("stage"))
    if state == "faulty":
        return found.filter(faulty=True)
    return found.filter(state=state) if state else found.exclude(state__in=OVER)


def _ordered(found: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return found.select_related("organisation").order_by(F("due_on").asc(nulls_last=True), "-proposed_on", "pk")

"""The list of elections by stage and due day, and of terms that end soon without an election having been begun."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from zhendi.domain.democracy.election_course import way
from zhendi.domain.democracy.models import Election
from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.orgs.models import Organisation, Term
from zhendi.kernel import parameters
from zhendi.kernel.dates import add_months
from zhendi.kernel.paging import turned_to
from zhendi.kernel.scope import Scope

SIZE = 50
HORIZON, REMINDER = "election.horizon_months", "term.reminder_months"
_DAYS = tuple(reversed(Election.Stage.values))
WAITING = ("asked", "nominated", "slated", "reported")  # the committee above is to act
OVER = ("published", "ended")


@dataclass(frozen=True, slots=True)
class Filters:
    """``state``: a stage, ``running`` (where none is asked), ``waiting``, ``late``, ``ended``, ``all``."""

    text: str = ""
    sort: str = ""
    state: str = ""


class Row(NamedTuple):
    """An election in a list. ``due_on`` and ``late`` only for one that is under way on the day."""

    id: int
    organisation_id: int
    organisation: str
    sort: str
    sort_title: str
    two_rounds: bool
    state: str
    state_title: str
    next_title: str
    due_on: date | None
    late: bool
    term_ends_on: date
    opened_on: date
    held_on: date | None
    committee: str


class Ending(NamedTuple):
    """An organisation whose term ends soon, or has ended, and which prepares nothing. ``late``: past the reminder's day."""

    organisation_id: int
    organisation: str
    parent: str
    ends_on: date
    late: bool


class Page(NamedTuple):
    """A page of a list."""

    rows: tuple[Any, ...]
    total: int
    page: int
    pages: int


class Figures(NamedTuple):
    """How many are under way, past their day, waiting for the committee above, published; terms not begun."""

    running: int
    late: int
    waiting: int
    published: int
    ending: int


def sorts() -> tuple[tuple[str, str], ...]:
    """What can be elected, in words."""
    return tuple((each.value, str(each.label)) for each in Election.Sort)


def states() -> tuple[tuple[str, str], ...]:
    """Stages and what else a list can be narrowed to."""
    stages = tuple((each.value, str(each.label)) for each in Election.Stage)
    return (
        *stages,
        ("waiting", "等上级"),
        ("late", "逾期"),
        ("ended", "没有办成"),
        ("ending", "快届满没有启动"),
        ("all", "全部"),
    )


def then(scope: Scope) -> QuerySet[Any, Any]:
    """Elections that the reader sees, each with ``state``: how far it was on the day."""
    day = scope.as_of
    cases = [When(**{f"{code}_on__lte": day}, then=Value(code)) for code in _DAYS]
    state = Case(When(ended_on__lte=day, then=Value("ended")), *cases, output_field=CharField())
    return Election.objects.visible_to(scope).as_of(day).annotate(state=state)


def narrowed(scope: Scope, filters: Filters) -> QuerySet[Any, Any]:
    """What the filters choose."""
    found = then(scope)
    for word in filters.text.split():
        found = found.filter(Q(organisation__full_name__contains=word) | Q(organisation__short_name__contains=word))
    if filters.sort:
        found = found.filter(sort=filters.sort)
    if filters.state in {"", "running"}:
        return found.exclude(state__in=OVER)
    if filters.state == "late":
        return found.filter(due_on__lt=scope.as_of, state=F("stage")).exclude(state__in=OVER)
    if filters.state == "waiting":
        return found.filter(state__in=WAITING)
    return found if filters.state == "all" else found.filter(state=filters.state)


def listing(scope: Scope, filters: Filters, *, page: int = 1, size: int = SIZE) -> Page:
    """A page, those with the nearest due day first. Two queries."""
    found = narrowed(scope, filters)
    return _page(_ordered(found), found.count(), page, size, lambda each: row(each, scope.as_of))


def every(scope: Scope, filters: Filters) -> Iterator[Row]:
    """All that the filters choose, for export."""
    return (row(each, scope.as_of) for each in _ordered(narrowed(scope, filters)))


def ending(scope: Scope, text: str = "", *, page: int = 1, size: int = SIZE) -> Page:
    """Organisations whose term ends within the horizon and which prepare nothing, those that ended first. Two queries."""
    found = _ending(scope)
    for word in text.split():
        found = found.filter(Q(full_name__contains=word) | Q(short_name__contains=word))
    late_by = add_months(scope.as_of, parameters.load().integer(REMINDER, scope.as_of))
    rows = found.select_related("parent").order_by("ends", "path")
    return _page(rows, found.count(), page, size, lambda each: _line(each, late_by))


def every_ending(scope: Scope, text: str = "") -> Iterator[Ending]:
    """All of them, for export."""
    return iter(ending(scope, text, size=max(_ending(scope).count(), 1)).rows)


def figures(scope: Scope) -> Figures:
    """The counts above the list. Two queries."""
    rows = list(then(scope).values_list("state", "due_on", "stage"))
    running = [each for each in rows if each[0] not in OVER]
    late = sum(1 for state, due, stage in running if due and due < scope.as_of and state == stage)
    return Figures(
        len(running), late, sum(1 for each in running if each[0] in WAITING),
        sum(1 for each in rows if each[0] == "published"), _ending(scope).count(),
    )  # fmt: skip


def row(held: Any, day: date) -> Row:
    """An election, annotated by ``then``, as a line of the list."""
    current = held.state == held.stage and held.state not in OVER
    due = held.due_on if current else None
    title = Election.End(held.end).label if held.state == "ended" else Election.Stage(held.state).label
    return Row(
        held.pk, held.organisation_id, _called(held.organisation), held.sort, str(Election.Sort(held.sort).label),
        held.two_rounds, held.state, str(title), "" if held.state in OVER else next_title(held, day), due,
        bool(due and due < day), held.term_ends_on, held.opened_on,
        held.held_on if held.held_on and held.held_on <= day else None, _called(held.committee),
    )  # fmt: skip


def next_title(held: Election, day: date) -> str:
    """What comes next, in words."""
    taken = {each.code for each in way(held) if (on := getattr(held, f"{each.code}_on")) is not None and on <= day}
    return next((each.title for each in way(held) if each.code not in taken), "")


def _page(found: QuerySet[Any, Any], total: int, page: int, size: int, made: Any) -> Page:
    page, pages = turned_to(page, total, size)
    return Page(tuple(map(made, found[(page - 1) * size : page * size])), total, page, pages)


def _ordered(found: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return found.select_related("organisation", "committee").order_by(
        F("due_on").asc(nulls_last=True), "-opened_on", "pk"
    )


def _ending(scope: Scope) -> QuerySet[Any, Any]:
    electing = [code for code, each in kinds().items() if each.may("term_election")]
    last = Term.objects.filter(organisation=OuterRef("pk")).order_by("-starts_on").values("ends_on")[:1]
    begun = Election.objects.running().filter(organisation=OuterRef("pk"), village_body=False)
    until = add_months(scope.as_of, parameters.load().integer(HORIZON, scope.as_of))
    found = Organisation.objects.visible_to(scope).alive().filter(kind__in=electing).annotate(ends=Subquery(last))
    return found.filter(~Exists(begun), ends__lt=until)


def _line(one: Any, late_by: date) -> Ending:
    parent = _called(one.parent) if one.parent else ""
    return Ending(one.pk, _called(one), parent, one.ends, one.ends <= late_by)


def _called(one: Organisation) -> str:
    return one.short_name or one.full_name

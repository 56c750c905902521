"""Reads of matters for pages: the list of an organisation's, and one person's own."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, Q, QuerySet, When

from zhendi.domain.matters import access
from zhendi.domain.matters.models import Matter, MatterStep
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.orgs.paths import parent_of
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.paging import turned_to
from zhendi.kernel.scope import Scope

SIZE = 50
_MOST = 100_000  # rows of a workbook
KINDS = tuple(Matter.Kind.choices)
STATES = tuple(Matter.State.choices)
_COLUMNS = (
    "pk", "kind", "title", "state", "opened_on", "due_on", "answered_on", "person_id", "person__name",
    "organisation__short_name", "organisation__full_name",
)  # fmt: skip
_WAITING_FIRST = Case(When(state=Matter.State.OPEN, then=0), When(state=Matter.State.ANSWERED, then=1), default=2)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; "" = all. ``late`` = waiting past its last day."""

    text: str = ""
    kind: str = ""
    state: str = ""
    late: bool = False


class Line(NamedTuple):
    """A matter as a list shows it."""

    id: int
    kind: str
    title: str
    state: str
    state_title: str
    opened_on: date
    due_on: date
    answered_on: date | None
    person_id: int
    person: str
    organisation: str


class Page(NamedTuple):
    """One page of a list."""

    lines: tuple[Line, ...]
    total: int
    number: int
    pages: int


class Done(NamedTuple):
    """A step as it is shown."""

    action: str
    on: date
    by: str
    organisation: str
    note: str


class Record(NamedTuple):
    """A whole matter with its steps, the latest last."""

    line: Line
    text: str
    details: dict[str, str]
    steps: tuple[Done, ...]
    organisation_id: int
    may_answer: bool
    own: bool


def listing(scope: Scope, filters: Filters, *, today: date, page: int = 1) -> Page:
    """Matters of the reader's pieces of the tree, those that wait first, by their last day. Two queries."""
    found = narrowed(scope, filters, today)
    total = found.count()
    number, pages = turned_to(page, total, SIZE)
    start = (number - 1) * SIZE
    rows = found.order_by(_WAITING_FIRST, "due_on", "pk").values_list(*_COLUMNS)[start : start + SIZE]
    return Page(tuple(map(_line, rows)), total, number, pages)


def every(scope: Scope) -> tuple[Line, ...]:
    """All matters of the reader's pieces of the tree, for a workbook; at most ``_MOST``. One query."""
    rows = Matter.objects.visible_to(replace(scope, person_id=None)).order_by("-opened_on", "-pk")
    return tuple(map(_line, rows.values_list(*_COLUMNS)[:_MOST]))


def narrowed(scope: Scope, filters: Filters, today: date) -> QuerySet[Matter]:
    """The matters that a list counts; the reader's own are on the own page, not here."""
    found = Matter.objects.visible_to(replace(scope, person_id=None))
    if filters.late:
        found = found.waiting().filter(due_on__lt=today)
    for word in filters.text.split():
        found = found.filter(Q(title__contains=word) | Q(person__name__contains=word))
    if filters.kind:
        found = found.filter(kind=filters.kind)
    return found.filter(state=filters.state) if filters.state else found


def own(scope: Scope) -> tuple[Line, ...]:
    """The reader's own matters, the latest first. One query."""
    if scope.person_id is None:
        return ()
    rows = Matter.objects.filter(person=scope.person_id).order_by("-opened_on", "-pk").values_list(*_COLUMNS)
    return tuple(map(_line, rows))


def record(scope: Scope, matter_id: int) -> Record:
    """A matter with its steps; ``NotVisible`` for a stranger. Two queries."""
    matter = Matter.objects.visible_to(scope).select_related("organisation", "person").filter(pk=matter_id).first()
    if matter is None:
        raise NotVisible(f"matter {matter_id}")
    steps = matter.steps.select_related("organisation").order_by("pk")
    done = tuple(
        Done(MatterStep.Action(each.action).label, each.on, each.by, _name(each.organisation), each.note)
        for each in steps
    )
    mine = matter.person_id == scope.person_id
    line = Line(
        matter.pk, matter.get_kind_display(), matter.title, matter.state, matter.get_state_display(), matter.opened_on,
        matter.due_on, matter.answered_on, matter.person_id, matter.person.name, _name(matter.organisation),
    )  # fmt: skip
    details = json.loads(matter.details) if matter.details else {}
    return Record(line, matter.text, details, done, matter.organisation_id, access.may_answer(scope, matter), mine)


def _line(row: tuple[Any, ...]) -> Line:
    pk, kind, title, state, opened, due, answered, person_id, person, short, full = row
    names = Matter.Kind(kind).label, title, state, Matter.State(state).label
    return Line(pk, *names, opened, due, answered, person_id, person, short or full)


def _name(organisation: Organisation | None) -> str:
    return (organisation.short_name or organisation.full_name) if organisation else ""


def targets(scope: Scope, matter_id: int) -> tuple[tuple[int, str], ...]:
    """Whom a matter may be handed to: the organisations above the one that has it, nearest first. Two queries."""
    matter = Matter.objects.visible_to(scope).filter(pk=matter_id).only("path").first()
    if matter is None:
        raise NotVisible(f"matter {matter_id}")
    above, path = [], parent_of(matter.path)
    while path:
        above.append(path)
        path = parent_of(path)
    rows = Organisation.objects.alive().filter(path__in=above).order_by("-path")
    return tuple((pk, short or full) for pk, short, full in rows.values_list("pk", "short_name", "full_name"))

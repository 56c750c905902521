"""Members handed over by schools and veterans' offices: the list, one of them, whom it may be handed on to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet

from zhendi.domain.mobile import access
from zhendi.domain.mobile.models import HandOver, Outgoing
from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.orgs.paths import STEP
from zhendi.domain.people.models import Membership
from zhendi.kernel.dates import PartialDate
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.masking import mask_mobile
from zhendi.kernel.paging import turned_to
from zhendi.kernel.parameters import load
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.registers import partial
from zhendi.kernel.scope import SEE, Scope

SIZE = 50
DAYS = "hand_over.days"
OFFICES = tuple(HandOver.Office.choices)
OUTCOMES = tuple(HandOver.Outcome.choices)
STATES = (("waiting", "等着接"), ("late", "过了期限"), ("settled", "已接上"))
ORDERS = (
    ("wait", "等着接的在前"),
    ("new", "新交来的在前"),
    ("name", "按姓名"),
    ("place", "按接收党组织"),
    ("office", "按来源"),
)
_ORDERED: dict[str, tuple[Any, ...]] = {
    "wait": (F("closed_on").desc(nulls_first=True), "valid_from", "path", "name", "pk"),
    "new": ("-valid_from", "path", "name", "pk"),
    "name": ("name", "path", "pk"),
    "place": ("path", "name", "pk"),
    "office": ("office", "office_name", "name", "pk"),
}
_MOST = 100_000  # rows of a workbook
_CHOICES = 2000


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to. ``state``: a code of ``STATES``, "" = all; ``order``: one of ``ORDERS``."""

    text: str = ""
    office: str = ""
    state: str = ""
    order: str = "wait"


class Row(NamedTuple):
    """A member on a list; nothing sensitive. ``due_on``: the last day in time."""

    id: int
    name: str
    office: str
    office_name: str
    organisation: str
    destination: str
    left: PartialDate | None
    handed_on: date
    due_on: date
    late: bool
    outcome: str
    settled_on: date | None
    branch: str


class Page(NamedTuple):
    """A page of the list; ``waiting`` and ``late`` of all that the reader sees."""

    rows: tuple[Row, ...]
    total: int
    waiting: int
    late: int
    page: int
    pages: int


class Record(NamedTuple):
    """One member with what the office wrote. ``member_of``: the own branch where the member is on our rolls."""

    row: Row
    sending: str
    phone: str
    remark: str
    note: str
    settled_by: str
    person_id: int | None
    member_of: str
    away: int | None
    path: str
    organisation_id: int | None
    may_keep: bool


def listing(scope: Scope, filters: Filters, *, page: int = 1) -> Page:
    """The list by pages; by itself who waits first, the oldest before. Four queries."""
    seen = HandOver.objects.visible_to(scope).filter(valid_from__lte=scope.as_of)
    waiting = seen.waiting().count()
    late = _late(seen, scope.as_of).count()
    found = _narrowed(seen, filters, scope.as_of)
    total = found.count()
    number, pages = turned_to(page, total, SIZE)
    rows = _ordered(found, filters.order)[(number - 1) * SIZE : number * SIZE]
    return Page(tuple(_row(row, scope.as_of) for row in rows), total, waiting, late, number, pages)


def every(scope: Scope, filters: Filters) -> Iterator[Row]:
    """All that the filters choose, for a workbook. One query."""
    seen = HandOver.objects.visible_to(scope).filter(valid_from__lte=scope.as_of)
    return (_row(row, scope.as_of) for row in _ordered(_narrowed(seen, filters, scope.as_of), filters.order)[:_MOST])


def record(scope: Scope, hand_over_id: int) -> Record:
    """One member; ``NotVisible`` for a stranger. Three queries."""
    found = HandOver.objects.visible_to(scope).select_related("organisation", "branch").filter(pk=hand_over_id).first()
    if found is None:
        raise NotVisible("no such hand-over")
    held = Membership.objects.as_of(scope.as_of).filter(person=found.person_id, person__isnull=False)
    member = held.select_related("organisation").first()
    away = Outgoing.objects.current().visible_to(scope).filter(person=found.person_id, person__isnull=False).first()
    return Record(
        _row(found, scope.as_of), found.sending, mask_mobile(str(found.phone)) if found.phone else "", found.remark,
        found.note, found.settled_by, found.person_id, _name(member.organisation) if member else "",
        away.pk if away else None, found.path, found.organisation_id, scope.allows(access.WRITE, found.path),
    )  # fmt: skip


def receivers(scope: Scope, path: str) -> tuple[tuple[int, str], ...]:
    """Whom a member may be handed on to: organisations in the reader's sight, and those above ``path``. One query."""
    above = {path[:length] for length in range(STEP, len(path) + 1, STEP)}
    rows = Organisation.objects.alive().filter(in_ranges(scope.ranges(SEE)) | Q(path__in=above)).exclude(kind="group")
    return _pairs(rows)


def takers(scope: Scope) -> tuple[tuple[int, str], ...]:
    """For whom the reader may enter a member: organisations that the reader keeps. One query."""
    rows = Organisation.objects.alive().filter(in_ranges(scope.ranges(access.WRITE))).exclude(kind="group")
    return _pairs(rows)


def branches(scope: Scope) -> tuple[tuple[int, str], ...]:
    """Branches in the reader's sight. One query."""
    able = [code for code, kind in kinds().items() if kind.level == "branch"]
    return _pairs(Organisation.objects.alive().filter(in_ranges(scope.ranges(SEE)), kind__in=able))


def _pairs(rows: QuerySet[Organisation]) -> tuple[tuple[int, str], ...]:
    found = rows.order_by("path").values_list("pk", "short_name", "full_name")[:_CHOICES]
    return tuple((pk, short or full) for pk, short, full in found)


def _narrowed(seen: QuerySet[HandOver], filters: Filters, day: date) -> QuerySet[HandOver]:
    found = seen
    for word in filters.text.split():
        said = Q(name__contains=word) | Q(office_name__contains=word) | Q(destination__contains=word)
        found = found.filter(said | Q(organisation__short_name__contains=word))
    if filters.office:
        found = found.filter(office=filters.office)
    if filters.state == "late":
        return _late(found, day)
    if filters.state == "waiting":
        return found.filter(closed_on=None)
    return found.exclude(closed_on=None) if filters.state == "settled" else found


def _late(rows: QuerySet[HandOver], day: date) -> QuerySet[HandOver]:
    limit = day - timedelta(days=load().integer(DAYS, day))
    return rows.filter(closed_on=None, valid_from__lt=limit)


def _ordered(found: QuerySet[HandOver], order: str) -> QuerySet[HandOver]:
    return found.select_related("organisation", "branch").order_by(*_ORDERED[order])


def _row(row: HandOver, day: date) -> Row:
    due = row.valid_from + timedelta(days=load().integer(DAYS, row.valid_from))
    return Row(
        row.pk, row.name, row.office, row.office_name, _name(row.organisation), row.destination,
        partial(row.left_on, row.left_precision), row.valid_from, due, row.closed_on is None and due < day,
        str(HandOver.Outcome(row.outcome).label) if row.outcome else "", row.closed_on, _name(row.branch),
    )  # fmt: skip


def _name(place: Any) -> str:
    return (place.short_name or place.full_name) if place is not None else ""

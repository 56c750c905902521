"""The register of members who came from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet

from zhendi.domain.mobile import access
from zhendi.domain.mobile.models import Incoming
from zhendi.domain.mobile.queries.lists import FRESH, NONE
from zhendi.kernel.dates import add_months
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.masking import mask_mobile
from zhendi.kernel.paging import turned_to
from zhendi.kernel.parameters import load
from zhendi.kernel.scope import AFTER, Scope

SIZE = 50
_FACTS = (
    "moved_on", "sending", "place", "employer", "trade", "reason", "group", "returns_on", "holds_certificate", "remark",
)  # fmt: skip
ORDERS = (
    ("tree", "按乡镇"),
    ("name", "按姓名"),
    ("long", "来得久的在前"),
    ("new", "新来的在前"),
    ("back", "快返回的在前"),
)
STATES = (("due_back", "过了预计返回"), ("stale", "登记久未核对"), ("from_here", "本县流出的"))
_ORDERED: dict[str, tuple[Any, ...]] = {
    "tree": ("path", "name", "pk"),
    "name": ("name", "path", "pk"),
    "long": (F("moved_on").asc(nulls_last=True), "pk"),
    "new": (F("moved_on").desc(nulls_last=True), "pk"),
    "back": (F("returns_on").asc(nulls_last=True), "path", "pk"),
}


class Filters(NamedTuple):
    """What the list is narrowed to: ``placed`` "yes" or "no", ``state`` a code of ``STATES``, ``order`` one of ``ORDERS``."""

    text: str = ""
    under: str = ""
    placed: str = ""
    reason: str = ""
    group: str = ""
    state: str = ""
    order: str = "tree"


class Row(NamedTuple):
    """A member who came, as the list shows him; nothing sensitive. ``from_here``: left one of our own branches."""

    id: int
    name: str
    sex: int | None
    township: str
    sending: str
    moved_on: date | None
    place: str
    employer: str
    reason: str
    group: str
    returns_on: date | None
    overdue: bool
    placed: bool | None
    holds_certificate: bool | None
    from_here: int | None
    may_keep: bool


class Page(NamedTuple):
    """A page of the list; ``unplaced``: of all, those in no branch here."""

    rows: tuple[Row, ...]
    total: int
    unplaced: int
    page: int
    pages: int


ALL = Filters()


def listing(scope: Scope, filters: Filters = ALL, *, page: int = 1, size: int = SIZE) -> Page:
    """Members who came, by pages. Three queries."""
    everybody = narrowed(scope, filters._replace(placed=""))
    unplaced_total = everybody.exclude(placed_in_branch=True).count()
    found = narrowed(scope, filters)
    total = found.count()
    number, pages = turned_to(page, total, size)
    ordered = found.select_related("organisation").order_by(*_ORDERED[filters.order])
    rows = tuple(_row(scope, row) for row in ordered[(number - 1) * size : number * size])
    return Page(rows, total, unplaced_total, number, pages)


def narrowed(scope: Scope, filters: Filters) -> QuerySet[Incoming]:
    """The movements that a list counts."""
    found = Incoming.objects.visible_to(scope).as_of(scope.as_of)
    if filters.placed:
        found = found.filter(placed_in_branch=True) if filters.placed == "yes" else found.exclude(placed_in_branch=True)
    if filters.text:
        word = filters.text
        said = Q(name__contains=word) | Q(place__contains=word) | Q(employer__contains=word) | Q(sending__contains=word)
        found = found.filter(said)
    if filters.under:
        found = found.filter(path__gte=filters.under, path__lt=filters.under + AFTER)
    for name in ("reason", "group"):
        value = getattr(filters, name)
        found = found.filter(**{name: "" if value == NONE else value}) if value else found
    return found.filter(_state(filters.state, scope.as_of)) if filters.state else found


def _state(code: str, day: date) -> Q:
    limit = add_months(day, -load().integer(FRESH, day))
    return {
        "due_back": Q(returns_on__lt=day),
        "stale": Q(Q(checked_on=None) | Q(checked_on__lt=limit), valid_from__lt=limit),
        "from_here": Q(outgoing__isnull=False),
    }[code]


def _row(scope: Scope, row: Incoming) -> Row:
    return Row(
        row.pk, row.name, row.sex, _town(row), row.sending, row.moved_on, row.place, row.employer,
        row.get_reason_display(), row.get_group_display(), row.returns_on,
        row.returns_on is not None and row.returns_on < scope.as_of, row.placed_in_branch, row.holds_certificate,
        row.outgoing_id, access.may_write(scope, row),
    )  # fmt: skip


class Record(NamedTuple):
    """The entry of one who came: who, where, what may be changed (``facts``, telephone masked), and its history."""

    id: int
    name: str
    township: str
    facts: Mapping[str, Any]
    phone: str
    whole_phone: str
    checked_on: date | None
    history: tuple[tuple[str, date, str, str], ...]


def record(scope: Scope, movement_id: int) -> Record:
    """One that goes on and that the reader keeps; ``NotVisible`` else. Two queries."""
    row = Incoming.objects.visible_to(scope).current().select_related("organisation").filter(pk=movement_id).first()
    if row is None or not access.may_write(scope, row):
        raise NotVisible("no such movement")
    lines = row.changes.order_by("-on", "-pk")
    history = tuple((str(each.get_action_display()), each.on, each.by, each.note) for each in lines)
    facts = {name: getattr(row, name) for name in _FACTS}
    masked = mask_mobile(row.phone) if row.phone else ""
    return Record(row.pk, row.name, _town(row), facts, masked, row.phone, row.checked_on, history)


def _town(row: Incoming) -> str:
    return (row.organisation.short_name or row.organisation.full_name) if row.organisation else ""

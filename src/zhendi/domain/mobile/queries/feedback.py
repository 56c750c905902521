"""Feedback that came, and of whom it is still asked."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce, NullIf

from zhendi.domain.mobile import access
from zhendi.domain.mobile.half_years import Half
from zhendi.domain.mobile.models import Feedback, Incoming
from zhendi.kernel.masking import mask_mobile
from zhendi.kernel.paging import turned_to
from zhendi.kernel.scope import Scope

SIZE = 50
_MOST = 20_000
ORDERS = (
    ("wait", "待核实的在前"),
    ("new", "新写的在前"),
    ("name", "按姓名"),
    ("branch", "按所在支部"),
    ("office", "按反馈单位"),
    ("few", "参加少的在前"),
)
OWED_ORDERS = (("tree", "按流入乡镇"), ("name", "按姓名"), ("long", "来得久的在前"), ("new", "新来的在前"))
_NAME = Coalesce("outgoing__name", "incoming__name")
_SHARE = F("attended") * 100 / NullIf("held", 0)
_ORDERED: dict[str, tuple[Any, ...]] = {
    "wait": (Case(When(checked_on=None, then=0), default=1), "-pk"),
    "new": ("-said_on", "-pk"),
    "name": (_NAME, "-pk"),
    "branch": (F("outgoing__path").asc(nulls_last=True), "incoming__sending", _NAME, "-pk"),
    "office": ("organisation", _NAME, "-pk"),
    "few": (_SHARE.asc(nulls_last=True), _NAME, "-pk"),
}
_OWED_ORDERED: dict[str, tuple[Any, ...]] = {
    "tree": ("path", "name", "pk"),
    "name": ("name", "path", "pk"),
    "long": (F("moved_on").asc(nulls_last=True), "pk"),
    "new": (F("moved_on").desc(nulls_last=True), "pk"),
}


class Filters(NamedTuple):
    """What the list is narrowed to; ``order`` of ``ORDERS``, or of ``OWED_ORDERS`` ("": the first)."""

    text: str = ""
    order: str = ""


EVERYTHING = Filters()


class Row(NamedTuple):
    """What was said of a member's half-year. ``waits``: somebody wrote it by the code, and the branch must look."""

    id: int
    movement_id: int | None
    name: str
    branch: str
    half: str
    organisation: str
    attended: int
    held: int
    conduct: str
    by: str
    phone: str
    said_on: date
    waits: bool
    may_check: bool


class Owed(NamedTuple):
    """A member who came and of whom the half-year is not yet said."""

    id: int
    name: str
    township: str
    sending: str
    moved_on: date | None


class Page(NamedTuple):
    """A page of rows, of how many; ``waiting`` to be looked at, ``owed`` not yet said (of the half-year)."""

    rows: tuple[Row, ...]
    asked: tuple[Owed, ...]
    total: int
    page: int
    pages: int
    waiting: int
    owed: int


class Form(NamedTuple):
    """What the form of a township shows: the member, and what was said before of the half-year ("" and 0 for nothing)."""

    id: int
    name: str
    township: str
    attended: int | None
    held: int | None
    conduct: str


def listing(scope: Scope, half: Half, filters: Filters = EVERYTHING, *, owed: bool = False, page: int = 1) -> Page:
    """What came of a half-year; ``owed``: of whom it is still asked instead. Four queries."""
    came, asked = _came(scope, half, filters), _asked(scope, half, filters)
    waiting = came.filter(checked_on=None).count()
    totals = came.count(), asked.count()
    total = totals[1] if owed else totals[0]
    number, pages = turned_to(page, total, SIZE)
    span = slice((number - 1) * SIZE, number * SIZE)
    rows = () if owed else tuple(_row(scope, row) for row in came[span])
    lines = tuple(map(_owed, asked[span])) if owed else ()
    return Page(rows, lines, total, number, pages, waiting, totals[1])


def every(scope: Scope, half: Half, filters: Filters = EVERYTHING) -> tuple[Row, ...]:
    """What came of a half-year and is asked for, for a workbook. One query."""
    return tuple(_row(scope, row) for row in _came(scope, half, filters)[:_MOST])


def every_owed(scope: Scope, half: Half, filters: Filters = EVERYTHING) -> tuple[Owed, ...]:
    """Of whom it is still asked, for a workbook. One query."""
    return tuple(map(_owed, _asked(scope, half, filters)[:_MOST]))


def of_member(scope: Scope, movement_id: int) -> tuple[Row, ...]:
    """What was said of one member away whom the reader sees, the latest first. One query."""
    rows = Feedback.objects.visible_to(scope).filter(outgoing=movement_id)
    return tuple(_row(scope, row) for row in _joined(rows).order_by("-year", "-half", "-pk")[:SIZE])


def form(scope: Scope, incoming_id: int, half: Half) -> Form | None:
    """What the form shows; ``None`` for a member whom the reader does not keep. Two queries."""
    row = Incoming.objects.current().visible_to(scope, access.WRITE).select_related("organisation")
    one = row.filter(pk=incoming_id).first()
    if one is None or not access.may_write(scope, one):
        return None
    held = Feedback.objects.filter(incoming=one, year=half.year, half=half.half).first()
    if held is None:
        return Form(one.pk, one.name, _town(one), None, None, "")
    return Form(one.pk, one.name, _town(one), held.attended, held.held, str(held.conduct))


def _came(scope: Scope, half: Half, filters: Filters) -> QuerySet[Feedback]:
    found = Feedback.objects.visible_to(scope).filter(year=half.year, half=half.half)
    for word in filters.text.split():
        named = Q(outgoing__name__contains=word) | Q(incoming__name__contains=word)
        found = found.filter(named | Q(organisation__contains=word))
    return _joined(found).order_by(*_ORDERED.get(filters.order, _ORDERED["wait"]))


def _joined(found: QuerySet[Feedback]) -> QuerySet[Feedback]:
    return found.select_related("outgoing__organisation", "incoming__organisation")


def _asked(scope: Scope, half: Half, filters: Filters) -> QuerySet[Incoming]:
    said = Feedback.objects.filter(incoming=OuterRef("pk"), year=half.year, half=half.half)
    found = Incoming.objects.as_of(scope.as_of).visible_to(scope, access.WRITE).filter(valid_from__lte=half.last)
    for word in filters.text.split():
        found = found.filter(name__contains=word)
    asked = found.filter(~Exists(said)).select_related("organisation")
    return asked.order_by(*_OWED_ORDERED.get(filters.order, _OWED_ORDERED["tree"]))


def _row(scope: Scope, row: Feedback) -> Row:
    about = row.outgoing or row.incoming
    branch = row.outgoing.organisation if row.outgoing else None
    waits = row.checked_on is None
    may = waits and row.outgoing is not None and access.may_write(scope, row.outgoing)
    sends = branch.short_name or branch.full_name if branch else row.incoming.sending if row.incoming else ""
    return Row(
        row.pk, row.outgoing_id, about.name if about else "", sends, Half(row.year, row.half).name, row.organisation,
        row.attended, row.held, str(row.conduct), row.by, mask_mobile(str(row.phone)), row.said_on, waits, may,
    )  # fmt: skip


def _owed(row: Incoming) -> Owed:
    return Owed(row.pk, row.name, _town(row), row.sending, row.moved_on)


def _town(row: Incoming) -> str:
    return (row.organisation.short_name or row.organisation.full_name) if row.organisation else ""

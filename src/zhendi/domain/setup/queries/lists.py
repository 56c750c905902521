"""Lists of units with filters; the blanks among them, the longest overdue first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Q, QuerySet

from zhendi.domain.orgs.models import Organisation
from zhendi.domain.setup.models import Coverage, Exemption, Unit
from zhendi.domain.setup.queries.rows import Line, Page
from zhendi.domain.setup.queries.states import (
    BLANK,
    FREE,
    State,
    deadline,
    gone,
    in_force,
    late_before,
    on_day,
    with_since,
)
from zhendi.domain.setup.sectors import kinds_of
from zhendi.kernel.paging import turned_to
from zhendi.kernel.scope import Scope

SIZE = 50
OWN_FULL = "branch.minimum_full"
Order = Literal["place", "name", "since"]
_ORDERS: dict[str, tuple[str, ...]] = {
    "place": ("path", "name", "pk"),
    "name": ("name", "pk"),
    "since": ("since", "path", "name", "pk"),
}
COLUMNS = (
    "pk", "name", "kind", "township_id", "township__short_name", "township__full_name", "responsible_id", "form",
    "organisation_then", "exempted", "worked", "said_full", "said_probationary", "since", "blank_reason", "closed_on",
    "responsible__short_name", "responsible__full_name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to. ``state``: covered, blank, late, exempt, unworked, closed; "" = all on record."""

    text: str = ""
    sector: str = ""
    kind: str = ""
    township: int | None = None
    state: str = ""
    form: str = ""
    order: Order = "place"


def listing(scope: Scope, filters: Filters | None = None, *, page: int = 1, size: int = SIZE) -> Page:
    """Units that the reader sees, as they stood on the day. At most four queries."""
    asked = filters or Filters()
    found = narrowed(scope, asked)
    total = found.count()
    number, pages = turned_to(page, total, size)
    start = (number - 1) * size
    ordered = with_since(found, scope.as_of).order_by(*_ORDERS[asked.order])
    rows = list(ordered.values_list(*COLUMNS)[start : start + size])
    return Page(lines(scope, rows), total, number, pages)


def narrowed(scope: Scope, filters: Filters) -> QuerySet[Unit]:
    """The units that a list counts, each with how it stood."""
    found = gone(scope) if filters.state == "closed" else _in_state(on_day(scope), filters.state, scope.as_of)
    for word in filters.text.split():
        found = found.filter(Q(name__contains=word) | Q(unit_code__contains=word.upper()) | Q(address__contains=word))
    if filters.sector:
        found = found.filter(kind__in=kinds_of(filters.sector))
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.form:
        found = found.filter(Q(form=filters.form))
    return found.filter(township=filters.township) if filters.township is not None else found


def lines(scope: Scope, rows: Sequence[tuple[Any, ...]]) -> tuple[Line, ...]:
    """Rows of ``COLUMNS`` with names of organisations and reasons of exemption. Two queries at most."""
    names = _names({row[8] for row in rows if row[8]})
    free = {row[0] for row in rows if row[9] and row[7] is None}
    reasons = _reasons(free, scope.as_of) if free else {}
    return tuple(_line(scope.as_of, row, names, reasons) for row in rows)


def why_blank(full: int | None, probationary: int | None, day: date) -> str:
    """What the register itself says of why a unit may have no organisation."""
    if full is None and probationary is None:
        return "没有登记党员人数"
    if not full and not probationary:
        return "没有党员"
    needed = in_force(OWN_FULL, day)
    if (full or 0) < needed:
        return f"正式党员{full or 0}名，不足{needed}名"
    return f"正式党员{full}名，可以单独组建"


def _in_state(found: QuerySet[Unit], state: str, day: date) -> QuerySet[Unit]:
    if state == "covered":
        return found.filter(~Q(form=None))
    if state == "exempt":
        return found.filter(FREE)
    if state == "unworked":
        return found.filter(Q(worked=False) & ~FREE)
    if state == "late":
        return with_since(found.filter(BLANK), day).filter(Q(since__lt=late_before(day)))
    return found.filter(BLANK) if state == "blank" else found


def _names(keys: Collection[int]) -> dict[int, str]:
    if not keys:
        return {}
    rows = Organisation.objects.filter(pk__in=keys).values_list("pk", "short_name", "full_name")
    return {pk: short or full for pk, short, full in rows}


def _reasons(keys: Collection[int], day: date) -> dict[int, str]:
    held = Exemption.objects.as_of(day).filter(unit__in=keys)
    return dict(held.values_list("unit_id", "reason"))


def _line(day: date, row: tuple[Any, ...], names: Mapping[int, str], reasons: Mapping[int, str]) -> Line:
    (pk, name, kind, township_id, short, full_name, responsible_id, form, organisation_id, exempted, worked, full,
     probationary, since, said, closed_on, responsible_short, responsible_full) = row  # fmt: skip
    state = _state(form, exempted, closed_on, day)
    due = deadline(since, day) if state == "blank" else None
    reason = said or why_blank(full, probationary, day) if state == "blank" else reasons.get(pk, "")
    return Line(
        pk, name, kind, str(Unit.Kind(kind).label), township_id, short or full_name or "",
        responsible_id or township_id, responsible_short or responsible_full or short or full_name or "", state, str(Coverage.Form(form).label) if form else "",
        names.get(organisation_id, ""), worked, full, probationary, since, due, bool(due and due < day), reason,
    )  # fmt: skip


def _state(form: str | None, exempted: bool, closed_on: date | None, day: date) -> State:
    if closed_on is not None and closed_on <= day:
        return "closed"
    return "covered" if form else "exempt" if exempted else "blank"

"""Villages' industry beside their members: who is a candidate for a general branch, and on what evidence (3.1a)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q

from zhendi.domain.orgs.models import Kind, Organisation
from zhendi.domain.people import queries as people
from zhendi.domain.setup.access import WRITE
from zhendi.domain.setup.models import Industry
from zhendi.domain.setup.queries.states import in_force
from zhendi.kernel.paging import turned_to
from zhendi.kernel.scope import Scope

SIZE = 50


class IndustryRow(NamedTuple):
    """The latest figures of a branch. ``growth`` in whole per cent, rounded down; ``candidate`` by the county's numbers."""

    id: int
    organisation_id: int
    organisation: str
    year: int
    main: str
    output: Decimal
    growth: int
    members: int
    candidate: bool
    source: str
    considered_on: date | None
    considered: str
    may_keep: bool


class Page(NamedTuple):
    """A page of the list."""

    rows: tuple[IndustryRow, ...]
    total: int
    page: int
    pages: int


class Marks(NamedTuple):
    """From which growth (per cent) and how many members a branch is a candidate."""

    growth: int
    members: int


def marks(day: date) -> Marks:
    """The county's numbers on a day."""
    return Marks(in_force("upgrade.growth_percent", day), in_force("upgrade.members", day))


def listing(scope: Scope, text: str = "", *, candidates: bool = False, page: int = 1, size: int = SIZE) -> Page:
    """A page of ``villages`` whose name or industry holds the text; only candidates if asked."""
    rows = tuple(row for row in villages(scope, text) if row.candidate or not candidates)
    page, pages = turned_to(page, len(rows), size)
    return Page(rows[(page - 1) * size : page * size], len(rows), page, pages)


def villages(scope: Scope, text: str = "") -> tuple[IndustryRow, ...]:
    """Branches with figures up to the reader's day, candidates not yet considered first. At most four queries."""
    found = Industry.objects.visible_to(scope).filter(recorded_on__lte=scope.as_of, organisation__dissolved_on=None)
    if text:
        named = Q(organisation__full_name__icontains=text) | Q(organisation__short_name__icontains=text)
        found = found.filter(named | Q(main__icontains=text))
    latest = {row.organisation_id: row for row in found.select_related("organisation").order_by("year")}
    figures = people.counts(scope, list(latest))
    needed = marks(scope.as_of)
    rows = [_row(scope, row, figures[key].total if key in figures else 0, needed) for key, row in latest.items()]
    return tuple(sorted(rows, key=lambda row: (not row.candidate, row.considered_on is not None, row.organisation)))


def branches(scope: Scope) -> tuple[tuple[int, str], ...]:
    """Village branches whose figures the reader may enter: those on the ground of a village. One query."""
    rows = Organisation.objects.alive().visible_to(scope, WRITE).filter(kind=Kind.BRANCH).exclude(division_code="")
    return tuple(
        (pk, short or full) for pk, short, full in rows.order_by("path").values_list("pk", "short_name", "full_name")
    )


def growth(output: Decimal, before: Decimal) -> int:
    """Whole per cent above the year before, rounded down; never below zero."""
    return max(int((output - before) * 100 // before), 0)


def _row(scope: Scope, row: Industry, members: int, needed: Marks) -> IndustryRow:
    grown, place = growth(row.output, row.before), row.organisation
    return IndustryRow(
        row.pk, place.pk, place.short_name or place.full_name, row.year, row.main, row.output, grown, members,
        grown >= needed.growth and members >= needed.members, row.source, row.considered_on, row.considered,
        scope.allows(WRITE, place.path),
    )  # fmt: skip

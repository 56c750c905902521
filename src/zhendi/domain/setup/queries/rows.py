"""The rows that pages of units get."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from zhendi.domain.setup.queries.states import State


class Place(NamedTuple):
    """An organisation named in passing; ``open`` when the reader may go there."""

    id: int
    name: str
    open: bool


class Line(NamedTuple):
    """A unit in a list, as it stood on the reader's day.

    ``since`` and ``due_on``: of a blank; ``late`` when the deadline has passed. ``reason`` is why it is a blank, or
    free of the duty. ``responsible_id`` is the organisation that answers, its township's committee where none is named.
    """

    id: int
    name: str
    kind: str
    kind_title: str
    township_id: int | None
    township: str
    responsible_id: int | None
    responsible: str
    state: State
    form_title: str
    organisation: str
    worked: bool
    full: int | None
    probationary: int | None
    since: date
    due_on: date | None
    late: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list with the number of all that match."""

    rows: tuple[Line, ...]
    total: int
    page: int
    pages: int


class CoverRow(NamedTuple):
    """Coverage from a day to a day (half-open; None: runs on)."""

    form: str
    form_title: str
    organisation: Place | None
    valid_from: date
    valid_to: date | None


class FreeRow(NamedTuple):
    """Time in which the unit need not be covered."""

    reason: str
    valid_from: date
    valid_to: date | None


class LiaisonRow(NamedTuple):
    """Who is or was named for the work."""

    name: str
    organisation: Place | None
    valid_from: date
    valid_to: date | None


class VisitRow(NamedTuple):
    """A visit of a liaison."""

    on: date
    name: str
    note: str


class ChangeRow(NamedTuple):
    """A line of the unit's history."""

    action_title: str
    on: date
    note: str


@dataclass(frozen=True, slots=True)
class Record:
    """One unit with all that its page shows. ``may_keep``: the reader may do something with it today."""

    line: Line
    unit_code: str
    industry: str
    employees: int | None
    longitude: Decimal | None
    latitude: Decimal | None
    address: str
    principal: str
    phone: str
    starts_on: date | None
    ends_on: date | None
    responsible: Place | None
    named_responsible: bool
    remark: str
    path: str
    valid_from: date
    closed_on: date | None
    end_title: str
    end_note: str
    merged_into: tuple[int, str] | None
    blank_reason: str
    coverage: tuple[CoverRow, ...]
    exemptions: tuple[FreeRow, ...]
    liaisons: tuple[LiaisonRow, ...]
    visits: tuple[VisitRow, ...]
    changes: tuple[ChangeRow, ...]
    may_keep: bool

    @property
    def id(self) -> int:
        """Its key."""
        return self.line.id

    @property
    def liaison(self) -> LiaisonRow | None:
        """Who is named now."""
        return next((each for each in self.liaisons if each.valid_to is None), None)

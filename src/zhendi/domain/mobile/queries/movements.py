"""Reads of the registers of movement."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from zhendi.domain.mobile.models import Incoming, Outgoing
from zhendi.domain.mobile.places import of_row
from zhendi.kernel.dates import PartialDate
from zhendi.kernel.registers import partial
from zhendi.kernel.scope import Scope


class Figures(NamedTuple):
    """How many are away, how many have come, and how many of these left one of our own branches."""

    outgoing: int
    incoming: int
    within: int


def figures(scope: Scope) -> Figures:
    """Movements on record on the reader's day."""
    arrived = Incoming.objects.as_of(scope.as_of).visible_to(scope)
    return Figures(
        Outgoing.objects.as_of(scope.as_of).visible_to(scope).count(),
        arrived.count(),
        arrived.exclude(outgoing=None).count(),
    )


class Movement(NamedTuple):
    """One person on one side of the registers. ``where``: the place gone to, or the organisation come from."""

    away: bool
    organisation: str
    where: str
    moved: PartialDate | None
    contacted_on: date | None
    contact_name: str


def of_person(scope: Scope, person_id: int) -> tuple[Movement, ...]:
    """What the registers say of a person on the reader's day: away, come from elsewhere, or nothing. Two queries."""
    gone = Outgoing.objects.as_of(scope.as_of).visible_to(scope).filter(person=person_id).select_related("organisation")
    come = Incoming.objects.as_of(scope.as_of).visible_to(scope).filter(person=person_id).select_related("organisation")
    return (
        *(
            Movement(True, _name(row), of_row(vars(row)), _since(row), row.contacted_on, row.contact_name)
            for row in gone
        ),
        *(Movement(False, _name(row), row.sending, _since(row), None, "") for row in come),
    )


def _since(row: Outgoing | Incoming) -> PartialDate | None:
    return partial(row.moved_on, row.moved_precision)


def _name(row: Outgoing | Incoming) -> str:
    return (row.organisation.short_name or row.organisation.full_name) if row.organisation else ""


class OutgoingRow(NamedTuple):
    """A member away, as a list shows him; nothing sensitive."""

    id: int
    person_id: int | None
    name: str
    organisation: str
    moved_on: date | None
    moved_precision: str
    province: str
    city: str
    district: str
    contacted_on: date | None


def outgoing(scope: Scope, *, limit: int = 50, offset: int = 0) -> tuple[OutgoingRow, ...]:
    """Members away on the reader's day, in the order of the tree."""
    found = Outgoing.objects.as_of(scope.as_of).visible_to(scope).order_by("path", "pk")
    names = (
        "pk", "person_id", "name", "organisation__full_name", "moved_on", "moved_precision", "province", "city",
        "district", "contacted_on",
    )  # fmt: skip
    return tuple(OutgoingRow(*row) for row in found.values_list(*names)[offset : offset + limit])

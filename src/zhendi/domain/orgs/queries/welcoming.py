"""Organisations to which a member away can turn: branches for members who live elsewhere, and whoever has a reception
point. Public by their purpose.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from zhendi.domain.orgs.models import Division, Kind, Organisation, Reception
from zhendi.kernel.distance import metres

_MOST = 30
_NEAREST = 10


class Welcoming(NamedTuple):
    """An organisation that takes guests: where it is, and the office's telephone. ``metres`` from the asker, if known."""

    id: int
    name: str
    place: str
    phone: str
    address: str = ""
    hours: str = ""
    metres: int | None = None


class Point(NamedTuple):
    """The reception point of an organisation as its form shows it; degrees, "" where they are not known."""

    address: str
    hours: str
    longitude: str
    latitude: str


def welcoming(text: str) -> tuple[Welcoming, ...]:
    """Those whose name, place or address contains every word, at most thirty. Three queries."""
    here = Reception.objects.filter(organisation=OuterRef("pk"), valid_to=None)
    found = Organisation.objects.alive().filter(Q(kind=Kind.MOBILE_BRANCH) | Exists(here))
    for word in text.split():
        within = Division.objects.filter(name__contains=word, valid_to=None).values("code")
        called = Q(full_name__contains=word) | Q(short_name__contains=word) | Q(division_code__in=within)
        found = found.filter(called | Exists(here.filter(address__contains=word)))
    return _shown(tuple(found.order_by("path")[:_MOST]), {})


def nearest(position: tuple[float, float]) -> tuple[Welcoming, ...]:
    """The nearest reception points to a position ``(longitude, latitude)``, at most ten. Four queries.

    The position is looked at and forgotten: it goes into no query and no row.
    """
    held = Reception.objects.filter(valid_to=None, organisation__dissolved_on=None).exclude(longitude=None)
    far = {
        pk: round(metres(position, (float(east), float(north))))
        for pk, east, north in held.values_list("organisation_id", "longitude", "latitude")
        if east is not None and north is not None
    }
    near = dict(sorted(far.items(), key=lambda entry: (entry[1], entry[0]))[:_NEAREST])
    rows = Organisation.objects.filter(pk__in=near)
    return tuple(sorted(_shown(tuple(rows), near), key=lambda row: (row.metres or 0, row.id)))


def reception(organisation_id: int) -> Point | None:
    """Where an organisation takes guests now; one query."""
    row = Reception.objects.filter(organisation=organisation_id, valid_to=None).first()
    if row is None:
        return None
    return Point(row.address, row.hours, _degrees(row.longitude), _degrees(row.latitude))


def _shown(rows: Sequence[Organisation], far: dict[int, int]) -> tuple[Welcoming, ...]:
    codes = {row.division_code for row in rows}
    names = dict(Division.objects.filter(code__in=codes, valid_to=None).values_list("code", "name"))
    points = {each.organisation_id: each for each in Reception.objects.filter(organisation__in=rows, valid_to=None)}
    return tuple(
        Welcoming(
            row.pk, row.short_name or row.full_name, names.get(row.division_code, ""), row.phone,
            points[row.pk].address if row.pk in points else "", points[row.pk].hours if row.pk in points else "",
            far.get(row.pk),
        )
        for row in rows
    )  # fmt: skip


def _degrees(value: object) -> str:
    return "" if value is None else f"{value:f}".rstrip("0").rstrip(".")

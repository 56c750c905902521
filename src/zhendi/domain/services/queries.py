"""Reads of outlets and items."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q, QuerySet

from zhendi.domain.orgs.models import Reception
from zhendi.domain.services import access
from zhendi.domain.services.models import SEE_SERVICES, Item, Level, Outlet
from zhendi.kernel.distance import metres
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.paging import turned_to
from zhendi.kernel.scope import Scope

SIZE = 50
LEVELS = tuple(Level.choices)
_NEAREST = 10


class OutletRow(NamedTuple):
    """An outlet as a list shows it."""

    id: int
    name: str
    level: str
    division_code: str
    households: int | None
    address: str
    phone: str
    hours: str


class ItemRow(NamedTuple):
    """An item of the catalogue."""

    id: int
    name: str
    level: str
    department: str
    legal_days: int | None
    promised_days: int | None
    unit: str
    materials: tuple[str, ...]
    fee: str


def outlets(scope: Scope) -> tuple[OutletRow, ...]:
    """Open outlets in the reader's pieces of the tree, in its order."""
    names = ("pk", "name", "level", "division_code", "households", "address", "phone", "hours")
    return tuple(
        OutletRow(*row) for row in Outlet.objects.open().visible_to(scope).order_by("path", "pk").values_list(*names)
    )


def public_outlets(text: str, limit: int = 30) -> tuple[OutletRow, ...]:
    """Open outlets whose name, address or ground contains every word: public, for whoever looks for one. One query."""
    names = ("pk", "name", "level", "division_code", "households", "address", "phone", "hours")
    found = _called(Outlet.objects.open(), text)
    return tuple(OutletRow(*row) for row in found.order_by("path", "pk").values_list(*names)[:limit])


def items(scope: Scope) -> tuple[ItemRow, ...]:
    """The catalogue, for whoever sees services."""
    if not scope.may(SEE_SERVICES):
        return ()
    names = ("pk", "name", "level", "department", "legal_days", "promised_days", "unit", "materials", "fee")
    return tuple(
        ItemRow(*row)._replace(materials=tuple(row[7].splitlines()))
        for row in Item.objects.filter(withdrawn_on=None).order_by("pk").values_list(*names)
    )


class Near(NamedTuple):
    """An outlet and how far it is."""

    id: int
    name: str
    address: str
    hours: str
    phone: str
    metres: int


class Line(NamedTuple):
    """An outlet in the list where positions are kept."""

    id: int
    name: str
    level: str
    organisation: str
    address: str
    phone: str
    hours: str
    placed: bool
    may_place: bool


class Page(NamedTuple):
    """One page of the list; ``unplaced``: how many of all have no position of their own."""

    lines: tuple[Line, ...]
    total: int
    unplaced: int
    number: int
    pages: int


class Where(NamedTuple):
    """What the form of an outlet's position shows; degrees, "" where they are not known."""

    id: int
    name: str
    address: str
    longitude: str
    latitude: str


def nearest_outlets(position: tuple[float, float], *, within: int) -> tuple[Near, ...]:
    """The nearest open outlets to a position ``(longitude, latitude)``, no farther than so many metres, at most ten.
    Two queries.

    One without a position of its own stands where its village's organisation takes guests. The position is looked at
    and forgotten: it goes into no query.
    """
    rows = Outlet.objects.open().values_list(
        "pk", "name", "address", "hours", "phone", "division_code", "longitude", "latitude"
    )
    villages = {
        code: (float(east or 0), float(north or 0))
        for code, east, north in Reception.objects.filter(valid_to=None, organisation__dissolved_on=None)
        .exclude(longitude=None)
        .values_list("organisation__division_code", "longitude", "latitude")
    }
    found = []
    for pk, name, address, hours, phone, code, east, north in rows:
        there = (float(east), float(north)) if east is not None and north is not None else villages.get(code)
        far = round(metres(position, there)) if there is not None else None
        if far is not None and far <= within:
            found.append(Near(pk, name, address, hours, phone, far))
    return tuple(sorted(found, key=lambda row: (row.metres, row.id))[:_NEAREST])


class Filters(NamedTuple):
    """What the list is narrowed to: ``unplaced`` those without a position, ``level`` one of ``Level``."""

    text: str = ""
    unplaced: bool = False
    level: str = ""


def listing(scope: Scope, filters: Filters, *, page: int = 1) -> Page:
    """Open outlets in the reader's pieces of the tree, in its order. Three queries."""
    lacking = narrowed(scope, filters._replace(unplaced=True)).count()
    found = narrowed(scope, filters)
    total = found.count()
    number, pages = turned_to(page, total, SIZE)
    rows = found.select_related("organisation").order_by("path", "pk")[(number - 1) * SIZE : number * SIZE]
    return Page(tuple(_line(scope, row) for row in rows), total, lacking, number, pages)


def narrowed(scope: Scope, filters: Filters) -> QuerySet[Outlet]:
    """The outlets that a list counts."""
    found = _called(Outlet.objects.open().visible_to(scope), filters.text)
    found = found.filter(level=filters.level) if filters.level else found
    return found.filter(longitude=None) if filters.unplaced else found


def where(scope: Scope, outlet_id: int) -> Where:
    """The form of one outlet; ``NotVisible`` out of the reader's sight or where the reader may not keep it. One query."""
    row = Outlet.objects.open().visible_to(scope).filter(pk=outlet_id).first()
    if row is None or not access.may_write(scope, row):
        raise NotVisible("no such outlet")
    east, north = ("" if each is None else f"{each:f}" for each in (row.longitude, row.latitude))
    return Where(row.pk, row.name, row.address, east, north)


def _called(found: QuerySet[Outlet], text: str) -> QuerySet[Outlet]:
    for word in text.split():
        found = found.filter(Q(name__contains=word) | Q(address__contains=word) | Q(area__contains=word))
    return found


def _line(scope: Scope, row: Outlet) -> Line:
    place = row.organisation
    return Line(
        row.pk, row.name, str(Level(row.level).label), (place.short_name or place.full_name) if place else "",
        row.address, row.phone, row.hours, row.longitude is not None, access.may_write(scope, row),
    )  # fmt: skip

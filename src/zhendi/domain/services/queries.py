"""Reads of outlets and items."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q

from zhendi.domain.services.models import SEE_SERVICES, Item, Outlet
from zhendi.kernel.scope import Scope


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
    found = Outlet.objects.open()
    for word in text.split():
        found = found.filter(Q(name__contains=word) | Q(address__contains=word) | Q(area__contains=word))
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

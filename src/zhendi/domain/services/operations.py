"""Taking in the register of outlets and the catalogue of service items; saying where an outlet is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from zhendi.domain.orgs.operations.receiving import position
from zhendi.domain.orgs.operations.register import Place
from zhendi.domain.services import access
from zhendi.domain.services.models import SEE_SERVICES, Item, Outlet
from zhendi.kernel import flat
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.registers import NOWHERE, Journal, Plan, Source
from zhendi.kernel.scope import Actor, Range


class OutletRow(NamedTuple):
    """One good row of the outlets; ``organisation`` is the committee of its ground by full name ("" = not known)."""

    name: str
    level: str
    division_code: str = ""
    organisation: str = ""
    area: str = ""
    households: int | None = None
    address: str = ""
    head: str = ""
    phone: str = ""
    hours: str = ""
    equipment: str = ""
    flowchart_posted: bool | None = None
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    source: Source = NOWHERE


class ItemRow(NamedTuple):
    """One good row of the catalogue; limits are days of ``unit`` (working|calendar)."""

    name: str
    level: str
    department: str = ""
    legal_days: int | None = None
    promised_days: int | None = None
    unit: str = "working"
    materials: str = ""
    fee: str = ""
    remark: str = ""
    source: Source = NOWHERE


OUTLETS: flat.Spec[OutletRow] = flat.Spec(
    Outlet,
    key=lambda row, _derived: (row.name, row.division_code),
    held_key=("name", "division_code"),
    title=lambda row: row.name,
    plain=(
        "name", "level", "division_code", "area", "households", "address", "head", "phone", "hours", "equipment",
        "flowchart_posted", "longitude", "latitude",
    ),
    derived=("organisation_id", "path"),
    ended="closed_on",
)  # fmt: skip
ITEMS: flat.Spec[ItemRow] = flat.Spec(
    Item,
    key=lambda row, _derived: (row.name,),
    held_key=("name",),
    title=lambda row: row.name,
    plain=("name", "level", "department", "legal_days", "promised_days", "unit", "materials", "fee", "remark"),
    ended="withdrawn_on",
)


def plan_outlets(
    rows: Sequence[OutletRow], *, places: Mapping[str, Place], ranges: tuple[Range, ...], on: date
) -> Plan[OutletRow]:
    """What the register of outlets would change."""
    return flat.plan(OUTLETS, rows, derive(rows, places), ranges=ranges, on=on)


def apply_outlets(planned: Plan[OutletRow], *, places: Mapping[str, Place], on: date, journal: Journal) -> None:
    """Write outlets inside the caller's transaction."""
    flat.apply(OUTLETS, planned, lambda rows: derive(rows, places), on=on, journal=journal)


def plan_items(rows: Sequence[ItemRow], *, ranges: tuple[Range, ...], on: date) -> Plan[ItemRow]:
    """What the catalogue would change; it is the county's, so any post with intake may hand it in."""
    return flat.plan(ITEMS, rows, [{}] * len(rows), ranges=ranges, on=on)


def apply_items(planned: Plan[ItemRow], *, on: date, journal: Journal) -> None:
    """Write the catalogue inside the caller's transaction."""
    flat.apply(ITEMS, planned, lambda rows: [{}] * len(rows), on=on, journal=journal)


def derive(rows: Sequence[OutletRow], places: Mapping[str, Place]) -> list[dict[str, Any]]:
    """The responsible organisation's key and path for each row."""
    found = []
    for row in rows:
        place = places.get(row.organisation)
        found.append({"organisation_id": place.pk, "path": place.path} if place and place.pk else {"path": ""})
    return found


@transaction.atomic
def note_export(*, actor: Actor, on: date, number: int) -> None:
    """Write down that a list of so many outlets went out; ``NotVisible`` for who sees none."""
    if not actor.scope.may(SEE_SERVICES):
        raise NotVisible("outlets")
    record(
        actor=actor, action="export.outlets", on=on, subject_type="services.Outlet", subject_id=None,
        path=min((low for low, _ in actor.scope.ranges(SEE_SERVICES)), default=""),
        summary=f"导出便民网点名单，{number}处",
    )  # fmt: skip


@transaction.atomic
def place(
    *, actor: Actor, on: date, outlet_id: int, longitude: Decimal | None = None, latitude: Decimal | None = None
) -> None:
    """Say where an outlet is, in degrees (WGS 84), or with neither that it is not known. Registers taken in later
    leave it, unless they say where it is themselves.

    ``NotVisible`` out of the actor's sight and for one that is closed; ``Refused`` without the right to keep the place,
    for a position outside China and when nothing changes.
    """
    one = Outlet.objects.select_for_update(of=("self",)).filter(pk=outlet_id, closed_on=None).first()
    if one is None or not access.may_see(actor.scope, one):
        raise NotVisible("no such outlet")
    if not access.may_write(actor.scope, one):
        raise Refused("您的职务不能登记网点的位置，由镇党委或县委组织部经办人登记。", code="not_yours")
    east, north = position(longitude, latitude)
    if (one.longitude, one.latitude) == (east, north):
        raise Refused("和现在的一样，没有改动。", code="unchanged")
    one.longitude, one.latitude = east, north
    one.revision += 1
    one.save(update_fields=["longitude", "latitude", "revision"])
    record(
        actor=actor, action="services.placed", on=on, subject_type="services.Outlet", subject_id=one.pk, path=one.path,
        summary=f"{'登记' if east is not None else '撤下'}“{one.name}”的位置",
    )  # fmt: skip

"""Where an organisation takes members from elsewhere: its reception point, which members find on their own page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from zhendi.domain.orgs.models import Change, Organisation, Reception
from zhendi.domain.orgs.operations import checks, noting
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

_EAST, _NORTH = (Decimal(73), Decimal(136)), (Decimal(3), Decimal(54))  # China lies within


@transaction.atomic
def receive(
    *,
    actor: Actor,
    on: date,
    organisation_id: int,
    address: str,
    hours: str = "",
    longitude: Decimal | None = None,
    latitude: Decimal | None = None,
) -> None:
    """The organisation takes guests at an address from the day on; an earlier one ends. Degrees, both or neither.

    ``NotVisible`` and ``Refused`` as for every deed of an organisation; ``Refused`` without an address, with a position
    outside China (longitude and latitude changed places) and when nothing changes.
    """
    one = checks.kept(checks.locked(organisation_id), organisation_id, actor=actor)
    held = Reception.objects.filter(organisation=one, valid_to=None).first()
    made = Reception(
        organisation=one, address=words(address, 120, "接待点的地址", "address"),
        hours=words(hours, 60, "开放时间", "hours", needed=False), valid_from=on,
    )  # fmt: skip
    made.longitude, made.latitude = position(longitude, latitude)
    if held is not None and _said(held) == _said(made):
        raise Refused("和现在的一样，没有改动。", code="unchanged")
    _end(held, on)
    made.save()
    _enter(one, on, f"“{one.full_name}”的接待点：{made.address}", actor)


@transaction.atomic
def receive_no_more(*, actor: Actor, on: date, organisation_id: int) -> None:
    """The organisation takes no guests any more; ``Refused`` where it took none."""
    one = checks.kept(checks.locked(organisation_id), organisation_id, actor=actor)
    held = Reception.objects.filter(organisation=one, valid_to=None).first()
    if held is None:
        raise Refused("现在没有设接待点。", code="unchanged")
    _end(held, on)
    _enter(one, on, f"“{one.full_name}”不再设接待点", actor)


def position(longitude: Decimal | None, latitude: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    """A position in degrees, to six places; both ``None`` for none. ``Refused`` for half of one and one outside China."""
    if (longitude is None) != (latitude is None):
        missing = "latitude" if latitude is None else "longitude"
        raise Refused("经度和纬度要么都填，要么都不填。", code="position", field=missing)
    if longitude is None or latitude is None:
        return None, None
    if not _EAST[0] <= longitude <= _EAST[1]:
        raise Refused("经度在73到136之间，例如118.4123。看看是不是和纬度写反了。", code="position", field="longitude")
    if not _NORTH[0] <= latitude <= _NORTH[1]:
        raise Refused("纬度在3到54之间，例如30.6850。看看是不是和经度写反了。", code="position", field="latitude")
    return round(longitude, 6), round(latitude, 6)


def _said(one: Reception) -> tuple[str, str, Decimal | None, Decimal | None]:
    return one.address, one.hours, one.longitude, one.latitude


def _end(held: Reception | None, on: date) -> None:
    if held is not None:
        held.valid_to = on
        held.save(update_fields=["valid_to"])


def _enter(one: Organisation, on: date, summary: str, actor: Actor) -> None:
    noting.change(one, Change.Action.RECEIVE, on, note=summary)
    noting.entry(one, Change.Action.RECEIVE, on, summary, {}, actor=actor)

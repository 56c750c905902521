"""Taking in the registers of outgoing and incoming members."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from zhendi.domain.mobile import status
from zhendi.domain.mobile.models import CITIZEN, PHONE, Incoming, Outgoing
from zhendi.domain.orgs.operations.register import Place
from zhendi.domain.people.models import CITIZEN as PERSON_CITIZEN
from zhendi.domain.people.models import Person
from zhendi.kernel import bulk, crypto, flat
from zhendi.kernel.dates import PartialDate
from zhendi.kernel.registers import NOWHERE, Journal, Plan, Source
from zhendi.kernel.scope import Range


class OutgoingRow(NamedTuple):
    """One good row of the outgoing register; ``organisation`` is the branch of membership by full name."""

    citizen_number: str
    name: str
    organisation: str
    moved: PartialDate | None = None
    province: str = ""
    city: str = ""
    district: str = ""
    employer: str = ""
    trade: str = ""
    phone: str = ""
    certificate: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contacted: PartialDate | None = None
    reported_in: bool | None = None
    receiving: str = ""
    reason: str = ""
    group: str = ""
    returns_on: date | None = None
    remark: str = ""
    source: Source = NOWHERE


class IncomingRow(NamedTuple):
    """One good row of the incoming register; ``organisation`` is the township's committee by full name."""

    citizen_number: str
    name: str
    organisation: str
    sex: int | None = None
    standing: str = ""
    sending: str = ""
    moved: PartialDate | None = None
    place: str = ""
    employer: str = ""
    trade: str = ""
    phone: str = ""
    holds_certificate: bool | None = None
    placed_in_branch: bool | None = None
    reason: str = ""
    group: str = ""
    returns_on: date | None = None
    remark: str = ""
    source: Source = NOWHERE


Coming = Collection[str]
_NO_KEY_YET = -1


def _title(row: OutgoingRow | IncomingRow) -> str:
    return row.name


def _key(_row: Any, derived: flat.Derived) -> tuple[Any, ...]:
    return (derived["citizen_index"],)


_DERIVED = ("citizen_index", "person_id", "organisation_id", "path")
OUTGOING: flat.Spec[OutgoingRow] = flat.Spec(
    Outgoing,
    key=_key,
    held_key=("citizen_index",),
    title=_title,
    plain=(
        "name", "province", "city", "district", "employer", "trade", "certificate", "contact_name", "reported_in",
        "receiving", "reason", "group", "returns_on", "remark",
    ),
    days=("moved", "contacted"),
    sealed={"phone": PHONE, "contact_phone": PHONE},
    derived=(*_DERIVED, "floating_on"),
)  # fmt: skip
INCOMING: flat.Spec[IncomingRow] = flat.Spec(
    Incoming,
    key=_key,
    held_key=("citizen_index",),
    title=_title,
    plain=(
        "name", "sex", "standing", "sending", "place", "employer", "trade", "holds_certificate", "placed_in_branch",
        "reason", "group", "returns_on", "remark",
    ),
    days=("moved",),
    sealed={"phone": PHONE},
    derived=_DERIVED,
)  # fmt: skip


def plan_outgoing(
    rows: Sequence[OutgoingRow],
    *,
    places: Mapping[str, Place],
    ranges: tuple[Range, ...],
    on: date,
    coming: Coming = (),
) -> Plan[OutgoingRow]:
    """What the outgoing register would change; ``coming``: keyed indexes of people who are written before it."""
    derived = derive(rows, places, coming)
    return flat.plan(OUTGOING, _not_back(rows, derived), _dated(rows, derived, on), ranges=ranges, on=on)


def plan_incoming(
    rows: Sequence[IncomingRow],
    *,
    places: Mapping[str, Place],
    ranges: tuple[Range, ...],
    on: date,
    coming: Coming = (),
) -> Plan[IncomingRow]:
    """What the incoming register would change; ``coming`` as for the outgoing one."""
    return flat.plan(INCOMING, rows, derive(rows, places, coming), ranges=ranges, on=on)


def apply_outgoing(planned: Plan[OutgoingRow], *, places: Mapping[str, Place], on: date, journal: Journal) -> None:
    """Write the outgoing register inside the caller's transaction."""
    flat.apply(OUTGOING, planned, lambda rows: _dated(rows, _with_number(rows, places), on), on=on, journal=journal)


def apply_incoming(planned: Plan[IncomingRow], *, places: Mapping[str, Place], on: date, journal: Journal) -> None:
    """Write the incoming register inside the caller's transaction, and join both sides of a move within the county."""
    flat.apply(INCOMING, planned, lambda rows: _with_number(rows, places), on=on, journal=journal)
    join_pairs(journal)


def join_pairs(journal: Journal) -> None:
    """Point each incoming row at the current outgoing row of the same citizen number."""
    leaving = dict(Outgoing.objects.current().values_list("citizen_index", "pk"))
    loose = [
        (pk, held, leaving.get(index))
        for pk, held, index in Incoming.objects.current().values_list("pk", "outgoing_id", "citizen_index")
        if leaving.get(index) != held
    ]
    journal.changed(Incoming, ("outgoing_id",), [(pk, held) for pk, held, _ in loose])
    bulk.update(Incoming, ("outgoing_id",), [(pk, new) for pk, _, new in loose])


def derive(rows: Sequence[Any], places: Mapping[str, Place], coming: Coming = ()) -> list[dict[str, Any]]:
    """Keys of the person (when known) and of the organisation, and the keyed index of the number, for each row."""
    numbers = [row.citizen_number for row in rows]
    indexes = crypto.index_many(numbers, CITIZEN)
    people = _people(crypto.index_many(numbers, PERSON_CITIZEN), coming)
    found = []
    for row, index, person in zip(rows, indexes, people, strict=True):
        place = places.get(row.organisation)
        known = {"organisation_id": place.pk, "path": place.path} if place and place.pk else {}
        found.append({"citizen_index": index, "person_id": person} | known)
    return found


def _not_back(rows: Sequence[OutgoingRow], derived: Sequence[Mapping[str, Any]]) -> list[OutgoingRow]:
    """Without last contacts earlier than the one held: contacts are noted here between two registers."""
    held = dict(Outgoing.objects.current().exclude(contacted_on=None).values_list("citizen_index", "contacted_on"))
    found = []
    for row, extra in zip(rows, derived, strict=True):
        later = held.get(extra["citizen_index"])
        older = row.contacted is not None and later is not None and row.contacted.last_day < later
        found.append(row._replace(contacted=None) if older else row)
    return found


def _dated(rows: Sequence[OutgoingRow], derived: Sequence[dict[str, Any]], on: date) -> list[dict[str, Any]]:
    """With the day from which the dated rule calls the member mobile."""
    days = [status.floating_on(row.moved.first_day if row.moved else None, on) for row in rows]
    return [extra | {"floating_on": day} for extra, day in zip(derived, days, strict=True)]


def _with_number(rows: Sequence[Any], places: Mapping[str, Place]) -> list[dict[str, Any]]:
    sealed = crypto.seal_many([row.citizen_number for row in rows], CITIZEN)
    nowhere = {"organisation_id": None, "path": ""}
    return [
        nowhere | extra | {"citizen_number": token} for extra, token in zip(derive(rows, places), sealed, strict=True)
    ]


def _people(indexes: Sequence[str], coming: Coming) -> list[int | None]:
    known: dict[str, int] = dict.fromkeys(coming, _NO_KEY_YET) | dict(
        bulk.raw(Person, ("citizen_index", "id"), "citizen_index", indexes)
    )
    return [known.get(index) for index in indexes]

"""Taking in hand-over lists of schools and veterans' offices (clause 4.5b)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from zhendi.domain.mobile.models import CITIZEN, PHONE, HandOver
from zhendi.domain.mobile.operations.register import Coming, derive
from zhendi.domain.orgs.operations.register import Place
from zhendi.kernel import crypto, flat
from zhendi.kernel.dates import PartialDate
from zhendi.kernel.registers import NOWHERE, Journal, Plan, Source
from zhendi.kernel.scope import Range


class HandOverRow(NamedTuple):
    """One good row of a hand-over list. ``office`` school|veterans; ``organisation`` must pick up, by full name."""

    citizen_number: str
    name: str
    organisation: str
    office: str
    office_name: str = ""
    standing: str = ""
    sending: str = ""
    left: PartialDate | None = None
    destination: str = ""
    phone: str = ""
    remark: str = ""
    source: Source = NOWHERE


def _key(row: HandOverRow, derived: flat.Derived) -> tuple[Any, ...]:
    return (derived["citizen_index"], row.office)


HAND_OVERS: flat.Spec[HandOverRow] = flat.Spec(
    HandOver,
    key=_key,
    held_key=("citizen_index", "office"),
    title=lambda row: row.name,
    plain=("name", "office", "office_name", "standing", "sending", "destination", "remark"),
    days=("left",),
    sealed={"phone": PHONE},
    derived=("citizen_index", "person_id", "organisation_id", "path"),
    ended="",
)


def plan_hand_overs(
    rows: Sequence[HandOverRow],
    *,
    places: Mapping[str, Place],
    ranges: tuple[Range, ...],
    on: date,
    coming: Coming = (),
) -> Plan[HandOverRow]:
    """What the lists would change. Who must pick up is for people to change once it is on record: no list moves it."""
    held = set(HandOver.objects.values_list("citizen_index", "office"))
    derived = [
        {"citizen_index": extra["citizen_index"], "person_id": extra["person_id"]}
        if _key(row, extra) in held
        else extra
        for row, extra in zip(rows, derive(rows, places, coming), strict=True)
    ]
    return flat.plan(HAND_OVERS, rows, derived, ranges=ranges, on=on)


def apply_hand_overs(planned: Plan[HandOverRow], *, places: Mapping[str, Place], on: date, journal: Journal) -> None:
    """Write the lists inside the caller's transaction."""

    def derived(rows: Sequence[HandOverRow]) -> list[dict[str, Any]]:
        sealed = crypto.seal_many([row.citizen_number for row in rows], CITIZEN)
        return [extra | {"citizen_number": token} for extra, token in zip(derive(rows, places), sealed, strict=True)]

    flat.apply(HAND_OVERS, planned, derived, on=on, journal=journal)

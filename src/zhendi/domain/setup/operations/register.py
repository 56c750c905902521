"""Taking in the register of units with their coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from zhendi.domain.orgs.operations.register import Place
from zhendi.domain.setup.models import Coverage, Unit
from zhendi.kernel import bulk, flat
from zhendi.kernel.registers import NOWHERE, Changed, FieldChange, Journal, Plan, Source
from zhendi.kernel.scope import Range

NONE = "none"


class UnitRow(NamedTuple):
    """One good row. ``township`` is its committee by full name; ``coverage`` own|joint|attached|none ("" = not said)."""

    name: str
    kind: str
    township: str
    unit_code: str = ""
    industry: str = ""
    employees: int | None = None
    said_full: int | None = None
    said_probationary: int | None = None
    coverage: str = ""
    organisation: str = ""
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    address: str = ""
    remark: str = ""
    source: Source = NOWHERE
    principal: str = ""
    phone: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    responsible: str = ""


class Covered(NamedTuple):
    """The current coverage of a unit."""

    pk: int
    form: str
    organisation_id: int | None
    organisation: str
    since: date


def _key(row: UnitRow, derived: flat.Derived) -> tuple[Any, ...]:
    return (row.unit_code or f"{row.name}@{derived.get('township_id')}",)


UNITS: flat.Spec[UnitRow] = flat.Spec(
    Unit,
    key=_key,
    held_key=("register_key",),
    title=lambda row: row.name,
    plain=(
        "name", "kind", "unit_code", "industry", "employees", "said_full", "said_probationary", "longitude",
        "latitude", "address", "remark", "principal", "phone", "starts_on", "ends_on",
    ),
    derived=("register_key", "township_id", "path", "responsible_id"),
    ended="closed_on",
)  # fmt: skip


def plan(rows: Sequence[UnitRow], *, places: Mapping[str, Place], ranges: tuple[Range, ...], on: date) -> Plan[UnitRow]:
    """What the register would change, coverage included."""
    covered = current_coverage()

    def more(row: UnitRow, one: flat.Record) -> tuple[FieldChange, ...]:
        return _coverage_change(row, covered.get(one.pk), places)

    return flat.plan(UNITS, rows, derive(rows, places), ranges=ranges, on=on, more=more)


def apply(planned: Plan[UnitRow], *, places: Mapping[str, Place], on: date, journal: Journal) -> None:
    """Write units and their coverage inside the caller's transaction."""
    ids = flat.apply(UNITS, planned, lambda rows: derive(rows, places), on=on, journal=journal)
    # A project is on record from its beginning, entered late or not: the time for setting up runs from there.
    begun = [(pk, row.starts_on) for pk, row in zip(ids, planned.new, strict=True) if _began_before(row, on)]
    bulk.update(Unit, ("valid_from",), begun)
    new = [
        (pk, row.coverage, _place(row, places), on)
        for pk, row in zip(ids, planned.new, strict=True)
        if row.coverage not in ("", NONE)
    ]
    changed = [change for change in planned.changed if any(each.field == "coverage" for each in change.fields)]
    _insert_coverage(new + _replace_coverage(changed, places, on, journal), journal)


def _began_before(row: UnitRow, on: date) -> bool:
    return row.kind == Unit.Kind.PROJECT and row.starts_on is not None and row.starts_on < on


def derive(rows: Sequence[UnitRow], places: Mapping[str, Place]) -> list[dict[str, Any]]:
    """The township's key and path, and the key by which the unit is found again."""
    found = []
    for row in rows:
        place = places.get(row.township)
        extra: dict[str, Any] = {"township_id": place.pk, "path": place.path} if place and place.pk else {}
        extra["register_key"] = _key(row, extra)[0]
        responsible = places.get(row.responsible)
        if responsible and responsible.pk:
            extra["responsible_id"] = responsible.pk
        found.append(extra)
    return found


def current_coverage() -> dict[int, Covered]:
    """Coverage by unit."""
    names = ("unit_id", "pk", "form", "organisation_id", "organisation__full_name", "valid_from")
    return {row[0]: Covered(*row[1:]) for row in Coverage.objects.filter(valid_to=None).values_list(*names)}


def _place(row: UnitRow, places: Mapping[str, Place]) -> int | None:
    place = places.get(row.organisation)
    return place.pk if place and place.pk else None


def _coverage_change(row: UnitRow, held: Covered | None, places: Mapping[str, Place]) -> tuple[FieldChange, ...]:
    if not row.coverage:
        return ()
    place = _place(row, places) if row.coverage != NONE else None
    now = (held.form, held.organisation_id) if held else (NONE, None)
    if now == (row.coverage, place) or (now[0] == row.coverage and place is None):
        return ()
    before = (held.form, held.organisation) if held else (NONE, "")
    return (FieldChange("coverage", before, (row.coverage, row.organisation)),)


def _replace_coverage(
    changes: Sequence[Changed[UnitRow]], places: Mapping[str, Place], on: date, journal: Journal
) -> list[tuple[int, str, int | None, date]]:
    """Close what held before; coverage recorded that very day is dropped instead. Gives the rows to open."""
    covered = current_coverage() if changes else {}
    held = [covered[change.pk] for change in changes if change.pk in covered]
    closed = [one for one in held if one.since < on]
    journal.changed(Coverage, ("valid_to",), [(one.pk, None) for one in closed])
    bulk.update(Coverage, ("valid_to",), [(one.pk, on) for one in closed])
    never = [one.pk for one in held if one.since >= on]
    names = bulk.column_names(Coverage)
    journal.dropped(Coverage, [dict(zip(names, row, strict=True)) for row in bulk.raw(Coverage, names, "id", never)])
    bulk.delete(Coverage, never)
    return [
        (change.pk, change.row.coverage, _place(change.row, places), on)
        for change in changes
        if change.row.coverage != NONE
    ]


def _insert_coverage(rows: Sequence[tuple[int, str, int | None, date]], journal: Journal) -> None:
    ids = bulk.reserve(Coverage, len(rows))
    bulk.insert(
        Coverage,
        ("id", "unit_id", "form", "organisation_id", "valid_from"),
        ((pk, *row) for pk, row in zip(ids, rows, strict=True)),
    )
    journal.made(Coverage, ids)

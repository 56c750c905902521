"""Writing what a roster plan says, set-wise, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhendi.domain.orgs.operations.register import Place
from zhendi.domain.people.models import ADDRESS, CITIZEN, MOBILE, MOBILE_TAIL, Membership, NameKey, Person, Phone
from zhendi.domain.people.operations.roster import PLAIN, HeldMembership, MemberRow, RosterPlan
from zhendi.kernel import bulk, crypto, pinyin
from zhendi.kernel.registers import Changed, FieldChange, Journal, columns

_TAIL = 4
_PERSON = (
    "name", "sex", "born_on", "nationality", "education", "degree", "native_place", "occupation", "residence",
    "dues_standard", "dues_paid_to", "said_floating", "said_whereabouts", "said_lost", "remark",
    "works_since", "works_since_precision", "joined_on", "joined_precision", "confirmed_on", "confirmed_precision",
)  # fmt: skip
_DATE_COLUMNS = {"works_since": "works_since", "joined": "joined_on", "confirmed": "confirmed_on"}
Ended = Membership.Ended


def apply(planned: RosterPlan, *, places: Mapping[str, Place], on: date, journal: Journal) -> None:
    """Write new people and changes. ``places`` must hold the real keys of all organisations by now."""
    _write_new(planned, places, on, journal)
    _write_changed(planned.changed, places, planned.memberships, on, journal)


def _write_new(planned: RosterPlan, places: Mapping[str, Place], on: date, journal: Journal) -> None:
    rows = sorted(planned.new, key=lambda row: places[row.organisation].path)
    if not rows:
        return
    ids = list(bulk.reserve(Person, len(rows)))
    sort_names = [pinyin.sort_name(row.name) for row in rows]
    _insert_people(ids, rows, sort_names, planned.index)
    journal.made(Person, ids)
    insert_name_keys([(pk, row.name) for pk, row in zip(ids, rows, strict=True)], journal)
    insert_phones([(pk, row.phones) for pk, row in zip(ids, rows, strict=True) if row.phones], journal)
    _insert_memberships(
        [
            (pk, places[row.organisation], row.standing, sort_name, on)
            for pk, row, sort_name in zip(ids, rows, sort_names, strict=True)
        ],
        journal,
    )


def _insert_people(
    ids: Sequence[int], rows: Sequence[MemberRow], sort_names: Sequence[str], index: Mapping[str, str]
) -> None:
    sealed = crypto.seal_many([row.citizen_number for row in rows], CITIZEN)
    homes = crypto.seal_many([row.residence for row in rows], ADDRESS)
    bulk.insert(
        Person,
        ("id", "sort_name", "citizen_number", "citizen_index", *_PERSON, "revision"),
        (
            (pk, sort_name, number, index[row.citizen_number],
             row.name, row.sex, row.born_on, row.nationality, row.education, row.degree, row.native_place,
             row.occupation, home if row.residence else "", row.dues_standard, row.dues_paid_to, row.said_floating,
             row.said_whereabouts, row.said_lost, row.remark,
             *columns(row.works_since), *columns(row.joined), *columns(row.confirmed), 1)
            for pk, row, sort_name, number, home in zip(ids, rows, sort_names, sealed, homes, strict=True)
        ),
    )  # fmt: skip


def insert_name_keys(people: Sequence[tuple[int, str]], journal: Journal) -> None:
    """Every way to type each person's name."""
    rows = [(pk, key) for pk, name in people for key in pinyin.keys(name)]
    ids = bulk.reserve(NameKey, len(rows))
    bulk.insert(NameKey, ("id", "person_id", "key"), ((pk, *row) for pk, row in zip(ids, rows, strict=True)))
    journal.made(NameKey, ids)


def insert_phones(people: Sequence[tuple[int, Sequence[str]]], journal: Journal) -> None:
    """Telephones of each person in the order given."""
    rows = [(pk, number, rank) for pk, numbers in people for rank, number in enumerate(dict.fromkeys(numbers), 1)]
    numbers = [number for _, number, _ in rows]
    sealed = crypto.seal_many(numbers, MOBILE)
    whole = crypto.index_many(numbers, MOBILE)
    tails = crypto.index_many([number[-_TAIL:] for number in numbers], MOBILE_TAIL)
    ids = bulk.reserve(Phone, len(rows))
    bulk.insert(
        Phone,
        ("id", "person_id", "number", "number_index", "tail_index", "rank"),
        (
            (pk, row[0], token, index, tail, row[2])
            for pk, row, token, index, tail in zip(ids, rows, sealed, whole, tails, strict=True)
        ),
    )
    journal.made(Phone, ids)


def _insert_memberships(rows: Sequence[tuple[int, Place, str, str, date]], journal: Journal) -> None:
    ids = bulk.reserve(Membership, len(rows))
    bulk.insert(
        Membership,
        ("id", "person_id", "organisation_id", "standing", "path", "sort_name", "valid_from"),
        (
            (pk, person, place.pk, standing, place.path, sort_name, since)
            for pk, (person, place, standing, sort_name, since) in zip(ids, rows, strict=True)
        ),
    )
    journal.made(Membership, ids)


def _write_changed(
    changes: Sequence[Changed[MemberRow]],
    places: Mapping[str, Place],
    memberships: Mapping[int, HeldMembership],
    on: date,
    journal: Journal,
) -> None:
    if not changes:
        return
    _update_people(changes, journal)
    _replace_names([change for change in changes if _has(change, "name")], journal)
    _replace_phones([change for change in changes if _has(change, "phones")], journal)
    placed = [change for change in changes if _has(change, "organisation") or _has(change, "standing")]
    _replace_memberships(placed, places, memberships, on, journal)


def _has(change: Changed[MemberRow], name: str) -> bool:
    return any(each.field == name for each in change.fields)


def _update_people(changes: Sequence[Changed[MemberRow]], journal: Journal) -> None:
    """Only the columns that some change touches are written; sealed ones keep the token they have otherwise."""
    touched = _touched(changes)
    before = _images(Person, [change.pk for change in changes], (*touched, "revision"))
    journal.changed(Person, (*touched, "revision"), ((pk, *image.values()) for pk, image in before.items()))
    rows = []
    for change in changes:
        image = dict(before[change.pk])
        for field in change.fields:
            image.update(_column_values(field))
        image["revision"] += 1
        rows.append((change.pk, *(image[name] for name in touched), image["revision"]))
    bulk.update(Person, (*touched, "revision"), rows)


def _touched(changes: Sequence[Changed[MemberRow]]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for change in changes:
        for field in change.fields:
            names.update(dict.fromkeys(_column_values(field)))
    return tuple(names)


def _column_values(field: FieldChange) -> dict[str, Any]:
    name, _, new = field
    if name == "name":
        return {"name": new, "sort_name": pinyin.sort_name(new)}
    if name == "residence":
        return {name: crypto.seal(new, ADDRESS)}
    if name in PLAIN:
        return {name: new}
    if name in _DATE_COLUMNS:
        column = _DATE_COLUMNS[name]
        day, precision = columns(new)
        return {column: day, column.removesuffix("_on") + "_precision": precision}
    return {}


def _images(model: Any, pks: Sequence[int], names: Sequence[str]) -> dict[int, dict[str, Any]]:
    """Rows as the table holds them (sealed text stays sealed)."""
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in bulk.raw(model, ("id", *names), "id", pks)}


def _replace_names(changes: Sequence[Changed[MemberRow]], journal: Journal) -> None:
    if not changes:
        return
    pks = [change.pk for change in changes]
    _drop(NameKey, pks, journal)
    insert_name_keys([(change.pk, change.row.name) for change in changes], journal)
    sort_names = {change.pk: pinyin.sort_name(change.row.name) for change in changes}
    held = bulk.raw(Membership, ("id", "person_id", "sort_name"), "person_id", pks)
    journal.changed(Membership, ("sort_name",), [(row[0], row[2]) for row in held])
    bulk.update(Membership, ("sort_name",), [(row[0], sort_names[row[1]]) for row in held])


def _replace_phones(changes: Sequence[Changed[MemberRow]], journal: Journal) -> None:
    _drop(Phone, [change.pk for change in changes], journal)
    insert_phones([(change.pk, change.row.phones) for change in changes], journal)


def _drop(model: Any, people: Sequence[int], journal: Journal) -> None:
    names = bulk.column_names(model)
    rows = [dict(zip(names, row, strict=True)) for row in bulk.raw(model, names, "person_id", people)]
    journal.dropped(model, rows)
    bulk.delete(model, [row["id"] for row in rows])


def _replace_memberships(
    changes: Sequence[Changed[MemberRow]],
    places: Mapping[str, Place],
    memberships: Mapping[int, HeldMembership],
    on: date,
    journal: Journal,
) -> None:
    corrected, closed, opened = [], [], []
    for change in changes:
        place, row = places[change.row.organisation], change.row
        held = memberships.get(change.pk)
        day = _day_of_change(row, held, place, on)
        if held and held.since == day:
            corrected.append((held.pk, place.pk, row.standing, place.path))
            continue
        if held:
            closed.append((held.pk, day, _why(row, held, place)))
        opened.append((change.pk, place, row.standing, pinyin.sort_name(row.name), day))
    names = ("organisation_id", "standing", "path")
    journal.changed(Membership, names, _now(names, corrected))
    bulk.update(Membership, names, corrected)
    journal.changed(Membership, ("valid_to", "ended"), [(row[0], None, "") for row in closed])
    bulk.update(Membership, ("valid_to", "ended"), closed)
    _insert_memberships(opened, journal)


def _now(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return bulk.raw(Membership, ("id", *names), "id", [row[0] for row in rows])


def _day_of_change(row: MemberRow, held: HeldMembership | None, place: Place, on: date) -> date:
    """The day of confirmation where the file gives it exactly and it lies within the time on record; else the file's."""
    confirmed = row.confirmed
    if (
        held
        and held.organisation_id == place.pk
        and held.standing == Membership.Standing.PROBATIONARY
        and row.standing == Membership.Standing.FULL
        and confirmed
        and confirmed.precision == "d"
        and held.since < confirmed.first_day <= on
    ):
        return confirmed.first_day
    return on


def _why(row: MemberRow, held: HeldMembership, place: Place) -> str:
    if held.organisation_id != place.pk:
        return Ended.MOVED.value
    confirmed = (held.standing, row.standing) == (Membership.Standing.PROBATIONARY, Membership.Standing.FULL)
    return Ended.CONFIRMED.value if confirmed else Ended.STAGE.value

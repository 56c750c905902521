"""Writing what a register of organisations changes, in a few statements whatever its length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhendi.domain.orgs import paths
from zhendi.domain.orgs.models import Organisation, Term
from zhendi.domain.orgs.operations import carrying, register_moves, versions
from zhendi.domain.orgs.operations.register_rows import OrganisationRow, Place
from zhendi.kernel import bulk
from zhendi.kernel.registers import Changed, Journal, Plan, columns

_HISTORY = ("short_name", "kind", "parent", "division_code")
_COLUMNS = (
    "short_name",
    "kind",
    "division_code",
    "founded_on",
    "founded_precision",
    "phone",
    "approval_number",
    "said_secretary",
    "remark",
    "revision",
)


def apply(planned: Plan[OrganisationRow], held: Mapping[str, Place], *, on: date, journal: Journal) -> None:
    """Write new organisations below those ``held`` (by full name), then the changed ones."""
    _write_new(planned.new, held, on, journal)
    _write_changed(planned.changed, on, journal)


def coming(rows: Sequence[OrganisationRow], held: Mapping[str, Place]) -> list[Place]:
    """Where new organisations will stand, with negative keys for those they do not have yet."""
    ids = [-number for number in range(1, len(rows) + 1)]
    return [Place(pk, path, row.kind, row.full_name) for pk, path, _, row in _placed(rows, held, ids)]


def _placed(
    rows: Sequence[OrganisationRow], held: Mapping[str, Place], ids: Sequence[int]
) -> list[tuple[int, str, int | None, OrganisationRow]]:
    """Key, path, parent's key and row of new organisations, parents first."""
    by_name = {row.full_name: row for row in rows}
    known = {name: (place.pk, place.path) for name, place in held.items()}
    allocator = paths.Allocator(carrying.every_path())
    made = []
    order = paths.parents_first({name: row.parent or None for name, row in by_name.items()})
    for pk, name in zip(ids, order, strict=False):
        parent, above = known.get(by_name[name].parent, (None, ""))
        known[name] = (pk, allocator.child(above))
        made.append((pk, known[name][1], parent, by_name[name]))
    return made


def _write_new(rows: Sequence[OrganisationRow], held: Mapping[str, Place], on: date, journal: Journal) -> None:
    if not rows:
        return
    ids = list(bulk.reserve(Organisation, len(rows)))
    made = _placed(rows, held, ids)
    _insert_organisations(made)
    journal.made(Organisation, ids)
    versions.begin(((pk, _state(path, parent, row)) for pk, path, parent, row in made), on=on, journal=journal)
    _insert_terms([(pk, row.term_from, row.term_to) for pk, _, _, row in made if row.term_from], journal)


def _insert_organisations(made: Sequence[tuple[int, str, int | None, OrganisationRow]]) -> None:
    bulk.insert(
        Organisation,
        ("id", "full_name", "parent_id", "path", "depth", *_COLUMNS),
        (
            (pk, row.full_name, parent, path, paths.depth(path), row.short_name, row.kind, row.division_code,
             *columns(row.founded), row.phone, row.approval_number, row.secretary, row.remark, 1)
            for pk, path, parent, row in made
        ),
    )  # fmt: skip


def _state(path: str, parent: int | None, row: OrganisationRow) -> versions.State:
    return versions.State(row.full_name, row.short_name, row.kind, parent, path, row.division_code)


def _insert_terms(rows: Sequence[tuple[int, date | None, date | None]], journal: Journal) -> None:
    ids = bulk.reserve(Term, len(rows))
    bulk.insert(
        Term,
        ("id", "organisation_id", "starts_on", "ends_on", "basis"),
        ((pk, *row, Term.Basis.REGISTER.value) for pk, row in zip(ids, rows, strict=True)),
    )
    journal.made(Term, ids)


def _write_changed(changes: Sequence[Changed[OrganisationRow]], on: date, journal: Journal) -> None:
    if not changes:
        return
    pks = [change.pk for change in changes]
    before = {row[0]: row for row in bulk.raw(Organisation, ("id", *_COLUMNS), "id", pks)}
    journal.changed(Organisation, _COLUMNS, before.values())
    bulk.update(Organisation, _COLUMNS, [_after(before[change.pk], change) for change in changes])
    register_moves.move([_move(change) for change in changes if _has(change, "parent")], on=on, journal=journal)
    lasting = [change.pk for change in changes if any(_has(change, name) for name in _HISTORY)]
    versions.renew(lasting, on=on, journal=journal)
    _write_terms([change for change in changes if _has(change, "term")], journal)


def _has(change: Changed[OrganisationRow], name: str) -> bool:
    return any(each.field == name for each in change.fields)


def _move(change: Changed[OrganisationRow]) -> tuple[int, str]:
    return change.pk, change.row.parent


def _after(before: tuple[Any, ...], change: Changed[OrganisationRow]) -> tuple[Any, ...]:
    values = dict(zip(_COLUMNS, before[1:], strict=True))
    for name, _, new in change.fields:
        if name == "founded":
            values["founded_on"], values["founded_precision"] = columns(new)
        elif name == "secretary":
            values["said_secretary"] = new
        elif name in values:
            values[name] = new
    values["revision"] += 1
    return (before[0], *(values[name] for name in _COLUMNS))


def _write_terms(changes: Sequence[Changed[OrganisationRow]], journal: Journal) -> None:
    """A term that begins on a new day is a new term; the same one with another end is put right."""
    names = ("organisation_id", "starts_on", "id", "ends_on")
    held = {
        (organisation, starts): (pk, ends)
        for organisation, starts, pk, ends in bulk.raw(
            Term, names, "organisation_id", [change.pk for change in changes]
        )
    }
    fresh, corrected = [], []
    for change in changes:
        found = held.get((change.pk, change.row.term_from))
        if found is None:
            fresh.append((change.pk, change.row.term_from, change.row.term_to))
        else:
            corrected.append((found[0], change.row.term_to, found[1]))
    journal.changed(Term, ("ends_on",), [(pk, old) for pk, _, old in corrected])
    bulk.update(Term, ("ends_on",), [(pk, new) for pk, new, _ in corrected])
    _insert_terms(fresh, journal)

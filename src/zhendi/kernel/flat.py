"""Registers that are one flat table: compared and written by a description of their columns.

Used by the registers of movement, units, outlets, items and divisions; the tree and the members have their own
operations, since one row of theirs is written to several tables with history.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from django.db import models

from zhendi.kernel import bulk, crypto
from zhendi.kernel.registers import (
    Changed,
    FieldChange,
    HeldBack,
    Journal,
    Plan,
    columns,
    partial,
    says_new,
    says_new_date,
)
from zhendi.kernel.scope import Range

R = TypeVar("R")
Derived = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Spec(Generic[R]):
    """One register as columns.

    ``plain``: named alike in row and table. ``days``: row field ``moved`` = columns ``moved_on`` and
    ``moved_precision``. ``sealed``: field -> context. ``derived``: columns that ``derive`` works out for each row
    (keys, places) and that are compared like the others. ``key`` finds the row's record among those held;
    ``held_key`` names the columns of a record that make the same key. ``began``/``ended``: columns of its time
    ("" = the table keeps none).
    """

    model: type[models.Model]
    key: Callable[[R, Derived], Hashable]
    held_key: tuple[str, ...]
    plain: tuple[str, ...]
    title: Callable[[R], str]
    days: tuple[str, ...] = ()
    sealed: Mapping[str, str] = field(default_factory=dict)
    derived: tuple[str, ...] = ()
    began: str = "valid_from"
    ended: str = "valid_to"
    revised: bool = True


@dataclass(frozen=True, slots=True)
class Record:
    """A held record: its columns as values, days as partial dates."""

    pk: int
    values: Mapping[str, Any]


More = Callable[[Any, Record], tuple[FieldChange, ...]]


def held(spec: Spec[R]) -> dict[Hashable, Record]:
    """Current records by key."""
    names = [*spec.plain, *spec.sealed, *spec.derived, *spec.held_key, *filter(None, [spec.began])]
    for name in spec.days:
        names += [f"{name}_on", f"{name}_precision"]
    query = spec.model._default_manager.all()
    if spec.ended:
        query = query.filter(**{spec.ended: None})
    found: dict[Hashable, Record] = {}
    for row in query.values("pk", *dict.fromkeys(names)):
        for name in spec.days:
            row[name] = partial(row[f"{name}_on"], row[f"{name}_precision"])
        found.setdefault(tuple(row[name] for name in spec.held_key), Record(row["pk"], row))
    return found


def plan(
    spec: Spec[R],
    rows: Sequence[R],
    derived: Sequence[Derived],
    *,
    ranges: tuple[Range, ...],
    on: date,
    more: More | None = None,
) -> Plan[R]:
    """What the register would change; ``derived`` stands beside the rows. ``more`` finds further differences."""
    result: Plan[R] = Plan()
    records = held(spec)
    taken: set[Hashable] = set()
    for row, extra in zip(rows, derived, strict=True):
        key = spec.key(row, extra)
        if key in taken:
            result.held_back.append(HeldBack(row, "conflict", "同一批文件中已有同样的一行，未重复写入"))
            continue
        taken.add(key)
        one = records.get(key)
        fields = _differences(spec, row, extra, one) + (more(row, one) if more and one else ())
        refusal = _refusal(spec, row, extra, one, ranges, on if fields else None)
        if refusal:
            result.held_back.append(refusal)
        elif one is None:
            result.new.append(row)
        elif fields:
            result.changed.append(Changed(one.pk, row, fields))
        else:
            result.unchanged += 1
    return result


def _differences(spec: Spec[R], row: R, extra: Derived, one: Record | None) -> tuple[FieldChange, ...]:
    if one is None:
        return ()
    given = {name: getattr(row, name) for name in (*spec.plain, *spec.sealed)} | dict(extra)
    found = [FieldChange(name, one.values[name], new) for name, new in given.items() if _new(spec, name, new, one)]
    days = [
        FieldChange(name, one.values[name], getattr(row, name))
        for name in spec.days
        if says_new_date(getattr(row, name), one.values[name])
    ]
    return (*found, *days)


def _new(spec: Spec[R], name: str, new: Any, one: Record) -> bool:
    return name not in spec.held_key and name in one.values and says_new(new, one.values[name])


def _refusal(
    spec: Spec[R], row: R, extra: Derived, one: Record | None, ranges: tuple[Range, ...], on: date | None
) -> HeldBack[R] | None:
    ends = [each["path"] for each in (extra, one.values if one else {}) if "path" in each]
    if not all(any(low <= path < high for low, high in ranges) for path in ends):
        return HeldBack(row, "outside", "不在您可以导入的范围内，请由上级党委导入")
    began = one.values.get(spec.began) if one and spec.began else None
    if on and began and on < began:
        return HeldBack(row, "older", f"表册截至{on.isoformat()}，早于已登记的{began.isoformat()}，未改动")
    return None


def apply(
    spec: Spec[R], planned: Plan[R], derived: Callable[[Sequence[R]], Sequence[Derived]], *, on: date, journal: Journal
) -> list[int]:
    """Write a plan inside the caller's transaction; gives the keys of the new records in the order of ``new``."""
    ids = _insert(spec, planned.new, derived(planned.new), on, journal)
    _update(spec, planned.changed, journal)
    return ids


def _insert(spec: Spec[R], rows: Sequence[R], derived: Sequence[Derived], on: date, journal: Journal) -> list[int]:
    ids = list(bulk.reserve(spec.model, len(rows)))
    table: dict[str, Sequence[Any]] = {"id": ids}
    for name in spec.plain:
        table[name] = [getattr(row, name) for row in rows]
    for name, context in spec.sealed.items():
        table[name] = seal_some([getattr(row, name) for row in rows], context)
    for name in spec.days:
        pairs = [columns(getattr(row, name)) for row in rows]
        table[f"{name}_on"] = [pair[0] for pair in pairs]
        table[f"{name}_precision"] = [pair[1] for pair in pairs]
    for name in dict.fromkeys(name for extra in derived for name in extra):
        nothing = "" if name == "path" else None
        table[name] = [extra.get(name, nothing) for extra in derived]
    if spec.began:
        table[spec.began] = [on] * len(rows)
    bulk.insert(spec.model, list(table), zip(*table.values(), strict=True))
    journal.made(spec.model, ids)
    return ids


def seal_some(values: Sequence[str], context: str) -> list[str]:
    """Sealed text of each value; an empty one stays empty."""
    sealed = crypto.seal_many(values, context)
    return [token if value else "" for value, token in zip(values, sealed, strict=True)]


def _update(spec: Spec[R], changes: Sequence[Changed[R]], journal: Journal) -> None:
    images = [(change.pk, _columns_of(spec, change)) for change in changes]
    touched = tuple(dict.fromkeys(name for _, image in images for name in image))
    names = (*touched, "revision") if spec.revised else touched
    if not names or not changes:
        return
    before = {row[0]: row for row in bulk.raw(spec.model, ("id", *names), "id", [change.pk for change in changes])}
    journal.changed(spec.model, names, before.values())
    rows = []
    for pk, image in images:
        merged = dict(zip(names, before[pk][1:], strict=True)) | image
        if spec.revised:
            merged["revision"] += 1
        rows.append((pk, *(merged[name] for name in names)))
    bulk.update(spec.model, names, rows)


def _columns_of(spec: Spec[R], change: Changed[R]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, _, new in change.fields:
        if name in spec.sealed:
            found[name] = crypto.seal(new, spec.sealed[name])
        elif name in spec.days:
            found[f"{name}_on"], found[f"{name}_precision"] = columns(new)
        elif name in spec.plain or name in spec.derived:
            found[name] = new
    return found

"""Tables that say where in the tree a row stands (a ``PathField``), and rows that hold of somebody for a time.

The tree belongs to one app, copies of its paths stand in many, and the app that owns the tree may not know them. So
both walks find their tables by their columns, as sealing anew does. The audit trail is left alone: an entry says
where its subject stood when it was written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Substr

from zhendi.kernel.fields import PathField
from zhendi.kernel.scope import subtree

_ENDS = ("valid_to", "closed_on")  # a relation's end, a register's
_APPEND_ONLY = frozenset({"audit"})
Table = type[models.Model]


def copies(*owners: Table) -> list[tuple[Table, str]]:
    """Tables with the column that copies a path, the trail and those of the tree's owner left out."""
    return [
        (model, field.name)
        for model in apps.get_models()
        if model not in owners and model._meta.app_label not in _APPEND_ONLY
        for field in model._meta.concrete_fields
        if isinstance(field, PathField)
    ]


def carry(old: str, new: str, *, owners: Sequence[Table]) -> None:
    """Rewrite the copies of every path below ``old`` to the same place below ``new``: one statement for each table."""
    low, high = subtree(old)
    for model, column in copies(*owners):
        rows = model._default_manager.filter(**{f"{column}__gte": low, f"{column}__lt": high})
        rows.update(**{column: Concat(Value(new), Substr(F(column), len(old) + 1))})


def current(target: models.Model, on: date) -> dict[str, int]:
    """How many rows of other apps still hold of the record on the day, by ``app.Model`` label."""
    found: dict[str, int] = {}
    for model, reference, end in _holding(type(target)):
        count = _standing(model, reference, end, target, on).count()
        if count:
            found[model._meta.label] = found.get(model._meta.label, 0) + count
    return found


def hand_over(
    source: models.Model,
    target: models.Model,
    path: str,
    *,
    on: date,
    persons: Sequence[int] | None = None,
    besides: Sequence[Table] = (),
) -> int:
    """Let what holds of one record hold of another from the day on; gives the number of rows.

    A row with ``valid_from`` is closed and goes on as a new one, so that the day before stays as it was; one begun
    that very day, or of a register without periods, is put right in place. A copied path becomes ``path``.
    ``persons`` keeps to rows about these people; tables ``besides`` are the caller's own matter.
    """
    done = 0
    for model, reference, end in _holding(type(target)):
        if model in besides:
            continue
        rows = _standing(model, reference, end, source, on)
        if persons is not None:
            rows = rows.filter(person__in=persons) if _has(model, "person") else rows.none()
        for row in rows:
            _continue(row, reference, target, path, on)
            done += 1
    return done


def _holding(target: Table) -> Iterator[tuple[Table, str, str]]:
    """Tables of other apps whose rows refer to the target's table and can end: table, reference, column of the end."""
    for model in apps.get_models():
        end = next((name for name in _ENDS if _has(model, name)), None)
        if end is None or model._meta.app_label == target._meta.app_label:
            continue
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is target:
                yield model, field.name, end


def _standing(model: Table, reference: str, end: str, target: models.Model, on: date) -> models.QuerySet[models.Model]:
    return model._default_manager.filter(Q(**{end: None}) | Q(**{f"{end}__gt": on}), **{reference: target})


def _continue(row: models.Model, reference: str, target: models.Model, path: str, on: date) -> None:
    begun = getattr(row, "valid_from", None)
    if _has(type(row), "valid_to") and begun is not None and begun < on:
        until = vars(row)["valid_to"]
        type(row)._default_manager.filter(pk=row.pk).update(valid_to=on)
        row.pk = None
        row._state.adding = True
        values: dict[str, object] = {"valid_from": on, "valid_to": until}
    else:
        values = {"revision": F("revision") + 1} if _has(type(row), "revision") else {}
    if _has(type(row), "path"):
        values["path"] = path
    for name, value in {**values, reference: target}.items():
        setattr(row, name, value)
    row.save()


def _has(model: Table, name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)

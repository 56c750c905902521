"""Moving organisations that a register places under another parent, with all that stands below them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from zhendi.domain.orgs import paths
from zhendi.domain.orgs.models import Organisation, Version
from zhendi.kernel import bulk
from zhendi.kernel.fields import PathField
from zhendi.kernel.registers import Journal
from zhendi.kernel.scope import subtree

_STATE = ("full_name", "short_name", "kind", "parent_id", "path", "division_code")


def move(moves: Sequence[tuple[int, str]], *, on: date, journal: Journal) -> None:
    """Put organisations (by key) below the living organisations of the given full names, subtrees included."""
    if not moves:
        return
    allocator = paths.Allocator(Organisation.objects.values_list("path", flat=True))
    for pk, parent_name in moves:
        one = Organisation.objects.get(pk=pk)
        parent = Organisation.objects.alive().get(full_name=parent_name)
        _carry(one, parent, allocator.child(parent.path), on, journal)


def _carry(one: Organisation, parent: Organisation, path: str, on: date, journal: Journal) -> None:
    below = list(Organisation.objects.under(one.path).values_list("pk", "path", "depth", "parent_id"))
    journal.changed(Organisation, ("path", "depth", "parent_id"), below)
    bulk.update(
        Organisation,
        ("path", "depth", "parent_id"),
        [
            (
                pk,
                path + old[len(one.path) :],
                paths.depth(path + old[len(one.path) :]),
                parent.pk if pk == one.pk else up,
            )
            for pk, old, _, up in below
        ],
    )
    renew_versions([pk for pk, *_ in below], on=on, journal=journal)
    for model in _copies_of_paths():
        _carry_copies(model, one.path, path, journal)


def renew_versions(pks: Sequence[int], *, on: date, journal: Journal) -> None:
    """Close the current versions and open new ones as the organisations are now; one begun that day is put right."""
    now = {row[0]: row[1:] for row in _rows(Organisation.objects.all(), "pk", pks, ("pk", *_STATE))}
    current = _rows(
        Version.objects.filter(valid_to=None), "organisation", pks, ("pk", "organisation_id", "valid_from", *_STATE)
    )
    stale = [row for row in current if tuple(row[3:]) != tuple(now[row[1]])]
    today = [row for row in stale if row[2] == on]
    past = [row for row in stale if row[2] != on]
    journal.changed(Version, _STATE, [(row[0], *row[3:]) for row in today])
    bulk.update(Version, _STATE, [(row[0], *now[row[1]]) for row in today])
    journal.changed(Version, ("valid_to",), [(row[0], None) for row in past])
    bulk.update(Version, ("valid_to",), [(row[0], on) for row in past])
    ids = bulk.reserve(Version, len(past))
    bulk.insert(
        Version,
        ("id", "organisation_id", *_STATE, "valid_from"),
        [(pk, row[1], *now[row[1]], on) for pk, row in zip(ids, past, strict=True)],
    )
    journal.made(Version, ids)


def _copies_of_paths() -> list[type[models.Model]]:
    """Tables of other domain apps that copy an organisation's path for their lists."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith(_DOMAIN)
        and model not in (Organisation, Version)
        and any(isinstance(field, PathField) for field in model._meta.concrete_fields)
    ]


_DOMAIN = "zhendi.domain."


def _carry_copies(model: type[models.Model], old: str, new: str, journal: Journal) -> None:
    low, high = subtree(old)
    rows = model._default_manager.filter(path__gte=low, path__lt=high)
    journal.changed(model, ("path",), rows.values_list("pk", "path"))
    rows.update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))


def _rows(query: Any, key: str, pks: Sequence[int], names: Sequence[str]) -> list[tuple[Any, ...]]:
    return [row for chunk in bulk.chunks(pks) for row in query.filter(**{f"{key}__in": chunk}).values_list(*names)]

"""Carrying an organisation with all that stands below it to another place in the tree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain

from zhendi.domain.orgs import paths
from zhendi.domain.orgs.models import Organisation, Version
from zhendi.domain.orgs.operations import versions
from zhendi.kernel import bulk, placed
from zhendi.kernel.registers import Journal
from zhendi.kernel.scope import subtree

_OWNERS = (Organisation, Version)


def every_path() -> Iterator[str]:
    """All paths ever given: a place that an organisation has left is not given to another."""
    return chain(
        Organisation.objects.values_list("path", flat=True), Version.objects.values_list("path", flat=True).distinct()
    )


def next_path(parent: str) -> str:
    """A new place below a parent ("" for a root), from two looks at an index."""
    low, high = subtree(parent)
    reach = len(parent) + paths.STEP
    last = ""
    for table in (Organisation.objects, Version.objects):
        found = table.filter(path__gt=low, path__lt=high).order_by("-path").values_list("path", flat=True).first()
        last = max(last, (found or "")[:reach])
    return paths.next_child(parent, last or None)


def carry(one: Organisation, parent: Organisation, path: str, *, on: date, journal: Journal | None = None) -> None:
    """Put an organisation below the parent at the path; subtree, history and copies in other tables follow."""
    notes = Journal() if journal is None else journal
    columns = ("path", "depth", "parent_id", "revision")
    below = list(Organisation.objects.under(one.path).values_list("pk", *columns))
    notes.changed(Organisation, columns, below)
    places = [(pk, path + old[len(one.path) :], up, revision) for pk, old, _, up, revision in below]
    bulk.update(
        Organisation,
        columns,
        [
            (pk, new, paths.depth(new), parent.pk if pk == one.pk else up, revision + 1)
            for pk, new, up, revision in places
        ],
    )
    versions.renew([pk for pk, *_ in places], on=on, journal=notes)
    if journal is not None:
        _note_copies(one.path, journal)
    placed.carry(one.path, path, owners=_OWNERS)


def _note_copies(old: str, journal: Journal) -> None:
    """What the copies hold now. Only domain tables: an intake run undone does not undo where intake runs stand."""
    low, high = subtree(old)
    for model, column in placed.copies(*_OWNERS):
        if model.__module__.startswith("zhendi.domain."):
            rows = model._default_manager.filter(**{f"{column}__gte": low, f"{column}__lt": high})
            journal.changed(model, (column,), rows.values_list("pk", column))

"""Writing the history: one version of an organisation ends, another begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from zhendi.domain.orgs.models import Organisation, Version
from zhendi.domain.orgs.operations import naming
from zhendi.kernel import bulk
from zhendi.kernel.registers import Journal

_STATE = ("full_name", "short_name", "kind", "parent_id", "path", "division_code")
_WRITTEN = (*_STATE, "keys")


class State(NamedTuple):
    """What a version says of an organisation."""

    full_name: str
    short_name: str
    kind: str
    parent_id: int | None
    path: str
    division_code: str

    def written(self) -> tuple[Any, ...]:
        """The columns of a version."""
        return (*self, naming.keys(self.full_name, self.short_name))


def state(one: Organisation) -> State:
    """What a version of the organisation as it is now says."""
    return State(one.full_name, one.short_name, one.kind, one.parent_id, one.path, one.division_code)


def begin(states: Iterable[tuple[int, State]], *, on: date, journal: Journal) -> None:
    """Open versions of organisations (by key) on a day."""
    rows = list(states)
    ids = bulk.reserve(Version, len(rows))
    bulk.insert(
        Version,
        ("id", "organisation_id", *_WRITTEN, "valid_from"),
        [(pk, organisation, *state.written(), on) for pk, (organisation, state) in zip(ids, rows, strict=True)],
    )
    journal.made(Version, ids)


def renew(pks: Sequence[int], *, on: date, journal: Journal) -> None:
    """Close the current versions and open new ones as the organisations are now; one begun that day is put right.

    The caller has made sure that no current version begins after ``on``.
    """
    now = {row[0]: State(*row[1:]) for row in _rows(Organisation.objects.all(), "pk", pks, ("pk", *_STATE))}
    names = ("pk", "organisation_id", "valid_from", "keys", *_STATE)
    current = _rows(Version.objects.filter(valid_to=None), "organisation", pks, names)
    stale = [row for row in current if tuple(row[4:]) != tuple(now[row[1]])]
    today = [row for row in stale if row[2] == on]
    past = [row for row in stale if row[2] != on]
    journal.changed(Version, _WRITTEN, [(row[0], *row[4:], row[3]) for row in today])
    bulk.update(Version, _WRITTEN, [(row[0], *now[row[1]].written()) for row in today])
    journal.changed(Version, ("valid_to",), [(row[0], None) for row in past])
    bulk.update(Version, ("valid_to",), [(row[0], on) for row in past])
    begin([(row[1], now[row[1]]) for row in past], on=on, journal=journal)


def _rows(query: Any, key: str, pks: Sequence[int], names: Sequence[str]) -> list[tuple[Any, ...]]:
    return [row for chunk in bulk.chunks(pks) for row in query.filter(**{f"{key}__in": chunk}).values_list(*names)]

"""What the product asked of those below in a month: counted from the trail of what was really entered by hand."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple

from zhendi.domain.orgs import facts as orgs
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.parameters import Dated
from zhendi.kernel.parameters import load as parameters
from zhendi.kernel.scope import SEE, Scope
from zhendi.obligations.queries import cuts

_BY_HAND = (
    "people.",
    "orgs.",
    "mobile.",
    "activities.",
    "letters.",
    "setup.",
    "services.",
)  # what somebody typed; intake brings what was there before
_READING = ("people.unmasked",)
_SECONDS, _FIELDS = "burden.field_seconds", "burden.entry_fields"
_MINUTE = 60


class PlaceBurden(NamedTuple):
    """What was entered at one place: entries, fields, and minutes estimated from them (rounded up)."""

    organisation_id: int
    name: str
    entries: int
    fields: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Burden:
    """All below a place in the month of the reader's day. ``known``: fields that the trail names; the rest is estimated.

    ``seconds`` and ``per_entry`` are the numbers used.
    """

    month: date
    places: tuple[PlaceBurden, ...]
    entries: int
    known: int
    estimated: int
    seconds: Dated
    per_entry: Dated

    @property
    def fields(self) -> int:
        """Fields known and estimated together."""
        return self.known + self.estimated

    @property
    def minutes(self) -> int:
        """Minutes by the number of seconds for a field, rounded up."""
        return -(-self.fields * int(self.seconds.value) // _MINUTE)


class _One(NamedTuple):
    path: str
    fields: int | None


def burden(scope: Scope, *, path: str = "") -> Burden:
    """The burden of the places at or below one that the reader sees; two queries over this month's entries only.

    ``NotVisible`` outside the reader's pieces of the tree.
    """
    place = path or cuts.home(scope)
    if not place or not scope.allows(SEE, place):
        raise NotVisible(f"burden of {path}")
    month = scope.as_of.replace(day=1)
    seconds, per_entry = parameters().at(_SECONDS, scope.as_of), parameters().at(_FIELDS, scope.as_of)
    entries, fields, known, estimated = Counter[str](), Counter[str](), 0, 0
    for one in _entered(place, month):
        entries[one.path] += 1
        fields[one.path] += int(per_entry.value) if one.fields is None else one.fields
        known, estimated = known + (one.fields or 0), estimated + (int(per_entry.value) if one.fields is None else 0)
    names = orgs.titles_by_path(entries)
    rows = [
        PlaceBurden(*names[each], entries[each], fields[each], -(-fields[each] * int(seconds.value) // _MINUTE))
        for each in entries
        if each in names
    ]
    rows.sort(key=lambda row: (-row.fields, row.name))
    return Burden(month, tuple(rows), entries.total(), known, estimated, seconds, per_entry)


def _entered(place: str, month: date) -> Iterator[_One]:
    """Entries of the month, newest first: the trail is numbered in time, so that nothing older is read."""
    begins = datetime.combine(month, time(), clock.ZONE)
    rows = Entry.objects.order_by("-no").values_list("at", "action", "actor", "path", "on_day", "detail")
    for at, action, actor, path, on, detail in rows.iterator(chunk_size=500):
        if at < begins:
            return
        by_hand = actor is not None and action.startswith(_BY_HAND) and action not in _READING
        if by_hand and path.startswith(place) and (on.year, on.month) == (month.year, month.month):
            yield _One(path, _fields(detail))


def _fields(detail: str) -> int | None:
    """How many fields an entry names; None when it does not say."""
    named = json.loads(detail or "{}").get("fields")
    return len(named) if isinstance(named, list | dict) else None

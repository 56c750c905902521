"""Reading the trail: within the reader's scope, newest first, by steps from entry to entry (no counting)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zhendi.kernel.audit.models import AUDIT, Entry
from zhendi.kernel.audit.verification import Head, Verification, verify
from zhendi.kernel.audit.verification import head as _head
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import Scope, subtree

__all__ = ["Entries", "EntryRow", "Head", "Verification", "entries", "entry", "head", "verify"]

SIZE = 50


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry as a page shows it. ``actor`` None is the command line; ``on`` the day for which it holds."""

    no: int
    at: datetime
    on: date
    actor: int | None
    actor_label: str
    action: str
    subject_type: str
    subject_id: int | None
    path: str
    summary: str
    detail: Mapping[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class Entries:
    """A page of entries; ``older`` is the ``before`` of the next page, None on the last one."""

    rows: tuple[EntryRow, ...]
    older: int | None


def entries(
    scope: Scope,
    *,
    verb: str = AUDIT,
    action: str = "",
    subject_type: str = "",
    subject_id: int | None = None,
    actor: int | None = None,
    under: str = "",
    since: date | None = None,
    until: date | None = None,
    words: str = "",
    before: int | None = None,
    size: int = SIZE,
) -> Entries:
    """Entries about what the reader's posts may audit, newest first.

    ``action``: the word or its beginning ("intake."); ``under``: a path of the tree; ``since`` and ``until``: days of
    the operation, half-open; ``words``: part of the summary; ``before``: only numbers below this one. A record's own
    history is shown by ``subject_type`` and ``subject_id``, with ``verb="see"`` where whoever sees the record may.
    """
    found = Entry.objects.visible_to(scope, verb)
    filters: dict[str, Any] = {
        "action__startswith": action or None,
        "subject_type": subject_type or None,
        "subject_id": subject_id,
        "actor": actor,
        "on_day__gte": since,
        "on_day__lt": until,
        "summary__contains": words or None,
        "no__lt": before,
    }
    if under:
        filters["path__gte"], filters["path__lt"] = subtree(under)
    found = found.filter(**{name: value for name, value in filters.items() if value is not None})
    rows = tuple(_row(each) for each in found.order_by("-no")[: size + 1])
    return Entries(rows[:size], rows[size - 1].no if len(rows) > size else None)


def entry(scope: Scope, no: int, *, verb: str = AUDIT) -> EntryRow:
    """One entry; ``NotVisible`` when there is none for this reader."""
    found = Entry.objects.visible_to(scope, verb).filter(no=no).first()
    if found is None:
        raise NotVisible("no such entry")
    return _row(found)


def head() -> Head | None:
    """Number, moment and hash of the newest entry; None while there is none."""
    return _head()


def _row(found: Entry) -> EntryRow:
    return EntryRow(
        found.no, found.at, found.on_day, found.actor, found.actor_label, found.action, found.subject_type,
        found.subject_id, found.path, found.summary, json.loads(found.detail), found.hash,
    )  # fmt: skip

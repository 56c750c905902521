"""Writing the trail. Entries are added at the chain's one end; nothing else is ever done to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connections, router, transaction

from zhendi.kernel import clock
from zhendi.kernel.audit import chain, deeds
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.masking import mask_text
from zhendi.kernel.scope import Actor

OPERATOR = "命令行"
_LOCK = 0x5A44_4155  # one number of PostgreSQL's advisory locks, for the end of the chain


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it has its place. ``actor``: an ``Actor``, the number of an account, or None (command line)."""

    actor: Actor | int | None
    action: str
    on: date
    subject_type: str
    subject_id: int | None
    path: str
    summary: str
    detail: Mapping[str, Any] = field(default_factory=dict)


def record(
    *,
    actor: Actor | int | None,
    action: str,
    on: date,
    subject_type: str,
    subject_id: int | None,
    path: str,
    summary: str,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add one entry, inside the caller's transaction and as its last act.

    ``action`` is a stable word ("orgs.found"), ``subject_type`` a table ("orgs.Organisation"), ``path`` the place in
    the tree by which readers are chosen, ``summary`` a Chinese sentence, ``detail`` what a machine may want (JSON).
    One entry for one operation: a bulk operation writes counts. Citizen numbers and mobile numbers that got into
    the texts are masked.
    """
    record_many([Draft(actor, action, on, subject_type, subject_id, path, summary, detail or {})])


def record_many(drafts: Sequence[Draft]) -> None:
    """Add entries in their order, with one insert; for operations that are several to their subjects."""
    if not drafts:
        return
    alias = router.db_for_write(Entry)
    with transaction.atomic(using=alias):
        _take_the_end(alias)
        last = Entry.objects.using(alias).order_by("-no").values_list("no", "hash").first()
        entries = _chained(drafts, last or (0, chain.BEGINNING), clock.now())
        Entry.objects.using(alias).bulk_create(entries)
        deeds.done([deeds.Deed(each.action, each.subject_type, each.subject_id, each.path) for each in drafts])


def _take_the_end(alias: str) -> None:
    """Keep other writers out until the transaction ends. SQLite's writing transactions exclude each other anyway."""
    if connections[alias].vendor == "postgresql":
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _chained(drafts: Sequence[Draft], last: tuple[int, str], at: datetime) -> list[Entry]:
    entries = []
    no, previous = last
    labels: dict[int, str] = {}
    for draft in drafts:
        no += 1
        number, label = _who(draft.actor, labels)
        columns = chain.Columns(
            no, at, draft.on, number, label, draft.action, draft.subject_type, draft.subject_id, draft.path,
            _clean(draft.summary, 400), _clean(chain.canonical(draft.detail)), previous,
        )  # fmt: skip
        previous = chain.digest(columns)
        entries.append(Entry(**columns._asdict(), hash=previous))
    return entries


def _clean(text: str, length: int | None = None) -> str:
    """Without sensitive numbers, without NUL (which PostgreSQL does not hold), not longer than the column."""
    return mask_text(text).replace("\0", "")[:length]


def _who(actor: Actor | int | None, labels: dict[int, str]) -> tuple[int | None, str]:
    if actor is None:
        return None, OPERATOR
    if isinstance(actor, Actor):
        return actor.account_id, actor.label[:80]
    if actor not in labels:
        account = get_user_model()._default_manager.filter(pk=actor).first()
        labels[actor] = account.get_username()[:80] if account else ""
    return actor, labels[actor]

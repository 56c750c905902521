"""Who is working on a run now: a lock that dies with its holder, so that ``kill -9`` frees it.

PostgreSQL: a session's advisory lock. SQLite: an exclusive lock on a small file of its own in the data folder,
taken through SQLite's own locking, which every platform has; the database itself cannot say it, since the writer
keeps it locked. A run whose state is ``writing`` and whose lock is free was interrupted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from zhendi.intake import progress
from zhendi.intake.models import Run
from zhendi.kernel import clock

_SPACE = 0x5A44  # advisory locks of intake
_GRACE = timedelta(seconds=20)  # a process that was sent to work needs a moment to begin


@contextmanager
def held(run_id: int) -> Iterator[bool]:
    """Hold the run's claim inside the block; gives ``False`` when somebody else holds it."""
    if connection.vendor == "postgresql":
        with _advisory(run_id) as got:
            yield got
    else:
        with _file_lock(run_id) as got:
            yield got


def alive(run_id: int) -> bool:
    """True while somebody works on the run."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
                [_SPACE, run_id],
            )
            return cursor.fetchone() is not None
    with _file_lock(run_id, patience=0) as free:
        return not free


def working(run: Run) -> bool:
    """True while somebody works on the run, or has just been sent to."""
    if alive(run.pk):
        return True
    begun = run.started_at is not None and clock.now() - run.started_at < _GRACE
    return begun and progress.of(run.pk).stage == progress.SENT


@contextmanager
def one_writer() -> Iterator[None]:
    """Inside a transaction: no other run writes until it ends. SQLite has but one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [_SPACE])
    yield


@contextmanager
def _advisory(run_id: int) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [_SPACE, run_id])
        got = bool(cursor.fetchone()[0])
    try:
        yield got
    finally:
        if got:
            with suppress(Exception), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [_SPACE, run_id])


@contextmanager
def _file_lock(run_id: int, patience: float = 2) -> Iterator[bool]:
    place = Path(settings.DATA_DIR) / "progress"
    place.mkdir(parents=True, exist_ok=True)
    lock = sqlite3.connect(place / f"{run_id}.claim", timeout=patience, isolation_level=None)
    try:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            yield False
        else:
            yield True
    finally:
        lock.close()

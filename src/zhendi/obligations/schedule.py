"""What is due on the clock: read from one file, run once a day by whichever process comes first.

A job's row is written in the transaction that does its work: a process that is killed leaves nothing, and of two at once
the second waits for the first and finds the row. No job is lost, none is done twice.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from django.db import IntegrityError, transaction

from zhendi.kernel.errors import Unreadable
from zhendi.obligations.models import JobRun

_KEYS = {"name", "title", "verb", "after"}


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the schedule: a verb to run once a day at or after an hour."""

    name: str
    title: str
    verb: str
    after: time


def read(path: Path) -> tuple[Job, ...]:
    """The schedule; ``Unreadable`` for an unknown key or a name that stands twice."""
    entries = tomllib.loads(path.read_text("utf-8")).get("job", [])
    for entry in entries:
        if set(entry) != _KEYS:
            raise Unreadable(f"{path.name}: job {entry.get('name', '?')}: keys differ: {sorted(set(entry) ^ _KEYS)}")
    jobs = tuple(Job(**entry) for entry in entries)
    if len({job.name for job in jobs}) != len(jobs):
        raise Unreadable(f"{path.name}: a job stands twice")
    return jobs


def tick(jobs: Sequence[Job], *, now: datetime, run: Callable[[Job], None]) -> list[str]:
    """Run every job that is due and has not run today; gives their names."""
    due = [job for job in jobs if now.time() >= job.after]
    return [job.name for job in due if _once(job, now, run)]


def _once(job: Job, now: datetime, run: Callable[[Job], None]) -> bool:
    if JobRun.objects.filter(name=job.name, day=now.date()).exists():
        return False
    try:
        with transaction.atomic():
            JobRun.objects.create(name=job.name, day=now.date(), started_at=now)
            run(job)
    except IntegrityError:
        if JobRun.objects.filter(name=job.name, day=now.date()).exists():
            return False  # another process was first
        raise
    return True

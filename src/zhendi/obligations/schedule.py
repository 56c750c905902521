"""What is due on the clock: read from one file, run by whichever process comes first.

A daily job's row is written in the transaction that does its work: a process that is killed leaves nothing, and of two
at once the second waits for the first and finds the row. No job is lost, none is done twice.

A job that runs again and again (``every``) takes its turn by compare-and-set on its row of the day and then works
outside any transaction: it speaks with the world, commits as it goes, and must itself be safe to run beside itself.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from zhendi.kernel.errors import Unreadable
from zhendi.obligations.models import JobRun

_KEYS = {"name", "title", "verb"}
_WHEN = {"after", "every"}
_EVERY = re.compile(r"([1-9]\d*)(s|m)")


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the schedule: a verb to run once a day at or after an hour, or again after each span of time."""

    name: str
    title: str
    verb: str
    after: time = time.min
    every: timedelta | None = None


def read(path: Path) -> tuple[Job, ...]:
    """The schedule; ``Unreadable`` for an unknown key or a name that stands twice."""
    entries = tomllib.loads(path.read_text("utf-8")).get("job", [])
    for entry in entries:
        if set(entry) - _WHEN != _KEYS or len(set(entry) & _WHEN) != 1:
            raise Unreadable(f"{path.name}: job {entry.get('name', '?')}: needs name, title, verb and after or every")
    jobs = tuple(_job(entry, path.name) for entry in entries)
    if len({job.name for job in jobs}) != len(jobs):
        raise Unreadable(f"{path.name}: a job stands twice")
    return jobs


def tick(jobs: Sequence[Job], *, now: datetime, run: Callable[[Job], None]) -> list[str]:
    """Run every job that is due; gives their names. One that fails keeps no other from running; the first failure is
    raised at the end.
    """
    done, failed = [], None
    for job in jobs:
        if now.time() < job.after:
            continue
        try:
            if (_again if job.every else _once)(job, now, run):
                done.append(job.name)
        except Exception as fault:
            failed = failed or fault
    if failed:
        raise failed
    return done


def _job(entry: dict[str, Any], file: str) -> Job:
    said = entry.get("every")
    if said is None:
        return Job(**entry)
    found = _EVERY.fullmatch(said) if isinstance(said, str) else None
    if found is None:
        raise Unreadable(f"{file}: job {entry['name']}: every: 60s or 5m, not {said!r}")
    span = timedelta(seconds=int(found[1])) if found[2] == "s" else timedelta(minutes=int(found[1]))
    return Job(entry["name"], entry["title"], entry["verb"], every=span)


def _again(job: Job, now: datetime, run: Callable[[Job], None]) -> bool:
    """Take the turn, then work. A turn that breaks off is followed by the next one."""
    assert job.every is not None
    rows = JobRun.objects.filter(name=job.name, day=now.date())
    if not rows.filter(started_at__lte=now - job.every).update(started_at=now):
        if rows.exists():
            return False
        try:
            with transaction.atomic():
                JobRun.objects.create(name=job.name, day=now.date(), started_at=now)
        except IntegrityError:
            return False  # another process took this turn
    run(job)
    return True


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

"""What is on the clock runs once a day, whoever calls, and a job that breaks off is run again."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from zhendi.kernel.errors import Unreadable
from zhendi.obligations import schedule
from zhendi.obligations.models import Derivation, JobRun
from zhendi.obligations.schedule import Job, tick

NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)
EVERY = schedule.read(Path(settings.SCHEDULE))
JOBS = tuple(job for job in EVERY if job.every is None)  # once a day


def test_the_schedule_names_verbs_that_exist() -> None:
    from django.core.management import get_commands

    assert {job.verb for job in EVERY} <= set(get_commands())


@pytest.mark.parametrize(
    "text", ['[[job]]\nname = "a"', '[[job]]\nname="a"\ntitle="t"\nverb="v"\nafter=00:00:00\nextra=1']
)
def test_a_schedule_with_a_missing_or_unknown_key_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "schedule.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(Unreadable):
        schedule.read(path)


@pytest.mark.django_db
def test_a_job_runs_once_a_day_and_again_the_next_day() -> None:
    done: list[str] = []
    for day in (NOON, NOON.replace(hour=20), NOON.replace(month=7, day=1)):
        tick(JOBS, now=day, run=lambda job: done.append(job.name))
    assert done == [job.name for job in JOBS] * 2


@pytest.mark.django_db
def test_before_its_hour_nothing_runs() -> None:
    assert tick(JOBS, now=NOON.replace(hour=0, minute=5), run=lambda _: None) == []


@pytest.mark.django_db
def test_a_job_that_breaks_off_leaves_nothing_and_is_run_again() -> None:
    def breaks(job: Job) -> None:
        raise RuntimeError(job.name)

    with pytest.raises(RuntimeError):
        tick(JOBS, now=NOON, run=breaks)
    assert not JobRun.objects.exists()
    assert tick(JOBS, now=NOON, run=lambda _: None) == [job.name for job in JOBS]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_never_do_a_thing_twice(child_environment: dict[str, str]) -> None:
    words = [sys.executable, "-m", "zhendi", "tick"]
    workers = [
        subprocess.Popen(words, env=child_environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(2)
    ]
    said = [worker.communicate(timeout=120)[0] for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0], "\n".join(said)
    assert "".join(said).count("已执行：derive") == 1
    assert (JobRun.objects.filter(name="derive").count(), Derivation.objects.count()) == (1, 1)


# --- again and again ------------------------------------------------------------------------------------------

MINUTE = Job("again", "t", "v", every=timedelta(seconds=60))


@pytest.mark.parametrize("every", ['"60"', '"0s"', '"1h"', "60"])
def test_a_span_that_is_none_is_refused(tmp_path: Path, every: str) -> None:
    path = tmp_path / "schedule.toml"
    path.write_text(f'[[job]]\nname="a"\ntitle="t"\nverb="v"\nevery={every}', "utf-8")
    with pytest.raises(Unreadable, match="every"):
        schedule.read(path)


@pytest.mark.django_db
def test_a_minutes_job_runs_again_only_after_its_minute() -> None:
    done: list[int] = []
    for second in (0, 30, 59, 60, 119, 121):
        tick([MINUTE], now=NOON + timedelta(seconds=second), run=lambda _, second=second: done.append(second))
    assert done == [0, 60, 121]


@pytest.mark.django_db(transaction=True)
def test_a_minutes_job_works_outside_any_transaction_and_keeps_no_other_from_running() -> None:
    done: list[str] = []

    def run(job: Job) -> None:
        if job is MINUTE:
            assert not connection.in_atomic_block
            raise RuntimeError("broken")
        done.append(job.name)

    with pytest.raises(RuntimeError, match="broken"):
        tick([MINUTE, *JOBS], now=NOON, run=run)
    assert done == [job.name for job in JOBS]

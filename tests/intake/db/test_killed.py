"""A run that is killed in the middle, and two runs of the same files at once: on the test's own database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client  # noqa: F401 - makes Django ready before the models are imported

from tests.intake import answers
from tests.intake.county import TODAY, clerk
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Membership, Person
from zhendi.intake import claims, progress
from zhendi.intake.models import Run
from zhendi.intake.operations import take_in
from zhendi.intake.queries import run as run_page

FILES = ("组织/泾县党组织名册（2026年6月）.xlsx", "名册/10汀溪乡党员名册.xlsx")
WRITER = """
import sys, time, datetime
from pathlib import Path
import django
django.setup()
from zhendi.intake.operations import take_in
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import operator

def say(stage, done, total):
    print(stage, flush=True)
    if stage == HOLD:
        print("READY", flush=True)
        sys.stdin.readline()

today = datetime.date(2026, 7, 1)
try:
    outcome = take_in([Path(each) for each in sys.argv[2:]], actor=operator("子进程", today), on=today, say=say)
except Refused as refusal:
    print("REFUSED", refusal.code, flush=True)
    raise SystemExit(1)
print("DONE", outcome.counts["members"]["new"], outcome.counts["members"]["unchanged"], flush=True)
""".replace("HOLD", "sys.argv[1]")


def writer(environment: dict[str, str], hold: str = "") -> subprocess.Popen[str]:
    """A second process that takes in the files; it stops at a stage until it is told to go on."""
    paths = [str(answers.samples() / name) for name in FILES]
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, hold, *paths],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def until(process: subprocess.Popen[str], word: str) -> str:
    """Read what the process says up to a line that begins with the word."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(word):
            return line.strip()
    raise AssertionError(f"the process ended without {word}")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stage", ["写入党员", "写入任职", "登记写入情况"])
def test_a_run_killed_while_writing_leaves_nothing_half_written_and_can_be_started_again(
    child_environment: dict[str, str], stage: str
) -> None:
    with writer(child_environment, stage) as process:
        until(process, "READY")
        os.kill(process.pid, signal.SIGKILL)
    assert (Organisation.objects.count(), Person.objects.count(), Membership.objects.count()) == (0, 0, 0)
    broken = Run.objects.get()
    assert not claims.alive(broken.pk)
    assert run_page(clerk().scope, broken.pk).row.state == "interrupted"
    again = take_in([answers.samples() / name for name in FILES], actor=clerk(), on=TODAY)
    assert again.counts["organisations"]["new"] == 267
    assert Membership.objects.count() == 345
    broken.refresh_from_db()
    assert broken.state == Run.State.FAILED
    assert "没有写入任何内容" in broken.failure


@pytest.mark.django_db
def test_a_note_of_another_databases_run_is_not_taken_for_this_ones() -> None:
    take_in([answers.samples() / FILES[0]], actor=clerk(), on=TODAY)
    following = Run.objects.latest("pk").pk + 1
    progress.say(following, progress.SENT, 0, 1)
    run = take_in([answers.samples() / FILES[1]], actor=clerk(), on=TODAY).run_id
    assert run == following
    assert progress.of(following).stage == ""


@pytest.mark.django_db(transaction=True)
def test_of_two_runs_of_the_same_files_at_once_one_writes_and_the_other_changes_nothing(
    child_environment: dict[str, str],
) -> None:
    processes = [writer(child_environment, "写入党员"), writer(child_environment, "写入党员")]
    ends = []
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        said, _ = process.communicate(timeout=120)
        ends.append(said.strip().splitlines()[-1])
    assert Membership.objects.count() == 345
    assert Person.objects.count() == 345
    assert "DONE 345 0" in ends
    assert set(ends) <= {"DONE 345 0", "DONE 0 345", "REFUSED same_files"}
    assert len(set(ends)) == 2


@pytest.mark.django_db(transaction=True)
def test_the_command_ends_with_a_clear_message_for_what_it_cannot_read(
    child_environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"this is no workbook")
    done = subprocess.run(
        [sys.executable, "-m", "zhendi", "intake", str(tmp_path / "坏.xlsx"), "--quiet"],
        env=child_environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0
    assert "坏.xlsx" in done.stdout
    missing = subprocess.run(
        [sys.executable, "-m", "zhendi", "intake", str(tmp_path / "没有.xlsx")],
        env=child_environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert missing.returncode == 2
    assert "找不到" in missing.stderr

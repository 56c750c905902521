"""The first command in an empty folder finds a database; the second finds nothing to do."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from zhendi.config import folder

NOTHING = ("shell", "--no-imports", "-v0", "-c", "pass")


def applied(data: Path) -> int:
    with sqlite3.connect(data / "zhendi.sqlite3") as connection:
        return connection.execute("SELECT count(*) FROM django_migrations").fetchone()[0]


def test_first_command_makes_the_data_folder_ready(zhendi, tmp_path) -> None:
    done = zhendi(*NOTHING)
    assert (done.returncode, done.stderr) == (0, "")
    assert applied(tmp_path / "data") > 20
    assert len((tmp_path / "data/secret.key").read_text("ascii").strip()) >= 50


def test_data_folder_is_for_its_owner_alone(zhendi, tmp_path) -> None:
    zhendi(*NOTHING)
    for path in [tmp_path / "data", *(tmp_path / "data").iterdir()]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name


def test_second_command_changes_nothing(zhendi, tmp_path) -> None:
    zhendi(*NOTHING)
    stamp, secret = tmp_path / "data/state.json", (tmp_path / "data/secret.key").read_bytes()
    before = stamp.stat().st_mtime_ns
    zhendi(*NOTHING)
    assert stamp.stat().st_mtime_ns == before
    assert (tmp_path / "data/secret.key").read_bytes() == secret


def test_database_that_was_taken_away_is_made_again(zhendi, tmp_path) -> None:
    zhendi(*NOTHING)
    for path in (tmp_path / "data").glob("zhendi.sqlite3*"):
        path.unlink()
    assert zhendi(*NOTHING).returncode == 0
    assert applied(tmp_path / "data") > 20


def test_two_first_commands_at_once_both_succeed(zhendi, tmp_path) -> None:
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: zhendi(*NOTHING), range(2)))
    assert [(one.returncode, one.stderr) for one in done] == [(0, ""), (0, "")]


def test_help_needs_no_database(zhendi, tmp_path) -> None:
    done = zhendi()
    assert done.returncode == 0
    assert "intake" in done.stdout
    assert not (tmp_path / "data/zhendi.sqlite3").exists()


def test_secret_is_written_once(tmp_path) -> None:
    assert folder.write_once(tmp_path / "a", "one")
    assert not folder.write_once(tmp_path / "a", "two")
    assert (tmp_path / "a").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_folder_is_left_to_one_process_at_a_time(tmp_path) -> None:
    holder = "import sys, time; from pathlib import Path; from zhendi.config import folder\n"
    holder += "with folder.alone(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", holder, tmp_path], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(TimeoutError), folder.alone(tmp_path, seconds=0.2):
            pass
        process.kill()
    with folder.alone(tmp_path, seconds=5):  # the system let go of a dead process's lock
        pass

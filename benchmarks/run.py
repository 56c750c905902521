"""script/bench: runs the benchmark modules and prints one table of ratios.

A module ``bench_NAME.py`` has ``rows() -> Iterable[Row]``. It finds Django set up on an empty, migrated
database of its own: SQLite in a temporary folder, then a real PostgreSQL where there is one, whose commits reach the disk.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import django

from benchmarks.row import Row

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "script/tasks"))


def main(words: list[str]) -> int:
    """Run the named modules (all without a name) on each database; gives 1 when a goal was missed."""
    if words[:1] == ["--here"]:
        return here(words[1:])
    import postgres

    statuses = [_in_process(words, "")]
    binaries = postgres.programs()
    if binaries is None:
        print("未运行 / left out: PostgreSQL (sudo apt-get install postgresql)")
    else:
        with postgres.server(binaries, lasting=True) as url:
            statuses.append(_in_process(words, url))
    return max(statuses)


def _in_process(words: list[str], url: str) -> int:
    """One database, one process: settings are read once."""
    with tempfile.TemporaryDirectory(prefix="zhendi-bench-") as folder:
        environment = {**os.environ, "ZHENDI_DATA_DIR": folder, "DATABASE_URL": url}
        command = [sys.executable, "-m", "benchmarks.run", "--here", *words]
        return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def here(words: list[str]) -> int:
    """Run the modules on the database of this process and print the table as it grows."""
    from zhendi.config import folder, ready

    os.environ["DJANGO_SETTINGS_MODULE"] = "zhendi.config.settings"
    folder.make(folder.data_dir(os.environ))
    django.setup()
    ready.database()
    _print_head()
    found = [row for name in _modules(words) for row in _shown(_rows(name))]
    return int(not all(row.met for row in found))


def _modules(words: list[str]) -> list[str]:
    names = sorted(path.stem for path in HERE.glob("bench_*.py"))
    return [name for name in names if not words or any(word in name for word in words)]


def _rows(name: str) -> Iterable[Row]:
    return importlib.import_module(f"benchmarks.{name}").rows()


def _print_head() -> None:
    from django.db import connection

    print(f"\n{connection.display_name}  (ratio = yardstick / ours; goal must be reached)")
    print(f"{'area':<14} {'what':<42} {'ours':>10} {'yardstick':>10} {'ratio':>8} {'goal':>6}  against")


def _shown(rows: Iterable[Row]) -> Iterable[Row]:
    with ExitStack() as stack:
        stack.callback(sys.stdout.flush)
        for row in rows:
            goal = "" if row.goal is None else f"{row.goal:g}{'' if row.met else ' !'}"
            print(
                f"{row.area:<14} {row.what:<42} {_said(row, row.ours):>10} {_said(row, row.yardstick):>10} "
                f"{row.ratio:>8.2f} {goal:>6}  {row.against}",
                flush=True,
            )
            yield row


def _said(row: Row, figure: float) -> str:
    return _time(figure) if row.unit is None else f"{figure:g} {row.unit}".strip()


def _time(seconds: float) -> str:
    for size, unit in ((1.0, "s"), (1e-3, "ms")):
        if seconds >= size:
            return f"{seconds / size:.2f} {unit}"
    return f"{seconds / 1e-6:.1f} µs"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

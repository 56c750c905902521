"""script/test: lint, the suite on SQLite, the same on PostgreSQL, the journeys in a browser. CI runs this and no more.

Words after the command go to pytest and run just that on SQLite (or on ``DATABASE_URL``). What this machine
cannot run is named in the last lines; with ``CI=true`` that is a failure.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import browser
import postgres
from shell import CI, VENV_PYTHON, run, say


@dataclass
class Report:
    """What was done, what failed, what could not be done here."""

    parts: list[tuple[str, int, float]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def part(self, name: str, work: Callable[[], int]) -> None:
        """Do one part and keep its status and its time."""
        say(name)
        started = time.monotonic()
        self.parts.append((name, work(), time.monotonic() - started))

    def status(self) -> int:
        """0 when all that was run passed, and with ``CI=true`` only when nothing was left out."""
        return int(any(status for _, status, _ in self.parts) or (CI and bool(self.left_out)))

    def close(self) -> int:
        """Print the summary; the last lines say what was left out."""
        print()
        for name, status, seconds in self.parts:
            print(f"{'✗' if status else '✓'} {name} ({seconds:.0f} s)")
        for line in self.left_out:
            print(f"未运行 / left out: {line}")
        if not self.left_out:
            print("全部项目均已运行 / nothing was left out")
        sys.stdout.flush()
        return self.status()


def main(words: list[str]) -> int:
    """Run what the words ask for, or everything."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is ended too
    if words:
        return pytest(*words)
    report = Report()
    report.part("lint", lambda: run([VENV_PYTHON, Path(__file__).with_name("lint.py")], check=False))
    report.part("SQLite", lambda: pytest("-n", "2"))
    _on_postgresql(report)
    _journeys(report)
    return report.close()


def pytest(*words: str, **environment: str) -> int:
    """One run of the suite; having found no test counts as a failure."""
    return run([VENV_PYTHON, "-m", "pytest", *words], environment=environment, check=False)


def _on_postgresql(report: Report) -> None:
    binaries = postgres.programs()
    if binaries is None:
        report.left_out.append("PostgreSQL (sudo apt-get install postgresql)")
        return
    with postgres.server(binaries) as url:
        # What works on no database has been run: only the rest can come out otherwise here.
        words = ("-n", "2", "-m", "database and not journey")
        report.part(postgres.version(binaries), lambda: pytest(*words, DATABASE_URL=url))


def _journeys(report: Report) -> None:
    program = browser.program()
    if program is None:
        report.left_out.append("浏览器中的操作 / journeys in a browser (sudo apt-get install chromium)")
        return
    if not browser.has_chinese_font():
        report.left_out.append("中文字体,页面截图中汉字显示为方框 / CJK fonts (sudo apt-get install fonts-noto-cjk)")
    report.part("浏览器 / Chromium", lambda: pytest("-n", "2", "-m", "journey", ZHENDI_CHROMIUM=program))


if __name__ == "__main__":
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)  # the suite has settings of its own
    sys.exit(main(sys.argv[1:]))

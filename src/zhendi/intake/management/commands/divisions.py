"""``zhendi divisions fetch PREFIX`` / ``zhendi divisions load FILE``: the register of administrative divisions.

``fetch`` is on demand only: it asks npm, where the machine has it, for the public package ``china-division`` (24 MB,
removed again afterwards) and takes in the codes that begin with PREFIX, e.g. 341823 for one county.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from zhendi.domain.orgs.operations import divisions
from zhendi.intake.operations import take_in
from zhendi.kernel import clock
from zhendi.kernel.audit import record
from zhendi.kernel.errors import Refused
from zhendi.kernel.registers import Journal
from zhendi.kernel.scope import operator

PACKAGE = "china-division"
_FILES = ("areas.csv", "streets.csv", "villages.csv")
_DIGITS = 12


class Command(BaseCommand):
    """No part of set-up; nothing of the package stays."""

    help = "行政区划：fetch 前缀（联网取全国区划中以该前缀开头的部分），load 文件（代码、名称两列）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which of the two, and the prefix or the file."""
        parser.add_argument("verb", choices=["fetch", "load"])
        parser.add_argument("what", help="区划代码前缀，如 341823；或文件")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Fetch or load."""
        today = clock.today()
        if options["verb"] == "load":
            try:
                take_in([Path(options["what"])], actor=operator("命令行", today), on=today)
            except (Refused, OSError) as fault:
                raise CommandError(str(fault)) from fault
            self.stdout.write("已导入。")
            return
        if not options["what"].isdigit():
            raise CommandError("前缀应为数字，如 341823", returncode=2)
        rows = list(_fetch(options["what"]))
        with transaction.atomic():
            plan = divisions.plan(rows, on=today)
            divisions.apply(plan, on=today, journal=Journal())
            record(
                actor=None, action="divisions.fetch", on=today, subject_type="orgs.Division", subject_id=None, path="",
                summary=f"取得行政区划{len(rows)}条：新增{len(plan.new)}、更名{len(plan.changed)}", detail=plan.counts(),
            )  # fmt: skip
        self.stdout.write(f"行政区划：新增 {len(plan.new)}、更名 {len(plan.changed)}、未变 {plan.unchanged}")


def _fetch(prefix: str) -> Iterator[divisions.DivisionRow]:
    npm = shutil.which("npm")
    if npm is None:
        raise CommandError("本机没有 npm，请改用 divisions load 导入代码、名称两列的 CSV 文件。")
    with tempfile.TemporaryDirectory() as place:
        command = [
            npm,
            "install",
            "--prefix",
            place,
            "--no-save",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            PACKAGE,
        ]
        done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603 - fixed words only
        if done.returncode:
            raise CommandError(f"npm 没有取到 {PACKAGE}：{done.stderr.strip()[-300:]}")
        yield from _read(Path(place) / "node_modules" / PACKAGE / "dist", prefix)


def _read(folder: Path, prefix: str) -> Iterator[divisions.DivisionRow]:
    for name in _FILES:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                code = row["code"].ljust(_DIGITS, "0")
                if code.startswith(prefix):
                    yield divisions.DivisionRow(code, row["name"])

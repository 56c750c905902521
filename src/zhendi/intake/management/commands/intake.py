"""``zhendi intake PATH… [--as-of DATE] [--dry-run] [--json FILE]``: take in workbooks with nobody at the screen."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zhendi.intake import bridge
from zhendi.intake.operations import Outcome, take_in
from zhendi.intake.plans import REGISTERS
from zhendi.kernel import clock
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import operator

UNUSABLE, REFUSED = 2, 1


class Command(BaseCommand):
    """Exit code 0 when the run worked even if rows were rejected, 1 when it was refused, 2 for unusable arguments."""

    help = "导入党组织名册、党员名册、流动党员、单位、便民服务等表册（xlsx、xls、csv、zip 或文件夹）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Paths, the day of the files, and where to put the machine-readable report."""
        parser.add_argument("paths", nargs="+", metavar="PATH", help="文件、文件夹或 zip 包")
        parser.add_argument(
            "--as-of", metavar="DATE", help="名册截至日期，如 2026-06-30；不写则取表内标题所载日期，再无则为今天"
        )
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--json", metavar="FILE", help="把结果写成 JSON 文件（- 为标准输出）")
        parser.add_argument("--quiet", action="store_true", help="不显示进度")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take in and say in short what came of it."""
        paths = [Path(path) for path in options["paths"]]
        absent = [str(path) for path in paths if not path.exists()]
        if absent:
            raise CommandError(f"找不到：{'、'.join(absent)}", returncode=UNUSABLE)
        as_of = _day(options["as_of"])
        today = clock.today()
        try:
            outcome = take_in(
                paths,
                actor=operator("命令行", today),
                on=today,
                as_of=as_of,
                dry_run=options["dry_run"],
                say=None if options["quiet"] else self._progress,
            )
        except Refused as refusal:
            raise CommandError("\n".join([refusal.message, *refusal.details]), returncode=REFUSED) from refusal
        if options["json"]:
            self._report(outcome, options["json"])
        self._summary(outcome, dry_run=options["dry_run"], quiet=options["json"] == "-")

    def _progress(self, stage: str, done: int, total: int) -> None:
        self.stderr.write(f"{stage} {done}/{total}" if total else stage)

    def _report(self, outcome: Outcome, where: str) -> None:
        text = json.dumps(bridge.report(outcome.judged), ensure_ascii=False, indent=1)
        if where == "-":
            self.stdout.write(text)
        else:
            Path(where).write_text(text, encoding="utf-8")

    def _summary(self, outcome: Outcome, *, dry_run: bool, quiet: bool) -> None:
        write = self.stderr.write if quiet else self.stdout.write
        for file in outcome.judged.files:
            counts = file.counts
            told = f"收 {counts['accepted']} 行、退 {counts['rejected']} 行、提醒 {counts['warnings']} 处"
            write(f"{file.name}：{file.fault or told}")
            for line in _unread(file):
                write(f"  {line}")
        for register, figures in outcome.counts.items():
            told = f"新增 {figures['new']}、变更 {figures['changed']}、未变 {figures['unchanged']}"
            missing = f"、名册中未见 {figures['missing']}" if figures["missing"] else ""
            back = figures["outside"] + figures["older"] + figures["conflict"]
            write(f"{REGISTERS[register]}：{told}{missing}{f'、未写入 {back}' if back else ''}")
        write(f"截至日期：{outcome.judged.as_of.isoformat()}")
        write("只检查，未写入。" if dry_run else f"已写入，导入编号 {outcome.run_id}。")


def _unread(file: bridge.FileFound) -> Iterator[str]:
    """What of a file was not read: sheets with their reason, columns whose meaning is not known."""
    for sheet in file.sheets:
        if sheet["role"] == "unknown":
            yield f"工作表“{sheet['name']}”没有读取：{sheet['note'] or '认不出是哪种表册'}"
        elif sheet["role"] == "data":
            unplaced = [f"{letter}列“{heading}”" for letter, heading, field, _ in sheet["columns"] if not field]
            if unplaced:
                yield f"工作表“{sheet['name']}”有列没有读取：{'、'.join(unplaced)}"


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise CommandError(f"日期应写成 2026-06-30 的样子：{text}", returncode=UNUSABLE) from fault

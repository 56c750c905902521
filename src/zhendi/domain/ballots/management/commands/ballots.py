"""``zhendi ballots verify FILE``: check a published vote from its files alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zhendi.domain.ballots.verifying import NotAVote, find, verify


class Command(BaseCommand):
    """Check a vote; ends with 1 when anything does not hold."""

    help = "核对一次投票：zhendi ballots verify 文件 [--roll 名册] [--share 钥匙 …] [--receipt 回执码]"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """The published file, and what only some have."""
        parser.add_argument("deed", choices=("verify",))
        parser.add_argument("file", type=Path)
        parser.add_argument("--roll", type=Path, help="名册，一行一人，与锁定时的写法一样")
        parser.add_argument("--share", action="append", default=[], help="监票人的钥匙，每人一次")
        parser.add_argument("--receipt", help="回执码")

    def handle(self, *_words: Any, **given: Any) -> None:
        """Print each finding."""
        file = _read(given["file"])
        roll = given["roll"].read_text(encoding="utf-8").splitlines() if given["roll"] else None
        try:
            found = verify(file, roll=roll, keys=given["share"])
        except NotAVote:
            raise CommandError(f"{given['file'].name} 不是公布的投票文件。") from None
        for each in found:
            self.stdout.write(f"{'✓' if each.holds else '✗'} {each.words}")
        if given["receipt"]:
            held = find(file, given["receipt"])
            self.stdout.write(f"{'✓' if held else '✗'} 回执码{given['receipt']}{'在票箱里' if held else '不在票箱里'}")
        if not all(each.holds for each in found):
            raise CommandError("核对没有通过。")


def _read(path: Path) -> Any:
    try:
        file = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise CommandError(f"读不了 {path}：{fault}") from fault
    if not isinstance(file, dict):
        raise CommandError(f"{path.name} 不是公布的投票文件。")
    return file

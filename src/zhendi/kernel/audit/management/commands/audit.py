"""``audit verify`` follows the chain of the audit trail, ``audit anchor`` prints its end to be noted on paper."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zhendi.kernel.audit import verification
from zhendi.kernel.clock import ZONE

_STEPS = 100_000  # entries between two lines of progress


class Command(BaseCommand):
    """Exit status 0: the chain holds; 1: it is broken, and where."""

    help = "核对留痕：audit verify；打印留痕末尾的校验值：audit anchor"

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verify = verbs.add_parser("verify", help="从第一条到最后一条核对留痕，发现改动时退出码为1")
        verify.add_argument(
            "--anchor", type=_anchor, metavar="编号:校验值", help="同以前记在纸上的一条比对（audit anchor 所打印）"
        )
        verbs.add_parser("anchor", help="打印最后一条留痕的编号和校验值，供抄录或打印存档")

    def handle(self, **options: Any) -> None:
        if options["verb"] == "anchor":
            self._anchor()
        else:
            self._verify(options["anchor"])

    def _anchor(self) -> None:
        head = verification.head()
        if head is None:
            raise CommandError("还没有留痕。")
        self.stdout.write(f"{head.no}:{head.hash}    （{head.at.astimezone(ZONE):%Y年%m月%d日 %H:%M:%S}）")

    def _verify(self, anchor: tuple[int, str] | None) -> None:
        result = verification.verify(anchor, self._progress)
        if not result.holds:
            self.stderr.write(f"第{result.broken}条留痕：{result.reason}。此前{result.checked}条相符。")
            sys.exit(1)
        end = f"，末条 {result.head.no}:{result.head.hash}" if result.head else ""
        self.stdout.write(f"留痕{result.checked}条，前后相符{end}")

    def _progress(self, checked: int) -> None:
        if checked % _STEPS == 0:
            self.stderr.write(f"已核对{checked}条")


def _anchor(text: str) -> tuple[int, str]:
    number, _, found = text.partition(":")
    if not number.isdigit() or len(found) != 64:
        raise argparse.ArgumentTypeError("应为 编号:校验值，例如 audit anchor 所打印的")
    return int(number), found.lower()

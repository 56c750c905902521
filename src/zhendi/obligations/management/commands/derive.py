"""``zhendi derive [--history MONTHS]``: bring duties and figures to today."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from zhendi.kernel import clock
from zhendi.obligations import operations


class Command(BaseCommand):
    """Idempotent: a second run changes nothing."""

    help = "推算应办事项和各条指标（--history 12：连同之前十二个月的指标）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many months before this one get their figures too."""
        parser.add_argument("--history", type=int, default=0, metavar="MONTHS", help="补算之前若干个月月末的指标")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Derive and say how much changed."""
        today = clock.today()
        if options["history"]:
            operations.derive_history(on=today, months=options["history"])
        found = operations.derive(on=today)
        self.stdout.write(
            f"截至{today.isoformat()}：新增 {found.new} 项、变更 {found.changed} 项、不再要求 {found.gone} 项，"
            f"状态变化 {found.transitions} 次。"
        )

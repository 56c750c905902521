"""``zhendi demo [--members N] [--seed N]`` and ``zhendi demo accounts``: a county of generated people."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from zhendi.intake import demonstration
from zhendi.kernel import clock
from zhendi.kernel.errors import Refused


class Command(BaseCommand):
    """The installation is marked as a demonstration; one that holds real people refuses."""

    help = "建立演示县：用生成的虚构人员走一遍真实导入；accounts 列出演示账号"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many members, and from which seed."""
        parser.add_argument("what", nargs="?", choices=["build", "accounts"], default="build")
        parser.add_argument("--members", type=int, default=6000)
        parser.add_argument("--seed", type=int, default=341823)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Build the county, or list the accounts."""
        if options["what"] == "build":
            folder = Path(settings.DATA_DIR) / "demo"
            try:
                demonstration.build(
                    folder, members=options["members"], seed=options["seed"], on=clock.today(), say=self.stderr.write
                )
            except Refused as refusal:
                raise CommandError(refusal.message) from refusal
        for account in demonstration.accounts():
            self.stdout.write(f"{account.username:<12} {account.password:<16} {account.title}")

"""``zhendi export REGISTER FILE [--whole --purpose TEXT]``: a register as a workbook with the columns of the intake."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zhendi.intake.export import export
from zhendi.kernel import clock
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import operator


class Command(BaseCommand):
    """Whole citizen numbers need a stated purpose here too; it is logged."""

    help = "导出表册：organisations、members、mobile、units、services"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which register, and where to."""
        parser.add_argument("register")
        parser.add_argument("file", type=Path)
        parser.add_argument("--whole", action="store_true", help="导出完整证件号码（须写明用途）")
        parser.add_argument("--purpose", default="", help="用途")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the file."""
        today = clock.today()
        actor = operator("命令行", today)
        try:
            download = export(
                actor.scope, options["register"], actor=actor, on=today, whole_numbers=options["whole"],
                purpose=options["purpose"],
            )  # fmt: skip
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        except NotVisible as absent:
            raise CommandError(
                "没有这种表册：可选 organisations、members、mobile、units、services", returncode=2
            ) from absent
        with options["file"].open("wb") as file:
            for chunk in download.chunks:
                file.write(chunk)
        self.stdout.write(f"已导出到 {options['file']}")

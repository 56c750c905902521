"""``zhendi areas FILE``: the ground of townships for the map, from a GeoJSON file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zhendi.domain.setup.operations import areas
from zhendi.kernel import clock
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import operator


class Command(BaseCommand):
    """Replaces what was there; nothing is fetched."""

    help = "导入乡镇界线（GeoJSON，WGS 84），地图用；替换原有界线"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path, help="GeoJSON 文件")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load and say what came in."""
        today = clock.today()
        try:
            text = options["file"].read_text("utf-8-sig")
            loaded = areas.load(actor=operator("命令行", today), on=today, text=text)
        except (Refused, OSError, UnicodeDecodeError) as fault:
            raise CommandError(f"没有导入：{fault}") from fault
        self.stdout.write(
            f"已导入 {loaded.areas} 个区域，界线点 {loaded.points_before} 个，简化为 {loaded.points_after} 个。"
        )
        if loaded.unmatched:
            self.stdout.write(
                f"没有对上党委：{'、'.join(loaded.unmatched)}。名称或 12 位代码和党组织名册一致就能对上。"
            )

"""``headcounts``: whether the kept figures of members are those of a count, and putting them right."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from zhendi.domain.people.operations import headcounts


class Command(BaseCommand):
    """Exit status 1 when figures are not right and nothing was asked but to look."""

    help = "党员人数：headcounts 核对，headcounts --rebuild 逐人重数"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="重建数据库里的触发器，逐人重数")

    def handle(self, **options: Any) -> None:
        wrong = headcounts.differences()
        if options["rebuild"]:
            headcounts.install()
            self.stdout.write(f"已逐人重数，改正了{len(wrong)}个组织的人数。")
        elif wrong:
            raise CommandError(f"{len(wrong)}个组织的人数与名册不符。运行 headcounts --rebuild 重数。")
        else:
            self.stdout.write("各组织的人数与名册相符。")

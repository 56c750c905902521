"""``flush``: Django's own, for the database of a test run alone."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import flush
from django.db import connections

from zhendi.kernel.audit import triggers


class Command(flush.Command):
    """Empties all tables of a test's database; the trail's triggers are lifted meanwhile."""

    help = "清空测试数据库（正式和演示数据库不能用此命令清空）"

    def handle(self, **options: Any) -> None:
        if settings.MODE != "test":
            raise CommandError("留痕不能清空。要从头开始，请另设一个数据文件夹（ZHENDI_DATA_DIR）或数据库。")
        with triggers.lifted(connections[options["database"]]):
            super().handle(**options)

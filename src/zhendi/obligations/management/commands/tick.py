"""``zhendi tick``: run what is due on the clock (from cron, a timer, or the loop of script/server)."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from time import sleep
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from zhendi.kernel import clock
from zhendi.obligations import schedule
from zhendi.obligations.schedule import Job


class Command(BaseCommand):
    """Safe to call as often as one likes, from several machines at once."""

    help = "执行到点的定时任务（定时任务在 schedule.toml）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Once, or again and again."""
        parser.add_argument("--every", type=int, metavar="SECONDS", help="每隔若干秒执行一次，不退出")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run what is due and name it."""
        jobs = schedule.read(Path(settings.SCHEDULE))
        while True:
            for name in schedule.tick(jobs, now=clock.now(), run=_run):
                self.stdout.write(f"已执行：{name}")
            if not options["every"]:
                return
            sleep(options["every"])


def _run(job: Job) -> None:
    call_command(job.verb)

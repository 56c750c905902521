"""``zhendi intake_run ID [--judge]``: check or write an uploaded run outside the request. Started by the web pages."""

from __future__ import annotations

import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zhendi.domain.people.queries.scope import actor_of, scope_of
from zhendi.intake.models import Run
from zhendi.intake.operations import judge_run, write_run
from zhendi.kernel import clock
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor, operator

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Acts as the account that opened the run, with the rights of today."""

    help = "检查或写入一次已上传的导入（由网页自动调用）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The run, and which of the two steps."""
        parser.add_argument("run", type=int, metavar="ID")
        parser.add_argument("--judge", action="store_true", help="只检查")

    def handle(self, *_args: Any, **options: Any) -> None:
        """One step of one run; the run itself keeps what went wrong."""
        today = clock.today()
        run = Run.objects.filter(pk=options["run"]).first()
        if run is None:
            raise CommandError("没有这次导入")
        step = judge_run if options["judge"] else write_run
        try:
            step(actor=self._actor(run), on=today, run_id=run.pk)
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        except Exception:
            log.exception("intake run %s broke off", run.pk)
            raise

    def _actor(self, run: Run) -> Actor:
        today = clock.today()
        if run.account is None:
            return operator(run.actor, today)
        return actor_of(run.account, scope_of(run.account, today=today))

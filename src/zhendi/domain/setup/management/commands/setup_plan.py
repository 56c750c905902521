"""``zhendi setup_plan ID``: work out a plan that was asked for and keep it. Started by the web pages."""

from __future__ import annotations

import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zhendi.domain.people.queries.scope import actor_of, scope_of
from zhendi.domain.setup.models import KeptPlan
from zhendi.domain.setup.operations import kept_plans
from zhendi.domain.setup.planner import solve
from zhendi.domain.setup.planner.problem import Limits
from zhendi.domain.setup.queries import kept_plans as queries
from zhendi.domain.setup.queries.kept_plans import WORK
from zhendi.kernel import clock, progress
from zhendi.kernel.errors import Refused
from zhendi.kernel.progress import Step
from zhendi.kernel.scope import Actor, operator

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Acts as the account that asked for the plan, with the rights of today."""

    help = "测算一个已交办的组建方案并留存（由网页自动调用）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The plan."""
        parser.add_argument("plan", type=int, metavar="ID")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Work it out; a plan that breaks off says so."""
        held = KeptPlan.objects.select_related("account", "committee").filter(pk=options["plan"]).first()
        if held is None:
            raise CommandError("没有这个方案")
        today, actor = clock.today(), self._actor(held)
        try:
            found = queries.ordered(actor.scope, held.committee_id, Limits(**held.limits))
            plan = solve.plan(found.problem, tell=lambda *step: progress.say(WORK, held.pk, Step(*step)))
            kept_plans.settle(
                actor=actor, on=today, plan_id=held.pk,
                problem=found.problem, solution=plan.solution, verdicts=plan.verdicts,
            )  # fmt: skip
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        except Exception:
            log.exception("set-up plan %s broke off", held.pk)
            kept_plans.give_up(actor=actor, on=today, plan_id=held.pk)
            raise
        finally:
            progress.forget(WORK, held.pk)

    def _actor(self, held: KeptPlan) -> Actor:
        today = clock.today()
        if held.account is None:
            return operator(held.by, today)
        return actor_of(held.account, scope_of(held.account, today=today))

"""``zhendi cases [FILE …]``: hold the rules to their worked cases; says which failed and why."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from zhendi.kernel.errors import Unreadable
from zhendi.kernel.parameters import policy_folder
from zhendi.policy import cases, load, trial
from zhendi.policy.cases import Case
from zhendi.policy.schema import Policy


class Command(BaseCommand):
    """Exit status 1 when a case does not hold or the policy data cannot be read."""

    help = "按案例核对规则：列出不符的案例和原因"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The files; all of policy/opinions/cases without."""
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run them and print the report."""
        try:
            policy = load.read_policy(policy_folder())
            verdicts = trial.run(_chosen(options["files"], policy), policy)
        except Unreadable as fault:
            raise CommandError(str(fault)) from fault
        for line in trial.report(verdicts):
            self.stdout.write(line)
        if not all(verdict.holds for verdict in verdicts):
            raise CommandError("有案例不符：核对案例和规则，改对为止")


def _chosen(files: Sequence[Path], policy: Policy) -> tuple[Case, ...]:
    """Of the files named; without any, the whole folder, in which every rule must have its cases."""
    if files:
        return tuple(case for path in files for case in cases.read_file(path, policy))
    found = load.cases_of(policy)
    cases.require(policy, found)
    return found

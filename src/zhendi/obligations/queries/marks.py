"""How some rules stand for some subjects, for lists that show a mark for each: one query whatever the number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from zhendi.kernel.scope import Scope
from zhendi.obligations.models import Obligation


class Mark(NamedTuple):
    """One duty as a mark shows it: its time, when it is due, how it stands."""

    id: int
    period_from: date
    period_to: date | None
    due_on: date | None
    status: str
    total: int


def marks(scope: Scope, *, rules: Sequence[str], subjects: Sequence[int]) -> Mapping[tuple[int, str], tuple[Mark, ...]]:
    """By subject and rule the duties in order of time; nothing for those out of the reader's sight."""
    found: dict[tuple[int, str], list[Mark]] = defaultdict(list)
    rows = Obligation.objects.visible_to(scope).filter(rule__in=list(rules), subject__in=list(subjects))
    columns = ("subject", "rule", "pk", "period_from", "period_to", "due_on", "status", "total")
    for subject, rule, *mark in rows.order_by("period_from", "pk").values_list(*columns):
        found[subject, rule].append(Mark(*mark))
    return {key: tuple(each) for key, each in found.items()}

"""The few numbers that stand beside the navigation on every page: one query, whatever the size of the county."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Count, IntegerField, Sum, Value

from zhendi.kernel.scope import Scope
from zhendi.obligations.models import Figure, State, Status
from zhendi.obligations.queries import cuts, inbox, proposals
from zhendi.policy.load import load
from zhendi.policy.schema import OPEN

_BELOW, _DECIDE = "below", "decide"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Duties open and overdue at the reader's own places, overdue below them, and proposals for the reader to decide."""

    open: int = 0
    overdue: int = 0
    below: int = 0
    to_decide: int = 0


def waiting(scope: Scope, *, on: date) -> Waiting:
    """What waits for a reader; what lies below comes from the figures of the month, so that no duty is counted one by one."""
    own = inbox.own(scope).filter(status__in=OPEN).order_by().values("status").annotate(n=Count("pk"))
    listed = own.values_list("status", "n", named=False)
    word = Value(_BELOW, output_field=CharField())
    known = [rule.id for rule in load().rules()]
    figures = Figure.objects.filter(path=cuts.home(scope), month=on.replace(day=1), rule__in=known)
    below = figures.values("path").annotate(n=Sum("overdue", output_field=IntegerField())).values_list(word, "n")
    decided = Value(_DECIDE, output_field=CharField())
    open_ones = proposals.decidable(scope).filter(state=State.OPEN).order_by().values("state").annotate(n=Count("pk"))
    found = {
        str(status): int(number)
        for status, number in listed.union(below, open_ones.values_list(decided, "n"), all=True)
    }
    overdue = found.get(Status.OVERDUE, 0)
    return Waiting(
        sum(found.get(status, 0) for status in OPEN),
        overdue,
        max(0, found.get(_BELOW, 0) - overdue),
        found.get(_DECIDE, 0),
    )

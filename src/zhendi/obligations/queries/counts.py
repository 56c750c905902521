"""The few numbers that stand beside the navigation on every page: one query, whatever the size of the county."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, IntegerField, QuerySet, Sum, Value

from zhendi.kernel.prepared import Prepared
from zhendi.kernel.scope import Grant, Scope
from zhendi.obligations.models import Figure, State, Status
from zhendi.obligations.queries import cuts, inbox, proposals
from zhendi.policy.load import fingerprint, load
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
    """What waits for a reader; what lies below comes from the figures of the month, so that no duty is counted one by one.

    It stands on every page, and putting it together took longer than the page: it is compiled once for each set of posts.
    """
    rows = _WAITING(
        grants=scope.grants, everything=scope.everything, policy=fingerprint(), home=cuts.home(scope),
        month=on.replace(day=1), day=scope.as_of,
    )  # fmt: skip
    found = {str(status): int(number) for status, number in rows if status is not None}
    overdue = found.get(Status.OVERDUE, 0)
    return Waiting(
        sum(found.get(status, 0) for status in OPEN),
        overdue,
        max(0, found.get(_BELOW, 0) - overdue),
        found.get(_DECIDE, 0),
    )


def _statement(
    *, grants: tuple[Grant, ...], everything: bool, policy: str, home: str, month: date, day: date
) -> QuerySet[Any, Any]:
    """Rows ``status, number``: the reader's own duties by status, what is overdue at and below home, what to decide."""
    del policy  # by which rules the statement was put together
    scope = Scope(None, None, "", grants, day, everything)
    own = inbox.own(scope, OPEN).order_by().values("status").annotate(n=Count("pk"))
    word = Value(_BELOW, output_field=CharField())
    known = [rule.id for rule in load().rules()]
    figures = Figure.objects.filter(path=home, month=month, rule__in=known)
    below = figures.values("path").annotate(n=Sum("overdue", output_field=IntegerField())).values_list(word, "n")
    decided = Value(_DECIDE, output_field=CharField())
    open_ones = proposals.decidable(scope).filter(state=State.OPEN).order_by().values("state").annotate(n=Count("pk"))
    return own.values_list("status", "n", named=False).union(below, open_ones.values_list(decided, "n"), all=True)


# The day belongs to the form: of one who may decide nothing the statement does not know it.
_WAITING = Prepared(_statement, shape=("grants", "everything", "policy", "day"))

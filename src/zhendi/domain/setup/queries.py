"""Reads of the register of units."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Count, OuterRef, Subquery

from zhendi.domain.setup.models import Coverage, Unit
from zhendi.kernel.scope import Scope


class Share(NamedTuple):
    """Units of one kind: how many there are and how many are covered on the reader's day."""

    kind: str
    title: str
    units: int
    covered: int


def coverage(scope: Scope) -> tuple[Share, ...]:
    """Coverage by kind of unit, in the order of the kinds."""
    form = Coverage.objects.as_of(scope.as_of).filter(unit=OuterRef("pk")).values("form")[:1]
    found = (
        Unit.objects.current()
        .visible_to(scope)
        .annotate(form=Subquery(form))
        .values("kind")
        .annotate(units=Count("pk"), covered=Count("form"))
        .order_by("kind")
    )
    by_kind = {row["kind"]: row for row in found}
    return tuple(
        Share(kind.value, str(kind.label), by_kind[kind.value]["units"], by_kind[kind.value]["covered"])
        for kind in Unit.Kind
        if kind.value in by_kind
    )

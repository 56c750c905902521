"""What people have set for the planner: units wanted in one group, or kept apart."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from zhendi.domain.setup.access import WRITE
from zhendi.domain.setup.models import Bond, Unit
from zhendi.domain.setup.queries.plans import Member
from zhendi.domain.setup.queries.states import BLANK, on_day
from zhendi.kernel.scope import Scope


class BondRow(NamedTuple):
    """A bond in force; ``together`` or else apart."""

    id: int
    together: bool
    units: tuple[Member, ...]
    reason: str
    set_on: date
    may_keep: bool


def bonds(scope: Scope) -> tuple[BondRow, ...]:
    """Those in force on the reader's day, newest first. Two queries."""
    found = Bond.objects.visible_to(scope).as_of(scope.as_of).order_by("-set_on", "-pk").prefetch_related("units")
    return tuple(
        BondRow(
            bond.pk,
            bond.kind == Bond.Kind.TOGETHER,
            tuple(sorted((_member(unit) for unit in bond.units.all()), key=lambda one: one.id)),
            bond.reason,
            bond.set_on,
            scope.allows(WRITE, bond.path),
        )
        for bond in found
    )


def chosen(scope: Scope, unit_ids: Collection[int]) -> tuple[Member, ...]:
    """The blanks among the units that the reader sees. One query."""
    rows = on_day(scope).filter(BLANK, pk__in=set(unit_ids)).order_by("name", "pk")
    return tuple(_member(unit) for unit in rows)


def _member(unit: Unit) -> Member:
    return Member(unit.pk, unit.name, unit.said_full or 0, unit.said_probationary or 0)

"""The joint branches of a plan as places on the map."""

from __future__ import annotations

from typing import NamedTuple

from zhendi.domain.setup.geometry import Point
from zhendi.domain.setup.models import Unit
from zhendi.domain.setup.queries.plans import JointRow
from zhendi.kernel.scope import Scope


class Circle(NamedTuple):
    """A joint branch: where its units lie, in degrees. ``proposal_id`` where people have kept it."""

    name: str
    units: tuple[int, ...]
    points: tuple[Point, ...]
    proposal_id: int | None


def circles(scope: Scope, joint: tuple[JointRow, ...]) -> tuple[Circle, ...]:
    """Those of which a unit has a place. One query."""
    keys = {unit.id for row in joint for unit in row.units}
    placed = Unit.objects.visible_to(scope).filter(pk__in=keys, longitude__isnull=False, latitude__isnull=False)
    where = {pk: (float(x or 0), float(y or 0)) for pk, x, y in placed.values_list("pk", "longitude", "latitude")}
    found = (
        Circle(
            f"{row.hub.name}等 {len(row.units)} 个单位",
            tuple(unit.id for unit in row.units),
            tuple(where[unit.id] for unit in row.units if unit.id in where),
            row.proposal_id,
        )
        for row in joint
    )
    return tuple(circle for circle in found if circle.points)

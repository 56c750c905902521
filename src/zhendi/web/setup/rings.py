"""Plans as rings on the drawing of the map: each around the units of one joint branch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import ceil, hypot
from typing import NamedTuple

from zhendi.domain.setup.geometry import Point
from zhendi.domain.setup.queries.circles import Circle

_MARGIN = 26  # units of the drawing between the outermost dot and the ring
_SMALLEST = 34


class Ring(NamedTuple):
    """A circle of the drawing, with where it leads."""

    x: int
    y: int
    radius: int
    name: str
    proposal_id: int | None


def rings(circles: Sequence[Circle], place: Callable[[Point], tuple[int, int]]) -> tuple[Ring, ...]:
    """One for each joint branch."""
    return tuple(_ring(circle, [place(point) for point in circle.points]) for circle in circles)


def _ring(circle: Circle, dots: Sequence[tuple[int, int]]) -> Ring:
    x = round(sum(x for x, _ in dots) / len(dots))
    y = round(sum(y for _, y in dots) / len(dots))
    farthest = max(hypot(each[0] - x, each[1] - y) for each in dots)
    return Ring(x, y, max(ceil(farthest) + _MARGIN, _SMALLEST), circle.name, circle.proposal_id)

"""Ground and units as paths of an SVG drawing. Degrees go in; units of the drawing (``WIDTH`` across) come out.

All dots of one sort are one path of points without length, drawn by their round ends: twenty thousand of them are one
element, which prints and needs no script.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import NamedTuple

from zhendi.domain.setup.geometry import Point, middle, surface
from zhendi.domain.setup.queries import Ground, Grounds, Spot
from zhendi.domain.setup.queries.circles import Circle
from zhendi.web.setup.rings import Ring, rings

WIDTH = 4000
_MOST_MARKS = 300  # blanks drawn one by one; more are gathered into squares with a number
_HEAT_SQUARES = 18  # along the longer side
_LEVELS = 4
_NARROWEST = 0.5  # of a square of the grid, so that its number can be read
_MARGIN = 0.05
_SMALLEST = 0.01  # degrees: the extent of a county whose units all lie in one place


class Box(NamedTuple):
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float


class Land(NamedTuple):
    """The ground of a township as a path to fill, a path along its border, and where its name stands."""

    township_id: int | None
    name: str
    filled: str
    border: str
    x: int
    y: int
    current: bool


class Mark(NamedTuple):
    """A blank (``unit_id``), or a square of a size with the number of blanks in it and the township of most of them."""

    x: int
    y: int
    unit_id: int | None
    township_id: int | None
    number: int
    level: int
    side: int = 0


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the template draws. ``covered`` and ``exempt`` are paths of dots, ``covered_ids`` their units in order."""

    view: str
    height: int
    lands: tuple[Land, ...]
    covered: str
    covered_ids: tuple[int, ...]
    exempt: str
    marks: tuple[Mark, ...]
    heat: bool
    rings: tuple[Ring, ...] = ()


def draw(
    grounds: Grounds, spots: Sequence[Spot], township_id: int | None = None, circles: Sequence[Circle] = ()
) -> Drawing | None:
    """The drawing, on one township where it has ground; None when there is nothing to draw."""
    box = _extent(grounds, spots)
    if box is None:
        return None
    place, height = _projection(box)
    lands = tuple(_land(ground, place, ground.township_id == township_id) for ground in grounds.grounds if ground.rings)
    view = _view(grounds, place, township_id, height)
    blanks = [spot for spot in spots if spot.state == "blank"]
    seen = [spot for spot in blanks if _inside(place((spot.longitude, spot.latitude)), view)]
    heat = len(seen) > _MOST_MARKS
    covered = [spot for spot in spots if spot.state == "covered"]
    return Drawing(
        view=f"{view.left:.0f} {view.top:.0f} {view.right - view.left:.0f} {view.bottom - view.top:.0f}",
        height=height,
        lands=lands,
        covered=_dots(covered, place),
        covered_ids=tuple(spot.id for spot in covered),
        exempt=_dots([spot for spot in spots if spot.state == "exempt"], place),
        marks=_heat(seen, place, view) if heat else tuple(_mark(spot, place) for spot in seen),
        heat=heat,
        rings=rings(circles, place),
    )


def _extent(grounds: Grounds, spots: Sequence[Spot]) -> Box | None:
    points = [point for ground in grounds.grounds for ring in ground.rings for point in ring]
    points += [(spot.longitude, spot.latitude) for spot in spots] if not points else []
    if not points:
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide, high = max(max(xs) - min(xs), _SMALLEST), max(max(ys) - min(ys), _SMALLEST)
    east, north = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    half_wide, half_high = wide * (0.5 + _MARGIN / 2), high * (0.5 + _MARGIN / 2)
    return Box(east - half_wide, north + half_high, east + half_wide, north - half_high)


def _projection(box: Box) -> tuple[Callable[[Point], tuple[int, int]], int]:
    """Equirectangular, true in the middle of the county; no more than twice as high as wide."""
    narrow = cos(radians((box.top + box.bottom) / 2))
    wide, high = (box.right - box.left) * narrow, box.top - box.bottom
    scale = min(WIDTH / wide, 2 * WIDTH / high)
    aside = (WIDTH - wide * scale) / 2

    def place(point: Point) -> tuple[int, int]:
        return (
            round((point[0] - box.left) * narrow * scale + aside),
            round((box.top - point[1]) * scale),
        )

    return place, round(high * scale)


def _land(ground: Ground, place: Callable[[Point], tuple[int, int]], current: bool) -> Land:
    filled = "".join(f"{_line(ring, place)}Z" for ring in ground.rings)
    border = "".join(_line(line, place) for line in ground.borders)
    x, y = place(_named_at(ground))
    return Land(ground.township_id, ground.name, filled, border, x, y, current)


def _named_at(ground: Ground) -> Point:
    """The middle of the surface of all rings; of the largest one where that lies apart from them."""
    whole = sum(surface(ring) for ring in ground.rings)
    if not whole:
        return middle(ground.rings[0])
    parts = [(middle(ring), surface(ring) / whole) for ring in ground.rings]
    return sum(x * part for (x, _), part in parts), sum(y * part for (_, y), part in parts)


def _line(points: Iterable[Point], place: Callable[[Point], tuple[int, int]]) -> str:
    steps = [place(point) for point in points]
    return "M" + "L".join(f"{x} {y}" for x, y in steps)


def _dots(spots: Sequence[Spot], place: Callable[[Point], tuple[int, int]]) -> str:
    return "".join("M{} {}h0".format(*place((spot.longitude, spot.latitude))) for spot in spots)


def _mark(spot: Spot, place: Callable[[Point], tuple[int, int]]) -> Mark:
    return Mark(*place((spot.longitude, spot.latitude)), spot.id, spot.township_id, 1, _LEVELS)


def _heat(spots: Sequence[Spot], place: Callable[[Point], tuple[int, int]], view: Box) -> tuple[Mark, ...]:
    """Squares of a grid, each with the number of blanks in it; the darker, the more."""
    side = _square(view)
    squares: dict[tuple[int, int], list[int | None]] = defaultdict(list)
    for spot in spots:
        x, y = place((spot.longitude, spot.latitude))
        squares[int((x - view.left) // side), int((y - view.top) // side)].append(spot.township_id)
    most = max(len(each) for each in squares.values())
    return tuple(
        Mark(
            round(view.left + (column + 0.5) * side),
            round(view.top + (row + 0.5) * side),
            None,
            Counter(each).most_common(1)[0][0],
            len(each),
            max(1, -(-len(each) * _LEVELS // most)),
            round(side * max(_NARROWEST, 0.9 * (len(each) / most) ** 0.5)),
        )
        for (column, row), each in sorted(squares.items())
    )


def _square(view: Box) -> float:
    return max(view.right - view.left, view.bottom - view.top) / _HEAT_SQUARES


def _view(grounds: Grounds, place: Callable[[Point], tuple[int, int]], township_id: int | None, height: int) -> Box:
    """The whole drawing, or the ground of one township with a margin, in the same shape."""
    chosen = [ground for ground in grounds.grounds if ground.township_id == township_id and ground.rings]
    if township_id is None or not chosen:
        return Box(0, 0, WIDTH, height)
    points = [place(point) for ground in chosen for ring in ground.rings for point in ring]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    share = min(max((right - left) / WIDTH, (bottom - top) / height, 0.02) * 1.2, 1.0)
    east, south = (left + right) / 2, (top + bottom) / 2
    return Box(
        east - WIDTH * share / 2, south - height * share / 2, east + WIDTH * share / 2, south + height * share / 2
    )


def _inside(point: tuple[int, int], view: Box) -> bool:
    return view.left <= point[0] <= view.right and view.top <= point[1] <= view.bottom

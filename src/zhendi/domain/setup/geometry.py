"""Plane figures for the map, in pure Python: hull, simplified line, and the cells nearest to given points.

Points are ``(x, y)`` in any unit; a ring is a list of points without its first one repeated at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import hypot

Point = tuple[float, float]
Ring = tuple[Point, ...]
OUTSIDE = -1


def hull(points: Sequence[Point]) -> Ring:
    """The convex hull (Andrew's monotone chain), counter-clockwise; what there is for fewer than three points."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return tuple(ordered)
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    return tuple(lower[:-1] + upper[:-1])


def grown(ring: Sequence[Point], by: float) -> Ring:
    """A convex ring (or fewer than three points) with a margin around it: the hull of a small octagon at each point."""
    near = by * 0.7071
    around = ((by, 0.0), (near, near), (0.0, by), (-near, near), (-by, 0.0), (-near, -near), (0.0, -by), (near, -near))
    return hull([(x + dx, y + dy) for x, y in ring for dx, dy in around])


def simplified(ring: Sequence[Point], tolerance: float) -> Ring:
    """The ring with points left out that lie nearer than ``tolerance`` to the line without them (Douglas-Peucker)."""
    if len(ring) < 5:
        return tuple(ring)
    far = max(range(len(ring)), key=lambda place: _between(ring[0], ring[place]))
    first, second = _thinned([*ring[: far + 1]], tolerance), _thinned([*ring[far:], ring[0]], tolerance)
    return tuple(first[:-1] + second[:-1])


@lru_cache(maxsize=64)
def cells(sites: tuple[Point, ...], outline: Ring) -> tuple[tuple[Ring, tuple[int, ...]], ...]:
    """For each site the part of the convex outline that is nearest to it, with who lies beyond each edge.

    The edge from a cell's n-th point to the next borders on the site of that number, or on ``OUTSIDE``. Two sites at
    one place: the later one has no cell.
    """
    return tuple(_cell(number, sites, outline) for number in range(len(sites)))


def inside(point: Point, ring: Sequence[Point]) -> bool:
    """True where a ray from the point meets the ring an odd number of times."""
    x, y = point
    met = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            met = not met
    return met


def middle(ring: Sequence[Point]) -> Point:
    """The centre of a ring's surface; the mean of its points where it has none."""
    doubled = x = y = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        part = x1 * y2 - x2 * y1
        doubled, x, y = doubled + part, x + (x1 + x2) * part, y + (y1 + y2) * part
    if abs(doubled) < 1e-12:
        return sum(point[0] for point in ring) / len(ring), sum(point[1] for point in ring) / len(ring)
    return x / (3 * doubled), y / (3 * doubled)


def surface(ring: Sequence[Point]) -> float:
    """The surface of a ring, never negative."""
    pairs = zip(ring, [*ring[1:], *ring[:1]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def _chain(ordered: Sequence[Point]) -> list[Point]:
    chain: list[Point] = []
    for point in ordered:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _between(a: Point, b: Point) -> float:
    return hypot(a[0] - b[0], a[1] - b[1])


def _thinned(line: list[Point], tolerance: float) -> list[Point]:
    kept, waiting = {0, len(line) - 1}, [(0, len(line) - 1)]
    while waiting:
        start, end = waiting.pop()
        length = _between(line[start], line[end])
        best, place = tolerance, 0
        for each in range(start + 1, end):
            off = (
                abs(_turn(line[start], line[end], line[each])) / length if length else _between(line[start], line[each])
            )
            if off > best:
                best, place = off, each
        if place:
            kept.add(place)
            waiting += [(start, place), (place, end)]
    return [line[place] for place in sorted(kept)]


def _cell(number: int, sites: tuple[Point, ...], outline: Ring) -> tuple[Ring, tuple[int, ...]]:
    site = sites[number]
    if site in sites[:number]:
        return (), ()
    around = sorted((_between(site, other), place) for place, other in enumerate(sites) if other != site)
    ring = [(point, OUTSIDE) for point in outline]
    reach = max((_between(site, point) for point, _ in ring), default=0.0)
    for distance, place in around:
        if distance > 2 * reach:
            break
        ring = _cut(ring, site, sites[place], place)
        reach = max((_between(site, point) for point, _ in ring), default=0.0)
    return tuple(point for point, _ in ring), tuple(beyond for _, beyond in ring)


def _cut(ring: list[tuple[Point, int]], site: Point, other: Point, label: int) -> list[tuple[Point, int]]:
    """The part of a ring that is nearer to the site than to the other; the new edge carries the label."""
    nx, ny = other[0] - site[0], other[1] - site[1]
    bound = nx * (site[0] + other[0]) / 2 + ny * (site[1] + other[1]) / 2
    offs = [nx * point[0] + ny * point[1] - bound for point, _ in ring]
    if all(off <= 0 for off in offs):
        return ring
    kept: list[tuple[Point, int]] = []
    for place, (point, beyond) in enumerate(ring):
        here, there = offs[place], offs[(place + 1) % len(ring)]
        if here <= 0:
            kept.append((point, beyond))
        if (here < 0 < there) or (there < 0 < here):
            share, following = here / (here - there), ring[(place + 1) % len(ring)][0]
            crossing = (point[0] + share * (following[0] - point[0]), point[1] + share * (following[1] - point[1]))
            kept.append((crossing, label if here < 0 else beyond))
        elif here == 0 < there:
            kept[-1] = (point, label)
    return kept

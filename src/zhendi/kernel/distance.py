"""How far two places on the earth are apart, on a sphere: within half a percent, which is enough to say what is near."""

from __future__ import annotations

import math

_RADIUS = 6_371_008.8  # metres, the mean of the earth


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The distance between two positions ``(longitude, latitude)`` in degrees, in metres."""
    (east, north), (to_east, to_north) = ([math.radians(each) for each in place] for place in (one, other))
    half = math.sin((to_north - north) / 2) ** 2
    half += math.cos(north) * math.cos(to_north) * math.sin((to_east - east) / 2) ** 2
    return 2 * _RADIUS * math.asin(min(math.sqrt(half), 1.0))

"""What the planner is asked: the blanks, the branches that may take members in, the limits, the hand edits."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import NamedTuple

EARTH_METRES_PER_DEGREE = 111_195


class Point(NamedTuple):
    """A place in whole metres east and north of the county's middle."""

    x: int
    y: int

    def metres(self, other: Point) -> int:
        """Distance as the crow flies, rounded to whole metres."""
        return round(math.hypot(self.x - other.x, self.y - other.y))


@dataclass(frozen=True, slots=True)
class Blank:
    """A unit without an organisation. ``own_required``: a firm that must stand alone once it may (clause 3.4b)."""

    key: int
    at: Point | None
    full: int
    probationary: int
    trade: str
    township: str
    own_required: bool = False

    @property
    def members(self) -> int:
        """Full and probationary members: all of them travel, all of them count against the greatest size."""
        return self.full + self.probationary


@dataclass(frozen=True, slots=True)
class Host:
    """An existing branch to which the members of a blank may be attached. ``members`` are those it has now."""

    key: int
    at: Point
    members: int
    township: str
    trade: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """The lawful limits and the county's own; members in people, ``radius`` in metres."""

    minimum_full: int
    maximum_members: int
    maximum_units: int
    radius: int
    across_townships: bool = False


@dataclass(frozen=True, slots=True)
class Weights:
    """What a choice costs, in person-metres.

    ``group`` for each joint branch, ``mixing`` for each member whose unit is of another trade than the meeting
    place's, ``attaching`` for each member attached to a branch of others, ``ungrouped`` for each member left out.
    """

    group: int
    mixing: int
    attaching: int
    ungrouped: int


@dataclass(frozen=True, slots=True)
class Fixed:
    """A group that people have made or changed by hand; it stays. ``hub`` is the unit where it meets."""

    hub: int
    units: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """All that the plan depends on. Keys of blanks are unique; sets and fixed groups name blanks by key."""

    blanks: tuple[Blank, ...]
    limits: Limits
    weights: Weights
    hosts: tuple[Host, ...] = ()
    together: tuple[frozenset[int], ...] = ()
    apart: tuple[frozenset[int], ...] = ()
    fixed: tuple[Fixed, ...] = field(default=())

    def __post_init__(self) -> None:
        """Refuse what cannot be meant: a key twice, a name that nobody has, limits below one."""
        keys = [blank.key for blank in self.blanks]
        if len(set(keys)) != len(keys):
            raise ValueError("a blank stands twice in the problem")
        named = [key for group in self.fixed for key in (group.hub, *group.units)]
        named += [key for each in (*self.together, *self.apart) for key in each]
        if set(named) - set(keys):
            raise ValueError("a set names a unit that is not a blank")
        grouped = [key for group in self.fixed for key in group.units]
        if len(set(grouped)) != len(grouped) or any(group.hub not in group.units for group in self.fixed):
            raise ValueError("a unit stands in two fixed groups, or a hub outside its own")
        if min(self.limits.minimum_full, self.limits.maximum_members, self.limits.maximum_units) < 1:
            raise ValueError("limits are at least one")


def digest(problem: Problem) -> str:
    """SHA-256 of all that the plan depends on, blanks and hosts by their keys: the same input has the same digest."""
    told = {
        "blanks": [asdict(blank) for blank in sorted(problem.blanks, key=lambda blank: blank.key)],
        "limits": asdict(problem.limits),
        "weights": asdict(problem.weights),
        "hosts": [asdict(host) for host in sorted(problem.hosts, key=lambda host: host.key)],
        "together": sorted(sorted(each) for each in problem.together),
        "apart": sorted(sorted(each) for each in problem.apart),
        "fixed": sorted([group.hub, *sorted(group.units)] for group in problem.fixed),
    }
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def project(positions: Sequence[tuple[float, float]], *, middle: tuple[float, float]) -> list[Point]:
    """Longitudes and latitudes in degrees as metres around ``middle``; within a county the error is below 0.2 %."""
    east = EARTH_METRES_PER_DEGREE * math.cos(math.radians(middle[1]))
    return [
        Point(round((lon - middle[0]) * east), round((lat - middle[1]) * EARTH_METRES_PER_DEGREE))
        for lon, lat in positions
    ]


def middle_of(positions: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The middle of the rectangle around the positions; ``(0, 0)`` where there are none."""
    found = list(positions)
    if not found:
        return 0.0, 0.0
    lons, lats = [lon for lon, _ in found], [lat for _, lat in found]
    return (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2

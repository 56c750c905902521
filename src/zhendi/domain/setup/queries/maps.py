"""What the map is drawn from: the ground by township, and where each unit lies with how it stood on the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import FloatField, Q, QuerySet
from django.db.models.functions import Cast

from zhendi.domain.orgs.models import Organisation
from zhendi.domain.setup.geometry import Point, Ring, cells, grown, hull
from zhendi.domain.setup.models import Area
from zhendi.domain.setup.queries.lists import Filters, narrowed
from zhendi.domain.setup.queries.states import State, on_day
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Scope

_BINS = 22  # sites of derived ground along each side
_MARGIN = 0.04  # of the extent
_SPOT = ("pk", "east", "north", "form", "exempted", "township_id")
# As floats: to make decimals of forty thousand numbers takes longer than to read them.
_PLACED = {"east": Cast("longitude", FloatField()), "north": Cast("latitude", FloatField())}


class Spot(NamedTuple):
    """A unit on the map, in degrees."""

    id: int
    longitude: float
    latitude: float
    state: State
    township_id: int | None


class Ground(NamedTuple):
    """The ground of a township: rings to fill, and lines along its border, in degrees.

    ``township_id`` is None for ground that belongs to no organisation on the register.
    """

    township_id: int | None
    name: str
    rings: tuple[Ring, ...]
    borders: tuple[Ring, ...]


class Grounds(NamedTuple):
    """All ground; ``derived`` when nobody imported it and it follows from where the units lie."""

    grounds: tuple[Ground, ...]
    derived: bool


def spots(scope: Scope, filters: Filters) -> tuple[Spot, ...]:
    """The units of a list that have a position, in the order of the tree. One query."""
    found = narrowed(scope, filters).exclude(longitude=None).order_by("path", "name", "pk")
    rows = found.annotate(**_PLACED).values_list(*_SPOT)
    return tuple(
        Spot(pk, x, y, "covered" if form else "exempt" if free else "blank", place)
        for pk, x, y, form, free, place in rows
        if x is not None and y is not None
    )


def grounds(scope: Scope) -> Grounds:
    """The imported ground that the reader sees; without any, cells around the positions of the units. Two queries."""
    rows = Area.objects.filter(in_ranges(scope.ranges(SEE)) | Q(path="")).order_by("path", "name")
    imported = tuple(_imported(row) for row in rows)
    if any(each.township_id for each in imported) or Area.objects.exists():
        return Grounds(imported, derived=False)
    return Grounds(_derived(scope), derived=True)


def _imported(row: Area) -> Ground:
    rings = tuple(tuple((float(x), float(y)) for x, y in ring) for ring in row.rings)
    return Ground(row.organisation_id, row.name, rings, tuple((*ring, ring[0]) for ring in rings))


def _derived(scope: Scope) -> tuple[Ground, ...]:
    rows = on_day(scope).exclude(longitude=None).exclude(township=None).order_by("pk")
    where: dict[int, list[Point]] = defaultdict(list)
    placed: QuerySet[Any, Any] = rows.annotate(**_PLACED)
    for place, x, y in placed.values_list("township_id", "east", "north"):
        if x is not None and y is not None:
            where[place].append((x, y))
    if not where:
        return ()
    outline, owners, sites = _sites(where)
    names = Organisation.objects.filter(pk__in=where).order_by("path").values_list("pk", "short_name", "full_name")
    parts = cells(tuple(sites), outline)
    return tuple(_ground(pk, called(short or full), owners, parts) for pk, short, full in names)


def called(name: str) -> str:
    """The name of the ground of a committee: 泾川镇党委 stands on 泾川镇."""
    return name.removesuffix("党工委").removesuffix("党委")


def _sites(where: Mapping[int, Sequence[Point]]) -> tuple[Ring, list[int], list[Point]]:
    """An outline around all points, and few sites that stand for many points, each with its township."""
    points = [point for each in where.values() for point in each]
    left, bottom = min(x for x, _ in points), min(y for _, y in points)
    extent = max(max(x for x, _ in points) - left, max(y for _, y in points) - bottom) or 0.01
    bins: dict[tuple[int, int], dict[int, list[Point]]] = defaultdict(lambda: defaultdict(list))
    for place, each in where.items():
        for x, y in each:
            bins[int((x - left) / extent * _BINS), int((y - bottom) / extent * _BINS)][place].append((x, y))
    chosen = [max(held.items(), key=lambda one: (len(one[1]), -one[0])) for held in bins.values()]
    missing = set(where) - {place for place, _ in chosen}
    chosen += [(place, list(where[place])) for place in sorted(missing)]
    return grown(hull(points), extent * _MARGIN), [place for place, _ in chosen], [_mean(each) for _, each in chosen]


def _mean(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _ground(pk: int, name: str, owners: Sequence[int], parts: Iterable[tuple[Ring, tuple[int, ...]]]) -> Ground:
    rings, borders = [], []
    for owner, (ring, beyond) in zip(owners, parts, strict=True):
        if owner != pk or len(ring) < 3:
            continue
        rings.append(ring)
        for place, other in enumerate(beyond):
            if other < 0 or owners[other] != pk:
                borders.append((ring[place], ring[(place + 1) % len(ring)]))
    return Ground(pk, name, tuple(rings), tuple(borders))

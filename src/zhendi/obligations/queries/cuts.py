"""The two ways to cut the county: along the Party's tree (条) and by administrative area (块).

The tree is cut by the reader's posts. An area holds what stands on its ground whoever answers for it: the kept figures
are those of who sees the whole tree. Who sees a part of it sees the areas on the ground of his own place, with what his own
organisations answer for there and nothing else, counted anew, so that every list adds up to its figure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from django.db.models import Q

from zhendi.domain.orgs import facts as orgs
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import AFTER, SEE, Range, Scope
from zhendi.obligations import areas
from zhendi.obligations.access import STEP
from zhendi.obligations.models import AreaFigure, Figure

By = Literal["tree", "area"]
WAYS: tuple[By, ...] = ("tree", "area")


class Step(NamedTuple):
    """A place on the way from the reader's highest place down to the place shown; an area is no organisation (0)."""

    organisation_id: int
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A place on one of the two ways: its path, or the digits of its area.

    ``within``: the pieces of the tree of a reader who sees only these of an area; None where the kept figures hold.
    """

    by: By
    at: str
    within: tuple[Range, ...] | None = None

    @property
    def column(self) -> str:
        """The column that holds the place."""
        return "path" if self.by == "tree" else "area"

    @property
    def next_level(self) -> int:
        """How long the keys are of what lies directly below; 0 for nothing."""
        return len(self.at) + STEP if self.by == "tree" else areas.next_level(self.at)

    def inside(self) -> Q:
        """Rows at and below the place."""
        return Q(**{f"{self.column}__gte": self.at, f"{self.column}__lt": self.at + AFTER})

    def figures(self) -> Any:
        """The kept figures of this way."""
        return Figure.objects.all() if self.by == "tree" else AreaFigure.objects.all()


def home(scope: Scope) -> str:
    """The path of the reader's highest post that sees; the root for the operator; "" for none."""
    if scope.everything:
        return orgs.root_path()
    return min((low for low, _ in scope.ranges()), key=lambda path: (len(path), path), default="")


def sees_all(scope: Scope) -> bool:
    """Whether the reader sees the whole tree."""
    return scope.everything or any(len(low) == STEP and high == low + AFTER for low, high in scope.ranges())


def widest(scope: Scope) -> str:
    """The area in which the reader's highest place stands: the county's for who sees the whole tree. One query.

    "" where its division is not known, and on the ground of a single village, which is not divided further.
    """
    if sees_all(scope):
        path, code = orgs.root_ground()
        return areas.area(code) if path and scope.allows(SEE, path) else ""
    found = areas.area(orgs.ground_of(home(scope)))
    return found if areas.next_level(found) else ""


def cut(scope: Scope, by: By, at: str) -> Cut:
    """The place asked for, the reader's highest when none is named; ``NotVisible`` for one that is not his to see."""
    return _cut(scope, by, at, home(scope) if by == "tree" else widest(scope))


def _cut(scope: Scope, by: By, at: str, top: str) -> Cut:
    place = at or top
    inside = scope.allows(SEE, place) if by == "tree" else bool(top) and place.startswith(top)
    if not place or not inside or (by == "area" and len(place) not in areas.LEVELS):
        raise NotVisible(f"{by} {at}")
    return Cut(by, place, None if by == "tree" or sees_all(scope) else scope.ranges())


def names(by: By, keys: Collection[str]) -> Mapping[str, tuple[int, str]]:
    """Organisation (0 for an area) and name by place; one query. A place that is no more is missing."""
    if by == "tree":
        return orgs.titles_by_path(keys)
    codes = {areas.code(key): key for key in keys}
    return {codes[code]: (0, name) for code, name in orgs.division_names(codes).items()}


def gone(by: By, key: str) -> tuple[int, str]:
    """What a place is called that the registers do not name."""
    return (0, "已撤销的组织") if by == "tree" else (0, f"区划 {key}" if key else "没有登记区划")


def way(scope: Scope, by: By, at: str) -> tuple[Step, ...]:
    """The places from the reader's highest down to ``at``; ``NotVisible`` outside and for one that does not exist."""
    top = home(scope) if by == "tree" else widest(scope)
    place = _cut(scope, by, at, top)
    if by == "tree":
        above = [place.at[:n] for n in range(STEP, len(place.at) + 1, STEP) if scope.allows(SEE, place.at[:n])]
    else:
        above = [each for each in areas.above(place.at) if len(each) >= len(top)]
    found = names(by, above)
    if by == "tree" and place.at not in found:
        raise NotVisible(f"place {at}")
    return tuple(Step(*found.get(each, gone(by, each)), each) for each in above if by == "area" or each in found)

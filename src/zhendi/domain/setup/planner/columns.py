"""Groups that might be chosen, each once with its cheapest meeting place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from zhendi.domain.setup.planner.ground import Ground


class Column(NamedTuple):
    """A group of items that meets at the unit ``hub``; cost in person-metres."""

    items: tuple[int, ...]
    hub: int
    cost: int


class Pool:
    """Columns by their items; of two with the same items the cheaper stays, then the lower hub."""

    def __init__(self) -> None:
        self._held: dict[tuple[int, ...], Column] = {}

    def __len__(self) -> int:
        return len(self._held)

    def __iter__(self) -> Iterator[Column]:
        return iter(self._held.values())

    def add(self, columns: Iterable[Column]) -> list[Column]:
        """Keep what is new or cheaper, and give it back."""
        better = []
        for column in columns:
            held = self._held.get(column.items)
            if held is None or (column.cost, column.hub) < (held.cost, held.hub):
                self._held[column.items] = column
                better.append(column)
        return better


def lawful(ground: Ground, items: tuple[int, ...]) -> bool:
    """True when the items together are a group that keeps every limit."""
    full = ground.full_list
    return sum(full[item] for item in items) >= ground.problem.limits.minimum_full and may_sit(ground, items)


def may_sit(ground: Ground, items: tuple[int, ...]) -> bool:
    """True when the items are not too many units or members, and nobody sits with whom he must not."""
    limits, members, sizes, apart = ground.problem.limits, ground.members_list, ground.sizes_list, ground.apart
    return (
        sum(members[item] for item in items) <= limits.maximum_members
        and sum(sizes[item] for item in items) <= limits.maximum_units
        and (not apart or not any(apart.get(item, frozenset()) & set(items) for item in items))
    )

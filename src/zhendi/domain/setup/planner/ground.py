"""The problem made ready for arithmetic: units that need grouping, items that move together, who lies near whom.

An *item* is one unit, or several that must stay together. A *hub* is the unit where a group would meet; its item is
always part of that group. Given the hub, the cost of a group is a sum over its items, which makes exact pricing cheap.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhendi.domain.setup.planner.problem import Blank, Problem

Ints = NDArray[np.int64]
ALL_KEPT = 700  # items up to which every hub keeps all its neighbours
KEPT_NEIGHBOURS = 160  # of one hub; more would not fit in memory when thousands work in one building


class Near(NamedTuple):
    """The items that can meet at a hub, and what each costs there in person-metres."""

    items: Ints
    costs: Ints | NDArray[np.float64]


@dataclass(frozen=True)
class Ground:
    """Units (in the order of their keys), and items as tuples of positions in ``units``."""

    problem: Problem
    units: tuple[Blank, ...]
    items: tuple[tuple[int, ...], ...]

    @cached_property
    def item_of(self) -> Ints:
        """The item of each unit."""
        found = np.zeros(len(self.units), dtype=np.int64)
        for item, units in enumerate(self.items):
            found[list(units)] = item
        return found

    @cached_property
    def full(self) -> Ints:
        """Full members of each item."""
        return _sums(self.items, [unit.full for unit in self.units])

    @cached_property
    def members(self) -> Ints:
        """Full and probationary members of each item."""
        return _sums(self.items, [unit.members for unit in self.units])

    @cached_property
    def sizes(self) -> Ints:
        """Units of each item."""
        return np.array([len(units) for units in self.items], dtype=np.int64)

    @cached_property
    def full_list(self) -> list[int]:
        """``full`` for loops over single groups, where arrays are slow."""
        return [int(each) for each in self.full]

    @cached_property
    def members_list(self) -> list[int]:
        """``members`` likewise."""
        return [int(each) for each in self.members]

    @cached_property
    def sizes_list(self) -> list[int]:
        """``sizes`` likewise."""
        return [int(each) for each in self.sizes]

    @cached_property
    def apart(self) -> dict[int, frozenset[int]]:
        """By item, the items with which it must not share a group."""
        place = {unit.key: self.item_of[index] for index, unit in enumerate(self.units)}
        found: dict[int, set[int]] = {}
        for each in self.problem.apart:
            items = {int(place[key]) for key in each if key in place}
            for item in items:
                found.setdefault(item, set()).update(items - {item})
        return {item: frozenset(others) for item, others in found.items()}

    @cached_property
    def broken(self) -> frozenset[int]:
        """Items whose own units must be together and apart at once."""
        place = {unit.key: int(self.item_of[index]) for index, unit in enumerate(self.units)}
        rows = [[place[key] for key in each if key in place] for each in self.problem.apart]
        return frozenset(item for row in rows for item in row if row.count(item) > 1)

    @cached_property
    def columns(self) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        """By unit: metres east and north, trade and township as numbers, members. Units without a place are at 0."""
        trades = _codes([unit.trade for unit in self.units])
        towns = _codes([unit.township for unit in self.units])
        xs, ys = (np.array([unit.at[axis] if unit.at else 0 for unit in self.units], dtype=np.int64) for axis in (0, 1))
        return xs, ys, trades, towns, np.array([unit.members for unit in self.units], dtype=np.int64)

    @cached_property
    def _cells(self) -> dict[tuple[int, int], Ints]:
        size = max(self.problem.limits.radius, 1)
        found: dict[tuple[int, int], list[int]] = {}
        for index, unit in enumerate(self.units):
            if unit.at:
                found.setdefault((unit.at.x // size, unit.at.y // size), []).append(index)
        return {cell: np.array(units, dtype=np.int64) for cell, units in found.items()}

    @cached_property
    def host_cells(self) -> dict[tuple[int, int], list[int]]:
        """Places of hosts in the problem, by squares as wide as the radius."""
        size = max(self.problem.limits.radius, 1)
        found: dict[tuple[int, int], list[int]] = {}
        for place, host in enumerate(self.problem.hosts):
            found.setdefault((host.at.x // size, host.at.y // size), []).append(place)
        return found

    def near(self, hub: int) -> Near | None:
        """All that can meet at the hub, without its own item; ``None`` where its own item cannot."""
        limits, weights = self.problem.limits, self.problem.weights
        xs, ys, trades, towns, members = self.columns
        units = self._around(hub)
        metres = np.rint(np.hypot(xs[units] - xs[hub], ys[units] - ys[hub])).astype(np.int64)
        fits = metres <= limits.radius
        if not limits.across_townships:
            fits &= towns[units] == towns[hub]
        units, metres = units[fits], metres[fits]
        costs = members[units] * (metres + weights.mixing * (trades[units] != trades[hub]))
        return self._by_item(hub, units, costs)

    def own_cost(self, hub: int) -> int:
        """What the other units of the hub's own item cost when they meet there."""
        if self.sizes_list[int(self.item_of[hub])] == 1:
            return 0
        xs, ys, trades, _, members = self.columns
        units = np.array(self.items[int(self.item_of[hub])], dtype=np.int64)
        metres = np.rint(np.hypot(xs[units] - xs[hub], ys[units] - ys[hub])).astype(np.int64)
        return int(np.sum(members[units] * (metres + self.problem.weights.mixing * (trades[units] != trades[hub]))))

    def _around(self, hub: int) -> Ints:
        at = self.units[hub].at
        if at is None:
            return np.zeros(0, dtype=np.int64)
        size = max(self.problem.limits.radius, 1)
        column, row = at.x // size, at.y // size
        cells = [(column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        return np.sort(np.concatenate([self._cells[cell] for cell in cells if cell in self._cells]))

    def _by_item(self, hub: int, units: Ints, costs: Ints) -> Near | None:
        own = int(self.item_of[hub])
        items = self.item_of[units]
        if len(self.items) < len(self.units):
            sums = np.zeros(len(self.items), dtype=np.int64)
            counts = np.zeros(len(self.items), dtype=np.int64)
            np.add.at(sums, items, costs)
            np.add.at(counts, items, 1)
            items = np.flatnonzero(counts == self.sizes)
            costs = sums[items]
        if own not in items or own in self.broken:
            return None
        out = np.array(sorted({own, *self.broken, *self.apart.get(own, ())}), dtype=np.int64)
        keep = ~np.isin(items, out)
        return Near(items[keep], costs[keep])


def ground(problem: Problem) -> Ground:
    """The units that are to be grouped: small ones with members and a place, outside of fixed groups."""
    fixed = {key for group in problem.fixed for key in group.units}
    bound = {key for each in problem.together if len(each) > 1 for key in each}
    chosen = sorted(
        (
            blank
            for blank in problem.blanks
            if blank.key not in fixed
            and blank.members > 0
            and (blank.full < problem.limits.minimum_full or blank.key in bound)
        ),
        key=lambda blank: blank.key,
    )
    return Ground(problem, tuple(chosen), _items(chosen, problem))


def kept(near: Near, members: Ints, hub_item: int) -> tuple[Near, bool]:
    """The nearest few, and whether any were left out. Ties turn with the hub, so that a crowd is spread evenly."""
    if len(near.items) <= (KEPT_NEIGHBOURS if len(members) > ALL_KEPT else ALL_KEPT):
        return near, False
    each = near.costs // members[near.items]
    order = np.lexsort(((near.items - hub_item) % len(members), each))[:KEPT_NEIGHBOURS]
    order.sort()
    return Near(near.items[order], near.costs[order]), True


def _items(units: list[Blank], problem: Problem) -> tuple[tuple[int, ...], ...]:
    place = {unit.key: index for index, unit in enumerate(units)}
    leader = list(range(len(units)))

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for each in problem.together:
        found = sorted(place[key] for key in each if key in place)
        for other in found[1:]:
            first, second = find(found[0]), find(other)
            leader[max(first, second)] = min(first, second)
    groups: dict[int, list[int]] = {}
    for index in range(len(units)):
        groups.setdefault(find(index), []).append(index)
    return tuple(tuple(group) for group in groups.values())


def _codes(words: list[str]) -> Ints:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(word, len(numbers)) for word in words], dtype=np.int64)


def _sums(items: tuple[tuple[int, ...], ...], values: list[int]) -> Ints:
    return np.array([sum(values[unit] for unit in units) for units in items], dtype=np.int64)

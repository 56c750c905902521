"""A grouping made better two groups at a time: of all ways to part the items of both, the cheapest, until none helps.

The work is counted in pairs looked at, never in seconds, so that the same problem gives the same plan on any machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np

from zhendi.domain.setup.planner.columns import Column
from zhendi.domain.setup.planner.ground import Ground, Ints
from zhendi.domain.setup.planner.pricing import FAR, Floats, Tables
from zhendi.domain.setup.planner.singles import Singles

MOST_PAIRS = 24_000
NEAREST = 40  # other groups with which one is put together
MOST_ITEMS = 10  # of both groups: all their parts are looked at


class Part(NamedTuple):
    """A group, or an item left by itself (``hub`` below zero), and its cost."""

    items: tuple[int, ...]
    hub: int
    cost: int


def improved(table: Tables, alone: Singles, start: list[Column]) -> list[Column]:
    """The groups after no pair near each other can be parted better, or after ``MOST_PAIRS`` were looked at."""
    state = _State(table, alone)
    state.begin(start)
    state.run()
    return [Column(*part) for part in state.parts if part is not None and part.hub >= 0]


@cache
def _bits(number: int) -> Floats:
    """All subsets of so many items as rows of zeros and ones."""
    rows = np.arange(1 << number)[:, None] >> np.arange(number)[None, :] & 1
    return rows.astype(np.float64)


@dataclass
class _State:
    table: Tables
    alone: Singles

    def begin(self, start: list[Column]) -> None:
        ground = self.table.ground
        self.parts: list[Part | None] = [Part(*column) for column in start if self._plain(column.items)]
        self.settled: set[tuple[tuple[int, ...], tuple[int, ...]]] = set()
        self.kept = [Part(*column) for column in start if not self._plain(column.items)]
        taken = {item for column in start for item in column.items}
        reach = {int(item) for near in self.table.nears for item in near.items}
        rest = [item for item in range(len(ground.items)) if item not in taken and item in reach]
        self.parts += [self._left(item) for item in rest if self._plain((item,))]

    def run(self) -> None:
        """Look at pairs, those that changed last first looked at again, until all are settled."""
        waiting, looked = list(range(len(self.parts))), 0
        while waiting and looked < MOST_PAIRS:
            changed: list[int] = []
            for one in waiting:
                if self.parts[one] is None:
                    continue
                for other in self._near(one):
                    looked += 1
                    if self._better(one, other):
                        changed += [one, other]
                    if self.parts[one] is None or looked >= MOST_PAIRS:
                        break
            waiting = sorted(set(changed))
        self.parts += self.kept

    def _plain(self, items: tuple[int, ...]) -> bool:
        return all(len(self.table.ground.items[item]) == 1 for item in items)

    def _left(self, item: int) -> Part:
        return Part((item,), -1, self.alone.free[item].cost)

    def _near(self, one: int) -> Iterator[int]:
        """Other parts, those of the same trade first, the nearer first."""
        held = self.parts[one]
        assert held is not None
        places = [place for place, part in enumerate(self.parts) if part is not None and place != one]
        if not places:
            return
        units = [self._unit(part) for place in places if (part := self.parts[place])]
        costs = _costs(self.table.ground, np.array([self._unit(held)]), np.array(units))[0]
        order = np.lexsort((places, costs))
        yield from (places[place] for place in order[:NEAREST] if costs[place] < FAR)

    def _unit(self, part: Part) -> int:
        return part.hub if part.hub >= 0 else self.table.ground.items[part.items[0]][0]

    def _better(self, one: int, other: int) -> bool:
        """Part the items of two anew where that is cheaper."""
        first, second = self.parts[one], self.parts[other]
        if first is None or second is None:
            return False
        pair = (min(first.items, second.items), max(first.items, second.items))
        items = tuple(sorted(first.items + second.items))
        if pair in self.settled or len(items) > MOST_ITEMS:
            return False
        costs, hubs = self._values(items)
        both = costs + costs[::-1]
        best = int(both.argmin())
        if both[best] >= first.cost + second.cost:
            self.settled.add(pair)
            return False
        full = (1 << len(items)) - 1
        self.parts[one] = self._part(items, full ^ best, costs, hubs)
        self.parts[other] = self._part(items, best, costs, hubs)
        return True

    def _part(self, items: tuple[int, ...], mask: int, costs: Floats, hubs: Ints) -> Part | None:
        if not mask:
            return None
        chosen = tuple(item for place, item in enumerate(items) if mask >> place & 1)
        hub = int(hubs[mask])
        return Part(chosen, self.table.ground.items[items[hub]][0] if hub >= 0 else -1, round(float(costs[mask])))

    def _values(self, items: tuple[int, ...]) -> tuple[Floats, Ints]:
        """For every subset its cost as a group, or alone for one item, and the place of its hub (-1: alone)."""
        ground, number = self.table.ground, len(items)
        bits = _bits(number)
        units = np.array([ground.items[item][0] for item in items])
        sums = bits @ _costs(ground, units, units).T + np.where(bits > 0, 0.0, FAR)
        hubs = sums.argmin(axis=1)
        costs = sums[np.arange(len(bits)), hubs] + ground.problem.weights.group
        costs[~self._lawful(items, bits)] = FAR
        costs[0] = 0.0
        for place, item in enumerate(items):
            single = self.alone.free[item].cost
            if single < costs[1 << place]:
                costs[1 << place], hubs[1 << place] = single, -1
        return costs, hubs

    def _lawful(self, items: tuple[int, ...], bits: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        ground, limits, chosen = self.table.ground, self.table.ground.problem.limits, list(items)
        good = (bits @ ground.full[chosen] >= limits.minimum_full) & (bits.sum(axis=1) <= limits.maximum_units)
        good &= bits @ ground.members[chosen] <= limits.maximum_members
        for place, item in enumerate(items):
            for other in ground.apart.get(item, frozenset()):
                if other in items:
                    good &= ~((bits[:, place] > 0) & (bits[:, items.index(other)] > 0))
        for item in ground.broken & set(items):
            good &= bits[:, items.index(item)] == 0
        return np.asarray(good, dtype=np.bool_)


def _costs(ground: Ground, hubs: Ints, units: Ints) -> Floats:
    """Person-metres of each unit at each hub; beyond reach or border far too much."""
    xs, ys, trades, towns, members = ground.columns
    limits, mixing = ground.problem.limits, ground.problem.weights.mixing
    metres = np.rint(np.hypot(xs[units] - xs[hubs][:, None], ys[units] - ys[hubs][:, None]))
    costs = members[units] * (metres + mixing * (trades[units] != trades[hubs][:, None]))
    beyond = metres > limits.radius
    if not limits.across_townships:
        beyond |= towns[units] != towns[hubs][:, None]
    return np.where(beyond, FAR, costs)

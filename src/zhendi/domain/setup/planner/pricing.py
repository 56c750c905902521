"""The cheapest group for each meeting place at given prices, exactly.

Given the hub, the cost of a group is a sum over its items. Items alike in full members and size differ only by
price, so the best choice of k of a kind is its k cheapest: for every way of counting the kinds (a few dozen) the
best group is read off prefix sums, for all hubs at once. Two limits stand outside of that: the greatest number of
members, and units kept apart. Where they bite, ``search`` finds the best group of that hub by branch and bound.
Prices are whole multiples of 1/1024, so that every sum is exact and the bound is proven, not rounded.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhendi.domain.setup.planner.columns import Column, lawful
from zhendi.domain.setup.planner.crowds import Crowds, crowds
from zhendi.domain.setup.planner.ground import Ground, Ints, Near, kept
from zhendi.domain.setup.planner.search import Candidate, cheapest

Floats = NDArray[np.float64]
GRAIN = 1024.0
WAYS_KEPT = 4  # groups per hub and round: more feed the programme faster than they pay
FAR = 1e15


class Kind(NamedTuple):
    """Items alike for the limits: full members (no more than are needed) and units."""

    full: int
    units: int


class Block(NamedTuple):
    """Neighbours of one kind, hubs by rows; empty places hold the item after the last."""

    kind: Kind
    items: Ints
    costs: Floats


@dataclass(frozen=True)
class Tables:
    """Hubs with their neighbours; ``cut`` marks the hubs whose neighbours did not all fit.

    ``density``: neighbours of a hub on average, kept or not. ``relief``: what the row of each crowd takes off the costs here; ``None`` where they are the true ones.
    """

    ground: Ground
    hubs: tuple[int, ...]
    nears: tuple[Near, ...]
    cut: frozenset[int]
    crowds: Crowds
    density: float
    relief: Floats | None = None

    def relieved(self, relief: Floats) -> Tables:
        """The same with the costs less what the rows of the crowds are worth."""
        if not len(relief):
            return self
        by_item = self.crowds.by_item(relief)
        nears = tuple(self.less(near, hub, by_item) for hub, near in zip(self.hubs, self.nears, strict=True))
        return replace(self, nears=nears, relief=relief)

    def less(self, near: Near, hub: int, by_item: Floats) -> Near:
        """Neighbours of a hub with the relief (of each item) of those that are not of its crowd taken off."""
        of, own = self.crowds.of, int(self.ground.item_of[hub])
        off = by_item[near.items] * (of[near.items] != of[own])
        return Near(near.items, near.costs - off)

    def off(self, hub: int, items: tuple[int, ...]) -> float:
        """What was taken off a group's cost."""
        if self.relief is None:
            return 0.0
        return self.crowds.relieved(self.relief, int(self.ground.item_of[hub]), items)

    @property
    def dense(self) -> bool:
        """True where nearly everybody is near everybody: many groups cost nearly the same, and searching is slow."""
        return self.density * 4 >= 3 * (len(self.hubs) - 1)

    @cached_property
    def place(self) -> dict[int, int]:
        """The row of each hub."""
        return {hub: row for row, hub in enumerate(self.hubs)}

    @cached_property
    def kinds(self) -> Ints:
        """The kind of each item, as a number."""
        need = self.ground.problem.limits.minimum_full
        return np.minimum(self.ground.full, need) * 1000 + np.minimum(self.ground.sizes, 999)

    @cached_property
    def base(self) -> Floats:
        """The cost of each hub before any other item joins."""
        weight = self.ground.problem.weights.group
        costs = np.array([weight + self.ground.own_cost(hub) for hub in self.hubs], dtype=np.float64)
        if self.relief is None:
            return costs
        return np.asarray(costs - self.crowds.by_item(self.relief)[self.ground.item_of[list(self.hubs)]])

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """Neighbours of every kind."""
        return blocks(self.ground, self.kinds, self.nears)


class Priced(NamedTuple):
    """Answer of a round: the least reduced cost of each hub (never above the true one), and groups below zero."""

    least: Floats
    columns: list[Column]


def tables(ground: Ground) -> Tables:
    """Look around every unit that can be a meeting place."""
    hubs, nears, cut, whole = [], [], set(), 0
    for hub in range(len(ground.units)):
        near = ground.near(hub)
        if near is None:
            continue
        few, less = kept(near, ground.members, int(ground.item_of[hub]))
        hubs.append(hub)
        whole += len(near.items)
        nears.append(few)
        if less:
            cut.add(hub)
    return Tables(ground, tuple(hubs), tuple(nears), frozenset(cut), crowds(ground), whole / max(len(hubs), 1))


def price(table: Tables, prices: Floats) -> Priced:
    """The best groups at the prices of items (one each), from the kept neighbours."""
    return _price(table, table.hubs, table.base, table.blocks, table.nears, prices)


def price_cut(table: Tables, prices: Floats) -> Floats:
    """The least reduced cost of the cut hubs over all their neighbours, kept or not: what makes the bound whole."""
    found = []
    by_item = None if table.relief is None else table.crowds.by_item(table.relief)
    for hub in sorted(table.cut):
        near = table.ground.near(hub)
        assert near is not None
        if by_item is not None:
            near = table.less(near, hub, by_item)
        base = np.array([table.base[table.place[hub]]])
        one = blocks(table.ground, table.kinds, (near,))
        found.append(_price(table, (hub,), base, one, (near,), prices).least[0])
    return np.array(found, dtype=np.float64)


def blocks(ground: Ground, kinds: Ints, nears: Sequence[Near]) -> tuple[Block, ...]:
    """Neighbours cut by kind and filled up to rectangles."""
    rows = np.repeat(np.arange(len(nears)), [len(near.items) for near in nears])
    if not len(rows):
        return ()
    items = np.concatenate([near.items for near in nears])
    costs = np.concatenate([near.costs for near in nears])
    found = []
    for kind in np.unique(kinds[items]):
        chosen = kinds[items] == kind
        held, row = items[chosen], rows[chosen]
        counts = np.bincount(row, minlength=len(nears))
        place = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
        shape = (len(nears), int(counts.max()))
        block = Block(Kind(int(kind) // 1000, int(kind) % 1000), np.full(shape, len(ground.items)), np.full(shape, FAR))
        block.items[row, place] = held
        block.costs[row, place] = costs[chosen]
        found.append(block)
    return tuple(found)


def ways(limits_full: int, room: int, kinds: Sequence[Kind]) -> list[tuple[int, ...]]:
    """Every count of items by kind that fills up ``limits_full`` full members within ``room`` units."""
    reach = [range(room // kind.units + 1) for kind in kinds]
    return [
        counts
        for counts in itertools.product(*reach)
        if sum(count * kind.units for count, kind in zip(counts, kinds, strict=True)) <= room
        and sum(count * kind.full for count, kind in zip(counts, kinds, strict=True)) >= limits_full
    ]


class _Best(NamedTuple):
    """The cheapest items of each block, by rows: items and running sums with a leading zero."""

    items: list[Ints]
    sums: list[Floats]


def _best(table: Tables, held: Sequence[Block], prices: Floats) -> _Best:
    limits = table.ground.problem.limits
    padded = np.append(prices, 0.0)
    best = _Best([], [])
    for block in held:
        most = min((limits.maximum_units - 1) // block.kind.units, block.items.shape[1])
        values = block.costs - padded[block.items]
        if 0 < most < values.shape[1]:
            first = np.argpartition(values, most - 1, axis=1)[:, :most]
        else:
            first = np.broadcast_to(np.arange(most), (len(values), most))
        chosen = np.take_along_axis(values, first, axis=1)
        # Ties are broken by the item's number, so that the same input gives the same groups on every machine.
        items = np.take_along_axis(block.items, first, axis=1)
        order = np.lexsort((items, chosen), axis=1)
        best.items.append(np.take_along_axis(items, order, axis=1))
        sums = np.cumsum(np.take_along_axis(chosen, order, axis=1), axis=1)
        best.sums.append(np.concatenate([np.zeros((len(values), 1)), sums], axis=1))
    return best


_Totals = tuple[Ints, list[tuple[int, ...]], Floats]


def _totals(
    table: Tables, hubs: Sequence[int], base: Floats, held: Sequence[Block], best: _Best, prices: Floats
) -> list[_Totals]:
    """For hubs alike in what they still need: rows, ways, and the total of each way."""
    limits = table.ground.problem.limits
    own = table.ground.item_of[list(hubs)]
    kinds = table.kinds[own]
    found = []
    for kind in np.unique(kinds):
        rows = np.flatnonzero(kinds == kind)
        full, units = int(kind) // 1000, int(kind) % 1000
        every = ways(limits.minimum_full - full, limits.maximum_units - units, [block.kind for block in held])
        every = [each for each in every if all(n < best.sums[b].shape[1] for b, n in enumerate(each))]
        if not every:
            continue
        start = base[rows] - prices[own[rows]]
        sums = [start + sum((best.sums[b][rows, n] for b, n in enumerate(each)), np.zeros(len(rows))) for each in every]
        found.append((rows, every, np.stack(sums, axis=1)))
    return found


def _price(
    table: Tables,
    hubs: Sequence[int],
    base: Floats,
    held: Sequence[Block],
    nears: Sequence[Near],
    prices: Floats,
) -> Priced:
    least, columns = np.full(len(hubs), FAR), []
    best = _best(table, held, prices)
    for rows, every, totals in _totals(table, hubs, base, held, best, prices):
        least[rows] = totals.min(axis=1)
        order = np.argsort(totals, axis=1, kind="stable")[:, :WAYS_KEPT]
        for place, row in enumerate(rows):
            for way in order[place]:
                if totals[place, way] >= -1 / GRAIN:
                    break
                column = _column(table, hubs[row], row, every[way], best, totals[place, way], prices)
                if lawful(table.ground, column.items):
                    columns.append(column)
                elif way == order[place, 0]:
                    exact = _searched(table, hubs[row], base[row], nears[row], prices)
                    least[row] = max(least[row], exact.least)
                    columns += exact.columns
    return Priced(least, columns)


def _column(
    table: Tables, hub: int, row: int, way: tuple[int, ...], best: _Best, total: float, prices: Floats
) -> Column:
    chosen = [int(table.ground.item_of[hub])]
    for block, count in enumerate(way):
        chosen += [int(item) for item in best.items[block][row, :count]]
    items = tuple(sorted(chosen))
    return Column(items, hub, round(float(total) + float(prices[chosen].sum()) + table.off(hub, items)))


class _Exact(NamedTuple):
    least: float
    columns: list[Column]


def _searched(table: Tables, hub: int, base: float, near: Near, prices: Floats) -> _Exact:
    ground, own = table.ground, int(table.ground.item_of[hub])
    candidates = [
        Candidate(int(item), float(cost - prices[item])) for item, cost in zip(near.items, near.costs, strict=True)
    ]
    start = float(base - prices[own])
    found = cheapest(ground, own, start, candidates, below=-1 / GRAIN)
    least = found.least if found.whole else -FAR
    if not found.items:
        return _Exact(least, [])
    cost = round(found.least + float(prices[list(found.items)].sum()) + table.off(hub, found.items))
    return _Exact(least, [Column(found.items, hub, cost)])

"""Crowds: many units of one trade close together, of which a bound that lets groups be fractions says too little.

A *crowd* is a set of items of one trade, linked by steps shorter than those that a group of its own would save. No
group holds more units than the limit, so at least units ÷ limit groups, rounded up, touch a crowd. That row is added to
the programme; its price is what one more group is worth (*relief*). A group that meets at an item of the crowd touches
it once; any other is counted once for each item of the crowd, which is never too little, so that pricing stays exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from zhendi.domain.setup.planner.ground import Ground, Ints

Floats = NDArray[np.float64]
MOST_ITEMS = 6000  # beyond, the rows cost more time than they give


@dataclass(frozen=True)
class Crowds:
    """``of``: the crowd of each item, -1 for none; ``needs``: how many groups or singles touch each at least."""

    of: Ints
    needs: Ints

    @cached_property
    def of_list(self) -> list[int]:
        """``of`` for loops over single groups."""
        return [int(each) for each in self.of]

    def touches(self, own: int, items: tuple[int, ...]) -> dict[int, int]:
        """How often a group that meets at item ``own`` counts for each crowd."""
        found: dict[int, int] = {}
        home = self.of_list[own]
        if home >= 0:
            found[home] = 1
        for item in items:
            crowd = self.of_list[item]
            if crowd >= 0 and crowd != home:
                found[crowd] = found.get(crowd, 0) + 1
        return found

    def relieved(self, relief: Floats, own: int, items: tuple[int, ...]) -> float:
        """What the rows take off the cost of a group."""
        return sum(float(relief[crowd]) * times for crowd, times in self.touches(own, items).items())

    def by_item(self, relief: Floats) -> Floats:
        """The relief of each item's own crowd."""
        return np.append(relief, 0.0)[self.of]


def crowds(ground: Ground) -> Crowds:
    """The crowds of a problem: those whose units do not fill whole groups, so that rounding up says something."""
    of = np.full(len(ground.items), -1, dtype=np.int64)
    needs: list[int] = []
    if len(ground.items) <= MOST_ITEMS:
        limit = ground.problem.limits.maximum_units
        for members in _linked(ground):
            units = int(ground.sizes[members].sum())
            if units > limit and units % limit:
                of[members] = len(needs)
                needs.append(-(-units // limit))
    return Crowds(of, np.array(needs, dtype=np.int64))


def _linked(ground: Ground) -> list[list[int]]:
    """Items of one unit each, by trade and by short steps; in the order of their first."""
    xs, ys, trades, towns, _ = ground.columns
    single = [item for item, units in enumerate(ground.items) if len(units) == 1 and ground.units[units[0]].at]
    units = np.array([ground.items[item][0] for item in single], dtype=np.int64)
    step = ground.problem.weights.group
    found = []
    free = np.ones(len(single), dtype=bool)
    for place in range(len(single)):
        if not free[place]:
            continue
        free[place] = False
        chosen, ahead = [place], [place]
        while ahead:
            here = units[ahead.pop()]
            near = free & (trades[units] == trades[here]) & (towns[units] == towns[here])
            near &= np.hypot(xs[units] - xs[here], ys[units] - ys[here]) <= step
            more = np.flatnonzero(near).tolist()
            free[more] = False
            chosen += more
            ahead += more
        found.append([single[each] for each in sorted(chosen)])
    return found

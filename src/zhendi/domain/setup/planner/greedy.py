"""The grouping shown at once: always the group that is cheapest for each member, then those left over join the nearest."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from zhendi.domain.setup.planner.columns import Column, lawful, may_sit
from zhendi.domain.setup.planner.pricing import Tables
from zhendi.domain.setup.planner.singles import Singles


def greedy(table: Tables, alone: Singles) -> list[Column]:
    """Groups with no item in common, all lawful, in the order in which they were found."""
    state = _State(table, np.zeros(len(table.ground.items), dtype=bool), [])
    state.open_groups()
    state.join_rest(alone)
    return state.groups


@dataclass
class _State:
    table: Tables
    taken: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    groups: list[Column]

    def open_groups(self) -> None:
        """The cheapest group by member first; a group that lost an item is looked for again."""
        queue = [found for row in range(len(self.table.hubs)) if (found := self._ranked(row))]
        heapq.heapify(queue)
        while queue:
            _, row, column = heapq.heappop(queue)
            if self.taken[list(column.items)].any():
                again = self._ranked(row)
                if again:
                    heapq.heappush(queue, again)
                continue
            self.taken[list(column.items)] = True
            self.groups.append(column)

    def join_rest(self, alone: Singles) -> None:
        """Each item left over joins the group where it costs least, where that is cheaper than staying alone."""
        costs = _reach(self.table, [column.hub for column in self.groups])
        for item in np.flatnonzero(~self.taken):
            places = sorted((cost, place) for place, cost in costs.get(int(item), {}).items())
            for cost, place in places:
                held = self.groups[place]
                if cost < alone.free[item].cost and may_sit(self.table.ground, (*held.items, int(item))):
                    items = tuple(sorted((*held.items, int(item))))
                    self.groups[place] = Column(items, held.hub, held.cost + cost)
                    break

    def _ranked(self, row: int) -> tuple[float, int, Column] | None:
        if self.taken[self.table.ground.item_of[self.table.hubs[row]]]:
            return None
        column = self._nearest(row)
        if column is None:
            return None
        return self._each(column), row, column

    def _nearest(self, row: int) -> Column | None:
        ground, hub, near = self.table.ground, self.table.hubs[row], self.table.nears[row]
        free = np.flatnonzero(~self.taken[near.items])
        items, costs = near.items[free], near.costs[free]
        chosen, cost = [int(ground.item_of[hub])], int(self.table.base[row])
        found: Column | None = None
        for place in (-1, *np.lexsort((items, costs / ground.members[items])).tolist()):
            if place >= 0:
                if not may_sit(ground, (*chosen, int(items[place]))):
                    continue
                chosen.append(int(items[place]))
                cost += int(costs[place])
            if lawful(ground, tuple(chosen)):
                column = Column(tuple(sorted(chosen)), hub, cost)
                if found is not None and self._each(column) >= self._each(found):
                    break
                found = column
        return found

    def _each(self, column: Column) -> float:
        """Cost for each member."""
        return column.cost / sum(self.table.ground.members_list[item] for item in column.items)


def _reach(table: Tables, hubs: list[int]) -> dict[int, dict[int, int]]:
    """By item, the places of the hubs that it reaches and its cost there."""
    found: dict[int, dict[int, int]] = {}
    for place, hub in enumerate(hubs):
        near = table.nears[table.place[hub]]
        for item, cost in zip(near.items.tolist(), near.costs.tolist(), strict=True):
            found.setdefault(item, {})[place] = cost
    return found

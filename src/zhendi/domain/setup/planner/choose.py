"""From prices to a plan: every group that could matter at the prices is offered to HiGHS, which picks the cheapest set.

A grouping that uses a group of reduced cost τ or more costs at least the bound plus τ. So when *all* groups below τ
are offered, the true best costs at least the lesser of what HiGHS proves and the bound plus τ: the bound rises, and
where τ reaches the plan's own cost, the plan is proven to be the best there is.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from zhendi.domain.setup.planner.bound import Bounded
from zhendi.domain.setup.planner.columns import Column, Pool
from zhendi.domain.setup.planner.pricing import Tables
from zhendi.domain.setup.planner.programme import Chosen, Effort, pick
from zhendi.domain.setup.planner.search import Candidate, groups
from zhendi.domain.setup.planner.singles import Singles

FIRST_MARK = 125.0  # person-metres
ENOUGH_EACH = 5  # groups for each item before the first pick
MOST_OFFERED = 16_000  # groups, and as many again for each few items; more make HiGHS slow, not the plan better
MOST_EACH = 8
BEST_EACH = 60  # groups kept for each item when there are too many to list
EFFORT = Effort(0.0005, 400, 15.0)
PROOF = Effort(0.0, 4000, 15.0)
SMALL = 400  # items up to which the proof is sought
GOOD_ENOUGH = 1.01  # many units alike in one building: the first answer is as near as the search would come


class Choice(NamedTuple):
    """Chosen groups and singles, their cost and bound in person-metres; ``early`` when the time ran out."""

    choices: tuple[Chosen, ...]
    cost: int
    bound: int
    early: bool


class _Offered(NamedTuple):
    columns: list[Column]
    mark: float


def choose(table: Tables, alone: Singles, found: Bounded, start: list[Column]) -> Choice:
    """The best grouping that the kept groups allow, with the bound raised as far as it is proven."""
    best = _answer(start, alone)
    first = Choice(best, sum(each.cost for each in best), found.bound, early=False)
    small = len(table.ground.items) <= SMALL
    crowded = not small and len(table.cut) * 2 > len(table.hubs)
    if first.cost <= found.bound * (GOOD_ENOUGH if crowded else 1.0):
        return first
    most = max(MOST_OFFERED, MOST_EACH * len(table.ground.items))
    offered = _enough(table, found, most)
    picked = _pick(table, alone, found, first, offered or _Offered(_best_each(table, found), 0.0), EFFORT)
    if not small or picked.cost <= picked.bound or picked.early:
        return picked
    rest = _below(table, found, picked.cost - found.bound + 1.0, most)
    return picked if rest is None else _pick(table, alone, found, picked, rest, PROOF)


def _answer(start: list[Column], alone: Singles) -> tuple[Chosen, ...]:
    taken = {item for column in start for item in column.items}
    # The first answer leaves full branches alone, so that it is lawful however little room they have.
    return (*start, *(offer for offer in alone.free if offer.item not in taken))


def _pick(table: Tables, alone: Singles, found: Bounded, best: Choice, offered: _Offered, effort: Effort) -> Choice:
    pool = Pool()
    pool.add(choice for choice in best.choices if isinstance(choice, Column))
    pool.add(offered.columns)
    choices: list[Chosen] = [*sorted(pool), *alone.free, *alone.limited]
    members = dict(enumerate(table.ground.members_list))
    picked = pick(choices, members, alone.rooms, effort)
    cost = sum(choice.cost for choice in picked.choices)
    bound = best.bound
    if offered.mark and not table.cut:
        bound = max(bound, min(math.ceil(picked.bound - 0.5), found.bound - 1 + math.floor(offered.mark)))
    if not picked.choices or cost > best.cost:
        return best._replace(bound=min(bound, best.cost), early=picked.early)
    return Choice(picked.choices, cost, min(bound, cost), picked.early)


def _enough(table: Tables, found: Bounded, most: int) -> _Offered | None:
    """The groups below a mark that is doubled until they are enough; ``None`` where even the first is too high."""
    mark, held = FIRST_MARK, None
    while True:
        more = _below(table, found, mark, most)
        if more is None:
            return held
        held = more
        if len(more.columns) >= ENOUGH_EACH * len(table.ground.items) or mark > found.bound:
            return held
        mark *= 2


def _below(table: Tables, found: Bounded, mark: float, most: int) -> _Offered | None:
    """Every group of reduced cost below the mark, or ``None`` where there are more than ``most``."""
    ground, prices = table.ground, found.prices
    columns: list[Column] = []
    steps = 0
    for row in np.flatnonzero(found.least < mark):
        hub, near = table.hubs[row], table.nears[row]
        own = int(ground.item_of[hub])
        values = near.costs - prices[near.items]
        candidates = [Candidate(item, value) for item, value in zip(near.items.tolist(), values.tolist(), strict=True)]
        start = float(table.base[row] - prices[own])
        for step in groups(ground, own, start, candidates, lambda: mark):
            steps += 1
            if step.lawful and step.value < mark:
                cost = round(step.value + sum(float(prices[item]) for item in step.items))
                columns.append(Column(step.items, hub, cost))
            if len(columns) > most or steps > 8 * most:
                return None
    return _Offered(columns, mark)


def _best_each(table: Tables, found: Bounded) -> list[Column]:
    """Of the groups met while pricing, the best few for every item: without them items would have no group at all."""
    ranked = sorted(
        found.pool, key=lambda column: (column.cost - sum(float(found.prices[item]) for item in column.items), column)
    )
    counts = [0] * len(table.ground.items)
    kept = []
    for column in ranked:
        if any(counts[item] < BEST_EACH for item in column.items):
            kept.append(column)
            for item in column.items:
                counts[item] += 1
    return kept

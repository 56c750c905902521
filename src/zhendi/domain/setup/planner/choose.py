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
from zhendi.domain.setup.planner.ground import Ints
from zhendi.domain.setup.planner.improve import improved
from zhendi.domain.setup.planner.pricing import Floats, Tables
from zhendi.domain.setup.planner.programme import Chosen, Effort, pick
from zhendi.domain.setup.planner.search import Candidate, groups
from zhendi.domain.setup.planner.singles import Singles

FIRST_MARK = 8.0  # person-metres
ENOUGH_EACH = 5  # groups for each item before the first pick
MOST_OFFERED = 16_000  # groups, and as many again for each few items; more make HiGHS slow, not the plan better
MOST_EACH = 8
CROWDED_EACH = 40  # where units of one trade stand close together, as many groups cost nearly the same
BEST_EACH = 4  # groups kept for each item when there are too many to list
# Counted in nodes and never in seconds: the same problem gives the same plan, on a busy machine too.
EFFORT = Effort(0.0005, 400)
COARSE = Effort(0.005, 50)
DENSE = Effort(0.002, 100)
PROOF = Effort(0.0, 400)
MOST_PROVEN = 10_000  # groups with which the proof is sought
FEW = 30  # items up to which the best is found however dense
SMALL = 400  # items up to which the proof is sought
GOOD_ENOUGH = 1.005  # thousands of units: nearer than that, the search would take minutes for nothing


class Choice(NamedTuple):
    """Chosen groups and singles, their cost and bound in person-metres."""

    choices: tuple[Chosen, ...]
    cost: int
    bound: int


class _Offered(NamedTuple):
    columns: list[Column]
    mark: float


def choose(table: Tables, alone: Singles, found: Bounded, start: list[Column]) -> Choice:
    """The best grouping that the kept groups allow, with the bound raised as far as it is proven."""
    best = _answer(start, alone)
    first = Choice(best, sum(each.cost for each in best), found.bound)
    items = len(table.ground.items)
    if first.cost <= found.bound * (1.0 if items <= SMALL else GOOD_ENOUGH):
        return first
    most = max(MOST_OFFERED, MOST_EACH * items)
    if len(table.crowds.needs):
        most = min(most, CROWDED_EACH * items)
    offered = _enough(table, found, most)
    effort = DENSE if table.dense and items > FEW else EFFORT
    if len(offered.columns) < ENOUGH_EACH * items:
        offered.columns.extend(_best_each(table, found))
        effort = COARSE
    picked = _bettered(table, alone, _pick(table, alone, found, first, offered, effort))
    if items > SMALL or effort is not EFFORT or picked.cost <= picked.bound:
        return picked
    rest = _below(table, found, picked.cost - found.bound + 1.0, MOST_PROVEN)
    return picked if rest is None else _pick(table, alone, found, picked, rest, PROOF)


def _bettered(table: Tables, alone: Singles, picked: Choice) -> Choice:
    """A pick made better pair by pair; not where full branches limit who may be attached."""
    if alone.limited:
        return picked
    columns = improved(table, alone, [choice for choice in picked.choices if isinstance(choice, Column)])
    choices = _answer(columns, alone)
    cost = sum(each.cost for each in choices)
    return Choice(choices, cost, min(picked.bound, cost)) if cost < picked.cost else picked


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
        return best._replace(bound=min(bound, best.cost))
    return Choice(picked.choices, cost, min(bound, cost))


def _enough(table: Tables, found: Bounded, most: int) -> _Offered:
    """The groups below a mark that is doubled until they are enough, or would be too many."""
    mark, held = FIRST_MARK, _Offered([], 0.0)
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
    table = table.relieved(found.relief)
    columns: list[Column] = []
    steps = 0
    for row in np.flatnonzero(found.least < mark):
        hub, near = table.hubs[row], table.nears[row]
        own = int(ground.item_of[hub])
        start = float(table.base[row] - prices[own])
        candidates = _able(
            near.items, near.costs - prices[near.items], mark - start, ground.problem.limits.maximum_units
        )
        for step in groups(ground, own, start, candidates, lambda: mark):
            steps += 1
            if step.lawful and step.value < mark:
                cost = round(step.value + sum(float(prices[item]) for item in step.items) + table.off(hub, step.items))
                columns.append(Column(step.items, hub, cost))
            if len(columns) > most or steps > 8 * most:
                return None
    return _Offered(columns, mark)


def _able(items: Ints, values: Floats, over: float, most: int) -> list[Candidate]:
    """Those that can be in a group whose values sum to less than ``over``, were all others as cheap as the cheapest."""
    if not len(values):
        return []
    able = values + (most - 2) * min(float(values.min()), 0.0) < over
    return [Candidate(*each) for each in zip(items[able].tolist(), values[able].tolist(), strict=True)]


def _best_each(table: Tables, found: Bounded) -> list[Column]:
    """Of the groups met while pricing, the best few; the first answer, offered beside them, covers every item."""
    held = table.relieved(found.relief)

    def reduced(column: Column) -> float:
        return (
            column.cost - sum(float(found.prices[item]) for item in column.items) - held.off(column.hub, column.items)
        )

    return sorted(found.pool, key=lambda column: (reduced(column), column))[: BEST_EACH * len(table.ground.items)]

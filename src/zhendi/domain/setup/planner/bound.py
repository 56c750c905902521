"""Column generation: prices for the items, the groups worth having at them, and a lower bound that holds for all groups.

For any prices, the sum of prices plus the least reduced cost of every hub and of every single bounds the cost of
every lawful grouping from below: each item is covered once, and each hub meets at most once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from zhendi.domain.setup.planner.columns import Column, Pool
from zhendi.domain.setup.planner.pricing import GRAIN, Floats, Priced, Tables, price, price_cut
from zhendi.domain.setup.planner.programme import Dual, Programme
from zhendi.domain.setup.planner.singles import Singles

MOST_ROUNDS = 60
SHARES = (0.7, 0.85, 1.0)
HELD_ROUNDS = 4
HELD_FACTOR = 3.0
CLOSE = 2e-4  # of the value: nearer than that, another round does not change the plan


@dataclass(frozen=True)
class Bounded:
    """The proven ``bound`` in person-metres, the prices that prove it, and every group met on the way."""

    bound: int
    prices: Floats
    hosts: Floats
    least: Floats
    pool: Pool


def bounded(table: Tables, alone: Singles, start: list[Column]) -> Bounded:
    """Raise the bound until it meets the programme's value or rounds run out."""
    programme, pool = Programme(table.ground, alone), Pool()
    programme.add(pool.add(start))
    programme.add(pool.add(_seeds(table, alone, start)))
    dearest = _dearest(table, start)
    best: tuple[float, Dual, Priced] | None = None
    for turn in range(MOST_ROUNDS):
        dual = _on_grain(programme.relaxed(), dearest if turn < HELD_ROUNDS else None)
        priced = price(table, dual.prices)
        found = _value(table, alone, dual, priced.least)
        if best is None or found > best[0]:
            best = (found, dual, priced)
        fresh = pool.add(priced.columns)
        programme.add(fresh)
        if turn >= HELD_ROUNDS and (dual.value - best[0] <= CLOSE * dual.value or not fresh):
            break
    assert best is not None
    return _whole(table, alone, best[1], best[2].least, pool)


def _dearest(table: Tables, start: list[Column]) -> Floats:
    """A few times the usual cost of a member: while few groups are known, prices run wild without such a lid."""
    members = sum(table.ground.members_list[item] for column in start for item in column.items)
    usual = sum(column.cost for column in start) / max(members, 1)
    return np.asarray(HELD_FACTOR * max(usual, 1.0) * table.ground.members, dtype=np.float64)


def _seeds(table: Tables, alone: Singles, start: list[Column]) -> list[Column]:
    """Groups worth having when each item is worth its share of the first answer, somewhat less or more."""
    shares = np.array([offer.cost for offer in alone.free], dtype=np.float64)
    for column in start:
        chosen = list(column.items)
        members = table.ground.members[chosen]
        shares[chosen] = column.cost * members / members.sum()
    return [column for part in SHARES for column in price(table, np.round(shares * part * GRAIN) / GRAIN).columns]


def single_value(alone: Singles, dual: Dual, members: Floats) -> Floats:
    """The least reduced cost of each item alone."""
    least = np.array([offer.cost for offer in alone.free], dtype=np.float64) - dual.prices
    if alone.limited:
        place = {host: row for row, host in enumerate(alone.rooms)}
        for offer in alone.limited:
            assert offer.host is not None
            value = offer.cost - dual.prices[offer.item] - members[offer.item] * dual.hosts[place[offer.host]]
            least[offer.item] = min(least[offer.item], value)
    return least


def _whole(table: Tables, alone: Singles, dual: Dual, least: Floats, pool: Pool) -> Bounded:
    if table.cut:
        least = least.copy()
        least[[table.place[hub] for hub in sorted(table.cut)]] = price_cut(table, dual.prices)
    bound = math.ceil(_value(table, alone, dual, least))
    return Bounded(max(bound, 0), dual.prices, dual.hosts, least, pool)


def _value(table: Tables, alone: Singles, dual: Dual, least: Floats) -> float:
    rooms = np.array(list(alone.rooms.values()), dtype=np.float64)
    singles = single_value(alone, dual, table.ground.members.astype(np.float64))
    return float(
        dual.prices.sum() + (dual.hosts * rooms).sum() + np.minimum(least, 0.0).sum() + np.minimum(singles, 0.0).sum()
    )


def _on_grain(dual: Dual, dearest: Floats | None) -> Dual:
    """Prices on the grain, so that every later sum is exact."""
    prices = dual.prices if dearest is None else np.minimum(dual.prices, dearest)
    hosts = np.minimum(np.round(dual.hosts * GRAIN) / GRAIN, 0.0)
    return Dual(dual.value, np.round(prices * GRAIN) / GRAIN, hosts)

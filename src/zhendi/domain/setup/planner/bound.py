"""Column generation: prices for the items, the groups worth having at them, and a lower bound that holds for all groups.

For any prices (of items, and of the rows of ``crowds``), the sum of prices plus the least reduced cost of every hub and of every single bounds the cost of
every lawful grouping from below: each item is covered once, and each hub meets at most once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from zhendi.domain.setup.planner.columns import Column, Pool
from zhendi.domain.setup.planner.pricing import GRAIN, Floats, Priced, Tables, price, price_cut
from zhendi.domain.setup.planner.programme import Dual, Programme
from zhendi.domain.setup.planner.singles import Singles

MOST_ROUNDS = 60
SHARES = (0.5, 0.7, 0.85, 1.0)
HELD = 0.5  # how much of the best prices so far is kept in those tried next
MOST_GROUPS = 120_000
MOST_EACH = 60  # groups for each item: thousands in one building would have millions
CLOSE = 2e-4  # of the value: nearer than that, another round does not change the plan
CLOSE_MANY = 1e-3  # with many items
MANY = 500


@dataclass(frozen=True)
class Bounded:
    """The proven ``bound`` in person-metres, the prices that prove it, and every group met on the way."""

    bound: int
    prices: Floats
    hosts: Floats
    relief: Floats
    least: Floats
    pool: Pool


def bounded(table: Tables, alone: Singles, start: list[Column]) -> Bounded:
    """Raise the bound until it meets the programme's value or rounds, or groups, run out.

    The programme's prices swing wildly while few groups are known; those priced lie between them and the best so far.
    """
    programme, pool = Programme(table.ground, alone, table.crowds), Pool()
    programme.add(pool.add(start))
    best = _begun(table, alone, start, pool)
    programme.add(pool)
    most = min(MOST_EACH * len(table.ground.items), MOST_GROUPS)
    close = CLOSE if len(table.ground.items) < MANY else CLOSE_MANY
    for _ in range(MOST_ROUNDS):
        dual = programme.relaxed()
        tried = _tried(table, alone, _between(best.dual, dual))
        fresh = pool.add(tried.priced.columns)
        best = max(best, tried, key=lambda one: one.value)
        if not fresh:
            tried = _tried(table, alone, _on_grain(dual))
            fresh = pool.add(tried.priced.columns)
            best = max(best, tried, key=lambda one: one.value)
        programme.add(fresh)
        if dual.value - best.value <= close * dual.value or not fresh or len(pool) > most:
            break
    return _whole(table, alone, best.dual, best.priced.least, pool)


def proven(table: Tables, alone: Singles, dual: Dual, pool: Pool) -> Bounded:
    """What prices found elsewhere prove here."""
    tried = _tried(table, alone, _on_grain(dual))
    return _whole(table, alone, tried.dual, tried.priced.least, pool)


class _Tried(NamedTuple):
    """Prices, what they prove (not below for cut hubs), and the groups worth having at them."""

    value: float
    dual: Dual
    priced: Priced


def _tried(table: Tables, alone: Singles, dual: Dual) -> _Tried:
    priced = price(table.relieved(dual.relief), dual.prices)
    return _Tried(_value(table, alone, dual, priced.least), dual, priced)


def _begun(table: Tables, alone: Singles, start: list[Column], pool: Pool) -> _Tried:
    """The best of prices by which each item is worth its share of the first answer, somewhat less, or more."""
    shares = np.array([offer.cost for offer in alone.free], dtype=np.float64)
    for column in start:
        chosen = list(column.items)
        members = table.ground.members[chosen]
        shares[chosen] = column.cost * members / members.sum()
    none, hosts = np.zeros(len(table.crowds.needs)), np.zeros(len(alone.rooms))
    tried = [_tried(table, alone, _on_grain(Dual(0.0, shares * part, hosts, none))) for part in SHARES]
    for one in tried:
        pool.add(one.priced.columns)
    return max(tried, key=lambda one: one.value)


def _between(best: Dual, dual: Dual) -> Dual:
    """Prices on the way from the best so far to the programme's."""
    parts = [HELD * one + (1 - HELD) * other for one, other in zip(best[1:], dual[1:], strict=True)]
    return _on_grain(Dual(dual.value, *parts))


def single_value(table: Tables, alone: Singles, dual: Dual) -> Floats:
    """The least reduced cost of each item alone."""
    members, off = table.ground.members, table.crowds.by_item(dual.relief)
    least = np.array([offer.cost for offer in alone.free], dtype=np.float64) - dual.prices - off
    if alone.limited:
        place = {host: row for row, host in enumerate(alone.rooms)}
        for offer in alone.limited:
            assert offer.host is not None
            value = offer.cost - dual.prices[offer.item] - off[offer.item]
            value -= members[offer.item] * dual.hosts[place[offer.host]]
            least[offer.item] = min(least[offer.item], value)
    return least


def _whole(table: Tables, alone: Singles, dual: Dual, least: Floats, pool: Pool) -> Bounded:
    if table.cut:
        least = least.copy()
        rows = [table.place[hub] for hub in sorted(table.cut)]
        least[rows] = price_cut(table.relieved(dual.relief), dual.prices)
    bound = math.ceil(_value(table, alone, dual, least))
    return Bounded(max(bound, 0), dual.prices, dual.hosts, dual.relief, least, pool)


def _value(table: Tables, alone: Singles, dual: Dual, least: Floats) -> float:
    rooms = np.array(list(alone.rooms.values()), dtype=np.float64)
    singles = single_value(table, alone, dual)
    needs = (dual.relief * table.crowds.needs).sum()
    return float(
        dual.prices.sum()
        + (dual.hosts * rooms).sum()
        + needs
        + np.minimum(least, 0.0).sum()
        + np.minimum(singles, 0.0).sum()
    )


def _on_grain(dual: Dual) -> Dual:
    """Prices on the grain, so that every later sum is exact."""
    prices, hosts, relief = (np.round(each * GRAIN) / GRAIN for each in dual[1:])
    return Dual(dual.value, prices, np.minimum(hosts, 0.0), np.maximum(relief, 0.0))

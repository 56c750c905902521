"""Thousands in one building: each trade is grouped by itself, what is left over together, and the prices prove the whole.

Groups of one trade are nearly always the cheapest where everybody is near, so little is lost; and prices found for the
trades apart still bound every grouping from below, because a bound holds for any prices.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from zhendi.domain.setup.planner.bound import Bounded, bounded, proven
from zhendi.domain.setup.planner.choose import Choice, choose
from zhendi.domain.setup.planner.columns import Column, Pool
from zhendi.domain.setup.planner.greedy import greedy
from zhendi.domain.setup.planner.ground import Ground, ground
from zhendi.domain.setup.planner.improve import improved
from zhendi.domain.setup.planner.pricing import Tables, tables
from zhendi.domain.setup.planner.problem import Host, Problem
from zhendi.domain.setup.planner.programme import Chosen, Dual
from zhendi.domain.setup.planner.singles import Offer, Singles, singles

CROWDED = 200  # neighbours of a unit on average: from so many on the whole is too dense to be searched at once

SEVERAL = 120  # units, where all of them are near each other
LARGE = 15  # items of a trade that can be grouped by itself


def crowded(table: Tables) -> bool:
    """True where nearly everybody can meet nearly everybody."""
    many = len(table.hubs) >= SEVERAL and table.dense
    return (many or table.density >= CROWDED) and len(_parts(table.ground)) > 1


def by_trade(table: Tables, alone: Singles) -> Choice:
    """The trades grouped one after the other, then what is left over, then all pairs made better."""
    whole = table.ground
    prices = np.array([offer.cost for offer in alone.free], dtype=np.float64)
    relief = np.zeros(len(table.crowds.needs))
    columns: list[Column] = []
    hosts = () if alone.limited else whole.problem.hosts  # places at full branches are given out at the end, once
    for items in _parts(whole):
        found, chosen, _, part = _searched(whole, items, hosts)
        columns += chosen
        prices[items] = found.prices
        for crowd, value in enumerate(found.relief):
            relief[table.crowds.of[items[part.crowds.of_list.index(crowd)]]] = value
    taken = {item for column in columns for item in column.items}
    rest = [item for item in range(len(whole.items)) if item not in taken]
    offers: list[Offer] = []
    if rest:
        found, more, offers, _ = _searched(whole, rest, whole.problem.hosts)
        columns += more
        prices[rest] = np.minimum(prices[rest], found.prices)
    return _closed(table, alone, columns, offers, Dual(0.0, prices, np.zeros(len(alone.rooms)), relief))


def _parts(whole: Ground) -> list[list[int]]:
    """Items by the trade of their first unit; small trades, which may need each other, in one part."""
    held: dict[str, list[int]] = {}
    for item, units in enumerate(whole.items):
        held.setdefault(whole.units[units[0]].trade, []).append(item)
    large = [held[trade] for trade in sorted(held) if len(held[trade]) >= LARGE]
    small = sorted(item for items in held.values() if len(items) < LARGE for item in items)
    return [*large, small] if small else large


def _closed(table: Tables, alone: Singles, columns: list[Column], offers: list[Offer], dual: Dual) -> Choice:
    columns = improved(table, alone, columns)
    taken = {item for column in columns for item in column.items}
    singly: dict[int, Offer] = {offer.item: offer for offer in (*alone.free, *offers) if offer.item not in taken}
    choices: tuple[Chosen, ...] = (*columns, *(singly[item] for item in sorted(singly)))
    cost = sum(each.cost for each in choices)
    return Choice(choices, cost, min(proven(table, alone, dual, Pool()).bound, cost))


def _searched(
    whole: Ground, items: list[int], hosts: tuple[Host, ...]
) -> tuple[Bounded, list[Column], list[Offer], Tables]:
    """Some of the items by themselves; groups, and what stays single, in the numbers of the whole."""
    part = ground(_part(whole, items, hosts))
    alone, table = singles(part), tables(part)
    start = improved(table, alone, greedy(table, alone))
    found = bounded(table, alone, start)
    choice = choose(table, alone, found, start)
    place = {unit.key: index for index, unit in enumerate(whole.units)}
    columns = [
        Column(tuple(items[item] for item in column.items), place[part.units[column.hub].key], column.cost)
        for column in choice.choices
        if isinstance(column, Column)
    ]
    offers = [choice for choice in choice.choices if isinstance(choice, Offer)]
    return found, columns, [offer._replace(item=items[offer.item]) for offer in offers], table


def _part(whole: Ground, items: list[int], hosts: tuple[Host, ...]) -> Problem:
    """The problem of some items. Items keep their order, so that numbers of the part lead back to the whole."""
    keys = {whole.units[unit].key for item in items for unit in whole.items[item]}
    problem = whole.problem
    return replace(
        problem,
        hosts=hosts,
        blanks=tuple(blank for blank in problem.blanks if blank.key in keys),
        together=tuple(each for each in problem.together if each <= keys),
        apart=tuple(found for each in problem.apart if len(found := each & keys) > 1),
        fixed=(),
    )

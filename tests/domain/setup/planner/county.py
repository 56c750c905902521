"""Made-up blanks, and the best grouping by trying all: what the planner is measured against."""

from __future__ import annotations

import itertools
import random
from functools import cache
from typing import Any

from zhendi.domain.setup.planner.problem import Blank, Host, Limits, Point, Problem, Weights

LIMITS = Limits(minimum_full=3, maximum_members=50, maximum_units=5, radius=5000, across_townships=True)
WEIGHTS = Weights(group=1000, mixing=2000, attaching=5000, ungrouped=20000)


def blank(key: int, x: int = 0, y: int = 0, full: int = 1, **facts: Any) -> Blank:
    given: dict[str, Any] = {"probationary": 0, "trade": "农", "township": "甲镇", **facts}
    return Blank(key, Point(x, y), full, **given)


def problem(*blanks: Blank, **facts: Any) -> Problem:
    given: dict[str, Any] = {"limits": LIMITS, "weights": WEIGHTS, **facts}
    return Problem(tuple(blanks), **given)


def scattered(number: int, seed: int, *, width: int = 0) -> tuple[Blank, ...]:
    """Towns with many units close together and a quarter scattered, six trades, one or two full members each."""
    dice = random.Random(seed)
    side = width or int(12000 * (number / 200) ** 0.5)
    towns = [(dice.uniform(0, side), dice.uniform(0, side)) for _ in range(max(2, number // 50))]
    found = []
    for key in range(number):
        x, y = dice.choice(towns)
        x, y = dice.gauss(x, 1500), dice.gauss(y, 1500)
        if dice.random() < 0.25:
            x, y = dice.uniform(0, side), dice.uniform(0, side)
        found.append(blank(key, round(x), round(y), dice.choice((1, 2)), trade=str(dice.randrange(6))))
    return tuple(found)


def lawful(asked: Problem, units: tuple[Blank, ...], hub: Blank) -> bool:
    """The limits once more, written the plain way."""
    limits, keys = asked.limits, {unit.key for unit in units}
    return (
        sum(unit.full for unit in units) >= limits.minimum_full
        and sum(unit.members for unit in units) <= limits.maximum_members
        and len(units) <= limits.maximum_units
        and all(unit.at and hub.at and unit.at.metres(hub.at) <= limits.radius for unit in units)
        and (limits.across_townships or len({unit.township for unit in units}) == 1)
        and not any(len(each & keys) > 1 for each in asked.apart)
        and not any(each & keys and not each <= keys for each in asked.together)
    )


def group_cost(asked: Problem, units: tuple[Blank, ...], hub: Blank) -> int:
    """Person-metres of a group that meets at the hub."""
    travel = sum(
        unit.members
        * ((unit.at.metres(hub.at) if unit.at and hub.at else 0) + asked.weights.mixing * (unit.trade != hub.trade))
        for unit in units
    )
    return asked.weights.group + travel


def best_by_trying_all(asked: Problem) -> int:
    """The least cost over every way to part the small blanks into groups, attachments and units left out."""
    units = [unit for unit in asked.blanks if unit.members and unit.full < asked.limits.minimum_full]

    @cache
    def grouped(mask: int) -> int | None:
        chosen = tuple(unit for place, unit in enumerate(units) if mask >> place & 1)
        costs = [group_cost(asked, chosen, hub) for hub in chosen if lawful(asked, chosen, hub)]
        return min(costs, default=None)

    @cache
    def rest(mask: int, rooms: tuple[int, ...]) -> int:
        if not mask:
            return 0
        first = mask.bit_length() - 1
        others = [place for place in range(first) if mask >> place & 1]
        unit = units[first]
        best = asked.weights.ungrouped * unit.members + rest(mask & ~(1 << first), rooms)
        for place, host in enumerate(asked.hosts):
            if rooms[place] >= unit.members and _reaches(asked, unit, host):
                left = (*rooms[:place], rooms[place] - unit.members, *rooms[place + 1 :])
                best = min(best, _attach(asked, unit, host) + rest(mask & ~(1 << first), left))
        for size in range(min(asked.limits.maximum_units, len(others) + 1)):
            for few in itertools.combinations(others, size):
                group = sum(1 << place for place in few) | 1 << first
                cost = grouped(group)
                if cost is not None:
                    best = min(best, cost + rest(mask & ~group, rooms))
        return best

    rooms = tuple(max(asked.limits.maximum_members - host.members, 0) for host in asked.hosts)
    return rest((1 << len(units)) - 1, rooms)


def _reaches(asked: Problem, unit: Blank, host: Host) -> bool:
    near = unit.at is not None and unit.at.metres(host.at) <= asked.limits.radius
    return near and (asked.limits.across_townships or unit.township == host.township)


def _attach(asked: Problem, unit: Blank, host: Host) -> int:
    assert unit.at
    mixed = asked.weights.mixing if host.trade and host.trade != unit.trade else 0
    return unit.members * (unit.at.metres(host.at) + mixed + asked.weights.attaching)

"""What becomes of an item that joins no group: attached to a branch near by, or left out.

A branch that could take in everybody within its reach costs no decision: the nearest such branch is simply the
price of staying alone. Only branches that may fill up are chosen by the programme, with their free places.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from zhendi.domain.setup.planner.ground import Ground
from zhendi.domain.setup.planner.problem import Blank, Host, Limits, Problem


class Offer(NamedTuple):
    """An item's way alone: attached to the host (by place in the problem) or left (``None``), at a cost."""

    item: int
    host: int | None
    cost: int


@dataclass(frozen=True, slots=True)
class Singles:
    """``free``: the cheapest unlimited way of each item. ``limited``: offers of hosts that may fill up; ``rooms``."""

    free: tuple[Offer, ...]
    limited: tuple[Offer, ...]
    rooms: dict[int, int]


def reachable(unit: Blank, host: Host, limits: Limits) -> int | None:
    """Metres to the host where the unit may be attached to it, else ``None``."""
    if unit.at is None or (unit.township != host.township and not limits.across_townships):
        return None
    metres = unit.at.metres(host.at)
    return metres if metres <= limits.radius else None


def attach_cost(unit: Blank, host: Host, metres: int, problem: Problem) -> int:
    """Person-metres of attaching the unit's members to the host."""
    mixed = problem.weights.mixing if host.trade and host.trade != unit.trade else 0
    return unit.members * (metres + mixed + problem.weights.attaching)


def singles(ground: Ground) -> Singles:
    """All ways of staying out of groups."""
    problem = ground.problem
    offers = [offer for item in range(len(ground.items)) for offer in _offers(ground, item)]
    asked: dict[int, int] = {}
    for offer in offers:
        assert offer.host is not None
        asked[offer.host] = asked.get(offer.host, 0) + int(ground.members[offer.item])
    rooms = {host: problem.limits.maximum_members - problem.hosts[host].members for host in asked}
    tight = {host for host, members in asked.items() if members > rooms[host]}
    free = [
        Offer(item, None, problem.weights.ungrouped * int(ground.members[item])) for item in range(len(ground.items))
    ]
    for offer in offers:
        if offer.host not in tight and offer.cost < free[offer.item].cost:
            free[offer.item] = offer
    limited = tuple(offer for offer in offers if offer.host in tight and offer.cost < free[offer.item].cost)
    return Singles(tuple(free), limited, {host: rooms[host] for host in sorted(tight)})


def _offers(ground: Ground, item: int) -> list[Offer]:
    problem = ground.problem
    units = [ground.units[unit] for unit in ground.items[item]]
    found = []
    for place, host in _close(ground, units[0]):
        metres = [reachable(unit, host, problem.limits) for unit in units]
        room = problem.limits.maximum_members - host.members
        if int(ground.members[item]) <= room and all(each is not None for each in metres):
            pairs = zip(units, metres, strict=True)
            found.append(Offer(item, place, sum(attach_cost(unit, host, each or 0, problem) for unit, each in pairs)))
    return found


def _close(ground: Ground, unit: Blank) -> list[tuple[int, Host]]:
    if unit.at is None:
        return []
    size = max(ground.problem.limits.radius, 1)
    column, row = unit.at.x // size, unit.at.y // size
    cells = ground.host_cells
    places = sorted(place for dx in (-1, 0, 1) for dy in (-1, 0, 1) for place in cells.get((column + dx, row + dy), ()))
    return [(place, ground.problem.hosts[place]) for place in places]

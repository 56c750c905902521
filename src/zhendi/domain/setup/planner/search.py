"""The best group of one hub by branch and bound, for the few hubs where a limit couples the items."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from zhendi.domain.setup.planner.ground import Ground

MOST_STEPS = 20_000


class Candidate(NamedTuple):
    """An item that may join, with its cost less its price."""

    item: int
    value: float


class Found(NamedTuple):
    """``least`` is the value of the best group below the mark, else the mark; ``whole`` unless steps ran out."""

    items: tuple[int, ...]
    least: float
    whole: bool


def cheapest(ground: Ground, own: int, start: float, candidates: list[Candidate], *, below: float) -> Found:
    """The group of ``own`` and candidates with the least sum below ``below`` that keeps every limit."""
    held = [Found((), below, whole=True)]
    for steps, one in enumerate(groups(ground, own, start, candidates, lambda: held[-1].least)):
        if steps > MOST_STEPS:
            return held[-1]._replace(whole=False)
        if one.lawful and one.value < held[-1].least:
            held.append(Found(one.items, one.value, whole=True))
    return held[-1]


class Step(NamedTuple):
    """A set of items on the way; ``lawful`` when it is a group by itself."""

    items: tuple[int, ...]
    value: float
    lawful: bool


class _Node(NamedTuple):
    items: tuple[int, ...]
    value: float
    members: int
    room: int
    first: int


def groups(
    ground: Ground, own: int, start: float, candidates: list[Candidate], mark: Callable[[], float]
) -> Iterator[Step]:
    """Every set of ``own`` and candidates whose value may lie below the mark, cheaper ones of a kind first.

    Candidates come in order of value, so that once one is too dear all later ones are.
    """
    limits = ground.problem.limits
    order = sorted(candidates, key=lambda one: (one.value, one.item))
    room = limits.maximum_units - ground.sizes_list[own]
    stack = [_Node((own,), start, ground.members_list[own], room, 0)]
    while stack:
        node = stack.pop()
        yield Step(tuple(sorted(node.items)), node.value, _complete(ground, node))
        stack += reversed(list(_children(ground, node, order, mark())))


def _children(ground: Ground, node: _Node, order: list[Candidate], mark: float) -> Iterator[_Node]:
    if node.room < 1:
        return
    most = ground.problem.limits.maximum_members
    for place in range(node.first, len(order)):
        item, value = order[place]
        if node.value + value + min(value, 0.0) * (node.room - 1) >= mark:
            return
        members, room = node.members + ground.members_list[item], node.room - ground.sizes_list[item]
        if members <= most and room >= 0 and not ground.apart.get(item, frozenset()) & set(node.items):
            yield _Node((*node.items, item), node.value + value, members, room, place + 1)


def _complete(ground: Ground, node: _Node) -> bool:
    limits = ground.problem.limits
    held = ground.full_list
    full = sum(held[item] for item in node.items)
    return full >= limits.minimum_full and node.members <= limits.maximum_members and node.room >= 0

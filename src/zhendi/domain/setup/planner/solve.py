"""The door of the planner: a problem in, a plan out; the same problem gives the same plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from zhendi.domain.setup.planner.bound import bounded
from zhendi.domain.setup.planner.choose import choose
from zhendi.domain.setup.planner.columns import Column
from zhendi.domain.setup.planner.greedy import greedy
from zhendi.domain.setup.planner.ground import Ground, ground
from zhendi.domain.setup.planner.improve import improved
from zhendi.domain.setup.planner.pricing import tables
from zhendi.domain.setup.planner.problem import Blank, Fixed, Problem
from zhendi.domain.setup.planner.programme import Chosen
from zhendi.domain.setup.planner.result import Attachment, Group, Plan, Solution
from zhendi.domain.setup.planner.singles import singles
from zhendi.domain.setup.planner.trades import by_trade, crowded
from zhendi.domain.setup.planner.verdicts import verdicts

Tell = Callable[[str, int, int], None]
STAGES = ("看哪些单位离得近", "先分一遍", "算最好能到多少", "挑最省的分法")


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Nobody waits."""


def plan(problem: Problem, *, tell: Tell = _silent) -> Plan:
    """The best plan that can be found, with its proven bound. ``tell`` hears each stage as it begins."""

    def stage(done: int) -> None:
        tell(STAGES[done], done, len(STAGES))

    stage(0)
    ready = ground(problem)
    alone, table = singles(ready), tables(ready)
    if not ready.items:
        return _plan(ready, _solution(ready, (), 0, ()))
    stage(1)
    if crowded(table):
        choice = by_trade(table, alone)
        return _plan(ready, _solution(ready, choice.choices, choice.bound, ()))
    start = improved(table, alone, greedy(table, alone))
    stage(2)
    found = bounded(table, alone, start)
    stage(3)
    choice = choose(table, alone, found, start)
    return _plan(ready, _solution(ready, choice.choices, choice.bound, ()))


def quick(problem: Problem) -> Plan:
    """The greedy plan: at once, lawful, without a bound."""
    ready = ground(problem)
    alone = singles(ready)
    start = greedy(tables(ready), alone)
    taken = {item for column in start for item in column.items}
    return _plan(ready, _solution(ready, (*start, *(o for o in alone.free if o.item not in taken)), None, ()))


def rebuilt(problem: Problem, units: tuple[int, ...], hub: int) -> Group:
    """A group as people have put it together, with what it costs and which limits it breaks."""
    by_key = {blank.key: blank for blank in problem.blanks}
    return _by_hand(problem, by_key, Fixed(hub, units))


def _plan(ready: Ground, solution: Solution) -> Plan:
    return Plan(verdicts(ready.problem, solution), solution)


def _solution(ready: Ground, choices: tuple[Chosen, ...], bound: int | None, words: tuple[str, ...]) -> Solution:
    problem = ready.problem
    by_key = {blank.key: blank for blank in problem.blanks}
    fixed = [_by_hand(problem, by_key, each) for each in problem.fixed]
    groups, attached, left = [*fixed], [], []
    for choice in choices:
        if isinstance(choice, Column):
            groups.append(_group(ready, choice))
        elif choice.host is None:
            left += [ready.units[unit].key for unit in ready.items[choice.item]]
        else:
            attached += _attachments(ready, choice.item, choice.host)
    by_hand = sum(group.cost for group in fixed)
    return Solution(
        tuple(sorted(groups, key=lambda group: (not group.by_hand, group.units))),
        tuple(sorted(attached, key=lambda each: each.unit)),
        tuple(sorted(left)),
        by_hand + sum(choice.cost for choice in choices),
        None if bound is None else by_hand + bound,
        words,
    )


def _group(ready: Ground, column: Column) -> Group:
    units = [ready.units[unit] for item in column.items for unit in ready.items[item]]
    return _measured(units, ready.units[column.hub], column.cost)


def _by_hand(problem: Problem, by_key: dict[int, Blank], fixed: Fixed) -> Group:
    units, hub, weights = [by_key[key] for key in fixed.units], by_key[fixed.hub], problem.weights
    cost = weights.group
    for unit in units:
        cost += unit.members * (_metres(unit, hub) + weights.mixing * (unit.trade != hub.trade))
    group = _measured(units, hub, cost)
    return replace(group, by_hand=True, broken=_broken(problem, units, group))


def _measured(units: list[Blank], hub: Blank, cost: int) -> Group:
    return Group(
        hub.key,
        tuple(sorted(unit.key for unit in units)),
        sum(unit.full for unit in units),
        sum(unit.members for unit in units),
        max(_metres(unit, hub) for unit in units),
        cost,
    )


def _metres(unit: Blank, hub: Blank) -> int:
    return unit.at.metres(hub.at) if unit.at and hub.at else 0


def _broken(problem: Problem, units: list[Blank], group: Group) -> tuple[str, ...]:
    """What people have allowed themselves beyond the limits, in words."""
    limits, keys = problem.limits, set(group.units)
    found = [
        (group.full < limits.minimum_full, f"正式党员 {group.full} 名，不足 {limits.minimum_full} 名"),
        (group.members > limits.maximum_members, f"党员 {group.members} 名，超过 {limits.maximum_members} 名"),
        (len(units) > limits.maximum_units, f"{len(units)} 个单位，一般不超过 {limits.maximum_units} 个"),
        (group.farthest > limits.radius, f"最远 {group.farthest / 1000:.1f} 公里，超过 {limits.radius / 1000:g} 公里"),
        (not limits.across_townships and len({unit.township for unit in units}) > 1, "跨了乡镇"),
        (any(unit.at is None for unit in units), "有单位没有位置，距离没有算全"),
        (any(len(each & keys) > 1 for each in problem.apart), "有指定不同组的单位在一组"),
        (any(each & keys and not each <= keys for each in problem.together), "有指定同组的单位不在一组"),
    ]
    return tuple(words for true, words in found if true)


def _attachments(ready: Ground, item: int, place: int) -> list[Attachment]:
    problem = ready.problem
    host, found = problem.hosts[place], []
    for unit in (ready.units[index] for index in ready.items[item]):
        assert unit.at is not None
        found.append(Attachment(unit.key, host.key, unit.at.metres(host.at)))
    return found

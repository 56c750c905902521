"""The three ways for one blank, each with its reason and article, and what is missing where none is open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from zhendi.domain.setup.planner.problem import Blank, Host, Limits, Point, Problem
from zhendi.domain.setup.planner.result import Attachment, Group, Option, Solution, Verdict, Way
from zhendi.domain.setup.planner.singles import reachable

OWN_RULE = "中国共产党支部工作条例（试行）第四条"
MUST_RULE = "创新基层党建意见 3.4b"
JOINT_RULE = "中国共产党支部工作条例（试行）第五条"
ATTACHED_RULE = "创新基层党建意见 3.1b"


def verdicts(problem: Problem, solution: Solution) -> tuple[Verdict, ...]:
    """One for each blank, in the order of their keys."""
    around = _Around(problem, solution)
    return tuple(_verdict(blank, around) for blank in sorted(problem.blanks, key=lambda blank: blank.key))


class _Around:
    """What lies near a blank, and where the plan has put it."""

    def __init__(self, problem: Problem, solution: Solution) -> None:
        self.limits: Limits = problem.limits
        self.apart = problem.apart
        self.hosts = {host.key: host for host in problem.hosts}
        self.group: dict[int, Group] = {unit: group for group in solution.groups for unit in group.units}
        self.attached: dict[int, Attachment] = {each.unit: each for each in solution.attached}
        self._small = _by_square(problem.limits.radius, [b for b in problem.blanks if _small(b, problem.limits)])
        self._near_hosts = _by_square(problem.limits.radius, problem.hosts)

    def small(self, blank: Blank) -> list[tuple[int, Blank]]:
        """Small blanks within the radius, townships set aside, nearest first, with metres."""
        if blank.at is None:
            return []
        found = [(blank.at.metres(o.at), o) for o in _nine(self._small, blank, self.limits.radius) if o.at]
        near = [(metres, o) for metres, o in found if metres <= self.limits.radius and o.key != blank.key]
        return sorted(near, key=lambda pair: (pair[0], pair[1].key))

    def branches(self, blank: Blank) -> list[tuple[int, Host]]:
        """Branches to which the blank may be attached, room set aside, nearest first, with metres."""
        near = [
            (metres, host)
            for host in _nine(self._near_hosts, blank, self.limits.radius)
            if (metres := reachable(blank, host, self.limits)) is not None
        ]
        return sorted(near, key=lambda pair: (pair[0], pair[1].key))


def _verdict(blank: Blank, around: _Around) -> Verdict:
    way = _way(blank, around)
    options = (_own(blank, around, way), _joint(blank, around, way), _attached(blank, around, way))
    return Verdict(blank.key, way, options, _missing(blank, around) if way == "none" else "")


def _way(blank: Blank, around: _Around) -> Way:
    if blank.key in around.group:
        return "joint"
    if blank.full >= around.limits.minimum_full:
        return "own"
    return "attached" if blank.key in around.attached else "none"


def _own(blank: Blank, around: _Around, way: Way) -> Option:
    least, most = around.limits.minimum_full, around.limits.maximum_members
    if blank.full < least:
        reason = f"正式党员只有 {blank.full} 名，不足 {least} 名" if blank.full else "没有正式党员"
        return Option("own", False, False, reason, OWN_RULE)
    rule, must = (MUST_RULE, "必须单独组建。") if blank.own_required else (OWN_RULE, "")
    big = f"；党员 {blank.members} 名，超过 {most} 名，可研究设党总支" if blank.members > most else ""
    return Option("own", True, way == "own", f"{must}正式党员 {blank.full} 名，满 {least} 名{big}", rule)


def _joint(blank: Blank, around: _Around, way: Way) -> Option:
    group = around.group.get(blank.key)
    if group is not None:
        reason = f"{len(group.units)} 个单位，正式党员 {group.full} 名，最远 {_km(group.farthest)}"
        return Option("joint", True, way == "joint", reason, JOINT_RULE)
    if blank.own_required and blank.full >= around.limits.minimum_full:
        return Option("joint", False, False, "必须单独组建，不再联合", MUST_RULE)
    if blank.full >= around.limits.minimum_full:
        return Option("joint", False, False, "能单独组建，不再联合", JOINT_RULE)
    lacking = _joint_lacking(blank, around)
    return Option("joint", not lacking, False, lacking or "能凑足人数，但总路程更长，没有采用", JOINT_RULE)


def _joint_lacking(blank: Blank, around: _Around) -> str:
    """Why no joint branch can hold the blank, in words; empty where one could, were others not better served."""
    limits = around.limits
    if not blank.members:
        return "没有党员，不能参加联合组建"
    if blank.at is None:
        return "没有位置，不能算距离"
    everywhere = [other for _, other in around.small(blank) if not _kept_apart(blank, other, around)]
    here = [other for other in everywhere if limits.across_townships or other.township == blank.township]
    reached = _most_full(blank, here, limits)
    if reached >= limits.minimum_full:
        return ""
    lacking = (
        f"{limits.radius / 1000:g} 公里内的小单位合起来正式党员 {reached} 名，还差 {limits.minimum_full - reached} 名"
    )
    if _most_full(blank, everywhere, limits) >= limits.minimum_full:
        return f"{lacking}；允许跨乡镇就能凑足"
    return lacking if here else f"{limits.radius / 1000:g} 公里内没有别的小单位可以联合"


def _attached(blank: Blank, around: _Around, way: Way) -> Option:
    placed = around.attached.get(blank.key)
    if placed is not None:
        return Option("attached", True, way == "attached", f"挂靠的党支部在 {_km(placed.metres)}处", ATTACHED_RULE)
    reason = _attach_lacking(blank, around)
    if reason:
        return Option("attached", False, False, reason, ATTACHED_RULE)
    metres = around.branches(blank)[0][0]
    return Option("attached", True, False, f"可行，最近的党支部在 {_km(metres)}处", ATTACHED_RULE)


def _attach_lacking(blank: Blank, around: _Around) -> str:
    limits = around.limits
    if blank.full >= limits.minimum_full:
        return "能单独组建，不再挂靠"
    if not blank.members:
        return "没有党员可以挂靠，先派党建工作指导员"
    if blank.at is None:
        return "没有位置，不能算距离"
    near = around.branches(blank)
    if not near:
        return f"{limits.radius / 1000:g} 公里内没有可以挂靠的党支部"
    if not any(host.members + blank.members <= limits.maximum_members for _, host in near):
        return f"附近的党支部都会超过 {limits.maximum_members} 名党员"
    return ""


def _missing(blank: Blank, around: _Around) -> str:
    if not blank.members:
        return "没有党员：先派党建工作指导员，有了党员再测算。"
    if blank.at is None:
        return "没有登记位置：补登位置后再测算。"
    lacking = _joint_lacking(blank, around) or "邻近的小单位已编入别的组，另成一组凑不足人数"
    attach = _attach_lacking(blank, around) or "附近的党支部名额已分给别的单位"
    return f"{lacking}；{attach}。"


def _small(blank: Blank, limits: Limits) -> bool:
    return blank.members > 0 and blank.full < limits.minimum_full


def _kept_apart(blank: Blank, other: Blank, around: _Around) -> bool:
    return any(blank.key in each and other.key in each for each in around.apart)


def _most_full(blank: Blank, others: list[Blank], limits: Limits) -> int:
    """The most full members that can come together with the blank within the greatest number of units."""
    best = sorted((other.full for other in others), reverse=True)[: limits.maximum_units - 1]
    return blank.full + sum(best)


def _km(metres: int) -> str:
    return f"{metres / 1000:.1f} 公里"


class _Placed(Protocol):
    """Anything with a place, or without one."""

    @property
    def at(self) -> Point | None:
        """Where it is."""


_P = TypeVar("_P", bound=_Placed)
_Squares = dict[tuple[int, int], list[_P]]


def _by_square(radius: int, things: Iterable[_P]) -> _Squares[_P]:
    found: _Squares[_P] = {}
    for thing in things:
        if thing.at is not None:
            found.setdefault((thing.at.x // max(radius, 1), thing.at.y // max(radius, 1)), []).append(thing)
    return found


def _nine(squares: _Squares[_P], around: Blank, radius: int) -> list[_P]:
    """All in the square of the blank and the eight about it: a little more than the radius reaches."""
    if around.at is None:
        return []
    column, row = around.at.x // max(radius, 1), around.at.y // max(radius, 1)
    return [thing for dx in (-1, 0, 1) for dy in (-1, 0, 1) for thing in squares.get((column + dx, row + dy), ())]

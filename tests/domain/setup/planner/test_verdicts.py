"""The three ways, their reasons, and what people have set by hand."""

from __future__ import annotations

from dataclasses import replace

from tests.domain.setup.planner.county import LIMITS, blank, problem
from zhendi.domain.setup.planner import solve
from zhendi.domain.setup.planner.problem import Fixed, Host, Point, Problem, middle_of, project
from zhendi.domain.setup.planner.result import Option, Verdict


def _verdict(asked: Problem, unit: int) -> Verdict:
    (found,) = [verdict for verdict in solve.plan(asked).verdicts if verdict.unit == unit]
    return found


def _option(verdict: Verdict, way: str) -> Option:
    return next(option for option in verdict.options if option.way == way)


def test_a_law_firm_with_three_full_members_stands_alone() -> None:
    verdict = _verdict(problem(blank(1, full=3, own_required=True)), 1)
    assert verdict.way == "own"
    assert _option(verdict, "own").reason == "必须单独组建。正式党员 3 名，满 3 名"
    assert _option(verdict, "own").rule == "创新基层党建意见 3.4b"
    assert not _option(verdict, "joint").feasible


def test_three_small_units_near_each_other_join_and_say_how_far() -> None:
    verdict = _verdict(problem(blank(1), blank(2, 1200), blank(3, 2400)), 1)
    assert verdict.way == "joint"
    assert _option(verdict, "joint").reason == "3 个单位，正式党员 3 名，最远 1.2 公里"
    assert _option(verdict, "own").reason == "正式党员只有 1 名，不足 3 名"
    assert _option(verdict, "attached").reason == "5 公里内没有可以挂靠的党支部"


def test_what_is_missing_is_said() -> None:
    assert _verdict(problem(blank(1, full=0)), 1).missing == "没有党员：先派党建工作指导员，有了党员再测算。"
    assert "补登位置" in _verdict(problem(replace(blank(1), at=None)), 1).missing
    lonely = _verdict(problem(blank(1), blank(2)), 1)
    assert lonely.missing == "5 公里内的小单位合起来正式党员 2 名，还差 1 名；5 公里内没有可以挂靠的党支部。"
    closed = replace(LIMITS, across_townships=False)
    border = _verdict(problem(blank(1), blank(2), blank(3, township="乙镇"), limits=closed), 1)
    assert "允许跨乡镇就能凑足" in border.missing


def test_a_full_branch_takes_nobody_in() -> None:
    host = Host(9, Point(0, 0), 50, "甲镇")
    assert "超过 50 名党员" in _verdict(problem(blank(1), hosts=(host,)), 1).missing


def test_a_group_fixed_by_hand_stays_when_all_is_planned_again() -> None:
    blanks = (blank(1), blank(2), blank(3), blank(4, 4000), blank(5, 4000), blank(6, 4000))
    asked = problem(*blanks, fixed=(Fixed(1, (1, 2, 4)),))
    solution = solve.plan(asked).solution
    assert solution.groups[0].units == (1, 2, 4)
    assert solution.groups[0].by_hand
    assert solution.groups[0].broken == ()
    assert [group.units for group in solution.groups[1:]] == [(3, 5, 6)]
    assert solution.cost == sum(group.cost for group in solution.groups) == solution.bound


def test_what_a_hand_made_group_breaks_is_said() -> None:
    asked = problem(blank(1), blank(2, 8000, township="乙镇"), limits=replace(LIMITS, across_townships=False))
    group = solve.rebuilt(asked, (1, 2), 1)
    assert group.broken == ("正式党员 2 名，不足 3 名", "最远 8.0 公里，超过 5 公里", "跨了乡镇")


def test_positions_become_metres() -> None:
    middle = middle_of([(118.0, 30.0), (118.2, 30.0)])
    west, east = project([(118.0, 30.0), (118.2, 30.0)], middle=middle)
    assert 19_200 < west.metres(east) < 19_300
    assert middle_of([]) == (0.0, 0.0)

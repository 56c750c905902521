"""Plans for the blanks that a reader sees, under the county's numbers and under others."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.setup.county import TODAY, cover, scope, unit
from tests.people import Cast
from zhendi.domain.setup.queries import plans, problems

pytestmark = pytest.mark.django_db


def small(cast: Cast, name: str, step: int = 0, full: int | None = 1, **facts: object) -> int:
    """A unit with one full member, ``step`` hundredths of a degree (about a kilometre) further north."""
    latitude = Decimal("30.60") + step * Decimal("0.01")
    facts = {"industry": "茶叶", "longitude": Decimal("118.40"), "latitude": latitude, **facts}
    return unit(cast, name, said_full=full, **facts)


def test_three_small_units_of_a_township_are_grouped_and_proven(cast: Cast) -> None:
    keys = [small(cast, name, step) for step, name in enumerate("甲乙丙")]
    found = plans.planning(scope(cast), problems.usual_limits(TODAY))
    (group,) = found.joint
    assert [one.id for one in group.units] == keys
    assert group.hub.name == "乙"
    assert 1_000 < group.farthest < 1_200
    assert found.gap_per_mille == 0
    assert found.count("joint") == 3


def test_a_smaller_radius_tried_leaves_them_ungrouped_and_says_why(cast: Cast) -> None:
    for step, name in enumerate("甲乙丙"):
        small(cast, name, step)
    found = plans.planning(scope(cast), replace(problems.usual_limits(TODAY), radius=500))
    assert not found.joint
    assert found.blanks[0].verdict.missing.startswith("0.5 公里内没有别的小单位可以联合")


def test_one_who_is_near_a_branch_is_attached_to_it(cast: Cast) -> None:
    cover(cast, small(cast, "有支部的厂", 1, full=5))
    small(cast, "独一家")
    found = plans.planning(scope(cast), problems.usual_limits(TODAY))
    (each,) = found.attached
    assert (each.unit.name, each.organisation) == ("独一家", str(cast.organisations["branch"].short_name))


def test_a_law_firm_with_three_full_members_is_told_to_stand_alone(cast: Cast) -> None:
    small(cast, "律所", full=3, kind="law")
    (row,) = plans.planning(scope(cast), problems.usual_limits(TODAY)).blanks
    assert row.verdict.way == "own"
    assert row.verdict.options[0].reason.startswith("必须单独组建")


def test_a_covered_unit_and_one_of_another_township_are_in_nobodys_plan(cast: Cast) -> None:
    cover(cast, small(cast, "有支部的厂"))
    assert not plans.planning(scope(cast), problems.usual_limits(TODAY)).blanks
    small(cast, "空白厂")
    assert not plans.planning(scope(cast, "stranger"), problems.usual_limits(TODAY)).blanks
    assert not plans.planning(scope(cast), problems.usual_limits(TODAY), township=999_999).blanks


def test_one_blank_and_three_take_the_same_queries(cast: Cast) -> None:
    limits, counts = problems.usual_limits(TODAY), []
    for number in (1, 3):
        for step in range(len(counts), number):
            small(cast, f"厂{number}{step}")
        reader = scope(cast)
        with CaptureQueriesContext(connection) as made:
            plans.planning(reader, limits)
        counts.append(len(made))
    assert counts[0] == counts[1] <= 4


def test_too_many_to_search_at_once_are_grouped_quickly_without_a_proof(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "SEARCHED_AT_ONCE", 2)
    for step, name in enumerate("甲乙丙"):
        small(cast, name, step)
    found = plans.planning(scope(cast), problems.usual_limits(TODAY))
    assert len(found.joint) == 1
    assert found.gap_per_mille is None

"""Posts of an organisation, the register of posts, and seats that stand empty."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.people import Cast
from zhendi.domain.orgs.models import Version
from zhendi.domain.people import facts, queries
from zhendi.domain.people.models import Post, Suspension
from zhendi.domain.people.queries import PostFilters
from zhendi.kernel.errors import NotVisible

pytestmark = pytest.mark.django_db


def names(cast: Cast, by: str, filters: PostFilters | None = None) -> list[str]:
    return [row.name for row in queries.posts_listing(cast.scope(by), filters).rows]


def test_leading_body_stands_first(cast: Cast) -> None:
    rows = queries.posts(cast.scope("township_officer"), cast.organisations["branch"].pk)
    assert [(row.name, row.role_title, row.leading) for row in rows] == [
        ("石守成", "书记", True), ("文秀英", "便民服务网点经办人", False), ("谷丰年", "村民代表", False)
    ]  # fmt: skip


def test_member_knows_who_leads_the_own_branch_and_no_other(cast: Cast) -> None:
    assert queries.posts(cast.scope("member"), cast.organisations["branch"].pk)
    for by, place in (("member", "second"), ("stranger", "branch"), ("secretary", "township")):
        with pytest.raises(NotVisible):
            queries.posts(cast.scope(by), cast.organisations[place].pk)


def test_register_of_posts_is_in_reach_only(cast: Cast) -> None:
    assert names(cast, "county_officer") == ["高远山", "田晓禾", "石守成", "文秀英", "谷丰年", "外来客"]
    assert names(cast, "township_officer") == ["田晓禾", "石守成", "文秀英", "谷丰年"]
    assert names(cast, "stranger") == ["外来客"]
    assert names(cast, "member") == []
    assert names(cast, "clerk") == ["文秀英"]


def test_filters_of_the_register_of_posts(cast: Cast) -> None:
    Post.objects.filter(person=cast.people["villager"]).update(valid_to=date(2026, 1, 1))
    cases = {
        PostFilters(leading=True): ["石守成"],
        PostFilters(role="clerk"): ["文秀英"],
        PostFilters(text="wxy"): ["文秀英"],
        PostFilters(state="ended"): ["谷丰年"],
        PostFilters(under=cast.organisations["branch"].pk): ["石守成", "文秀英"],
    }
    assert {each: names(cast, "township_officer", each) for each in cases} == cases
    with pytest.raises(NotVisible):
        names(cast, "stranger", PostFilters(under=cast.organisations["branch"].pk))


def test_past_day_shows_the_posts_of_then(cast: Cast) -> None:
    cast.end_posts("secretary", date(2026, 1, 1))
    scope, branch = cast.scope("township_officer"), cast.organisations["branch"].pk
    assert "石守成" not in [row.name for row in queries.posts(scope, branch)]
    assert "石守成" in [row.name for row in queries.posts(scope.on(date(2025, 12, 31)), branch)]


def test_organisations_without_a_secretary_are_listed_with_the_day_of_the_last_one(cast: Cast) -> None:
    assert [row.organisation for row in queries.vacancies(cast.scope("township_officer")).rows] == [
        "泾川镇党委",
        "泾川镇机关支部",
    ]
    cast.end_posts("secretary", date(2026, 1, 1))
    found = queries.vacancies(cast.scope("township_officer"), limit=2)
    assert ("百园村支部", "泾川镇党委", date(2026, 1, 1)) in [
        (row.organisation, row.parent, row.since) for row in found.rows
    ]
    assert (len(found.rows), found.total) == (2, 3)
    assert queries.vacancies(cast.scope("member")).rows == ()


def test_organisation_founded_later_lacks_no_secretary_on_a_past_day(cast: Cast) -> None:
    day = cast.scope("township_officer").as_of
    before = queries.vacancies(replace(cast.scope("township_officer"), as_of=day - timedelta(days=1)))
    Version.objects.filter(organisation__short_name="泾川镇机关支部").update(valid_from=day)
    assert "泾川镇机关支部" in [row.organisation for row in before.rows]
    after = queries.vacancies(replace(cast.scope("township_officer"), as_of=day - timedelta(days=1)))
    assert "泾川镇机关支部" not in [row.organisation for row in after.rows]


@pytest.mark.parametrize("count", [1, 3])
def test_lists_of_posts_cost_two_queries(cast: Cast, count: int, django_assert_num_queries) -> None:
    for name in ("member", "mobile_member", "secretary")[:count]:
        cast.appoint(name, "cadre", "second")
    scope, second = cast.scope("township_officer"), cast.organisations["second"].pk
    with django_assert_num_queries(2):
        assert len(queries.posts(scope, second)) == count
    with django_assert_num_queries(2):
        assert queries.posts_listing(scope, PostFilters(role="cadre")).total == count


def test_roles_to_choose_from_leave_out_the_plain_member(cast: Cast) -> None:
    codes = [code for code, _ in queries.role_choices()]
    assert codes[0] == "secretary" and "member" not in codes and "clerk" in codes


def test_facts_have_fixed_columns(cast: Cast) -> None:
    Suspension.objects.create(
        person=cast.people["member"], ground="detained", valid_from=date(2026, 1, 1), decision="x"
    )
    period = {"subject_id", "valid_from", "valid_to"}
    for found in (
        facts.members(), facts.memberships(), facts.posts("secretary"), facts.seats("secretary"), facts.suspensions()
    ):  # fmt: skip
        assert {frozenset(row) for row in found} == {frozenset(period)}
    assert list(facts.probationers()) == list(facts.deaths()) == []
    assert [row["subject_id"] for row in facts.seats("secretary")] == [cast.organisations["branch"].pk]
    assert [row["subject_id"] for row in facts.posts("secretary")] == [cast.people["secretary"].pk]

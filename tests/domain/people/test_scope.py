"""Rights follow from the posts held today, and from nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from zhendi.domain.people.queries.scope import actor_of, scope_of
from zhendi.kernel import clock
from zhendi.kernel.scope import SEE

pytestmark = pytest.mark.django_db


def test_each_of_the_cast_sees_the_own_part_of_the_tree_only(cast) -> None:
    places = cast.organisations
    reach = {
        name: cast.scope(name).ranges(SEE) for name in ("county_officer", "township_officer", "secretary", "stranger")
    }
    assert reach["county_officer"][0][0] == places["county"].path
    assert reach["township_officer"][0][0] == places["township"].path
    assert reach["secretary"][0][0] == places["branch"].path
    assert reach["stranger"][0][0] == places["other"].path
    assert all(cast.scope(name).ranges(SEE) == () for name in ("clerk", "member", "mobile_member", "villager"))


def test_member_without_a_post_may_see_the_own_branch(cast) -> None:
    scope = cast.scope("member")
    assert [grant.role for grant in scope.grants] == ["member"]
    assert scope.allows("see_own", cast.organisations["branch"].path)
    assert not scope.allows("see_own", cast.organisations["township"].path)


def test_post_that_ended_gives_nothing_from_that_day_on(cast) -> None:
    today = clock.today()
    cast.end_posts("secretary", today)
    assert not cast.scope("secretary").may(SEE)
    assert cast.scope("secretary", today - timedelta(days=1)).may(SEE)


def test_post_that_begins_tomorrow_gives_nothing_today(cast) -> None:
    cast.appoint("member", "secretary", "branch", since=clock.today() + timedelta(days=1))
    assert not cast.scope("member").may(SEE)


def test_rights_come_from_today_even_when_a_past_day_is_looked_at(cast) -> None:
    cast.end_posts("secretary", clock.today())
    scope = scope_of(cast.secretary, today=clock.today(), as_of=date(2024, 1, 1))
    assert scope.as_of == date(2024, 1, 1)
    assert not scope.may(SEE)


def test_post_in_a_dissolved_organisation_gives_nothing(cast) -> None:
    branch = cast.organisations["branch"]
    branch.dissolved_on = clock.today()
    branch.save()
    assert not cast.scope("secretary").may(SEE)


def test_guide_sees_the_guided_organisation_and_not_the_guiding_one(cast) -> None:
    from zhendi.domain.orgs.models import Guidance

    cast.appoint("member", "guide", "second")
    assert not cast.scope("member").may(SEE)
    Guidance.objects.create(
        organisation=cast.organisations["away"], guide=cast.organisations["second"], valid_from=date(2021, 1, 1)
    )
    assert cast.scope("member").allows(SEE, cast.organisations["away"].path)
    assert not cast.scope("member").allows(SEE, cast.organisations["second"].path)


def test_role_that_the_installation_does_not_know_gives_nothing(cast) -> None:
    cast.appoint("villager", "emperor", "county")
    assert not cast.scope("villager").may(SEE)


@pytest.mark.parametrize("posts", [1, 3])
def test_scope_costs_one_query_however_many_posts_are_held(cast, posts, django_assert_num_queries) -> None:
    for place in ("branch", "second", "away")[:posts]:
        cast.appoint("member", "committee_member", place)
    account = cast.member
    with django_assert_num_queries(1):
        scope = scope_of(account, today=clock.today())
    assert len(scope.grants) == posts + 1


def test_scope_of_a_guide_costs_two_queries(cast, django_assert_num_queries) -> None:
    cast.appoint("member", "guide", "second")
    with django_assert_num_queries(2):
        scope_of(cast.member, today=clock.today())


def test_actor_is_named_with_the_posts_by_which_it_acts(cast) -> None:
    assert actor_of(cast.villager, cast.scope("villager")).label == "谷丰年（村民代表）"

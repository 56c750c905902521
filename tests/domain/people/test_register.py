"""The register of members: everybody in reach and nobody else, as of the day, in few queries."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people import SINCE, Cast
from zhendi.domain.orgs.models import Organisation, Version
from zhendi.domain.people import queries
from zhendi.domain.people.models import Membership, Person, Phone
from zhendi.domain.people.queries import Filters, registers
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import operator

pytestmark = pytest.mark.django_db


def names(cast: Cast, by: str = "township_officer", filters: Filters | None = None, **more) -> list[str]:
    return [row.name for row in queries.listing(cast.scope(by), filters, **more).rows]


def more_members(cast: Cast, count: int, place: str = "branch") -> None:
    people = Person.objects.bulk_create(Person(name=f"党员{at}", sort_name=f"dang {at}") for at in range(count))
    branch = cast.organisations[place]
    Membership.objects.bulk_create(
        Membership(
            person=one,
            organisation=branch,
            standing="full",
            path=branch.path,
            sort_name=one.sort_name,
            valid_from=SINCE,
        )
        for one in people
    )


def test_officer_of_the_township_sees_its_members_in_the_order_of_the_tree(cast: Cast) -> None:
    assert names(cast) == ["江水生", "石守成", "燕南飞", "田晓禾"]


def test_each_post_sees_its_own_piece_and_a_plain_member_himself(cast: Cast) -> None:
    assert names(cast, "stranger") == ["外来客"]
    assert names(cast, "secretary") == ["江水生", "石守成", "燕南飞"]
    assert names(cast, "member") == ["江水生"]
    assert names(cast, "villager") == []
    assert len(names(cast, "county_officer")) == 6


def test_command_line_sees_everybody(cast: Cast) -> None:
    scope = operator("命令行", date(2026, 3, 1)).scope
    assert queries.listing(scope).total == queries.listing(scope, order="name").total == 6


def test_register_by_names_mixes_the_branches(cast: Cast) -> None:
    assert names(cast, order="name") == ["江水生", "石守成", "田晓禾", "燕南飞"]


def test_large_register_by_names_is_the_same_list(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = names(cast, order="name")
    monkeypatch.setattr(registers, "CAP", 2)
    found = queries.listing(cast.scope("township_officer"), order="name", size=10)
    assert [row.name for row in found.rows] == plain
    assert (found.total, found.more) == (4, False)


def test_filters_choose(cast: Cast) -> None:
    Membership.objects.filter(person=cast.people["member"]).update(standing="probationary")
    Phone.objects.filter(person=cast.people["secretary"]).delete()
    cases = {
        Filters(sex=2): ["燕南飞", "田晓禾"],
        Filters(standing="probationary"): ["江水生"],
        Filters(standing="full"): ["石守成", "燕南飞", "田晓禾"],
        Filters(has_phone=False): ["石守成"],
        Filters(has_phone=True, sex=1): ["江水生"],
        Filters(role="secretary"): ["石守成"],
        Filters(text="ssc"): ["石守成"],
        Filters(text="0005"): ["江水生"],
        Filters(under=cast.organisations["second"].pk): ["田晓禾"],
        Filters(text="没有这个人"): [],
    }
    assert {each: names(cast, filters=each) for each in cases} == cases


def test_activists_stand_apart_from_members(cast: Cast) -> None:
    Membership.objects.filter(person=cast.people["member"]).update(standing="activist")
    assert "江水生" not in names(cast)
    assert "江水生" in names(cast, filters=Filters(standing="any"))


def test_ages_count_completed_years_on_the_readers_day(cast: Cast) -> None:
    born = cast.people["member"].born_on
    scope = cast.scope("secretary").on(date(2026, born.month, born.day))
    age = 2026 - born.year
    one = Filters(text="江水生", age_from=age, age_to=age)
    assert queries.listing(scope, one).total == 1
    assert queries.listing(scope.on(date(2026, born.month, born.day - 1)), one).total == 0


def test_organisation_out_of_reach_is_not_found_as_a_filter(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        names(cast, "stranger", Filters(under=cast.organisations["branch"].pk))


def test_past_day_shows_who_belonged_then_under_the_name_of_then(cast: Cast) -> None:
    membership = Membership.objects.get(person=cast.people["member"])
    membership.valid_to, membership.ended = date(2026, 1, 1), "died"
    membership.save()
    version = Version.objects.get(organisation=cast.organisations["branch"])
    version.short_name = "老名字支部"
    version.save()
    scope = cast.scope("secretary")
    assert "江水生" not in [row.name for row in queries.listing(scope.on(date(2026, 1, 1))).rows]
    then = queries.listing(scope.on(date(2025, 12, 31))).rows
    assert ("江水生", "老名字支部") in [(row.name, row.organisation) for row in then]


def test_branch_that_moved_stands_under_its_old_township_on_a_past_day(cast: Cast) -> None:
    moved_branch(cast)
    scope, old, new = cast.scope("county_officer"), cast.organisations["township"].pk, cast.organisations["other"].pk
    today, then = scope.on(date(2026, 2, 1)), scope.on(date(2025, 2, 1))
    assert queries.listing(today, Filters(under=old)).total == 1
    assert queries.listing(then, Filters(under=old)).total == 4
    assert queries.counts(today, [old, new]) == {old: (1, 0), new: (4, 0)}
    assert queries.counts(then, [old, new]) == {old: (4, 0), new: (1, 0)}


def moved_branch(cast: Cast) -> None:
    """百园村支部 belongs to the other township since the first day of 2026."""
    branch, day = cast.organisations["branch"], date(2026, 1, 1)
    path = cast.organisations["other"].path + "0009"
    Version.objects.filter(organisation=branch).update(valid_to=day)
    Version.objects.create(
        organisation=branch, full_name=branch.full_name, short_name=branch.short_name, kind=branch.kind,
        parent=cast.organisations["other"], path=path, valid_from=day,
    )  # fmt: skip
    Membership.objects.filter(organisation=branch).update(path=path)
    branch.path, branch.parent = path, cast.organisations["other"]
    branch.save()


def test_posts_stand_beside_the_name_with_the_organisation_where_it_is_another(cast: Cast) -> None:
    rows = {row.name: row.posts for row in queries.listing(cast.scope("county_officer")).rows}
    assert rows["石守成"] == ("书记",)
    assert rows["田晓禾"] == ("泾川镇党委乡镇（街道）党委经办人",)


def test_word_shared_by_an_organisation_and_a_title_is_said_once(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.organisations["county"].pk).update(short_name="泾县县委")
    rows = {row.name: row.posts for row in queries.listing(cast.scope("county_officer")).rows}
    assert rows["高远山"] == ("泾县县委组织部经办人",)


def test_pages_are_counted_and_a_page_too_far_is_the_last(cast: Cast) -> None:
    more_members(cast, 5)
    found = queries.listing(cast.scope("secretary"), page=9, size=3)
    assert (found.total, found.pages, found.number, len(found.rows)) == (8, 3, 3, 2)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("order", ["tree", "name"])
def test_register_costs_two_queries(cast: Cast, count: int, order: str, django_assert_num_queries) -> None:
    more_members(cast, count)
    scope = cast.scope("secretary")
    with django_assert_num_queries(2):
        queries.listing(scope, Filters(sex=None, standing="full", text="党员"), order=order)


@pytest.mark.parametrize("places", [["branch"], ["branch", "second"]])
def test_figures_of_brothers_cost_one_query(cast: Cast, places: list[str], django_assert_num_queries) -> None:
    scope, ids = cast.scope("township_officer"), [cast.organisations[place].pk for place in places]
    with django_assert_num_queries(1):
        assert sum(each.total for each in queries.counts(scope, ids).values()) == {1: 3, 2: 4}[len(places)]


def test_figures_tell_full_and_probationary_of_a_subtree_apart(cast: Cast) -> None:
    Membership.objects.filter(person=cast.people["member"]).update(standing="probationary")
    Membership.objects.filter(person=cast.people["mobile_member"]).update(standing="applicant")
    township, branch = cast.organisations["township"].pk, cast.organisations["branch"].pk
    found = queries.counts(cast.scope("township_officer"), [township, branch])
    assert found == {township: (2, 1), branch: (1, 1)}


def test_figures_of_an_organisation_out_of_reach_are_left_out(cast: Cast) -> None:
    branch = cast.organisations["branch"].pk
    assert queries.counts(cast.scope("stranger"), [branch]) == {}
    assert queries.counts(cast.scope("member"), [branch])[branch].total == 3


@pytest.mark.parametrize("order", ["tree", "name"])
@pytest.mark.parametrize("filters", [Filters(), Filters(sex=2), Filters(text="党员")])
def test_pages_go_on_behind_the_last_numbered_one(cast: Cast, monkeypatch, order: str, filters: Filters) -> None:
    more_members(cast, 9)
    scope = cast.scope("township_officer")
    Person.objects.filter(name__startswith="党员").update(sex=2)
    whole = [row.person_id for row in queries.listing(scope, filters, order=order).rows]
    monkeypatch.setattr(registers, "CAP", 4)
    found, seen = queries.listing(scope, filters, order=order, page=1, size=2), []
    seen += found.rows
    found = queries.listing(scope, filters, order=order, page=found.pages, size=2)
    seen += found.rows
    while found.following:
        found = queries.listing(scope, filters, order=order, size=2, after=found.following)
        assert found.number == 0
        seen += found.rows
    assert [row.person_id for row in seen] == whole


def test_a_row_out_of_reach_is_no_place_to_go_on_from(cast: Cast) -> None:
    foreign = Membership.objects.get(person=cast.people["stranger"]).pk
    assert queries.listing(cast.scope("secretary"), after=foreign).number == 1


def test_members_without_further_conditions_are_counted_exactly_however_many(cast: Cast, monkeypatch) -> None:
    monkeypatch.setattr(registers, "CAP", 2)
    found = queries.listing(cast.scope("county_officer"))
    assert (found.total, found.more) == (6, False)
    found = queries.listing(cast.scope("county_officer"), Filters(standing="full"))
    assert (found.total, found.more) == (2, True)

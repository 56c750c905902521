"""Organisations merged, split, upgraded and dissolved together with their members."""

from __future__ import annotations

from datetime import date

import pytest

from tests.domain.orgs.county import APRIL, BEFORE, MAY, TODAY, act, found, key, scope
from tests.people import SINCE, Cast
from zhendi.domain.mobile.models import Outgoing
from zhendi.domain.orgs import queries
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.models import Membership, Person, Post
from zhendi.domain.people.operations import reorganise
from zhendi.domain.people.operations.reorganise import Branch
from zhendi.domain.setup.models import Coverage, Unit
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible, Refused

pytestmark = pytest.mark.django_db


def members(cast: Cast, name: str, day: date) -> set[str]:
    """Names of the members of an organisation on a day."""
    rows = Membership.objects.as_of(day).filter(organisation=key(cast, name))
    return set(rows.values_list("person__name", flat=True))


def fill(cast: Cast, name: str, count: int, standing: str = "full") -> list[int]:
    """More members of a branch."""
    people = [Person.objects.create(name=f"新人{number}", sort_name=f"xin {number}") for number in range(count)]
    branch = cast.organisations[name]
    for person in people:
        Membership.objects.create(
            person=person,
            organisation=branch,
            standing=standing,
            path=branch.path,
            sort_name=person.sort_name,
            valid_from=SINCE,
        )
    return [person.pk for person in people]


def merge(cast: Cast, who: str = "county_officer", **words) -> int:
    return reorganise.merge(
        **act(cast, who, **{"source_ids": [key(cast, "branch")], "target_id": key(cast, "second"), **words})
    )


def test_merged_members_belong_to_the_new_branch_from_the_day_and_to_the_old_before(cast: Cast) -> None:
    assert merge(cast) == 3
    assert members(cast, "second", APRIL) == {"田晓禾", "石守成", "江水生", "燕南飞"}
    assert members(cast, "branch", APRIL) == set()
    assert members(cast, "branch", BEFORE) == {"石守成", "江水生", "燕南飞"}
    ended = Membership.objects.filter(organisation=key(cast, "branch"))
    assert set(ended.values_list("valid_to", "ended")) == {(APRIL, "moved")}
    target = Organisation.objects.get(pk=key(cast, "second"))
    assert set(Membership.objects.current().filter(organisation=target).values_list("path", flat=True)) == {target.path}


def test_posts_of_a_merged_branch_end_and_its_mobile_members_stay_registered(cast: Cast) -> None:
    merge(cast)
    assert set(Post.objects.filter(organisation=key(cast, "branch")).values_list("valid_to", flat=True)) == {APRIL}
    rows = Outgoing.objects.order_by("valid_from").values_list("organisation", "valid_to")
    assert list(rows) == [(key(cast, "branch"), APRIL), (key(cast, "second"), None)]
    assert Outgoing.objects.current().get().citizen_number == cast.people["mobile_member"].citizen_number


def test_units_covered_by_a_merged_branch_are_covered_by_the_new_one(cast: Cast) -> None:
    unit = Unit.objects.create(
        name="泾川宣纸厂",
        register_key="泾川宣纸厂",
        kind="firm",
        path=cast.organisations["township"].path,
        valid_from=SINCE,
    )
    Coverage.objects.create(unit=unit, form="joint", organisation=cast.organisations["branch"], valid_from=SINCE)
    merge(cast)
    assert Coverage.objects.as_of(BEFORE).get().organisation_id == key(cast, "branch")
    assert Coverage.objects.as_of(APRIL).get().organisation_id == key(cast, "second")


def test_a_stranger_merges_nothing_and_nobody_merges_into_a_stranger(cast: Cast) -> None:
    before = list(Membership.objects.order_by("pk").values())
    for who, words in (("stranger", {}), ("township_officer", {"target_id": key(cast, "away")})):
        with pytest.raises(NotVisible):
            merge(cast, who, **words)
    with pytest.raises(Refused):
        merge(cast, "secretary", source_ids=[key(cast, "branch")], target_id=key(cast, "branch"))
    assert list(Membership.objects.order_by("pk").values()) == before
    assert not Entry.objects.filter(action__startswith="people.").exists()


def test_members_do_not_go_to_a_branch_that_holds_no_relations(cast: Cast) -> None:
    made = found(cast, name="中共泾县泾川镇防汛临时支部委员会", kind="temporary_branch")
    with pytest.raises(Refused) as caught:
        merge(cast, target_id=made)
    assert caught.value.code == "no_relation"


def test_a_branch_with_members_is_dissolved_only_with_a_successor(cast: Cast) -> None:
    words = act(cast, organisation_id=key(cast, "branch"))
    with pytest.raises(Refused) as caught:
        reorganise.dissolve(**words)
    assert (caught.value.field, "3名党员" in caught.value.message) == ("successor", True)
    assert reorganise.dissolve(**words, successor_id=key(cast, "second")) == 3
    assert Organisation.objects.get(pk=key(cast, "branch")).dissolved_on == APRIL
    with pytest.raises(NotVisible):
        queries.record(scope(cast, "secretary"), key(cast, "branch"))


def test_a_successor_beyond_the_officer_receives_nobody(cast: Cast) -> None:
    words = act(cast, "township_officer", organisation_id=key(cast, "branch"))
    with pytest.raises(NotVisible):
        reorganise.dissolve(**words, successor_id=key(cast, "away"))
    assert members(cast, "branch", TODAY)


def test_an_empty_organisation_is_dissolved_without_a_successor(cast: Cast) -> None:
    made = found(cast)
    assert reorganise.dissolve(**act(cast, on=MAY, organisation_id=made)) == 0


def test_a_post_begun_after_the_day_stands_in_the_way(cast: Cast) -> None:
    cast.appoint("member", "organisation_member", "branch", since=MAY)
    with pytest.raises(Refused) as caught:
        merge(cast)
    assert caught.value.field == "on"


def split(cast: Cast, persons: list[int], who: str = "township_officer", **words) -> int:
    name = Branch("中共泾县泾川镇百园村第二支部委员会", "百园二支部")
    given = {"organisation_id": key(cast, "branch"), "name": name, "kind": "branch", "person_ids": persons, **words}
    return reorganise.split(**act(cast, who, **given))


def test_a_branch_splits_with_the_members_chosen(cast: Cast) -> None:
    chosen = [*fill(cast, "branch", 2), cast.people["mobile_member"].pk]
    fill(cast, "branch", 1)
    made = split(cast, chosen)
    assert set(Membership.objects.current().filter(organisation=made).values_list("person", flat=True)) == set(chosen)
    assert members(cast, "branch", BEFORE) >= {"燕南飞", "新人1"}
    assert Outgoing.objects.current().get().organisation_id == made
    assert Post.objects.get(role="secretary").organisation_id == key(cast, "branch")


@pytest.mark.parametrize("stays", ["new", "old"])
def test_tv_1_each_part_needs_three_full_members_and_probationary_ones_do_not_count(cast: Cast, stays: str) -> None:
    probationary = fill(cast, "branch", 5, standing="probationary")
    chosen = fill(cast, "branch", 2) if stays == "new" else fill(cast, "branch", 2) + [cast.people["member"].pk]
    with pytest.raises(Refused) as caught:
        split(cast, [*chosen, *probationary])
    assert (caught.value.code, "2名正式党员" in caught.value.message) == ("too_few", True)
    assert not Organisation.objects.filter(full_name__contains="第二支部").exists()


def test_nobody_from_elsewhere_goes_along_in_a_split(cast: Cast) -> None:
    with pytest.raises(Refused) as caught:
        split(cast, [cast.people["stranger"].pk])
    assert caught.value.field == "persons"


def upgrade(cast: Cast, first_branch: Branch | None) -> None:
    name = Branch("中共泾县泾川镇百园村总支部委员会", "百园村总支")
    words = {"organisation_id": key(cast, "branch"), "kind": "general_branch", "name": name}
    reorganise.reclassify(**act(cast, "township_officer", **words, first_branch=first_branch))


def test_a_branch_becomes_a_general_branch_with_its_members_in_a_first_branch(cast: Cast) -> None:
    with pytest.raises(Refused) as caught:
        upgrade(cast, None)
    assert caught.value.field == "first_branch"
    upgrade(cast, Branch("中共泾县泾川镇百园村第一支部委员会"))
    [first] = queries.record(scope(cast), key(cast, "branch")).children
    assert Membership.objects.current().filter(organisation=first.id).count() == 3
    assert queries.record(scope(cast, as_of=BEFORE), key(cast, "branch")).kind == "branch"


def test_an_undone_merge_leaves_nothing(cast: Cast) -> None:
    found(cast, "branch", "第一党小组", kind="group")
    found(cast, "second", "第一党小组", kind="group")
    with pytest.raises(Refused) as caught:
        merge(cast, on=MAY)
    assert caught.value.code == "duplicate"
    assert members(cast, "branch", TODAY) == {"石守成", "江水生", "燕南飞"}
    assert Outgoing.objects.current().get().organisation_id == key(cast, "branch")

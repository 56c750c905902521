"""Posts that registers name."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.domain.registers import (
    BRANCH,
    COUNTY_ROWS,
    JUNE,
    SEPTEMBER,
    TOWNSHIP,
    member,
    plan_members,
    write_members,
    write_organisations,
)
from zhendi.domain.orgs.operations import register
from zhendi.domain.people.models import Person, Post
from zhendi.domain.people.operations import roster, roster_posts
from zhendi.kernel.registers import Journal


def _plan(rows: list[roster.MemberRow], secretaries: dict[str, str], on: object = JUNE) -> roster_posts.PostPlan:
    index = plan_members(rows).index
    places = register.places()
    named = roster_posts.from_rosters(rows, index, places)
    named += roster_posts.from_register(secretaries, rows, index, places, named)
    return roster_posts.plan(named, places=places, on=on)  # type: ignore[arg-type]  # a row by its fields


def _write(rows: list[roster.MemberRow], secretaries: dict[str, str], on: object = JUNE) -> Journal:
    journal = Journal()
    with transaction.atomic():
        plan = _plan(rows, secretaries, on)
        roster_posts.apply(plan, places=register.places(), on=on, journal=journal)  # type: ignore[arg-type]  # a plan of the line above
    return journal


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("书记", ["secretary"]),
        ("支部书记", ["secretary"]),
        ("党支部副书记", ["deputy_secretary"]),
        ("组织委员、宣传委员", ["organisation_member", "publicity_member"]),
        ("纪检委员兼组织委员", ["discipline_member", "organisation_member"]),
        ("支委", ["committee_member"]),
        ("无", []),
    ],
)
def test_a_cell_names_posts_in_the_words_that_offices_use(text: str, codes: list[str]) -> None:
    named, unknown = roster_posts.read(text)
    assert [each.role for each in named] == codes
    assert unknown == ()


def test_an_unknown_post_is_handed_back_and_not_guessed() -> None:
    assert roster_posts.read("书记、养猪能手") == ((roster_posts.Named("secretary", ""),), ("养猪能手",))
    assert [held.row.name for held in roster_posts.unplaced([member(1, post="养猪能手")])] == ["张三"]


@pytest.mark.django_db
def test_a_committee_secretary_listed_in_a_branch_holds_the_post_of_the_committee_above() -> None:
    write_organisations()
    rows = [member(1, post="党委书记")]
    write_members(rows)
    _write(rows, {})
    assert list(Post.objects.values_list("role", "organisation__full_name")) == [("secretary", TOWNSHIP)]


@pytest.mark.django_db
def test_the_secretary_of_the_register_is_appointed_where_one_member_of_the_branch_bears_the_name() -> None:
    write_organisations()
    rows = [member(1, "张三"), member(2, "李四")]
    write_members(rows)
    _write(rows, {row.full_name: row.secretary for row in COUNTY_ROWS})
    assert Post.objects.get().person.name == "张三"


@pytest.mark.django_db
def test_of_two_namesakes_in_the_branch_nobody_is_appointed() -> None:
    write_organisations()
    rows = [member(1, "张三"), member(2, "张三")]
    write_members(rows)
    assert _write(rows, {BRANCH: "张三"}).empty()


@pytest.mark.django_db
def test_a_new_secretary_ends_the_post_of_the_former_one() -> None:
    write_organisations()
    rows = [member(1, "张三", post="书记"), member(2, "李四")]
    write_members(rows)
    _write(rows, {})
    rows = [member(1, "张三"), member(2, "李四", post="书记")]
    plan = _plan(rows, {}, SEPTEMBER)
    assert [change.row.name for change in plan.changed] == ["张三"]
    _write(rows, {}, SEPTEMBER)
    found = Post.objects.order_by("valid_from").values_list("person__name", "valid_from", "valid_to")
    assert list(found) == [("张三", JUNE, SEPTEMBER), ("李四", SEPTEMBER, None)]
    assert set(Person.objects.values_list("revision", flat=True)) == {2, 3}


@pytest.mark.django_db
def test_the_same_posts_again_change_nothing() -> None:
    write_organisations()
    rows = [member(1, post="书记")]
    write_members(rows)
    _write(rows, {})
    assert _write(rows, {}).empty()

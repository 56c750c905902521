"""Taking in rosters of members."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.domain.registers import (
    AWAY,
    BRANCH,
    EVERYWHERE,
    JUNE,
    SECOND,
    SEPTEMBER,
    TOWNSHIP,
    member,
    number,
    plan_members,
    write_members,
    write_organisations,
)
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.orgs.operations import register
from zhendi.domain.people.models import Membership, NameKey, Person, Phone
from zhendi.domain.people.operations import roster
from zhendi.kernel.dates import PartialDate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _county() -> None:
    write_organisations()


def test_a_member_comes_in_with_number_sealed_telephones_and_membership_since_the_day_of_the_roster() -> None:
    write_members([member(1, phones=("19900000001", "19900000002"), residence="泾川镇", joined=PartialDate(1998, 7))])
    person = Person.objects.get()
    assert (person.name, person.citizen_number, person.residence) == ("张三", number(1), "泾川镇")
    assert (person.joined_on, person.joined_precision) == (date(1998, 7, 1), "m")
    assert [phone.number for phone in person.phones.order_by("rank")] == ["19900000001", "19900000002"]
    membership = person.memberships.get()
    assert (membership.organisation.full_name, membership.valid_from, membership.valid_to) == (BRANCH, JUNE, None)
    assert membership.path == membership.organisation.path
    assert NameKey.objects.filter(person=person).exists()


def test_the_same_roster_again_changes_nothing() -> None:
    rows = [member(1, phones=("19900000001",), residence="泾川镇", dues_standard=Decimal("5.00")), member(2, "李四")]
    write_members(rows)
    plan = plan_members(rows)
    assert plan.empty() and plan.unchanged == 2
    assert write_members(rows).empty()
    assert set(Person.objects.values_list("revision", flat=True)) == {1}


def test_a_member_who_moved_to_another_branch_has_both_memberships_on_record() -> None:
    write_members([member(1)])
    write_members([member(1, organisation=SECOND)], on=SEPTEMBER)
    found = Membership.objects.order_by("valid_from").values_list(
        "organisation__full_name", "valid_from", "valid_to", "ended"
    )
    assert list(found) == [(BRANCH, JUNE, SEPTEMBER, "moved"), (SECOND, SEPTEMBER, None, "")]
    assert Person.objects.get().revision == 2


def test_a_probationary_member_is_full_from_the_very_day_of_confirmation() -> None:
    write_members([member(1, standing="probationary")])
    write_members([member(1, confirmed=PartialDate(2026, 8, 15))], on=SEPTEMBER)
    found = Membership.objects.order_by("valid_from").values_list("standing", "valid_from", "valid_to", "ended")
    assert list(found) == [
        ("probationary", JUNE, date(2026, 8, 15), "confirmed"),
        ("full", date(2026, 8, 15), None, ""),
    ]


def test_a_change_on_the_day_of_the_record_leaves_one_membership() -> None:
    write_members([member(1)])
    write_members([member(1, organisation=SECOND)])
    assert list(Membership.objects.values_list("organisation__full_name", "valid_to")) == [(SECOND, None)]


def test_a_new_name_is_found_by_its_own_letters_only() -> None:
    write_members([member(1, "张三")])
    write_members([member(1, "王五")], on=SEPTEMBER)
    person = Person.objects.get()
    assert person.name == "王五"
    assert Membership.objects.get().sort_name == person.sort_name
    assert not NameKey.objects.filter(key__startswith="z").exists()


def test_other_telephones_replace_the_old_ones_and_none_leaves_them() -> None:
    write_members([member(1, phones=("19900000001", "19900000002"))])
    write_members([member(1, phones=("19900000003",))], on=SEPTEMBER)
    assert [phone.number for phone in Phone.objects.all()] == ["19900000003"]
    assert plan_members([member(1)], on=SEPTEMBER).empty()


def test_an_empty_cell_erases_nothing() -> None:
    write_members([member(1, occupation="务农", residence="泾川镇", sex=1, said_lost=False)])
    assert plan_members([member(1)], on=SEPTEMBER).empty()


def test_every_changed_field_is_named_with_old_and_new() -> None:
    write_members([member(1, occupation="务农", residence="泾川镇")])
    change = plan_members([member(1, occupation="教师", residence="茂林镇")], on=SEPTEMBER).changed[0]
    assert [tuple(each) for each in change.fields] == [
        ("occupation", "务农", "教师"),
        ("residence", "泾川镇", "茂林镇"),
    ]


def test_a_member_who_no_longer_stands_in_the_roster_of_the_branch_is_reported_and_kept() -> None:
    write_members([member(1), member(2, "李四"), member(3, "赵六", organisation=AWAY)])
    plan = plan_members([member(1)], on=SEPTEMBER)
    assert [(each.title, each.where) for each in plan.missing] == [("李四", BRANCH)]
    assert Membership.objects.current().count() == 3


def test_a_member_whose_row_was_rejected_is_not_reported_missing() -> None:
    write_members([member(1), member(2, "李四")])
    plan = roster.plan([member(1)], places=register.places(), ranges=EVERYWHERE, on=SEPTEMBER, seen={number(2)})
    assert plan.missing == []


def test_an_older_roster_does_not_move_a_member_back() -> None:
    write_members([member(1)], on=SEPTEMBER)
    plan = plan_members([member(1, organisation=SECOND)], on=JUNE)
    assert [held.reason for held in plan.held_back] == ["older"]


def test_a_township_can_neither_take_a_member_from_elsewhere_nor_learn_where_he_is() -> None:
    write_members([member(1, organisation=AWAY)])
    path = Organisation.objects.get(full_name=TOWNSHIP).path
    plan = roster.plan([member(1)], places=register.places(), ranges=((path, path + "~"),), on=SEPTEMBER)
    assert [held.reason for held in plan.held_back] == ["outside"]
    assert AWAY not in plan.held_back[0].message


def test_one_who_is_recorded_as_dead_is_asked_about() -> None:
    write_members([member(1)])
    Person.objects.update(died_on=JUNE)
    assert [held.reason for held in plan_members([member(1)]).held_back] == ["conflict"]


def test_the_second_row_of_a_person_is_not_written_twice() -> None:
    plan = plan_members([member(1), member(1, organisation=SECOND)])
    assert (len(plan.new), [held.reason for held in plan.held_back]) == (1, ["conflict"])


@pytest.mark.parametrize("count", [1, 3])
def test_a_roster_of_any_length_is_written_in_the_same_number_of_statements(
    count: int, django_assert_max_num_queries: Any
) -> None:
    rows = [member(serial, phones=(f"1990000{serial:04d}",)) for serial in range(count)]
    with django_assert_max_num_queries(24):
        write_members(rows)

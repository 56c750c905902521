"""Taking in a register of organisations."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.domain.registers import (
    BRANCH,
    COUNTY,
    COUNTY_ROWS,
    EVERYWHERE,
    JUNE,
    OTHER_TOWNSHIP,
    SECOND,
    SEPTEMBER,
    TOWNSHIP,
    member,
    organisation,
    write_members,
    write_organisations,
)
from zhendi.domain.orgs.models import Organisation, Term, Version
from zhendi.domain.orgs.operations import register
from zhendi.domain.people.models import Membership
from zhendi.kernel.dates import PartialDate

pytestmark = pytest.mark.django_db


def _row(full_name: str) -> register.OrganisationRow:
    return next(row for row in COUNTY_ROWS if row.full_name == full_name)


def test_children_listed_before_their_parents_come_below_them() -> None:
    write_organisations()
    paths = dict(Organisation.objects.values_list("full_name", "path"))
    assert paths[BRANCH].startswith(paths[TOWNSHIP])
    assert paths[TOWNSHIP].startswith(paths[COUNTY])
    assert len(set(paths.values())) == len(COUNTY_ROWS)
    assert set(Version.objects.values_list("valid_from", "valid_to")) == {(JUNE, None)}


def test_the_same_register_again_changes_nothing() -> None:
    write_organisations()
    plan = register.plan(COUNTY_ROWS, ranges=EVERYWHERE, on=JUNE)
    assert plan.empty() and plan.unchanged == len(COUNTY_ROWS)
    assert write_organisations().empty()
    assert set(Organisation.objects.values_list("revision", flat=True)) == {1}


def test_an_empty_cell_erases_nothing_and_a_coarser_day_says_nothing_new() -> None:
    exact = _row(BRANCH)._replace(founded=PartialDate(1998, 7, 1), phone="0563-5000000")
    write_organisations([exact if row.full_name == BRANCH else row for row in COUNTY_ROWS])
    vague = _row(BRANCH)._replace(founded=PartialDate(1998, 7), short_name="", secretary="")
    assert register.plan([vague], ranges=EVERYWHERE, on=SEPTEMBER).empty()


def test_a_new_kind_closes_the_version_and_opens_another() -> None:
    write_organisations()
    write_organisations([_row(BRANCH)._replace(kind="elderly_branch")], on=SEPTEMBER)
    found = Version.objects.filter(full_name=BRANCH).order_by("valid_from")
    assert list(found.values_list("kind", "valid_from", "valid_to")) == [
        ("branch", JUNE, SEPTEMBER),
        ("elderly_branch", SEPTEMBER, None),
    ]
    assert Organisation.objects.get(full_name=BRANCH).revision == 2


def test_a_change_on_the_day_of_the_record_puts_the_record_right() -> None:
    write_organisations()
    write_organisations([_row(BRANCH)._replace(short_name="百园党支部")])
    assert list(Version.objects.filter(full_name=BRANCH).values_list("short_name", flat=True)) == ["百园党支部"]


def test_an_older_register_does_not_overwrite_a_newer_one() -> None:
    write_organisations(on=SEPTEMBER)
    plan = register.plan([_row(BRANCH)._replace(short_name="旧名")], ranges=EVERYWHERE, on=JUNE)
    assert [held.reason for held in plan.held_back] == ["older"]


def test_a_moved_township_takes_its_branches_and_their_members_along() -> None:
    write_organisations()
    write_members([member(1)])
    write_organisations([_row(BRANCH)._replace(parent=OTHER_TOWNSHIP)], on=SEPTEMBER)
    moved = Organisation.objects.get(full_name=BRANCH)
    assert moved.parent is not None and moved.parent.full_name == OTHER_TOWNSHIP
    assert moved.path.startswith(moved.parent.path)
    assert Membership.objects.get().path == moved.path
    assert Version.objects.filter(organisation=moved).count() == 2


def test_a_missing_branch_is_reported_and_left_alone() -> None:
    write_organisations()
    plan = register.plan([row for row in COUNTY_ROWS if row.full_name != BRANCH], ranges=EVERYWHERE, on=JUNE)
    assert [each.title for each in plan.missing] == [BRANCH]
    assert Organisation.objects.filter(full_name=BRANCH).exists()


def test_a_term_that_begins_later_is_a_new_term_and_an_earlier_one_is_not_taken() -> None:
    write_organisations([row._replace(term_from=date(2021, 6, 2), term_to=date(2026, 6, 2)) for row in COUNTY_ROWS])
    write_organisations([_row(BRANCH)._replace(term_from=date(2026, 7, 1), term_to=date(2031, 7, 1))], on=SEPTEMBER)
    assert register.plan([_row(BRANCH)._replace(term_from=date(2018, 1, 1))], ranges=EVERYWHERE, on=SEPTEMBER).empty()
    assert Term.objects.filter(organisation__full_name=BRANCH).count() == 2


def test_a_township_cannot_write_beyond_its_own_tree() -> None:
    write_organisations()
    path = Organisation.objects.get(full_name=TOWNSHIP).path
    rows = [
        organisation("中共泾县泾川镇机关支部委员会", "branch", TOWNSHIP),
        organisation("中共泾县茂林镇中学支部委员会", "branch", OTHER_TOWNSHIP),
        organisation("中共某县委员会", "county_committee", ""),
    ]
    plan = register.plan(rows, ranges=((path, path + "~"),), on=JUNE)
    assert [row.full_name for row in plan.new] == [rows[0].full_name]
    assert [held.reason for held in plan.held_back] == ["outside", "outside"]


def test_a_row_whose_parent_is_not_on_record_is_held_back_and_not_made_a_root() -> None:
    plan = register.plan([organisation("中共某支部委员会", "branch", "中共无此委员会")], ranges=EVERYWHERE, on=JUNE)
    assert [held.reason for held in plan.held_back] == ["conflict"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_register_of_any_length_is_written_in_the_same_number_of_statements(
    count: int, django_assert_max_num_queries: Any
) -> None:
    rows = [_row(COUNTY), *(organisation(f"中共第{n}委员会", "committee", COUNTY) for n in range(count))]
    with django_assert_max_num_queries(22):
        write_organisations(rows)


def test_a_register_older_than_a_change_further_down_does_not_move_the_committee() -> None:
    write_organisations()
    write_organisations([_row(BRANCH)._replace(kind="elderly_branch")], on=SEPTEMBER)
    older = _row(TOWNSHIP)._replace(parent=OTHER_TOWNSHIP)
    plan = register.plan([older], ranges=EVERYWHERE, on=date(2026, 8, 31))
    assert [held.reason for held in plan.held_back] == ["older"]
    assert register.plan([older], ranges=EVERYWHERE, on=SEPTEMBER).changed


def test_a_register_does_not_place_a_committee_below_its_own_branch() -> None:
    write_organisations()
    circle = _row(TOWNSHIP)._replace(parent=BRANCH)
    assert [held.reason for held in register.plan([circle], ranges=EVERYWHERE, on=SEPTEMBER).held_back] == ["conflict"]


def test_a_place_that_was_left_is_not_given_again() -> None:
    write_organisations()
    left = Organisation.objects.get(full_name=SECOND).path
    write_organisations([_row(SECOND)._replace(parent=OTHER_TOWNSHIP)], on=SEPTEMBER)
    write_organisations([organisation("中共泾县泾川镇机关支部委员会", "branch", TOWNSHIP)], on=SEPTEMBER)
    assert not Organisation.objects.filter(path=left).exists()


def test_a_registered_organisation_is_found_by_pinyin() -> None:
    write_organisations()
    assert list(Version.objects.filter(keys__contains="byjwh").values_list("full_name", flat=True)) == [BRANCH]

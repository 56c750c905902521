"""One record: sensitive values masked, history whole, and only what the reader may do."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people import SINCE, Cast, citizen_number, mobile
from zhendi.domain.people import queries
from zhendi.domain.people.models import Membership, Person, Phone, Post, Suspension
from zhendi.kernel.errors import NotVisible

pytestmark = pytest.mark.django_db


def record(cast: Cast, by: str, whom: str) -> queries.Record:
    return queries.record(cast.scope(by), cast.people[whom].pk)


def test_sensitive_values_are_masked_for_everybody(cast: Cast) -> None:
    Person.objects.filter(pk=cast.people["member"].pk).update(remark=f"原号码{mobile(5)}")
    for by in ("county_officer", "secretary", "member"):
        held = record(cast, by, "member")
        assert citizen_number(5) not in repr(held) and mobile(5) not in repr(held) and "5组" not in repr(held)
        assert (held.citizen_number[:6], held.phones, held.residence) == (
            "999999",
            ("199****0005",),
            "安徽省泾县泾川镇****",
        )


def test_record_holds_the_facts_and_the_history(cast: Cast) -> None:
    held = record(cast, "secretary", "secretary")
    assert (held.name, held.sex, held.joined.iso(), held.confirmed.iso()) == (
        "石守成",
        "男",
        "2001-07-01",
        "2002-07-01",
    )
    assert held.membership is not None and held.membership.organisation.endswith("百园村支部委员会")
    assert [(post.role_title, post.valid_from, post.valid_to) for post in held.posts] == [("书记", SINCE, None)]


@pytest.mark.parametrize("by", ["stranger", "member", "clerk", "villager", "mobile_member"])
def test_record_out_of_reach_is_not_found(cast: Cast, by: str) -> None:
    with pytest.raises(NotVisible):
        record(cast, by, "secretary")


def test_id_of_nobody_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        queries.record(cast.scope("county_officer"), 99999)


@pytest.mark.parametrize("who", ["member", "villager", "clerk", "mobile_member"])
def test_everybody_sees_the_own_record_and_changes_nothing_in_it(cast: Cast, who: str) -> None:
    may = record(cast, who, who).may
    assert (may.correct, may.decide, may.account, may.unmask, may.ends) == (False, False, False, True, frozenset())


def test_officer_may_more_than_the_secretary(cast: Cast) -> None:
    post = Post.objects.get(person=cast.people["secretary"]).pk
    officer, secretary = record(cast, "township_officer", "secretary").may, record(cast, "secretary", "secretary").may
    assert (officer.correct, officer.decide, officer.account, officer.ends) == (True, True, True, {post})
    assert (secretary.correct, secretary.decide, secretary.account, secretary.ends) == (True, False, False, frozenset())


def test_member_who_moved_away_is_no_longer_there_for_the_old_branch(cast: Cast) -> None:
    old = Membership.objects.get(person=cast.people["member"])
    old.valid_to, old.ended = date(2026, 1, 1), "transferred"
    old.save()
    away = cast.organisations["away"]
    Membership.objects.create(
        person=old.person, organisation=away, standing="full", path=away.path, sort_name="x", valid_from=date(2026, 1, 1),
        valid_to=date(2026, 2, 1), ended="died",
    )  # fmt: skip
    with pytest.raises(NotVisible):
        record(cast, "secretary", "member")
    assert [row.ended for row in record(cast, "stranger", "member").memberships] == ["去世", "组织关系转出"]


def test_past_day_knows_nothing_of_what_came_later(cast: Cast) -> None:
    cast.appoint("member", "deputy_secretary", "branch", since=date(2026, 1, 1))
    scope = cast.scope("secretary").on(date(2025, 6, 1))
    assert queries.record(scope, cast.people["member"].pk).posts == ()


def test_suspension_is_seen_by_who_keeps_the_record_and_by_oneself(cast: Cast) -> None:
    Suspension.objects.create(person=cast.people["member"], ground="probation", valid_from=SINCE, decision="决定1号")
    cast.appoint("mobile_member", "publicity_member", "branch")
    assert [row.ground for row in record(cast, "secretary", "member").suspensions] == ["留党察看"]
    assert record(cast, "member", "member").suspensions
    assert record(cast, "mobile_member", "member").suspensions == ()


@pytest.mark.parametrize("count", [1, 3])
def test_record_costs_five_queries(cast: Cast, count: int, django_assert_num_queries) -> None:
    person, branch = cast.people["member"], cast.organisations["branch"]
    Phone.objects.bulk_create(
        Phone(person=person, number=mobile(90 + at), number_index=str(at), tail_index=str(at)) for at in range(count)
    )
    for at in range(count):
        Suspension.objects.create(person=person, ground="detained", valid_from=date(2020 + at, 1, 1), decision="x")
        Post.objects.create(
            person=person, role="cadre", organisation=branch, valid_from=SINCE, valid_to=date(2021, 1, at + 1)
        )
    scope = cast.scope("secretary")
    with django_assert_num_queries(5):
        assert len(queries.record(scope, person.pk).posts) == count


def test_placements_are_the_branch_and_what_stands_above_it_in_reach(cast: Cast) -> None:
    found = queries.placements(cast.scope("township_officer"), cast.people["member"].pk)
    assert [each.organisation for each in found] == ["百园村支部", "泾川镇党委"]
    assert "county_officer" not in dict(found[1].roles) and "township_officer" in dict(found[1].roles)
    assert dict(queries.placements(cast.scope("secretary"), cast.people["member"].pk)[0].roles).keys() == {
        "contact_person", "group_leader", "villagers_representative", "delegate", "cadre",
    }  # fmt: skip


def test_placements_put_the_organisation_asked_for_first_and_never_one_out_of_reach(cast: Cast) -> None:
    scope, person = cast.scope("township_officer"), cast.people["member"].pk
    assert queries.placements(scope, person, cast.organisations["second"].pk)[0].organisation == "泾川镇机关支部"
    names = [each.organisation for each in queries.placements(scope, person, cast.organisations["away"].pk)]
    assert names == ["百园村支部", "泾川镇党委"]


def test_branches_to_place_somebody_in_are_those_kept(cast: Cast) -> None:
    assert [name for _, name in queries.branches(cast.scope("township_officer"), "支部")] == [
        "中共泾县泾川镇百园村支部委员会", "中共泾县泾川镇机关支部委员会",
    ]  # fmt: skip
    assert queries.branches(cast.scope("member"), "支部") == ()

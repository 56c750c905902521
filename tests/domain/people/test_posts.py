"""Posts are given and ended by rule: the kind of organisation, the person's standing, one secretary at a time."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people import SINCE, Cast
from zhendi.domain.people.models import Membership, Person, Post, Suspension
from zhendi.domain.people.operations import posts
from zhendi.kernel.audit.queries import entries
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import operator

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def appoint(cast: Cast, by: str, whom: str, role: str, place: str, **more) -> posts.Appointed:
    return posts.appoint(
        actor=cast.actor(by), on=more.pop("on", DAY), person_id=cast.people[whom].pk, role=role,
        organisation_id=cast.organisations[place].pk, **more,
    )  # fmt: skip


def fill(cast: Cast, place: str, count: int) -> None:
    """So many more full members of a branch."""
    made = Person.objects.bulk_create(Person(name=f"党员{at}", sort_name=f"dang {at}") for at in range(count))
    organisation = cast.organisations[place]
    Membership.objects.bulk_create(
        Membership(
            person=person, organisation=organisation, standing="full", path=organisation.path, sort_name=person.sort_name,
            valid_from=SINCE,
        )
        for person in made
    )  # fmt: skip


def test_township_officer_appoints_a_deputy(cast: Cast) -> None:
    made = appoint(cast, "township_officer", "member", "deputy_secretary", "branch", approval_number="泾组〔2026〕3号")
    post = Post.objects.get(pk=made.post_id)
    assert (post.valid_from, post.valid_to, post.approval_number) == (DAY, None, "泾组〔2026〕3号")
    assert made.warnings == ()


def test_appointment_leaves_one_entry_in_the_trail_and_one_revision_more(cast: Cast) -> None:
    appoint(cast, "township_officer", "member", "deputy_secretary", "branch")
    (entry,) = entries(cast.scope("township_officer"), subject_type="people.Person").rows
    assert entry.summary == "江水生任中共泾县泾川镇百园村支部委员会副书记"
    assert Person.objects.get(pk=cast.people["member"].pk).revision == 2


def test_second_secretary_is_refused_until_one_replaces_the_first(cast: Cast) -> None:
    with pytest.raises(Refused, match="石守成自2020-01-01起任书记") as refused:
        appoint(cast, "township_officer", "member", "secretary", "branch")
    assert (refused.value.code, refused.value.field) == ("taken", "replaces")
    appoint(cast, "township_officer", "member", "secretary", "branch", replaces=True)
    held = Post.objects.as_of(DAY).filter(organisation=cast.organisations["branch"], role="secretary")
    assert [post.person.name for post in held] == ["江水生"]
    assert Post.objects.get(person=cast.people["secretary"]).valid_to == DAY


def test_secretary_cannot_be_appointed_into_the_midst_of_a_former_term(cast: Cast) -> None:
    with pytest.raises(Refused, match="重叠"):
        appoint(cast, "township_officer", "member", "secretary", "branch", on=SINCE, replaces=True)


def test_probationary_member_becomes_no_secretary(cast: Cast) -> None:
    Membership.objects.filter(person=cast.people["member"]).update(standing="probationary")
    with pytest.raises(Refused, match="正式党员担任"):
        appoint(cast, "township_officer", "member", "deputy_secretary", "branch")


def test_villager_who_is_no_member_takes_no_seat(cast: Cast) -> None:
    with pytest.raises(Refused, match="正式党员担任"):
        appoint(cast, "township_officer", "villager", "deputy_secretary", "branch")


def test_suspended_member_cannot_stand(cast: Cast) -> None:
    Suspension.objects.create(person=cast.people["member"], ground="detained", valid_from=SINCE, decision="决定")
    with pytest.raises(Refused, match="停止期"):
        appoint(cast, "township_officer", "member", "deputy_secretary", "branch")


def test_branch_below_seven_full_members_has_no_committee(cast: Cast) -> None:
    fill(cast, "branch", 3)
    with pytest.raises(Refused, match="有正式党员 6 人，满 7 人才设支部委员会（《中国共产党支部工作条例"):
        appoint(cast, "township_officer", "member", "organisation_member", "branch")


def test_branch_of_seven_full_members_has_a_committee(cast: Cast) -> None:
    fill(cast, "branch", 4)
    assert appoint(cast, "township_officer", "member", "organisation_member", "branch").post_id


def test_probationary_members_do_not_count_towards_the_seven(cast: Cast) -> None:
    fill(cast, "branch", 4)
    Membership.objects.filter(person=cast.people["mobile_member"]).update(standing="probationary")
    with pytest.raises(Refused, match="6 人"):
        appoint(cast, "township_officer", "member", "organisation_member", "branch")


def test_committee_of_a_township_needs_no_seven_members(cast: Cast) -> None:
    made = appoint(cast, "county_officer", "member", "organisation_member", "township")
    assert made.post_id


def test_branch_has_no_township_officer(cast: Cast) -> None:
    with pytest.raises(Refused, match="党支部不设"):
        appoint(cast, "township_officer", "member", "township_officer", "branch")


def test_member_of_another_branch_is_appointed_with_a_warning(cast: Cast) -> None:
    made = appoint(cast, "county_officer", "stranger", "deputy_secretary", "branch")
    assert made.warnings == ("外来客的组织关系不在中共泾县泾川镇百园村支部委员会。",)


def test_secretary_of_two_branches_is_warned_about(cast: Cast) -> None:
    made = appoint(cast, "county_officer", "secretary", "secretary", "away")
    assert "同时任中共泾县泾川镇百园村支部委员会书记。" in made.warnings


def test_nobody_hands_on_a_right_that_he_lacks(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    cast.appoint("member", "township_officer", "other")
    with pytest.raises(NotVisible):
        appoint(cast, "member", "stranger", "secretary", "branch")


def test_nobody_appoints_himself(cast: Cast) -> None:
    with pytest.raises(Refused, match="不能为自己"):
        appoint(cast, "township_officer", "township_officer", "secretary", "second")


def test_branch_secretary_records_a_villagers_representative_but_appoints_no_deputy(cast: Cast) -> None:
    assert appoint(cast, "secretary", "member", "villagers_representative", "branch").post_id
    with pytest.raises(NotVisible):
        appoint(cast, "secretary", "member", "deputy_secretary", "branch")


@pytest.mark.parametrize("by", ["stranger", "member", "clerk", "villager"])
def test_whoever_has_no_such_post_finds_nobody_to_appoint(cast: Cast, by: str) -> None:
    with pytest.raises(NotVisible):
        appoint(cast, by, "mobile_member", "deputy_secretary", "branch")


def test_same_post_is_not_given_twice(cast: Cast) -> None:
    appoint(cast, "township_officer", "member", "deputy_secretary", "branch")
    with pytest.raises(Refused, match="已任副书记"):
        appoint(cast, "township_officer", "member", "deputy_secretary", "branch", on=date(2026, 5, 1))


def test_dead_and_dissolved_take_no_posts(cast: Cast) -> None:
    Person.objects.filter(pk=cast.people["member"].pk).update(died_on=DAY)
    with pytest.raises(Refused, match="去世"):
        appoint(cast, "township_officer", "member", "deputy_secretary", "branch")
    branch = cast.organisations["second"]
    branch.dissolved_on = DAY
    branch.save()
    with pytest.raises(Refused, match="撤销"):
        appoint(cast, "township_officer", "secretary", "deputy_secretary", "second")


def test_post_before_the_organisation_was_founded_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="才成立"):
        appoint(cast, "township_officer", "member", "clerk", "branch", on=date(2019, 5, 1))


def secretary_post(cast: Cast) -> int:
    return Post.objects.get(person=cast.people["secretary"]).pk


def test_ended_post_keeps_its_days_and_says_why_in_the_trail(cast: Cast) -> None:
    posts.end_post(actor=cast.actor("township_officer"), on=DAY, post_id=secretary_post(cast), reason="term")
    assert Post.objects.get(pk=secretary_post(cast)).valid_to == DAY
    (entry,) = entries(cast.scope("township_officer"), action="people.post_ended").rows
    assert entry.summary.endswith("不再任中共泾县泾川镇百园村支部委员会书记（任期届满）")


def test_post_ends_once_with_a_reason_and_after_it_began(cast: Cast) -> None:
    officer, post = cast.actor("township_officer"), secretary_post(cast)
    for reason, on, said in (
        ("", DAY, "卸任原因"),
        ("term", SINCE, "晚于任职日期"),
        ("mistake", date(2019, 1, 1), "晚于"),
    ):
        with pytest.raises(Refused, match=said):
            posts.end_post(actor=officer, on=on, post_id=post, reason=reason)
    posts.end_post(actor=officer, on=DAY, post_id=post, reason="moved")
    with pytest.raises(Refused, match="已于2026-03-01卸任"):
        posts.end_post(actor=officer, on=DAY, post_id=post, reason="moved")


def test_post_given_by_mistake_today_is_taken_back(cast: Cast) -> None:
    made = appoint(cast, "township_officer", "member", "deputy_secretary", "branch")
    posts.end_post(actor=cast.actor("township_officer"), on=DAY, post_id=made.post_id, reason="mistake")
    assert not Post.objects.filter(pk=made.post_id).exists()


@pytest.mark.parametrize("by", ["stranger", "secretary", "member"])
def test_post_out_of_reach_is_not_there_to_be_ended(cast: Cast, by: str) -> None:
    with pytest.raises(NotVisible):
        posts.end_post(actor=cast.actor(by), on=DAY, post_id=secretary_post(cast), reason="term")


def test_command_line_may_appoint_the_first_officer(cast: Cast) -> None:
    cast.end_posts("county_officer", date(2021, 1, 1))
    made = posts.appoint(
        actor=operator("命令行", DAY), on=DAY, person_id=cast.people["county_officer"].pk, role="county_officer",
        organisation_id=cast.organisations["county"].pk,
    )  # fmt: skip
    assert made.post_id


def test_post_of_a_role_that_is_no_more_can_still_be_ended(cast: Cast) -> None:
    post = Post.objects.create(
        person=cast.people["member"], role="steward", organisation=cast.organisations["branch"], valid_from=SINCE
    )
    posts.end_post(actor=cast.actor("township_officer"), on=DAY, post_id=post.pk, reason="term")
    assert Post.objects.get(pk=post.pk).valid_to == DAY

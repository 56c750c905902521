"""Contact persons on three levels: they follow from the place, so that they change at once when the place does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.people import Cast
from tests.web.mobile.away import TODAY, away
from zhendi.domain.mobile import facts
from zhendi.domain.mobile.models import Keeper, Outgoing
from zhendi.domain.mobile.operations import keepers
from zhendi.domain.mobile.operations.keepers import Named
from zhendi.domain.mobile.queries import keepers as queries
from zhendi.domain.mobile.queries import records
from zhendi.kernel import clock
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.obligations import operations as duties
from zhendi.obligations.models import Obligation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _june() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


def name_place(cast: Cast, place: str, who: str = "county_officer", on: date = TODAY, **named: Any) -> int:
    given = Named(**named) if named else Named(name="田大嫂", phone="19900001111")
    organisation = cast.organisations[place].pk
    return keepers.assign_place(actor=cast.actor(who), on=on, organisation_id=organisation, named=given)


def test_level_follows_from_where_the_organisation_stands(cast: Cast) -> None:
    for place in ("county", "township", "branch"):
        name_place(cast, place)
    assert list(Keeper.objects.order_by("pk").values_list("level", flat=True)) == ["county", "township", "village"]


def test_member_has_the_contact_persons_of_all_three_levels(cast: Cast) -> None:
    row = away(cast)
    for place in ("county", "township", "branch"):
        name_place(cast, place)
    scope = cast.scope("secretary")
    shown = records.keepers(scope, records.record(scope, row.pk))
    assert [each.level for each in shown] == ["village", "township", "county"]
    assert {each.phone for each in shown} == {"199****1111"}
    for fact in (facts.contact_person, facts.township_keeper):
        assert row.pk in {each["subject_id"] for each in fact()}
    assert cast.organisations["township"].pk in {each["subject_id"] for each in facts.county_keeper()}


def test_another_township_brings_its_own_contact_person_at_once(cast: Cast) -> None:
    row, away_branch = away(cast), cast.organisations["away"]
    name_place(cast, "township")
    assert row.pk in {each["subject_id"] for each in facts.township_keeper()}
    Outgoing.objects.filter(pk=row.pk).update(organisation=away_branch, path=away_branch.path)
    assert row.pk not in {each["subject_id"] for each in facts.township_keeper()}
    name_place(cast, "other")
    assert row.pk in {each["subject_id"] for each in facts.township_keeper()}


def test_naming_one_discharges_the_duty_of_the_township(cast: Cast) -> None:
    row = away(cast)
    duties.derive(on=TODAY)
    duty = Obligation.objects.filter(rule="4.5a.township", subject=row.pk)
    assert duty.get().status == "overdue"
    name_place(cast, "township")
    assert duty.get().status in ("met", "met_late")


def test_who_was_named_before_stays_in_the_history(cast: Cast) -> None:
    name_place(cast, "township", on=date(2026, 5, 1))
    name_place(cast, "township", name="秦晓")
    first, second = Keeper.objects.order_by("pk")
    assert (first.valid_to, second.name, second.valid_to) == (TODAY, "秦晓", None)
    with pytest.raises(Refused) as refused:
        name_place(cast, "township", name="秦晓")
    assert refused.value.code == "unchanged"


def test_one_person_is_named_for_several_members(cast: Cast) -> None:
    rows = [away(cast), away(cast, "secretary")]
    named = Named(person_id=cast.people["secretary"].pk)
    assert (
        keepers.assign(actor=cast.actor("secretary"), on=TODAY, movement_ids=[row.pk for row in rows], named=named) == 2
    )
    rows[0].refresh_from_db()
    assert rows[0].contact_name == "石守成"
    assert Keeper.objects.filter(movement__in=rows, valid_to=None).count() == 2


def test_contact_person_relieved_leaves_the_member_without_one(cast: Cast) -> None:
    row = away(cast)
    named = Named(name="秦晓")
    keepers.assign(actor=cast.actor("secretary"), on=date(2026, 6, 1), movement_ids=[row.pk], named=named)
    keepers.relieve(actor=cast.actor("secretary"), on=TODAY, keeper_id=Keeper.objects.get().pk)
    row.refresh_from_db()
    assert row.contact_name == ""
    page = queries.places(cast.scope("secretary"), bare=True)
    assert [(each.name, each.bare) for each in page.rows] == [("百园村支部", 2)]


def test_only_posts_that_keep_the_place_name_anybody(cast: Cast) -> None:
    for who in ("stranger", "member", "villager"):
        with pytest.raises((NotVisible, Refused)):
            name_place(cast, "branch", who=who)
    with pytest.raises((NotVisible, Refused)):
        name_place(cast, "township", who="secretary")


def test_the_dead_and_those_out_of_sight_are_not_named(cast: Cast) -> None:
    dead = cast.people["member"]
    dead.died_on = date(2026, 1, 1)
    dead.save()
    with pytest.raises(Refused):
        name_place(cast, "branch", who="secretary", person_id=dead.pk)
    with pytest.raises(NotVisible):
        name_place(cast, "branch", who="secretary", person_id=cast.people["stranger"].pk)


def test_places_cost_as_many_questions_for_three_as_for_one(cast: Cast, django_assert_num_queries: Any) -> None:
    Outgoing.objects.all().delete()
    scope = cast.scope("county_officer")
    away(cast)
    for more in ("secretary", "mobile_member"):
        with django_assert_num_queries(3):
            queries.places(scope)
        away(cast, more)


# --- the county's level: one person for several townships ---------------------------------------------------------


def name_county(cast: Cast, *places: str, who: str = "county_officer", **named: Any) -> int:
    ids = [cast.organisations[place].pk for place in places]
    return keepers.assign_county(
        actor=cast.actor(who), on=TODAY, organisation_ids=ids, named=Named(**named or {"name": "高大姐"})
    )


def test_a_township_with_members_away_is_owed_a_contact_person_of_the_county(cast: Cast) -> None:
    duties.derive(on=TODAY)
    row = away(cast)
    Outgoing.objects.exclude(pk=row.pk).delete()
    duties.derive(on=TODAY)
    duty = Obligation.objects.filter(rule="4.5a.county", subject=cast.organisations["township"].pk)
    assert duty.get().status in ("due", "due_soon", "overdue")
    assert duty.get().path == cast.organisations["county"].path
    assert name_county(cast, "township", "other") == 2
    assert duty.get().status == "met"
    shown = records.keepers(cast.scope("secretary"), records.record(cast.scope("secretary"), row.pk))
    assert [(each.level, each.name) for each in shown if each.level == "county"] == [("county", "高大姐")]


def test_the_countys_and_the_townships_contact_person_stand_side_by_side(cast: Cast) -> None:
    away(cast)
    name_place(cast, "township")
    name_county(cast, "township")
    name_place(cast, "township", name="田二嫂")
    current = Keeper.objects.current().filter(organisation=cast.organisations["township"])
    assert set(current.values_list("level", "name")) == {("township", "田二嫂"), ("county", "高大姐")}
    name_county(cast, "township", name="高二姐")
    assert set(current.values_list("level", "name")) == {("township", "田二嫂"), ("county", "高二姐")}
    (found,) = queries.townships(cast.scope("county_officer")).rows
    assert (found.id, found.keepers) == (cast.organisations["township"].pk, ("高二姐",))
    with pytest.raises(Refused):
        keepers.relieve(actor=cast.actor("township_officer"), on=TODAY, keeper_id=current.get(level="county").pk)


def test_one_for_the_whole_county_is_one_for_each_township(cast: Cast) -> None:
    away(cast)
    name_place(cast, "county", name="高大姐")
    assert [row.keepers for row in queries.townships(cast.scope("county_officer")).rows] == [("高大姐",)]
    duties.derive(on=TODAY)
    duty = Obligation.objects.get(rule="4.5a.county", subject=cast.organisations["township"].pk)
    assert duty.status == "met"


def test_only_the_county_names_its_contact_persons(cast: Cast) -> None:
    with pytest.raises(Refused):
        name_county(cast, "township", who="township_officer")
    for who, places in (("stranger", ["township"]), ("county_officer", ["branch"])):
        with pytest.raises(NotVisible):
            name_county(cast, *places, who=who)
    with pytest.raises(Refused):
        name_county(cast)
    assert not Keeper.objects.exists()

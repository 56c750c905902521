"""Gatherings on record: begun, changed and ended by the clock; taken up, founded, let go; the second belonging."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.domain.mobile.test_clusters import NAMES, gather
from tests.people import Cast
from tests.web.mobile.away import TODAY
from zhendi.domain.mobile.models import Affiliation, Gathering, Outgoing
from zhendi.domain.mobile.operations import gatherings
from zhendi.domain.mobile.queries import clusters
from zhendi.domain.orgs.operations.checks import Approval
from zhendi.domain.people.operations import reorganise
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.obligations import operations as duties
from zhendi.obligations.models import Obligation

pytestmark = pytest.mark.django_db
LATER = date(2026, 6, 27)


@pytest.fixture(autouse=True)
def _june(cast: Cast) -> Iterator[None]:
    Outgoing.objects.all().delete()
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def ids(cast: Cast) -> list[int]:
    """Three members of one branch in one factory."""
    gather(cast, *["松江禾芮电子厂"] * 3)
    return sorted(Outgoing.objects.values_list("pk", flat=True))


def accept(cast: Cast, ids: list[int], who: str = "township_officer", **facts: Any) -> int:
    said: dict[str, Any] = {"movement_ids": ids, "leader_id": ids[0]} | facts
    return gatherings.accept(actor=cast.actor(who), on=TODAY, **said)


def refused(act: Any) -> str:
    with pytest.raises(Refused) as raised:
        act()
    return raised.value.code


def test_the_clock_keeps_a_gathering_and_asks_for_an_organisation(cast: Cast, ids: list[int]) -> None:
    assert gatherings.look(on=TODAY) == 1
    assert gatherings.look(on=TODAY) == 0
    row = Gathering.objects.get()
    assert (row.place, row.organisation) == ("上海市松江区", cast.organisations["township"])
    assert sorted(row.members.values_list("movement_id", flat=True)) == ids
    duties.derive(on=TODAY)
    assert Obligation.objects.get(rule="3.1e.founded", subject=row.pk).status == "due"


def test_it_changes_and_ends_with_its_members(cast: Cast, ids: list[int]) -> None:
    gatherings.look(on=TODAY)
    Outgoing.objects.update(employer="松江禾芮电子二厂")
    assert gatherings.look(on=LATER) == 1
    assert Gathering.objects.get().employers == "松江禾芮电子二厂"
    Outgoing.objects.filter(pk=ids[0]).update(valid_to=LATER)
    assert gatherings.look(on=LATER) == 1
    assert Gathering.objects.get().ended_on == LATER
    assert gatherings.look(on=LATER) == 0


def test_taking_up_needs_the_committee_enough_members_and_a_leader_of_them(cast: Cast, ids: list[int]) -> None:
    assert refused(lambda: accept(cast, ids, "secretary")) == "not_yours"
    with pytest.raises(NotVisible):
        accept(cast, ids, "stranger")
    assert refused(lambda: accept(cast, ids[:2])) == "too_few"
    assert refused(lambda: accept(cast, ids, leader_id=0)) == "leader"
    key = accept(cast, ids)
    assert refused(lambda: accept(cast, ids)) == "accepted"
    assert Gathering.objects.get(pk=key).leader == Outgoing.objects.get(pk=ids[0]).person
    assert Entry.objects.filter(subject_type="mobile.Gathering", subject_id=key).count() == 1


def test_a_gathering_of_two_townships_is_taken_up_by_the_county_only(cast: Cast, ids: list[int]) -> None:
    from tests.web.mobile.away import away

    row = away(cast, "stranger", employer="松江禾芮电子厂")
    away_branch = cast.organisations["away"]
    Outgoing.objects.filter(pk=row.pk).update(organisation=away_branch, path=away_branch.path)
    gatherings.look(on=TODAY)
    assert Gathering.objects.get().organisation == cast.organisations["county"]
    assert refused(lambda: accept(cast, ids)) == "not_yours"
    accept(cast, [*ids, row.pk], "county_officer")


def test_what_was_founded_has_members_whose_relation_stays(cast: Cast, ids: list[int]) -> None:
    key = accept(cast, ids)
    gatherings.link(gathering_id=key, procedure_id=7)
    made = cast.organisations["second"]  # stands for what a procedure founded
    assert gatherings.founded(actor=cast.actor("township_officer"), on=TODAY, procedure_id=7, organisation_id=made.pk) == 3  # fmt: skip
    assert gatherings.founded(actor=cast.actor("township_officer"), on=TODAY, procedure_id=8, organisation_id=made.pk) == 0  # fmt: skip
    people = {cast.people[name].pk for name in NAMES}
    assert set(Affiliation.objects.current().values_list("person_id", flat=True)) == people
    member = cast.people["member"].pk
    assert clusters.joined(cast.scope("secretary"), member) == (made.pk, made.short_name, TODAY)
    assert gatherings.look(on=LATER) == 0  # firm: the clock leaves it alone
    Outgoing.objects.filter(person=member).update(valid_to=LATER)
    assert gatherings.look(on=LATER) == 1  # who came home takes part no more
    assert set(Affiliation.objects.current().values_list("person_id", flat=True)) == people - {member}


def test_given_up_it_may_be_taken_up_again(cast: Cast, ids: list[int]) -> None:
    key = accept(cast, ids)
    gatherings.link(gathering_id=key, procedure_id=7)
    gatherings.founded(
        actor=cast.actor("township_officer"), on=TODAY, procedure_id=7, organisation_id=cast.organisations["second"].pk
    )
    gatherings.release(actor=cast.actor("township_officer"), on=LATER, procedure_id=7)
    gatherings.release(actor=cast.actor("township_officer"), on=LATER, procedure_id=7)
    assert not Affiliation.objects.current().exists()
    row = clusters.gathering(cast.scope("township_officer"), key)
    assert (row.accepted_on, row.procedure_id) == (None, None)


def test_dissolved_elsewhere_it_is_asked_for_again(cast: Cast, ids: list[int]) -> None:
    key = accept(cast, ids)
    gatherings.link(gathering_id=key, procedure_id=7)
    made = cast.organisations["second"]
    gatherings.founded(actor=cast.actor("township_officer"), on=TODAY, procedure_id=7, organisation_id=made.pk)
    duties.derive(on=TODAY)
    assert Obligation.objects.get(rule="3.1e.founded", subject=key).status == "met"
    type(made).objects.filter(pk=made.pk).update(dissolved_on=LATER)
    with clock.frozen(LATER):
        assert gatherings.look(on=LATER) == 1
        duties.derive(on=LATER)
    assert Obligation.objects.get(rule="3.1e.founded", subject=key).status == "due"
    assert not Affiliation.objects.current().exists()


def test_a_village_sees_its_members_gather_and_a_stranger_nothing(cast: Cast, ids: list[int]) -> None:
    gatherings.look(on=TODAY)
    found = clusters.clusters(cast.scope("secretary")).clusters
    assert clusters.held(cast.scope("secretary"), found) == {found[0].ids: (0, "")}
    with pytest.raises(NotVisible):
        clusters.gathering(cast.scope("secretary"), Gathering.objects.get().pk)
    with pytest.raises(NotVisible):
        clusters.chosen(cast.scope("stranger"), ids)


def test_a_merger_of_branches_neither_ends_a_gathering_nor_begins_another(cast: Cast, ids: list[int]) -> None:
    gatherings.look(on=TODAY)
    key = accept(cast, ids)
    reorganise.merge(
        actor=cast.actor("county_officer"), on=TODAY, source_ids=[cast.organisations["branch"].pk],
        target_id=cast.organisations["second"].pk, approval=Approval("泾组〔2026〕3号", TODAY),
    )  # fmt: skip
    assert set(Outgoing.objects.current().values_list("pk", flat=True)).isdisjoint(ids)
    assert gatherings.look(on=LATER) == 0
    assert [row.pk for row in Gathering.objects.standing()] == [key]
    scope = cast.scope("township_officer")
    found = clusters.clusters(scope).clusters
    assert clusters.held(scope, found) == {found[0].ids: (key, "accepted")}

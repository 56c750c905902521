"""Signing in, changing and ending a movement; the dated rule of who is a mobile member."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.people import Cast
from tests.web.mobile.away import TODAY, away
from zhendi.domain.mobile import status
from zhendi.domain.mobile.models import Certificate, Incoming, MovementChange, Outgoing, Search
from zhendi.domain.mobile.operations import contacts, following, keeping
from zhendi.domain.mobile.operations.keeping import Entry
from zhendi.domain.mobile.queries import lists
from zhendi.domain.mobile.queries.lists import Filters
from zhendi.domain.mobile.queries.receivers import receivers
from zhendi.domain.orgs.operations.checks import Approval
from zhendi.domain.people.models import Membership
from zhendi.domain.people.operations import reorganise, standing
from zhendi.kernel import clock
from zhendi.kernel.audit.deeds import Deed
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.obligations import operations as duties
from zhendi.obligations.engine.settle import Changes
from zhendi.obligations.models import Obligation

pytestmark = pytest.mark.django_db
GONE = Entry(moved_on=date(2026, 1, 10), province="江苏省", city="苏州市", district="昆山市", reason="work")


@pytest.fixture(autouse=True)
def _june() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


def sign_in(cast: Cast, who: str = "secretary", person: str = "member", entry: Entry = GONE, **more: Any) -> int:
    wanted: dict[str, Any] = {"told_by": "branch", "on": TODAY} | more
    return keeping.sign_in(actor=cast.actor(who), person_id=cast.people[person].pk, entry=entry, **wanted)


@pytest.mark.parametrize(
    ("left", "day", "mobile"),
    [
        (date(2026, 1, 10), date(2026, 7, 9), False),
        (date(2026, 1, 10), date(2026, 7, 10), True),
        (date(2025, 8, 31), date(2026, 2, 27), False),
        (date(2025, 8, 31), date(2026, 2, 28), True),
    ],
)
def test_six_months_away_make_a_mobile_member_to_the_day(left: date, day: date, mobile: bool) -> None:
    since = status.floating_on(left, day)
    assert since is not None
    assert (since <= day) is mobile


def test_one_who_went_away_is_signed_in_by_whoever_tells(cast: Cast) -> None:
    row = Outgoing.objects.get(pk=sign_in(cast, told_by="relative"))
    assert (row.path, row.signed_by, row.floating_on) == (
        cast.organisations["branch"].path,
        "relative",
        date(2026, 7, 10),
    )
    assert MovementChange.objects.get(outgoing=row).note == "亲属告知，去江苏省苏州市昆山市"


def test_whoever_stands_on_a_townships_incoming_register_is_joined_at_once(cast: Cast) -> None:
    person, town = cast.people["member"], cast.organisations["other"]
    come = Incoming(
        name=person.name, citizen_number=person.citizen_number, organisation=town, path=town.path, valid_from=TODAY
    )
    come.save()
    made = sign_in(cast)
    come.refresh_from_db()
    assert come.outgoing_id == made


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (GONE._replace(moved_on=None), "missing"),
        (GONE._replace(moved_on=date(2026, 6, 21)), "day_future"),
        (GONE._replace(province="", city=""), "missing"),
        (GONE._replace(reason="sleep"), "choice"),
        (GONE._replace(returns_on=date(2026, 1, 1)), "returns"),
        (GONE._replace(phone="12345"), "phone"),
        (GONE._replace(employer="厂" * 101), "long"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(cast: Cast, entry: Entry, code: str) -> None:
    with pytest.raises(Refused) as refused:
        sign_in(cast, entry=entry)
    assert refused.value.code == code
    assert not Outgoing.objects.filter(person=cast.people["member"]).exists()


def test_nobody_is_away_twice(cast: Cast) -> None:
    sign_in(cast)
    with pytest.raises(Refused) as refused:
        sign_in(cast)
    assert refused.value.code == "already"


def test_stranger_and_villager_sign_nobody_in(cast: Cast) -> None:
    for who in ("stranger", "villager", "clerk"):
        with pytest.raises((NotVisible, Refused)):
            sign_in(cast, who=who)


def test_change_keeps_what_it_was_in_words(cast: Cast) -> None:
    made = sign_in(cast)
    entry = GONE._replace(district="张家港市", phone="19900001234")
    keeping.change(actor=cast.actor("secretary"), on=TODAY, movement_id=made, entry=entry)
    note = MovementChange.objects.get(outgoing=made, action="change").note
    assert "昆山市 → 张家港市" in note
    assert "19900001234" not in note
    with pytest.raises(Refused) as refused:
        keeping.change(actor=cast.actor("secretary"), on=TODAY, movement_id=made, entry=entry)
    assert refused.value.code == "unchanged"


def test_member_who_returned_home_is_owed_nothing_and_written_to_no_more(cast: Cast) -> None:
    row = away(cast)
    duties.derive(on=TODAY)
    assert Obligation.objects.filter(rule="4.5e.sms", subject=row.pk, status="due").exists()
    Search.objects.create(movement=row, path=row.path, lost_since=TODAY, opened_on=TODAY, opened_by="石守成")
    keeping.end(actor=cast.actor("secretary"), on=TODAY, movement_id=row.pk, ended="returned")
    assert receivers(cast.scope("secretary"), ids=[row.pk]) == []
    assert Search.objects.get().outcome == "found"
    with clock.frozen(date(2026, 6, 22)):
        duties.derive(on=date(2026, 6, 22))
        assert not Obligation.objects.filter(rule="4.5e.sms", subject=row.pk, status__in=("due", "due_soon")).exists()


def test_the_other_side_ends_with_it(cast: Cast) -> None:
    row, town = away(cast), cast.organisations["other"]
    come = Incoming.objects.create(
        name=row.name, organisation=town, path=town.path, outgoing=row, valid_from=date(2026, 1, 1)
    )
    keeping.end(actor=cast.actor("secretary"), on=TODAY, movement_id=row.pk, ended="returned")
    come.refresh_from_db()
    assert (come.valid_to, come.ended) == (TODAY, "moved_on")


def test_what_has_ended_is_not_changed(cast: Cast) -> None:
    row = away(cast, valid_to=date(2026, 6, 1))
    with pytest.raises(Refused) as refused:
        keeping.end(actor=cast.actor("secretary"), on=TODAY, movement_id=row.pk, ended="returned")
    assert refused.value.code == "ended"


def test_several_are_confirmed_and_classified_at_once(cast: Cast) -> None:
    rows = [away(cast), away(cast, "secretary")]
    ids, actor = [row.pk for row in rows], cast.actor("secretary")
    assert keeping.confirm(actor=actor, on=TODAY, movement_ids=ids) == 2
    assert keeping.classify(actor=actor, on=TODAY, movement_ids=ids, reason="work", group="veteran") == 2
    assert set(Outgoing.objects.filter(pk__in=ids).values_list("checked_on", "group")) == {(TODAY, "veteran")}
    with pytest.raises(Refused):
        keeping.classify(actor=actor, on=TODAY, movement_ids=ids, group="pirate")
    with pytest.raises(NotVisible):
        keeping.confirm(actor=cast.actor("stranger"), on=TODAY, movement_ids=ids)


# --- the register follows the membership ---------------------------------------------------------------------------


def test_movement_of_the_dead_ends_by_the_clock(cast: Cast) -> None:
    row, person = away(cast), cast.people["member"]
    person.died_on = date(2026, 6, 10)
    person.save()
    assert following.follow(on=TODAY) >= 1
    row.refresh_from_db()
    assert (row.ended, row.valid_to) == ("left", TODAY)


def test_movement_goes_with_the_member_into_another_branch(cast: Cast) -> None:
    row, second = away(cast), cast.organisations["second"]
    held = Membership.objects.filter(person=row.person)
    held.update(organisation=second, path=second.path)
    following.follow(on=TODAY)
    row.refresh_from_db()
    assert (row.organisation, row.path, row.valid_to) == (second, second.path, None)


def test_the_day_of_the_rule_is_worked_out_anew_and_a_second_run_changes_nothing(cast: Cast) -> None:
    row = away(cast, floating_on=date(2025, 3, 2))
    following.follow(on=TODAY)
    row.refresh_from_db()
    assert row.floating_on == date(2025, 9, 1)
    assert following.follow(on=TODAY) == 0


def test_a_membership_that_moves_takes_the_movement_along_at_once(cast: Cast) -> None:
    row, second = away(cast), cast.organisations["second"]
    following.follow(on=TODAY)
    duties.derive(on=TODAY)
    standing.place(
        actor=cast.actor("county_officer"), on=TODAY, person_id=cast.people["member"].pk, organisation_id=second.pk,
        reason="调整支部",
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.organisation, row.path) == (second, second.path)
    assert row.changes.get().note == "组织关系换了支部，登记跟过去"
    assert duties.derive(on=TODAY) == Changes(0, 0, 0, 0)
    assert following.follow(on=TODAY) == 0


def test_a_membership_that_ends_ends_the_movement_at_once(cast: Cast) -> None:
    row = away(cast)
    standing.end_membership(
        actor=cast.actor("township_officer"), on=TODAY, person_id=cast.people["member"].pk, ended="died", basis="讣告"
    )
    row.refresh_from_db()
    assert (row.ended, row.valid_to) == ("left", TODAY)


def test_a_merger_takes_movements_and_certificates_along_at_once(cast: Cast) -> None:
    row, second = away(cast), cast.organisations["second"]
    township = cast.organisations["township"]
    Certificate.objects.create(
        movement=row, person=row.person, issuer=township, year=2026, serial=1, token="t", batch="b", issued_on=TODAY
    )
    following.follow(on=TODAY)
    duties.derive(on=TODAY)
    reorganise.merge(
        actor=cast.actor("county_officer"), on=TODAY, source_ids=[cast.organisations["branch"].pk],
        target_id=second.pk, approval=Approval("泾组〔2026〕3号", TODAY),
    )  # fmt: skip
    new = Outgoing.objects.current().get(person=row.person)
    assert (new.organisation, new.path) == (second, second.path)
    assert Certificate.objects.visible_to(cast.scope("township_officer")).count() == 1
    assert duties.derive(on=TODAY) == Changes(0, 0, 0, 0)
    assert following.follow(on=TODAY) == 0


def test_a_correction_asks_the_register_nothing(cast: Cast, django_assert_num_queries: Any) -> None:
    away(cast)
    with django_assert_num_queries(0):
        following.after([Deed("people.corrected", "people.Person", cast.people["member"].pk, "")])


# --- the list ------------------------------------------------------------------------------------------------------


def test_states_choose_who_is_meant(cast: Cast) -> None:
    Outgoing.objects.all().delete()
    long_ago, lately = (
        away(cast),
        away(cast, "secretary", moved_on=TODAY, floating_on=date(2026, 12, 20), valid_from=TODAY),
    )
    ended = away(cast, "mobile_member", valid_to=date(2026, 6, 1))
    scope = cast.scope("secretary")
    found = {state: {row.id for row in lists.listing(scope, Filters(state=state)).rows} for state, _ in lists.STATES}
    assert found["floating"] == found["lost"] == found["stale"] == {long_ago.pk}
    assert found["away"] == {lately.pk}
    assert found["ended"] == {ended.pk}
    assert lists.counts(scope).lost == 1


def test_list_of_a_past_day_shows_who_was_away_then(cast: Cast) -> None:
    Outgoing.objects.all().delete()
    away(cast, valid_from=date(2026, 5, 1))
    assert lists.listing(cast.scope("secretary").on(date(2026, 4, 1))).total == 0
    assert lists.listing(cast.scope("secretary")).total == 1


def test_duty_done_in_the_period_is_marked_for_the_row(cast: Cast) -> None:
    Outgoing.objects.all().delete()
    row = away(cast)
    contacts.note(actor=cast.actor("secretary"), on=TODAY, movement_ids=[row.pk], way="visit", happened_on=TODAY)
    assert lists.listing(cast.scope("secretary")).rows[0].made == {"sms", "call", "letter"}

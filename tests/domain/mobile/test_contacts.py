"""Noting contacts with members away, and whom a contact is still owed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import Cast, citizen_number
from zhendi.domain.mobile import cadence, facts
from zhendi.domain.mobile.models import Contact, Outgoing
from zhendi.domain.mobile.operations import contacts
from zhendi.domain.mobile.queries.receivers import receivers
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.obligations import operations as duties
from zhendi.obligations.models import Obligation
from zhendi.policy.load import load
from zhendi.policy.schema import Recurring

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 20)


@pytest.fixture(autouse=True)
def _june() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


def away(cast: Cast, name: str = "member", **facts_of: Any) -> Outgoing:
    """Somebody of the cast who has been away for long enough."""
    branch, person = cast.organisations["branch"], cast.people[name]
    wanted: dict[str, Any] = {
        "province": "上海市", "city": "上海市", "district": "松江区", "moved_on": date(2025, 3, 1),
        "moved_precision": "d", "floating_on": date(2025, 9, 1), "valid_from": date(2025, 3, 1),
    }  # fmt: skip
    return Outgoing.objects.create(
        person=person, name=person.name, citizen_number=person.citizen_number, organisation=branch, path=branch.path,
        **wanted | facts_of,
    )  # fmt: skip


def note(cast: Cast, who: str, *rows: Outgoing, way: str = "call", on: date = TODAY, **more: Any) -> int:
    ids = [row.pk for row in rows]
    return contacts.note(actor=cast.actor(who), on=TODAY, movement_ids=ids, way=way, happened_on=on, **more)


def status(rule: str, row: Outgoing) -> str:
    """How the latest duty of a movement stands."""
    return Obligation.objects.filter(rule=rule, subject=row.pk).latest("period_from").status


def test_secretary_notes_a_visit_of_last_week_with_its_true_day(cast: Cast) -> None:
    row = away(cast)
    assert note(cast, "secretary", row, way="visit", on=date(2026, 6, 13), remark="家访") == 1
    made = Contact.objects.get()
    assert (made.person, made.happened_on, made.noted_by) == (row.person, date(2026, 6, 13), cast.secretary.person_id)
    row.refresh_from_db()
    assert row.contacted_on == date(2026, 6, 13)


def test_a_message_sent_does_not_show_that_the_member_was_reached(cast: Cast) -> None:
    row = away(cast)
    note(cast, "secretary", row, way="sms", proofs=["message:1"])
    row.refresh_from_db()
    assert row.contacted_on is None
    assert not list(facts.contact())


def test_a_contact_noted_twice_with_its_proof_is_one(cast: Cast) -> None:
    rows = away(cast), away(cast, "secretary")
    proofs = ["message:1", "message:2"]
    assert note(cast, "secretary", *rows, way="sms", proofs=proofs) == 2
    assert note(cast, "secretary", *rows, way="sms", proofs=proofs) == 0
    assert note(cast, "secretary", rows[0], way="visit") == 1
    assert note(cast, "secretary", rows[0], way="visit") == 0
    assert Contact.objects.count() == 3


def test_noting_leaves_one_entry_at_the_place_that_holds_all(cast: Cast) -> None:
    note(cast, "secretary", away(cast), away(cast, "secretary"))
    entry = Entry.objects.get(action="mobile.contacted")
    assert entry.path == cast.organisations["branch"].path
    assert entry.summary == "记录电话联系2人，2026-06-20"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"on": date(2026, 6, 21)}, "day_future"),
        ({"way": "pigeon"}, "way"),
        ({"on": date(2025, 2, 1)}, "before"),
        ({"remark": "长" * 401}, "long"),
    ],
)
def test_what_cannot_be_is_refused(cast: Cast, more: dict[str, Any], code: str) -> None:
    row = away(cast)
    with pytest.raises(Refused) as refused:
        note(cast, "secretary", row, **more)
    assert refused.value.code == code
    assert not Contact.objects.exists()


def test_one_who_returned_before_the_day_gets_no_contact(cast: Cast) -> None:
    row = away(cast, valid_to=date(2026, 6, 1))
    with pytest.raises(Refused) as refused:
        note(cast, "secretary", row)
    assert (refused.value.code, cast.people["member"].name in refused.value.message) == ("ended", True)


def test_stranger_finds_no_member_and_a_member_keeps_nothing(cast: Cast) -> None:
    row = away(cast)
    with pytest.raises(NotVisible):
        note(cast, "stranger", row)
    with pytest.raises((NotVisible, Refused)):
        note(cast, "member", row)


def test_statements_are_as_many_for_thirty_as_for_one(cast: Cast) -> None:
    branch = cast.organisations["branch"]
    rows = [
        Outgoing.objects.create(
            name=f"某{n}", citizen_number=citizen_number(100 + n), organisation=branch, path=branch.path,
            moved_on=date(2025, 1, 1), valid_from=date(2025, 1, 1),
        )
        for n in range(30)
    ]  # fmt: skip
    actor = cast.actor("secretary")
    counts = []
    for chosen in (rows[:1], rows[1:]):
        with CaptureQueriesContext(connection) as asked:
            contacts.note(actor=actor, on=TODAY, movement_ids=[row.pk for row in chosen], way="call", happened_on=TODAY)
        counts.append(len([each for each in asked if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]))
    assert counts[0] == counts[1]


def test_a_letter_that_came_back_counts_no_more(cast: Cast) -> None:
    row = away(cast)
    note(cast, "secretary", row, way="letter", proofs=["letter:7"])
    assert [each["subject_id"] for each in facts.letter()] == [row.pk]
    actor = cast.actor("secretary")
    assert contacts.withdraw(actor=actor, on=TODAY, way="letter", proofs=["letter:7"], reason="查无此人") == 1
    assert not list(facts.letter())
    assert contacts.withdraw(actor=actor, on=TODAY, way="letter", proofs=["letter:7"]) == 0


def test_contacts_follow_the_person_into_the_branch_that_takes_over(cast: Cast) -> None:
    row = away(cast)
    note(cast, "secretary", row)
    second = cast.organisations["second"]
    Outgoing.objects.filter(pk=row.pk).update(valid_to=TODAY)
    row.pk, row.organisation, row.path, row.valid_from = None, second, second.path, TODAY  # as a merger does
    row._state.adding = True
    row.save()
    assert row.pk in {each["subject_id"] for each in facts.call()}


# --- the duties of clause 4.5e -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("duty", "way"), [("sms", "sms"), ("call", "call"), ("letter", "letter"), ("symposium", "symposium")]
)
def test_each_of_the_four_is_owed_until_it_is_made_and_the_board_says_the_same(cast: Cast, duty: str, way: str) -> None:
    row = away(cast, "member")
    Outgoing.objects.exclude(pk=row.pk).update(floating_on=date(2025, 8, 10))
    duties.derive(on=TODAY)
    scope, rule = cast.scope("secretary"), f"4.5e.{duty}"
    asked = {each.id for each in receivers(scope, owed=duty)}
    board = Obligation.objects.filter(rule=rule, status__in=("due", "due_soon"))
    assert row.pk in asked
    assert asked == set(board.values_list("subject", flat=True))
    note(cast, "secretary", row, way=way)
    assert status(rule, row) == "met"
    assert row.pk not in {each.id for each in receivers(scope, owed=duty)}


def test_a_visit_does_for_message_call_and_letter_but_not_for_the_symposium(cast: Cast) -> None:
    row = away(cast)
    duties.derive(on=TODAY)
    note(cast, "secretary", row, way="visit")
    assert [status(f"4.5e.{duty}", row) for duty in ("sms", "call", "letter")] == ["met"] * 3
    assert status("4.5e.symposium", row) != "met"


def test_one_who_is_away_for_less_than_the_rule_asks_is_owed_nothing_yet(cast: Cast) -> None:
    row = away(cast, moved_on=date(2026, 1, 10), floating_on=date(2026, 7, 10), valid_from=date(2026, 1, 10))
    assert row.pk not in {each.id for each in receivers(cast.scope("secretary"), owed="sms")}
    assert row.pk in {each.id for each in receivers(cast.scope("secretary"))}


def test_between_two_festivals_no_letter_is_owed(cast: Cast) -> None:
    away(cast)
    with clock.frozen(date(2026, 4, 15)):
        assert receivers(cast.scope("secretary"), owed="letter") == []


def test_festivals_and_lead_of_lists_are_those_of_the_rule() -> None:
    asks = load().rule("4.5e.letter").asks
    assert isinstance(asks, Recurring)
    assert tuple(load().parameters.value(cadence.FESTIVALS, TODAY)) == asks.festivals
    assert asks.lead == cadence.LEAD


def test_the_dead_the_returned_and_those_out_of_sight_receive_nothing(cast: Cast) -> None:
    dead, back = away(cast, "member"), away(cast, "secretary", valid_to=date(2026, 6, 1))
    cast.people["member"].died_on = date(2026, 6, 10)
    cast.people["member"].save()
    found = {each.id for each in receivers(cast.scope("secretary"), ids=[dead.pk, back.pk])}
    assert found == set()
    assert receivers(cast.scope("stranger")) == []


def test_receivers_cost_two_questions(cast: Cast, django_assert_num_queries: Any) -> None:
    scope = cast.scope("secretary")
    away(cast)
    for more in ("secretary", "stranger"):
        with django_assert_num_queries(2):
            assert all(each.phone for each in receivers(scope))
        away(cast, more)

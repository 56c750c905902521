"""Calls with their tries, and the search for one who cannot be reached."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from tests.people import Cast
from tests.web.mobile.away import TODAY, away
from zhendi.domain.matters import operations as matters
from zhendi.domain.matters.models import Matter
from zhendi.domain.mobile.models import Call, Contact, Outgoing, Search
from zhendi.domain.mobile.operations import calls, searches
from zhendi.domain.mobile.queries import calls as lists
from zhendi.domain.mobile.queries import records
from zhendi.domain.mobile.queries import searches as queries
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.obligations import operations as duties
from zhendi.obligations.models import Obligation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _june() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


def call(cast: Cast, row: Outgoing, result: str, who: str = "secretary", **more: Any) -> int:
    return calls.log(actor=cast.actor(who), on=TODAY, movement_id=row.pk, result=result, **more)


@pytest.mark.parametrize("result", ["reached", "moved", "needs_help"])
def test_a_call_that_reached_the_member_is_a_contact_with_its_proof(cast: Cast, result: str) -> None:
    made = call(cast, away(cast), result, happened_on=date(2026, 6, 18), note="挺好的")
    found = Contact.objects.get()
    assert (found.proof, found.way, found.happened_on, found.remark) == (
        f"call:{made}",
        "call",
        date(2026, 6, 18),
        "挺好的",
    )


@pytest.mark.parametrize("result", ["no_answer", "wrong_number"])
def test_a_call_that_reached_nobody_is_none(cast: Cast, result: str) -> None:
    call(cast, away(cast), result)
    assert not Contact.objects.exists()


def test_a_result_pressed_twice_is_one_call(cast: Cast) -> None:
    row = away(cast)
    assert call(cast, row, "reached") == call(cast, row, "reached")
    assert (Call.objects.count(), Contact.objects.count()) == (1, 1)


def test_unanswered_is_tried_again_after_the_days_of_the_parameter(cast: Cast) -> None:
    call(cast, away(cast), "no_answer")
    assert Call.objects.get().next_on == TODAY + timedelta(days=3)


def test_bad_calls_are_refused(cast: Cast) -> None:
    row = away(cast)
    for more, code in (
        ({"result": "sung"}, "missing"),
        ({"result": "reached", "happened_on": date(2026, 7, 1)}, "day_future"),
    ):
        with pytest.raises(Refused) as refused:
            call(cast, row, **more)
        assert refused.value.code == code
    with pytest.raises(NotVisible):
        call(cast, row, "reached", who="stranger")


def test_list_takes_failed_messages_first_then_the_longest_silent_and_put_off_last(cast: Cast) -> None:
    Outgoing.objects.all().delete()
    heard, silent, failed = (
        away(cast, "member", contacted_on=date(2026, 5, 1)), away(cast, "secretary"),
        away(cast, "mobile_member", contacted_on=date(2026, 6, 1)),
    )  # fmt: skip
    scope = cast.scope("secretary")
    found = lists.to_call(scope, failed={failed.pk})
    assert [row.id for row in found.rows] == [failed.pk, silent.pk, heard.pk]
    call(cast, failed, "no_answer")
    assert [row.id for row in lists.to_call(scope, failed={failed.pk}).rows] == [silent.pk, heard.pk, failed.pk]
    call(cast, silent, "reached")
    found = lists.to_call(scope)
    assert (found.owed, found.done, found.waiting) == (2, 1, 1)


def test_after_so_many_tries_another_way_is_proposed(cast: Cast) -> None:
    Outgoing.objects.all().delete()
    row = away(cast)
    for day in (1, 5, 9):
        call(cast, row, "no_answer", happened_on=date(2026, 6, day))
    (found,) = lists.to_call(cast.scope("secretary")).rows
    assert (found.tries, found.other_ways) == (3, True)


def test_whole_number_needs_the_right_and_leaves_a_line(cast: Cast) -> None:
    row = away(cast, phone="19900007777")
    actor = cast.actor("secretary")
    assert calls.show_phone(actor=actor, on=TODAY, movement_id=row.pk, purpose="联系本人") == "19900007777"
    assert Entry.objects.get(action="mobile.unmasked").subject_id == row.pk
    for who in ("stranger", "member", "clerk"):
        with pytest.raises(NotVisible):
            calls.show_phone(actor=cast.actor(who), on=TODAY, movement_id=row.pk, purpose="看看")
    with pytest.raises(Refused):
        calls.show_phone(actor=actor, on=TODAY, movement_id=row.pk, purpose=" ")


def test_help_asked_for_stays_open_until_it_is_given(cast: Cast) -> None:
    made = call(cast, away(cast), "needs_help", note="孩子入学")
    assert lists.made(cast.scope("secretary"))[0].open_help
    calls.settle_help(actor=cast.actor("secretary"), on=TODAY, call_id=made)
    assert not lists.made(cast.scope("secretary"))[0].open_help
    with pytest.raises(Refused):
        calls.settle_help(actor=cast.actor("secretary"), on=TODAY, call_id=made)


def test_help_asked_for_is_a_matter_of_the_branch_with_its_time_limit(cast: Cast) -> None:
    duties.derive(on=TODAY)
    row = away(cast)
    made = call(cast, row, "needs_help", note="工资没发")
    assert call(cast, row, "needs_help", note="工资没发") == made
    matter = Matter.objects.get()
    assert (matter.person, matter.organisation, matter.text) == (row.person, cast.organisations["branch"], "工资没发")
    assert Call.objects.get(pk=made).matter == matter
    duty = Obligation.objects.filter(rule="3.5b.help", subject=matter.pk)
    assert duty.get().status in ("due", "due_soon")
    (help_,) = records.open_help(records.record(cast.scope("secretary"), row.pk))
    assert (help_.matter_id, help_.due_on) == (matter.pk, matter.due_on)
    calls.settle_help(actor=cast.actor("secretary"), on=TODAY, call_id=made)
    matter.refresh_from_db()
    assert (matter.state, matter.answered_on) == ("closed", TODAY)
    assert duty.get().status == "met"


def test_a_matter_answered_on_its_own_page_settles_the_call(cast: Cast) -> None:
    row = away(cast)
    made = call(cast, row, "needs_help")
    matters.answer(actor=cast.actor("secretary"), on=TODAY, matter_id=Matter.objects.get().pk, note="已找到厂里")
    assert records.open_help(records.record(cast.scope("secretary"), row.pk)) == ()
    assert not lists.made(cast.scope("secretary"))[0].open_help
    calls.settle_help(actor=cast.actor("secretary"), on=TODAY, call_id=made)
    assert Matter.objects.get().state == "answered"  # what was answered stays as it is


def test_help_for_one_who_is_on_no_roll_stays_a_note_of_the_call(cast: Cast) -> None:
    row = away(cast)
    Outgoing.objects.filter(pk=row.pk).update(person=None)
    call(cast, row, "needs_help", note="房东不退押金")
    assert not Matter.objects.exists()
    assert lists.made(cast.scope("secretary"))[0].open_help


# --- searches ------------------------------------------------------------------------------------------------------


def begin(cast: Cast, row: Outgoing, since: date = date(2025, 10, 1)) -> int:
    return searches.begin(actor=cast.actor("secretary"), on=TODAY, movement_id=row.pk, lost_since=since)


def fail(cast: Cast, search: int, on: date = TODAY) -> None:
    searches.step(
        actor=cast.actor("secretary"),
        on=on,
        search_id=search,
        means="police",
        asked="派出所",
        result="无下落",
        happened_on=on,
    )
    searches.close(actor=cast.actor("secretary"), on=on, search_id=search, outcome="failed")


def decide(cast: Cast, search: int, decision: str, on: date = TODAY, who: str = "township_officer") -> int:
    return searches.decide(
        actor=cast.actor(who),
        on=on,
        search_id=search,
        decision=decision,
        body="镇党委",
        basis="〔2026〕9号",
        reason="无果",
    )


def test_found_is_a_contact_of_the_day(cast: Cast) -> None:
    row = away(cast)
    searches.close(
        actor=cast.actor("secretary"), on=TODAY, search_id=begin(cast, row), outcome="found", note="换了号码"
    )
    assert (Contact.objects.get().way, Search.objects.get().outcome) == ("reply", "found")


def test_a_search_fails_only_after_something_was_done(cast: Cast) -> None:
    search = begin(cast, away(cast))
    with pytest.raises(Refused) as refused:
        searches.close(actor=cast.actor("secretary"), on=TODAY, search_id=search, outcome="failed")
    assert refused.value.code == "no_steps"


def test_rule_proposes_suspension_after_six_months_and_removal_two_years_later(cast: Cast) -> None:
    search = begin(cast, away(cast), date(2026, 1, 21))
    fail(cast, search)
    scope = cast.scope("township_officer")
    assert queries.searching(scope, search).proposal is None  # six months are not over
    proposal = queries.searching(scope.on(date(2026, 7, 21)), search).proposal
    assert proposal is not None
    assert (proposal.decision, proposal.since, proposal.rule.value) == ("suspended", date(2026, 7, 21), 6)
    decide(cast, search, "suspended")
    assert queries.searching(scope.on(date(2028, 6, 19)), search).proposal is None
    later = queries.searching(scope.on(date(2028, 6, 20)), search).proposal
    assert later is not None
    assert (later.decision, later.rule.value) == ("left", 2)


def test_a_branch_decides_nothing_and_a_stranger_sees_nothing(cast: Cast) -> None:
    search = begin(cast, away(cast))
    fail(cast, search)
    with pytest.raises(Refused) as refused:
        decide(cast, search, "suspended", who="secretary")
    assert refused.value.code == "forbidden"
    with pytest.raises(NotVisible):
        decide(cast, search, "suspended", who="stranger")
    with pytest.raises(NotVisible):
        queries.searching(cast.scope("stranger"), search)


def test_two_searches_for_one_member_do_not_run_at_once(cast: Cast) -> None:
    row = away(cast)
    begin(cast, row)
    with pytest.raises(Refused) as refused:
        begin(cast, row)
    assert refused.value.code == "already"


def test_list_of_the_lost_costs_as_many_questions_for_three_as_for_one(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    Outgoing.objects.all().delete()
    begin(cast, away(cast))
    scope = cast.scope("secretary")
    for more in ("secretary", "mobile_member"):
        with django_assert_num_queries(4):
            queries.missing(scope)
        begin(cast, away(cast, more))

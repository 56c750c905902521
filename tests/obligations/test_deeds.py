"""Excusing, reminding and exporting: who may, what is refused, what is written down, what follows at once."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from tests.people import Cast
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.obligations import operations
from zhendi.obligations.models import Derivation, Figure, Nudge, Obligation, Transition, Waiver
from zhendi.obligations.queries import inbox

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 20)
UNTIL = date(2026, 9, 1)
LONELY = "0.2.minimum"  # a branch with fewer than three members: the committee above answers


@pytest.fixture(autouse=True)
def day():
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def county(cast: Cast) -> Cast:
    operations.derive(on=TODAY)
    return cast


def duty(county: Cast, rule: str, key: str) -> Obligation:
    return Obligation.objects.get(rule=rule, subject=county.organisations[key].pk)


def waive(
    county: Cast, who: str, obligation: Obligation, reason: str = "驻地撤并中", until: date | None = UNTIL
) -> int:
    return operations.waive(
        actor=county.actor(who), on=TODAY, obligation_id=obligation.pk, reason=reason, until=until
    )  # fmt: skip


def refused(code: str, call, *args, **words) -> Refused:
    with pytest.raises(Refused) as found:
        call(*args, **words)
    assert found.value.code == code
    return found.value


# --- excusing ------------------------------------------------------------------------------------------------


def test_what_is_excused_counts_apart_in_the_same_transaction(county: Cast) -> None:
    found = duty(county, LONELY, "second")
    waive(county, "county_officer", found)
    found.refresh_from_db()
    month = Figure.objects.get(rule=LONELY, path="0001", month=date(2026, 5, 1))
    assert (found.status, month.overdue, month.waived) == ("waived", 2, 1)
    assert Transition.objects.filter(rule=LONELY, subject=found.subject, after="waived", on_day=TODAY).exists()


def test_a_waiver_ends_on_its_day_and_the_duty_is_asked_again(county: Cast) -> None:
    found = duty(county, LONELY, "second")
    waive(county, "county_officer", found)
    operations.derive(on=UNTIL - timedelta(days=1))
    found.refresh_from_db()
    assert found.status == "waived"
    operations.derive(on=UNTIL)
    found.refresh_from_db()
    assert found.status == "overdue"


def test_excusing_is_written_down_with_person_reason_and_day(county: Cast) -> None:
    waiver = Waiver.objects.get(pk=waive(county, "county_officer", duty(county, LONELY, "second")))
    assert (waiver.reason, waiver.decided_on, waiver.valid_to) == ("驻地撤并中", TODAY, UNTIL)
    assert "高远山" in waiver.decided_by
    entry = Entry.objects.get(action="obligations.waived")
    assert entry.summary == "支部有规定数量的正式党员：免办至2026-09-01：驻地撤并中"


def test_nobody_excuses_himself(county: Cast) -> None:
    found = duty(county, LONELY, "second")  # borne by the township
    refused("forbidden", waive, county, "township_officer", found)
    refused("forbidden", waive, county, "secretary", duty(county, "0.2.term-held", "branch"))
    assert not Waiver.objects.exists()


def test_one_from_above_excuses_what_lies_below(county: Cast) -> None:
    assert waive(county, "township_officer", duty(county, "0.2.term-held", "branch"))


def test_a_waiver_needs_a_reason_and_a_day_to_come(county: Cast) -> None:
    found = duty(county, LONELY, "second")
    assert refused("reason", waive, county, "county_officer", found, reason="  ").field == "reason"
    for until in (TODAY, None, TODAY - timedelta(days=1)):
        assert refused("until", waive, county, "county_officer", found, until=until).field == "until"


def test_a_waiver_is_ended_before_its_day_and_the_duty_asked_again_at_once(county: Cast) -> None:
    found = duty(county, LONELY, "second")
    kept = waive(county, "county_officer", found)
    later = TODAY + timedelta(days=3)
    operations.end_waiver(actor=county.actor("county_officer"), on=later, obligation_id=found.pk, reason="驻地已定")
    found.refresh_from_db()
    waiver = Waiver.objects.get(pk=kept)
    assert (found.status, waiver.valid_to, waiver.planned_to, waiver.end_reason) == (
        "overdue",
        later,
        UNTIL,
        "驻地已定",
    )
    assert "高远山" in waiver.ended_by
    assert (
        Entry.objects.get(action="obligations.waiver_ended").summary
        == "支部有规定数量的正式党员：提前结束免办：驻地已定"
    )


def test_a_waiver_may_be_ended_on_the_day_on_which_it_was_given(county: Cast) -> None:
    found = duty(county, LONELY, "second")
    waive(county, "county_officer", found)
    operations.end_waiver(actor=county.actor("county_officer"), on=TODAY, obligation_id=found.pk, reason="免错了")
    found.refresh_from_db()
    assert found.status == "overdue"


def test_ending_a_waiver_needs_the_post_above_a_reason_and_a_waiver(county: Cast) -> None:
    found = duty(county, LONELY, "second")

    def end(who: str, reason: str = "情况变了") -> None:
        operations.end_waiver(actor=county.actor(who), on=TODAY, obligation_id=found.pk, reason=reason)

    refused("none", end, "county_officer")
    waive(county, "county_officer", found)
    refused("forbidden", end, "township_officer")
    assert refused("reason", end, "county_officer", " ").field == "reason"
    with pytest.raises(NotVisible):
        end("stranger")
    assert Waiver.objects.get().planned_to is None


def test_what_is_done_or_already_excused_needs_no_waiver(county: Cast) -> None:
    refused("done", waive, county, "county_officer", duty(county, LONELY, "branch"))
    found = duty(county, LONELY, "second")
    waive(county, "county_officer", found)
    refused("done", waive, county, "county_officer", found)


def test_a_duty_of_another_subtree_is_not_found(county: Cast) -> None:
    with pytest.raises(NotVisible):
        waive(county, "stranger", duty(county, LONELY, "second"))
    with pytest.raises(NotVisible):
        operations.waive(actor=county.actor("county_officer"), on=TODAY, obligation_id=0, reason="无", until=UNTIL)


def test_excusing_on_a_later_day_than_the_derivation_derives_the_rest_too(county: Cast) -> None:
    later = TODAY + timedelta(days=3)
    found = duty(county, LONELY, "second")
    operations.waive(actor=county.actor("county_officer"), on=later, obligation_id=found.pk, reason="撤并", until=UNTIL)
    assert Derivation.objects.get().as_of == later
    found.refresh_from_db()
    assert found.status == "waived"


# --- reminding -----------------------------------------------------------------------------------------------


def nudge(county: Cast, who: str, place: str, on: date = TODAY, rule: str = "0.2.term-held") -> int:
    return operations.nudge(actor=county.actor(who), on=on, rule=rule, path=county.organisations[place].path)


def test_a_reminder_counts_what_is_overdue_at_and_below_the_place_and_is_written_down(county: Cast) -> None:
    assert nudge(county, "county_officer", "township") == 3
    sent = Nudge.objects.get()
    assert (sent.count, sent.sent_on) == (3, TODAY)
    assert Entry.objects.get(action="obligations.nudged").summary == "督办班子在任期内：3项逾期"


def test_a_reminder_is_not_repeated_within_days(county: Cast) -> None:
    nudge(county, "county_officer", "township")
    said = refused("again", nudge, county, "county_officer", "township", on=TODAY + timedelta(days=2))
    assert "5月20日刚催过，3天内不重复催" in said.message
    assert nudge(county, "county_officer", "township", on=TODAY + timedelta(days=3)) == 3


@pytest.mark.django_db(transaction=True)
def test_two_reminders_at_the_same_time_are_one(county: Cast) -> None:
    actor, path = county.actor("county_officer"), county.organisations["township"].path
    ready, said = threading.Barrier(4), []

    def remind() -> None:
        try:
            ready.wait()
            operations.nudge(actor=actor, on=TODAY, rule="0.2.term-held", path=path)
            said.append("sent")
        except Refused as found:
            said.append(found.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=remind) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["again", "again", "again", "sent"]
    assert Nudge.objects.count() == 1


def test_one_who_was_reminded_through_the_place_above_is_not_reminded_again(county: Cast) -> None:
    nudge(county, "county_officer", "township")
    refused("again", nudge, county, "township_officer", "branch")
    assert nudge(county, "county_officer", "other") == 2
    assert nudge(county, "township_officer", "branch", rule="4.5a.contact") == 1


def test_nobody_reminds_himself_a_neighbour_or_those_above(county: Cast) -> None:
    for who, place in (
        ("township_officer", "township"),
        ("stranger", "township"),
        ("secretary", "township"),
        ("member", "branch"),
    ):
        with pytest.raises(NotVisible):
            nudge(county, who, place)
    assert not Nudge.objects.exists()


def test_there_is_nothing_to_remind_of_where_nothing_is_overdue(county: Cast) -> None:
    refused("nothing", nudge, county, "county_officer", "township", rule="0.2.member-phone")


def test_an_unknown_rule_is_not_found(county: Cast) -> None:
    for rule in ("9.9.nonsense", ""):
        with pytest.raises(NotVisible):
            nudge(county, "county_officer", "township", rule=rule)


def test_the_reminded_see_it_in_their_inbox(county: Cast) -> None:
    nudge(county, "county_officer", "township")
    for who in ("township_officer", "secretary"):
        group = next(each for each in inbox.waiting(county.scope(who)) if each.rule.id == "0.2.term-held")
        assert group.reminded is not None
        assert (group.reminded.on, "高远山" in group.reminded.by) == (TODAY, True)
    assert all(each.reminded is None for each in inbox.waiting(county.scope("stranger")))


# --- a list going out ----------------------------------------------------------------------------------------


def test_a_list_that_goes_out_is_written_down(county: Cast) -> None:
    path = county.organisations["township"].path
    rows = operations.export(actor=county.actor("township_officer"), on=TODAY, rule="0.2.term-held", path=path)
    assert len(rows) == 3
    assert Entry.objects.get(action="export.duties").summary == "导出泾川镇党委“班子在任期内”的名单，3项"


def test_no_list_goes_out_of_another_subtree(county: Cast) -> None:
    path = county.organisations["township"].path
    with pytest.raises(NotVisible):
        operations.export(actor=county.actor("stranger"), on=TODAY, rule="0.2.term-held", path=path)
    assert not Entry.objects.filter(action="export.duties").exists()

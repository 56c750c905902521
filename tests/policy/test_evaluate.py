from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy import rules
from tests.policy.rules import PARAMETERS, facts
from zhendi.kernel.errors import Unreadable
from zhendi.policy.evaluate import Obligation, Waiver, evaluate
from zhendi.policy.evidence import Row
from zhendi.policy.figures import figure, roll_up
from zhendi.policy.schema import Condition, Guard

FIRST = date(2026, 1, 1)


def d(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


def run(rule, given_facts, as_of, **more) -> tuple[Obligation, ...]:
    return evaluate(rule, given_facts, PARAMETERS, as_of, **more)


# --- standing ------------------------------------------------------------------------------------------------

OFFSETS = st.integers(0, 240)


@st.composite
def intervals(draw, subject: int | None = None, most: int = 6):
    rows = []
    for number in range(draw(st.integers(0, most))):
        begins = FIRST + timedelta(days=draw(OFFSETS) - 20)
        length = draw(st.one_of(st.none(), st.integers(1, 120)))
        who = subject if subject is not None else draw(st.integers(1, 3))
        ends = begins + timedelta(days=length) if length else None
        rows.append(Row(number + 1, who, begins, ends, draw(st.integers(1, 3))))
    return rows


@settings(max_examples=150, deadline=None)
@given(intervals(), intervals(), intervals(), OFFSETS, st.sampled_from(["at_least", "at_most", "below"]))
def test_standing_agrees_with_looking_at_every_single_day(subjects, evidence, guard, offset, comparison) -> None:
    as_of = FIRST + timedelta(days=offset)
    rule = rules.standing(comparison, "rising", guards=(Guard("test.guard", Condition("present")),))
    held = facts(subject=subjects, evidence=evidence, guard=guard)
    expected = [
        seen
        for who in (1, 2, 3)
        if (seen := _day_by_day(who, subjects, evidence, guard, as_of, comparison)) is not None
    ]
    assert [(row.subject, row.period_from, row.since, row.status) for row in run(rule, held, as_of)] == expected


def _day_by_day(who, subjects, evidence, guard, as_of, comparison):
    """The same answer in the most stupid way: walk back from today until it no longer is as it is."""

    def total(rows, day):
        return sum(row.quantity for row in rows if row.subject == who and row.holds(day))

    def asked(day):
        return day >= FIRST and total(subjects, day) > 0 and total(guard, day) > 0

    def holds(day):
        number = 5 if day >= d(4, 1) else 3
        found = total(evidence, day)
        return {"at_least": found >= number, "at_most": found <= number, "below": found < number}[comparison]

    if not asked(as_of):
        return None
    began = since = as_of
    while asked(began - timedelta(days=1)):
        began -= timedelta(days=1)
    while since > began and holds(since - timedelta(days=1)) == holds(as_of):
        since -= timedelta(days=1)
    month = date(since.year + since.month // 12, since.month % 12 + 1, 1)
    last = (date(month.year + month.month // 12, month.month % 12 + 1, 1) - timedelta(days=1)).day
    due = month.replace(day=min(since.day, last))
    late = "overdue" if as_of > due else "due_soon" if as_of >= due - timedelta(days=7) else "due"
    return who, began, since, "met" if holds(as_of) else late


@settings(max_examples=60, deadline=None)
@given(intervals(), intervals(), OFFSETS, st.integers(0, 9))
def test_order_of_rows_and_repetition_change_nothing(subjects, evidence, offset, seed) -> None:
    as_of = FIRST + timedelta(days=offset)
    once = run(rules.standing(), facts(subject=subjects, evidence=evidence), as_of)
    random.Random(seed).shuffle(subjects)
    random.Random(seed + 1).shuffle(evidence)
    again = run(rules.standing(), facts(subject=subjects, evidence=evidence), as_of)
    assert once == again == run(rules.standing(), facts(subject=subjects, evidence=evidence), as_of)


@settings(max_examples=60, deadline=None)
@given(intervals(), intervals(), OFFSETS, st.sampled_from(["standing", "recurring", "deadline"]))
def test_past_day_looks_the_same_from_later_on(subjects, evidence, offset, kind) -> None:
    as_of = FIRST + timedelta(days=offset)
    rule = {
        "standing": rules.standing(),
        "recurring": rules.recurring(),
        "deadline": rules.deadline(within=("month",)),
    }[kind]
    before = [row for row in evidence if row.begins <= as_of]
    known_then = facts(subject=subjects, evidence=before, opened=before, closed=before)
    known_later = facts(subject=subjects, evidence=evidence, opened=evidence, closed=evidence)
    assert run(rule, known_then, as_of) == run(rule, known_later, as_of)


@settings(max_examples=60, deadline=None)
@given(intervals(), intervals(), OFFSETS)
def test_one_subject_alone_gives_what_it_gives_among_others(subjects, evidence, offset) -> None:
    as_of = FIRST + timedelta(days=offset)
    together = run(rules.standing(), facts(subject=subjects, evidence=evidence), as_of)
    alone = [
        row
        for who in (1, 2, 3)
        for row in run(
            rules.standing(),
            facts(
                subject=[row for row in subjects if row.subject == who],
                evidence=[row for row in evidence if row.subject == who],
            ),
            as_of,
        )
    ]
    assert list(together) == alone


def test_a_stricter_number_makes_the_same_branch_fall_short_from_its_day() -> None:
    held = facts(subject=[Row(1, 1, d(1, 1))], evidence=[Row(7, 1, d(1, 1), None, 4)])
    rule = rules.standing("at_least", "rising")
    assert run(rule, held, d(3, 31))[0].status == "met"
    (row,) = run(rule, held, d(4, 1))
    assert (row.status, row.since, row.needed, row.due_on) == ("due", d(4, 1), 5, d(5, 1))


def test_renaming_that_starts_a_new_version_the_same_day_does_not_start_the_clock_again() -> None:
    held = facts(subject=[Row(1, 1, d(1, 1), d(3, 1)), Row(2, 1, d(3, 1))])
    (row,) = run(rules.standing(), held, d(4, 1))
    assert (row.period_from, row.since, row.status) == (d(1, 1), d(1, 1), "overdue")


def test_event_counts_for_its_window_and_no_longer() -> None:
    rule = rules.standing("present", "", window="month")
    held = facts(subject=[Row(1, 1, d(1, 1))], evidence=[Row(5, 1, d(1, 31))])
    assert run(rule, held, d(2, 27))[0].counted == (5,)
    assert run(rule, held, d(2, 28))[0].status == "due"  # 31 January + 1 month, half-open


def test_fact_that_is_not_given_at_all_is_refused_not_taken_for_none() -> None:
    with pytest.raises(Unreadable, match=r"test\.evidence"):
        run(rules.standing(), {"test.subject": ()}, d(2, 1))


# --- recurring -----------------------------------------------------------------------------------------------


def test_each_month_is_asked_of_those_who_are_there_at_its_end() -> None:
    held = facts(
        subject=[Row(1, 1, d(1, 10), d(2, 20))],
        evidence=[Row(1, 1, d(1, 31)), Row(2, 1, d(2, 1))],
    )
    found = run(rules.recurring(), held, d(2, 10))
    assert [(row.period_from, row.status, row.counted) for row in found] == [
        (d(1, 1), "met", (1,)),
        (d(2, 1), "met", (2,)),
    ]
    assert [row.period_from for row in run(rules.recurring(), held, d(3, 5))] == [d(1, 1)]


def test_number_in_force_when_the_month_began_decides() -> None:
    held = facts(subject=[Row(1, 1, d(1, 1))], evidence=[Row(1, 1, d(2, 3)), Row(2, 1, d(3, 3))])
    found = {row.period_from.month: (row.needed, row.status) for row in run(rules.recurring(), held, d(4, 2))}
    assert found == {1: (1, "overdue"), 2: (1, "met"), 3: (2, "overdue"), 4: (2, "due")}


@pytest.mark.parametrize(("asked_of", "months"), [("whole", [2]), ("end", [1, 2]), ("any", [1, 2, 3])])
def test_who_was_there_for_part_of_a_month_is_asked_as_the_rule_says(asked_of, months) -> None:
    held = facts(subject=[Row(1, 1, d(1, 10), d(3, 10))])
    found = run(rules.recurring(asked_of=asked_of), held, d(4, 20))
    assert [row.period_from.month for row in found] == months


def test_month_turns_from_due_to_due_soon_to_overdue() -> None:
    held = facts(subject=[Row(1, 1, d(1, 1))])
    seen = {day: run(rules.recurring(), held, day)[0].status for day in (d(1, 23), d(1, 24), d(1, 31), d(2, 1))}
    assert list(seen.values()) == ["due", "due_soon", "due_soon", "overdue"]


def test_member_who_returned_home_before_the_festival_is_owed_no_letter() -> None:
    rule = rules.recurring("festivals", "end", festivals=("spring",), lead="week")
    away = facts(subject=[Row(1, 1, d(1, 1), d(2, 14)), Row(2, 2, d(1, 1))])
    assert [row.subject for row in run(rule, away, d(2, 20))] == [2]


def test_earlier_periods_can_be_left_out() -> None:
    held = facts(subject=[Row(1, 1, d(1, 1))])
    assert [row.period_from for row in run(rules.recurring(), held, d(4, 15), earliest=d(3, 1))] == [d(3, 1), d(4, 1)]


def test_recurring_rule_asks_from_its_first_day_until_its_last() -> None:
    held = facts(subject=[Row(1, 1, d(1, 1, 2025))])
    rule = replace(rules.recurring(), valid_from=d(2, 1), valid_to=d(4, 1))
    assert [row.period_from.month for row in run(rule, held, d(6, 20))] == [2, 3]
    assert [row.period_from.month for row in run(rule, held, d(6, 20), earliest=d(1, 1))] == [2, 3]


def test_recurring_rule_asks_only_while_its_guard_holds_on_the_last_day() -> None:
    rule = replace(rules.recurring(), guards=(Guard("test.guard", Condition("present")),))
    held = facts(subject=[Row(1, 1, d(1, 1))], guard=[Row(1, 1, d(1, 31), d(2, 28))])
    assert [row.period_from.month for row in run(rule, held, d(3, 20))] == [1]


# --- deadline ------------------------------------------------------------------------------------------------


def test_matter_is_closed_in_time_on_its_last_working_day_and_late_on_the_next() -> None:
    rule = rules.deadline(within=("five_working_days",))
    for closed, status in ((d(10, 9), "met"), (d(10, 10), "met_late"), (d(9, 24), "met")):
        held = facts(subject=[Row(1, 1, d(9, 24))], opened=[Row(1, 1, d(9, 24))], closed=[Row(9, 1, closed)])
        (row,) = run(rule, held, d(12, 1))
        assert (row.status, row.due_on, row.counted, row.since) == (status, d(10, 9), (9,), closed)


def test_clock_stands_while_paused_and_while_the_pause_still_runs() -> None:
    rule = rules.deadline(within=("week",), pauses="test.paused")
    held = facts(subject=[Row(1, 1, d(5, 1))], opened=[Row(1, 1, d(5, 1))], paused=[Row(1, 1, d(5, 3), d(5, 20))])
    assert run(rule, held, d(5, 10))[0].due_on == d(5, 16)  # on that day nobody knows when it ends
    assert run(rule, held, d(5, 10))[0].status != "overdue"
    assert run(rule, held, d(5, 21))[0].due_on == d(5, 25)


def test_due_day_through_a_year_without_its_notice_is_provisional() -> None:
    rule = rules.deadline(within=("five_working_days",))
    held = facts(subject=[Row(1, 1, d(1, 1))], opened=[Row(1, 1, d(6, 1, 2080))])
    assert run(rule, held, d(6, 2, 2080))[0].provisional


def test_what_renews_closes_nothing_that_began_on_its_own_day() -> None:
    held = facts(
        subject=[Row(1, 1, d(1, 1))],
        opened=[Row(1, 1, d(1, 1), d(6, 1))],
        closed=[Row(1, 1, d(1, 1)), Row(2, 1, d(6, 1))],
    )
    (row,) = run(rules.deadline(renews=True), held, d(7, 1))
    assert (row.status, row.counted, row.due_on) == ("met", (2,), d(6, 1))
    (row,) = run(rules.deadline(), held, d(7, 1))
    assert (row.status, row.counted) == ("met", (1,))


def test_nothing_is_owed_by_what_is_no_more_but_what_was_done_stays() -> None:
    gone = [Row(1, 1, d(1, 1), d(4, 1))]
    opened = [Row(1, 1, d(1, 1)), Row(2, 1, d(3, 1))]
    held = facts(subject=gone, opened=opened, closed=[Row(5, 1, d(1, 20))])
    found = run(rules.deadline(within=("month",)), held, d(6, 1))
    assert [(row.period_from, row.status) for row in found] == [(d(1, 1), "met")]


def test_deadline_is_asked_when_its_day_lies_within_the_days_of_the_rule() -> None:
    rule = replace(rules.deadline(within=("month",)), valid_from=d(2, 1), valid_to=d(4, 1))
    opened = [Row(1, 1, d(12, 31, 2025)), Row(2, 1, d(1, 1)), Row(3, 1, d(2, 28)), Row(4, 1, d(3, 1))]
    held = facts(subject=[Row(1, 1, d(1, 1, 2025))], opened=opened)
    assert [row.due_on for row in run(rule, held, d(9, 1))] == [d(2, 1), d(3, 28)]


def test_deadline_is_asked_when_its_guard_held_on_the_day_of_the_opening() -> None:
    rule = replace(rules.deadline(within=("month",)), guards=(Guard("test.guard", Condition("present")),))
    held = facts(
        subject=[Row(1, 1, d(1, 1))], opened=[Row(1, 1, d(2, 1)), Row(2, 1, d(3, 1))], guard=[Row(1, 1, d(2, 15))]
    )
    assert [row.period_from for row in run(rule, held, d(9, 1))] == [d(3, 1)]


def test_what_happened_before_any_number_was_in_force_is_read_by_the_rules_first_day() -> None:
    long_ago = d(5, 1, 1999)  # the numbers begin in 2000
    rule = rules.standing("present", "", window="month")
    held = facts(subject=[Row(1, 1, long_ago)], evidence=[Row(1, 1, long_ago)])
    assert run(rule, held, d(1, 2))[0].since == d(1, 1)
    opened = facts(subject=[Row(1, 1, long_ago)], opened=[Row(1, 1, long_ago)])
    assert run(rules.deadline(within=("month",)), opened, d(1, 2)) == ()


def test_rule_is_in_force_to_the_day_before_its_end() -> None:
    rule = replace(rules.standing(), valid_to=d(4, 1))
    held = facts(subject=[Row(1, 1, d(1, 1))])
    assert len(run(rule, held, d(3, 31))) == 1
    assert run(rule, held, d(4, 1)) == ()


# --- waivers, figures ----------------------------------------------------------------------------------------


def test_waiver_excuses_from_its_first_day_to_the_day_before_its_end() -> None:
    held = facts(subject=[Row(1, 1, d(1, 1)), Row(2, 2, d(1, 1))])
    waiver = Waiver("9.9.test", 1, d(3, 1), d(4, 1))
    seen = {
        day: run(rules.standing(), held, day, waivers=[waiver])[0].status
        for day in (d(2, 28), d(3, 1), d(3, 31), d(4, 1))
    }
    assert list(seen.values()) == ["overdue", "waived", "waived", "overdue"]
    assert run(rules.standing(), held, d(3, 1), waivers=[waiver])[1].status == "overdue"
    assert (
        run(rules.standing(), held, d(3, 1), waivers=[Waiver("9.9.other", 1, d(1, 1), d(9, 1))])[0].status == "overdue"
    )


def test_month_that_passed_under_a_waiver_stays_excused() -> None:
    held = facts(subject=[Row(1, 1, d(1, 1))])
    waiver = Waiver("9.9.test", 1, d(1, 15), d(2, 15))
    found = run(rules.recurring(), held, d(3, 10), waivers=[waiver])
    assert [row.status for row in found] == ["waived", "overdue", "due"]


def test_share_compares_integers_and_counts_the_waived_apart() -> None:
    held = facts(
        subject=[Row(who, who, d(1, 1)) for who in range(1, 5)], evidence=[Row(1, 1, d(1, 1)), Row(2, 2, d(1, 1))]
    )
    rows = run(rules.share(), held, d(6, 1), waivers=[Waiver("9.9.test", 4, d(1, 1), d(9, 1))])
    found = figure("share", rows)
    assert (found.part, found.whole, found.by_status["waived"]) == (2, 3, 1)
    assert (found.reaches(66), found.reaches(67)) == (True, False)


def test_nineteen_of_twenty_reach_ninety_five_per_cent() -> None:  # TV-91
    rows = run(
        rules.share(),
        facts(
            subject=[Row(who, who, d(1, 1)) for who in range(20)],
            evidence=[Row(who, who, d(1, 1)) for who in range(19)],
        ),
        d(6, 1),
    )
    assert figure("share", rows).reaches(95)
    assert not figure("share", rows[:19]).reaches(101)


def test_roll_up_gives_every_place_above_its_own_count() -> None:
    rows = run(
        rules.share(), facts(subject=[Row(n, n, d(1, 1)) for n in (1, 2, 3)], evidence=[Row(1, 1, d(1, 1))]), d(6, 1)
    )
    found = roll_up("share", rows, {1: [10, 100], 2: [10, 100], 3: [20, 100]})
    assert {place: (each.part, each.whole) for place, each in found.items()} == {10: (1, 2), 20: (0, 1), 100: (1, 3)}


def test_done_too_late_is_in_the_whole_and_not_in_the_part() -> None:
    opened = [Row(1, 1, d(1, 1)), Row(2, 2, d(1, 1)), Row(3, 3, d(1, 1))]
    held = facts(subject=opened, opened=opened, closed=[Row(1, 1, d(1, 20)), Row(2, 2, d(3, 1))])
    found = figure("deadline", run(rules.deadline(within=("month",)), held, d(6, 1)))
    assert (found.part, found.whole, found.by_status) == (1, 3, {"met": 1, "met_late": 1, "overdue": 1})


def test_duty_that_is_still_running_is_in_no_figure_of_recurring_duties() -> None:
    held = facts(subject=[Row(1, 1, d(1, 1))], evidence=[Row(1, 1, d(1, 5))])
    found = figure("recurring", run(rules.recurring(), held, d(2, 10)))
    assert (found.part, found.whole, found.by_status) == (1, 1, {"met": 1, "due": 1})

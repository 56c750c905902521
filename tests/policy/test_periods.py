from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhendi.kernel import workdays
from zhendi.kernel.errors import Unreadable
from zhendi.kernel.parameters import Dated
from zhendi.policy import periods
from zhendi.policy.periods import Period

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
CALENDARS = st.sampled_from(["month", "quarter", "half_year", "year"])
LENGTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


def amount(value: int, unit: str) -> Dated:
    return Dated("test", value, unit, date(1990, 1, 1), "试", "", "")


@given(CALENDARS, DAYS)
def test_every_day_lies_in_the_period_that_is_said_to_hold_it(calendar, day) -> None:
    period = periods.period_of(calendar, day)
    assert period.holds(day)
    assert not period.holds(period.ends)
    assert period.begins.day == period.ends.day == 1
    months = (period.ends.year - period.begins.year) * 12 + period.ends.month - period.begins.month
    assert months == LENGTHS[calendar]


@given(CALENDARS, DAYS, st.integers(0, 1200))
def test_periods_follow_each_other_without_gap_or_overlap(calendar, begins, length) -> None:
    ends = begins + timedelta(days=length)
    found = list(periods.periods(calendar, begins, ends))
    assert all(one.ends == other.begins for one, other in zip(found, found[1:], strict=False))
    assert all(begins <= period.begins < ends for period in found)
    day = begins
    while day < ends:  # every period that begins inside is there
        assert (day in {period.begins for period in found}) == (periods.period_of(calendar, day).begins == day)
        day += timedelta(days=1)


@given(st.integers(2000, 2090), st.sampled_from(["spring", "mid_autumn", "national"]), st.integers(0, 30))
def test_festival_period_ends_with_the_day_itself(year, code, lead) -> None:
    found = [
        period
        for period in periods.festival_periods([code], amount(lead, "天"), date(year, 1, 1), date(year + 1, 1, 1))
        if period.name.startswith(str(year))
    ]
    for period in found:
        assert period.holds(period.last)
        assert (period.ends - period.begins).days == lead + 1


def test_letter_for_spring_festival_of_2026_is_asked_from_ten_days_before() -> None:
    found = list(periods.festival_periods(["spring"], amount(10, "天"), date(2026, 1, 1), date(2026, 12, 31)))
    assert [(period.begins, period.last, period.name) for period in found] == [
        (date(2026, 2, 7), date(2026, 2, 17), "2026年春节")
    ]


def test_new_year_festival_whose_lead_begins_in_the_year_before_is_found() -> None:
    found = list(periods.festival_periods(["new_year"], amount(10, "天"), date(2025, 12, 1), date(2025, 12, 31)))
    assert [period.name for period in found] == ["2026年元旦"]


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(1, 5), st.integers(0, 20000))
def test_terms_follow_each_other_and_hold_the_day(start, years, later) -> None:
    day = start + timedelta(days=later)
    period = periods.term(start, years, day)
    assert period.holds(day)
    assert periods.term(start, years, period.ends).begins == period.ends


def test_term_that_began_on_29_february_is_clamped() -> None:
    period = periods.term(date(2024, 2, 29), 3, date(2025, 1, 1))
    assert (period.begins, period.ends) == (date(2024, 2, 29), date(2027, 2, 28))


def test_day_before_the_first_term_is_in_no_term() -> None:
    with pytest.raises(ValueError, match="before the first term"):
        periods.term(date(2026, 3, 15), 5, date(2026, 3, 14))


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2026-01-31", 1, "2026-02-28"),  # TV-30
        ("2026-06-01", 1, "2026-07-01"),  # TV-30
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-06-20", 3, "2026-09-20"),  # TV-33
        ("2026-06-20", 6, "2026-12-20"),
        ("2026-03-01", 3, "2026-06-01"),  # TV-52
        ("2026-01-10", 6, "2026-07-10"),  # TV-50
    ],
)
def test_months_are_clamped_to_their_end(start, months, last) -> None:
    assert periods.due(date.fromisoformat(start), [amount(months, "个月")], ()).day == date.fromisoformat(last)


def test_ninety_days_are_not_three_months() -> None:
    assert periods.due(date(2026, 3, 1), [amount(90, "天")], ()).day == date(2026, 5, 30)  # TV-52


@pytest.mark.parametrize(
    ("start", "days", "last"),
    [
        ("2026-02-12", 5, "2026-02-26"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-24", 5, "2026-10-09"),
        ("2025-12-31", 3, "2026-01-06"),
        ("2026-01-26", 30, "2026-03-13"),
    ],
)
def test_working_days_of_the_fact_sheet(start, days, last) -> None:  # TV-92, 93, 97, 98, 101, 103
    found = periods.due(date.fromisoformat(start), [amount(days, "工作日")], ())
    assert found == workdays.Deadline(date.fromisoformat(last), provisional=False)


@given(st.dates(date(2024, 1, 1), date(2026, 6, 1)), st.integers(1, 30))
def test_a_pause_outside_the_period_changes_nothing(start, days) -> None:
    aside = [Period(start - timedelta(days=20), start + timedelta(days=1))]
    for unit in ("天", "工作日"):
        assert periods.due(start, [amount(days, unit)], aside) == periods.due(start, [amount(days, unit)], ())


@given(st.dates(date(2024, 1, 1), date(2026, 3, 1)), st.integers(1, 30), st.integers(1, 20))
def test_a_pause_right_after_the_opening_moves_the_day_by_its_length(start, days, paused) -> None:
    first = start + timedelta(days=1)
    pause = [Period(first, first + timedelta(days=paused))]
    assert periods.due(start, [amount(days, "天")], pause).day == start + timedelta(days=days + paused)


def test_working_days_are_not_counted_while_paused() -> None:
    pause = [Period(date(2026, 9, 21), date(2026, 9, 23))]  # Monday and Tuesday: papers awaited
    assert periods.due(date(2026, 9, 18), [amount(5, "工作日")], pause).day == date(2026, 9, 29)


def test_two_amounts_are_added_one_after_another() -> None:
    both = [amount(1, "年"), amount(3, "个月")]
    assert periods.after(date(2026, 6, 20), both) == date(2027, 9, 20)
    assert periods.after(date(2024, 2, 29), [amount(1, "年"), amount(1, "个月")]) == date(2025, 3, 28)


def test_number_of_people_is_no_length_of_time() -> None:
    with pytest.raises(Unreadable, match="不是时间"):
        periods.after(date(2026, 1, 1), [amount(3, "人")])
    with pytest.raises(Unreadable, match="工作日"):
        periods.before(date(2026, 1, 1), amount(3, "工作日"))

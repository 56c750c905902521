"""Days known to the year or the month, and counting in months and years."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhendi.kernel.dates import PartialDate, add_months, add_years, compare_coarse, completed_years, day_before

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(day=DAYS, precision=st.sampled_from(["y", "m", "d"]))
def test_what_is_written_is_read_again_at_the_same_precision(day: date, precision: str) -> None:
    partial = PartialDate.of(day, precision)
    assert PartialDate.from_iso(partial.iso()) == partial
    assert partial.precision == precision
    assert partial.first_day <= day <= partial.last_day


@pytest.mark.parametrize("text", ["", "98", "1998-13", "1998-02-30", "1998-7", "1998-07-01T00", "19980701"])
def test_what_is_no_partial_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.from_iso(text)


def test_day_without_its_month_is_refused() -> None:
    with pytest.raises(ValueError, match="month"):
        PartialDate(1998, None, 3)


@pytest.mark.parametrize(
    ("one", "other", "order"),
    [("1975-12-15", "1975-12", 0), ("1975-12", "1975-12-15", 0), ("1975", "1975-12", 0), ("1975-11", "1975-12-01", -1),
     ("1976", "1975-12-31", 1), ("1975-12-16", "1975-12-15", 1)],
)  # fmt: skip
def test_two_days_are_compared_at_the_coarser_precision(one: str, other: str, order: int) -> None:
    assert compare_coarse(PartialDate.from_iso(one), PartialDate.from_iso(other)) == order


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [(date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2024, 1, 31), 1, date(2024, 2, 29)),
     (date(2026, 3, 31), -1, date(2026, 2, 28)), (date(2026, 12, 15), 1, date(2027, 1, 15)),
     (date(2026, 1, 15), -13, date(2024, 12, 15)), (date(2026, 6, 30), 0, date(2026, 6, 30))],
)  # fmt: skip
def test_months_are_clamped_to_the_end_of_the_month(day: date, months: int, due: date) -> None:
    assert add_months(day, months) == due


@given(day=DAYS, months=st.integers(-600, 600))
def test_months_never_run_into_the_next_month(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert moved.year * 12 + moved.month == day.year * 12 + day.month + months
    assert moved.day <= day.day


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [(date(2008, 7, 1), date(2026, 6, 30), 17), (date(2008, 7, 1), date(2026, 7, 1), 18),
     (date(2008, 2, 29), date(2026, 2, 28), 17), (date(2008, 2, 29), date(2026, 3, 1), 18)],
)  # fmt: skip
def test_age_is_counted_in_completed_years(birth: date, on: date, years: int) -> None:
    assert completed_years(birth, on) == years


def test_years_from_the_leap_day_and_the_last_day_of_a_period() -> None:
    assert add_years(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert day_before(date(2026, 3, 1)) == date(2026, 2, 28)

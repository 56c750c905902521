"""Working days: the State Council's calendars of 2025 and 2026, and years without one (TV-92 to TV-103)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhendi.kernel import workdays
from zhendi.kernel.errors import Unreadable
from zhendi.kernel.workdays import (
    Deadline,
    add_working_days,
    is_working_day,
    next_working_day,
    read_overrides,
    working_days_between,
    working_days_of,
)

# 国办发明电〔2024〕12号 and the notice of 2025-11-04, as printed: (first day off, last day off), worked weekend days.
OFF = {
    2025: [("01-01", "01-01"), ("01-28", "02-04"), ("04-04", "04-06"), ("05-01", "05-05"), ("05-31", "06-02"), ("10-01", "10-08")],
    2026: [("01-01", "01-03"), ("02-15", "02-23"), ("04-04", "04-06"), ("05-01", "05-05"), ("06-19", "06-21"), ("09-25", "09-27"), ("10-01", "10-07")],
}  # fmt: skip
WORKED = {
    2025: ["01-26", "02-08", "04-27", "09-28", "10-11"],
    2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
}
VECTORS = {
    92: (date(2026, 2, 12), 5, date(2026, 2, 26)),
    93: (date(2026, 2, 13), 1, date(2026, 2, 14)),
    97: (date(2026, 9, 18), 5, date(2026, 9, 24)),
    98: (date(2026, 9, 24), 5, date(2026, 10, 9)),
    101: (date(2025, 12, 31), 3, date(2026, 1, 6)),
    103: (date(2026, 1, 26), 30, date(2026, 3, 13)),
}
in_known_years = st.dates(date(2025, 1, 1), date(2026, 9, 30))


def _day(year: int, text: str) -> date:
    return date.fromisoformat(f"{year}-{text}")


@pytest.mark.parametrize("number", VECTORS)
def test_vector(number: int) -> None:
    start, n, due = VECTORS[number]
    assert add_working_days(start, n) == Deadline(due, provisional=False)


@pytest.mark.parametrize("year", [2025, 2026])
def test_every_day_of_the_year_is_as_the_notice_says(year: int) -> None:
    off = {
        _day(year, first) + timedelta(days=n)
        for first, last in OFF[year]
        for n in range((_day(year, last) - _day(year, first)).days + 1)
    }
    worked = {_day(year, text) for text in WORKED[year]}
    every = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    expected = tuple(day for day in every if day in worked or (day not in off and day.weekday() < 5))
    assert working_days_of(year).value == expected
    assert not working_days_of(year).provisional


@pytest.mark.parametrize("year", [2025, 2026])
def test_year_has_248_working_days(year: int) -> None:
    assert len(working_days_of(year).value) == 248


def test_saturday_that_is_worked_is_a_working_day_and_a_holiday_monday_is_none() -> None:
    assert is_working_day(date(2026, 2, 14)).value
    assert not is_working_day(date(2026, 2, 16)).value
    assert not is_working_day(date(2026, 2, 14)).provisional


def test_period_into_a_year_without_its_notice_is_provisional() -> None:
    assert add_working_days(date(2026, 12, 25), 4) == Deadline(date(2026, 12, 31), provisional=False)
    assert add_working_days(date(2026, 12, 25), 5) == Deadline(date(2027, 1, 4), provisional=True)
    assert is_working_day(date(2027, 5, 6)).provisional
    assert working_days_of(2027).provisional
    assert working_days_between(date(2026, 12, 25), date(2027, 1, 4)).provisional
    assert next_working_day(date(2027, 1, 1)).provisional


def test_first_day_counts_only_when_asked() -> None:
    assert add_working_days(date(2026, 3, 2), 1, count_first=True).day == date(2026, 3, 2)
    assert add_working_days(date(2026, 3, 1), 1, count_first=True).day == date(2026, 3, 2)
    assert add_working_days(date(2026, 3, 2), 1).day == date(2026, 3, 3)


def test_period_that_ends_on_a_day_off_runs_to_the_next_working_day() -> None:
    assert next_working_day(date(2026, 10, 1)).day == date(2026, 10, 8)
    assert next_working_day(date(2026, 10, 10)).day == date(2026, 10, 10)
    assert add_working_days(date(2026, 10, 1), 0).day == date(2026, 10, 8)


def test_days_are_counted_forward_only() -> None:
    with pytest.raises(ValueError, match="forward"):
        add_working_days(date(2026, 1, 1), -1)


@given(in_known_years, st.integers(1, 60))
def test_deadline_is_a_working_day_with_so_many_between(start: date, n: int) -> None:
    due = add_working_days(start, n)
    assert is_working_day(due.day).value
    assert working_days_between(start, due.day).value == n


@given(in_known_years, st.integers(0, 30), st.integers(1, 30))
def test_waiting_in_two_parts_is_waiting_at_once(start: date, first: int, second: int) -> None:
    halfway = add_working_days(start, first).day if first else start
    assert add_working_days(halfway, second) == add_working_days(start, first + second)


NOTICE = """
[[notice]]
year = 2027
source = "国务院办公厅关于2027年部分节假日安排的通知"
number = "国办发明电〔2026〕0号"
published = 2026-11-30
off = [{ name = "元旦", from = 2027-01-01, to = 2027-01-03 }]
work = [2027-01-09]
checked_by = ""

[[day]]
day = 2027-03-01
working = false
name = "停工"
source = "公告"
published = 2027-02-28
"""


def test_notice_in_the_policy_data_replaces_the_librarys_year(tmp_path: Path) -> None:
    path = tmp_path / "calendars.toml"
    path.write_text(NOTICE, "utf-8")
    year = workdays._built(2027, path)
    assert year.known
    assert year.works(date(2027, 1, 9))
    assert not year.works(date(2027, 1, 1))
    assert not year.works(date(2027, 3, 1))
    assert year.works(date(2027, 10, 1))  # the made-up notice leaves it out, and what it says is all there is
    assert workdays._built(2026, path) == workdays._year(2026)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("2027-01-09", "2027-01-08"),
        ("2027-01-09", "2026-01-10"),
        ("2027-01-09", "2027-01-03"),
        ('name = "元旦", ', ""),
        ("to = 2027-01-03", "to = 2026-01-03"),
        ("published = 2026-11-30", ""),
        ('source = "公告"', 'source = ""'),
        ("working = false", 'working = "no"'),
        ('checked_by = ""', "checkd_by = 1"),
        ("[[day]]", "[[day"),
    ],
)
def test_entry_that_contradicts_itself_or_cites_nothing_is_refused(wrong: str, right: str) -> None:
    assert wrong in NOTICE
    with pytest.raises(Unreadable, match=r"calendars\.toml"):
        read_overrides(NOTICE.replace(wrong, right))


def test_the_installations_own_file_is_readable() -> None:
    from zhendi.kernel.parameters import policy_folder

    read_overrides((policy_folder() / "calendars.toml").read_text("utf-8"))

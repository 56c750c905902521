"""Dates as offices write them, here and elsewhere."""

from __future__ import annotations

from datetime import date

import pytest

from tests.intake.tables import AS_OF, figure
from zhendi.intake.judging import days

read = days.reader(AS_OF)


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("2008-07-15", "2008-07-15"),
        ("2008-7-5", "2008-07-05"),
        ("2008/7/15", "2008-07-15"),
        ("2008.07.15", "2008-07-15"),
        ("2008年7月15日", "2008-07-15"),
        ("2008年07月15", "2008-07-15"),
        ("2008 年 7 月 15 日", "2008-07-15"),
        ("20080715", "2008-07-15"),
        ("２００８．０７．１５", "2008-07-15"),
        ("2008-07-15 00:00:00", "2008-07-15"),
        ("2008-07-15T00:00:00.000", "2008-07-15"),
        ("'2008-07-15", "2008-07-15"),
        ("2008。7。15", "2008-07-15"),
        ("2008、7、15", "2008-07-15"),
        ("2008—07—15", "2008-07-15"),
        ("二〇〇八年七月十五日", "2008-07-15"),
        ("一九九八年十二月三十一日", "1998-12-31"),
        ("15/7/2008", "2008-07-15"),
        ("7/15/2008", "2008-07-15"),
        (date(2008, 7, 15), "2008-07-15"),
        (figure(39644), "2008-07-15"),
        ("39644", "2008-07-15"),
        (figure(20080715, "20080715"), "2008-07-15"),
        ("80.7.15", "1980-07-15"),
        ("080715", "2008-07-15"),
    ],
)
def test_days_are_read(cell: object, iso: str) -> None:
    found = read(cell)
    assert (found.value.iso(), found.kind) == (iso, "")


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("1998.10", "1998-10"),
        ("1998.7", "1998-07"),
        ("1998.1", "1998-01"),
        (figure(1998.1, "1998.10"), "1998-10"),
        (figure(1998.1), "1998-10"),
        (figure(1998.07, "1998.07"), "1998-07"),
        (figure(1998.7), "1998-07"),
        (figure(1998.12), "1998-12"),
        ("98.7", "1998-07"),
        ("07.6", "2007-06"),
        ("26.6", "2026-06"),
        ("27.6", "1927-06"),
        (figure(98.7), "1998-07"),
        ("1998年7月", "1998-07"),
        ("98年7月", "1998-07"),
        ("1998-07", "1998-07"),
        ("1998/7", "1998-07"),
        ("199807", "1998-07"),
        ("1998年", "1998"),
        ("1998", "1998"),
        (figure(1998), "1998"),
        ("九八年七月", "1998-07"),
    ],
)
def test_months_stay_months_and_years_years(cell: object, iso: str) -> None:
    found = read(cell)
    assert (found.value.iso(), found.kind) == (iso, "")


@pytest.mark.parametrize(
    "cell",
    [
        "2018年2月30日", "1994-06-31", "2016.13", "2004.00", "2026.13", "1996.09.31", "20080230", "0000-00-00", "1899-01-01",
        "3008.07", "2008.7.0", "7/8/2008", "约1998年", "1998年前后", "123", figure(12), figure(99999999),
    ],
)  # fmt: skip
def test_digits_that_make_no_certain_day_are_impossible(cell: object) -> None:
    found = read(cell)
    assert (found.value, found.kind) == (None, "date_impossible")


@pytest.mark.parametrize("cell", ["不详", "待查", "不清楚", "记不清", "档案丢失", " 不详 "])
def test_words_without_a_digit_are_unknown(cell: str) -> None:
    found = read(cell)
    assert (found.value, found.kind) == (None, "date_unknown")


@pytest.mark.parametrize("cell", [None, "", " ", "—", "-", "/"])
def test_nothing_is_nothing(cell: object) -> None:
    assert read(cell) == (None, "", "", "")


@pytest.mark.parametrize("cell", ["2008-07-15", "2008.07", "2008年7月", "20080715", date(2008, 7, 15)])
def test_usual_forms_are_no_repairs(cell: object) -> None:
    assert read(cell).repair == ""


@pytest.mark.parametrize("cell", ["98.7", figure(39644), "２００８．０７", figure(1998.1), "二〇〇八年七月"])
def test_unusual_forms_are_told_as_repairs(cell: object) -> None:
    assert read(cell).repair


def test_two_digit_years_a_little_ahead_are_days_to_come_for_people_of_today() -> None:
    recent = days.reader(AS_OF, days.RECENT)
    assert [recent(each).value.iso() for each in ("28.6", "36.1", "37.1", "68.12")] == [
        "2028-06",
        "2036-01",
        "1937-01",
        "1968-12",
    ]

"""Festivals of the common and the lunar calendar."""

from __future__ import annotations

from datetime import date

import pytest

from zhendi.kernel.festivals import festival, festivals


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("spring_eve", date(2026, 2, 16)),
        ("spring", date(2026, 2, 17)),
        ("lantern", date(2026, 3, 3)),
        ("qingming", date(2026, 4, 5)),
        ("dragon_boat", date(2026, 6, 19)),
        ("party", date(2026, 7, 1)),
        ("mid_autumn", date(2026, 9, 25)),
        ("national", date(2026, 10, 1)),
        ("double_ninth", date(2026, 10, 18)),
        ("spring", date(2027, 2, 6)),
        ("spring_eve", date(2027, 2, 5)),
        ("mid_autumn", date(2025, 10, 6)),
        ("qingming", date(2025, 4, 4)),
        ("dragon_boat", date(2025, 5, 31)),
        ("spring", date(2008, 2, 7)),
        ("mid_autumn", date(2023, 9, 29)),  # a year with a leap month before it
    ],
)
def test_festival_falls_on_its_day(code: str, day: date) -> None:
    assert festival(day.year, code) == day


def test_a_years_festivals_stand_in_order_and_in_the_year() -> None:
    for year in (1949, 2008, 2026, 2033, 2100):
        days = [each.day for each in festivals(year)]
        assert days == sorted(days)
        assert {day.year for day in days} == {year}
        assert len(days) == 17


def test_year_beyond_the_tables_is_refused() -> None:
    with pytest.raises(ValueError, match="1900"):
        festivals(2101)

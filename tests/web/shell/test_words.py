from datetime import date, datetime
from decimal import Decimal

import pytest

from zhendi.kernel import clock
from zhendi.web.shell import words

TODAY = date(2026, 5, 20)


def test_a_day_of_this_year_is_written_without_the_year():
    assert words.day(date(2026, 5, 3), TODAY) == "5月3日"


def test_a_day_of_another_year_carries_the_year():
    assert words.day(date(2025, 12, 31), TODAY) == "2025年12月31日"


def test_a_moment_is_written_in_the_time_of_the_county():
    with clock.frozen(TODAY):
        assert words.moment(datetime.fromisoformat("2026-05-19T18:30:00+00:00")) == "5月20日 02:30"
        assert words.clock(datetime.fromisoformat("2026-05-19T18:30:00+00:00")) == "02:30"


@pytest.mark.parametrize(("day", "said"), [(22, "还有 2 天"), (20, "今天"), (17, "过 3 天")])
def test_how_far_a_day_is_stands_in_words(day, said):
    assert words.away(date(2026, 5, day), TODAY) == said


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0"), (999, "999"), (1234567, "1,234,567"), (Decimal("1234.50"), "1,234.50"), (None, "—")]
)
def test_numbers_take_a_comma_from_a_thousand_and_zero_is_a_true_zero(value, said):
    assert words.number(value) == said


def test_a_share_of_nothing_is_a_dash():
    assert words.share(0, 0) == "—"
    assert words.share(71, 74) == "95.9%"


@pytest.mark.parametrize("shown", [words.day, words.moment, words.clock, words.away])
def test_what_is_not_known_is_a_dash(shown):
    assert shown(None) == "—"


def test_a_dash_stands_for_empty_but_not_for_zero():
    assert words.dash("") == "—"
    assert words.dash(0) == 0

"""The one reader of the time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from zhendi.kernel import clock


def test_now_is_aware_and_that_of_beijing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZHENDI_TODAY", raising=False)
    assert clock.now().utcoffset() == timedelta(hours=8)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)


def test_day_of_a_demonstration_is_the_one_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENDI_TODAY", "2026-06-30")
    assert clock.today() == date(2026, 6, 30)
    assert clock.now().utcoffset() == timedelta(hours=8)


def test_frozen_clock_stands_still_and_goes_on_afterwards() -> None:
    with clock.frozen(date(2026, 2, 14)) as moment:
        assert clock.now() == clock.now() == moment
        with clock.frozen(datetime(2025, 12, 31, 16, 30, tzinfo=UTC)):
            assert clock.today() == date(2026, 1, 1)
        assert clock.today() == date(2026, 2, 14)
    assert clock.now() != moment


def test_frozen_naive_moment_is_that_of_beijing() -> None:
    with clock.frozen(datetime(2026, 1, 1, 0, 30)):  # noqa: DTZ001 - a naive moment is the point
        assert clock.now().isoformat() == "2026-01-01T00:30:00+08:00"

"""Distances on the earth against known ones."""

from __future__ import annotations

import pytest

from zhendi.kernel.distance import metres


@pytest.mark.parametrize(("one", "other", "expected"), [
    ((118.4, 30.7), (118.4, 30.7), 0),
    ((118.4, 30.0), (118.4, 31.0), 111_195),  # a degree of latitude
    ((116.391, 39.905), (121.474, 31.230), 1_068_000),  # Beijing to Shanghai
    ((179.9, 0.0), (-179.9, 0.0), 22_239),  # across the date line
    ((0.0, 90.0), (180.0, -90.0), 20_015_115),  # the far side
])  # fmt: skip
def test_known_distances(one: tuple[float, float], other: tuple[float, float], expected: int) -> None:
    assert metres(one, other) == pytest.approx(expected, rel=0.005, abs=0.5)
    assert metres(other, one) == pytest.approx(metres(one, other))

"""Which page of a list is shown."""

from __future__ import annotations

import pytest

from zhendi.kernel.paging import turned_to


@pytest.mark.parametrize(
    ("page", "total", "shown"),
    [
        (1, 0, (1, 1)), (7, 0, (1, 1)), (1, 50, (1, 1)), (2, 50, (1, 1)), (2, 51, (2, 2)), (0, 51, (1, 2)),
        (-3, 51, (1, 2)), (9, 51, (2, 2)), (3, 150, (3, 3)),
    ],
)  # fmt: skip
def test_a_page_that_is_not_there_is_the_nearest(page: int, total: int, shown: tuple[int, int]) -> None:
    assert turned_to(page, total, 50) == shown

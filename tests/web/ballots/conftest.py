"""The hall on the day of the vote, for every page of votes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.domain.ballots.hall import DAY, Hall, opened
from zhendi.kernel import clock

if TYPE_CHECKING:
    from tests.people import Cast


@pytest.fixture
def day() -> Iterator[None]:
    """The clock stands at the day of the meeting."""
    with clock.frozen(DAY):
        yield


@pytest.fixture
def hall(day: None, cast: Cast) -> Hall:
    """A vote that is open."""
    return opened(cast)

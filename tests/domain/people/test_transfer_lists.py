"""Lists of transfers: by side, state and turn, as of a day, in a fixed number of queries."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.domain.people.test_letters_from_outside import enter
from tests.domain.people.test_transfers import issued
from tests.people import Cast, citizen_number
from zhendi.domain.people.queries import transfers
from zhendi.domain.people.queries.transfers import Filters
from zhendi.kernel import clock


def test_list_is_narrowed_by_side_state_turn_and_words(cast: Cast) -> None:
    made, came = issued(cast), enter(cast)
    other = cast.scope("stranger")
    township = cast.scope("township_officer")

    def found(scope: object, **asked: str) -> list[int]:
        return [each.id for each in transfers.listing(scope, Filters(**asked)).rows]  # type: ignore[arg-type]  # filters by name

    day = date(2026, 3, 10)
    assert found(township.on(day)) == [made]
    assert found(township.on(day), side="in") == []
    assert sorted(found(other.on(day))) == [made, came]
    assert sorted(found(other.on(day), state="mine")) == [made, came]
    assert found(township.on(day), state="mine") == []
    assert found(township.on(date(2026, 3, 12)), state="mine") == [made]
    assert found(other.on(date(2026, 3, 12)), state="mine") == [came]
    assert found(township.on(day), state="soon") == [made]
    assert found(township.on(date(2026, 3, 12)), state="expired") == [made]
    assert found(other.on(day), text="方来") == [came]
    assert found(other, state="all", text="没有这个人") == []


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_queries_for_one_and_for_three(
    cast: Cast, count: int, django_assert_num_queries: Any
) -> None:
    for serial in range(count):
        enter(cast, citizen_number=citizen_number(70 + serial), name=f"来人{serial}")
    scope = cast.scope("stranger").on(clock.today())
    with django_assert_num_queries(2):
        assert len(transfers.listing(scope).rows) == count

"""Members who came and are in no branch, as the planner's list is told of them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.setup.county import scope
from tests.people import SINCE, Cast, citizen_number
from zhendi.domain.mobile.models import Incoming
from zhendi.domain.mobile.queries import arrivals
from zhendi.domain.people.models import CITIZEN
from zhendi.kernel import crypto

pytestmark = pytest.mark.django_db


def come(cast: Cast, name: str, place: str = "township", **facts: Any) -> None:
    """One more member who came."""
    town, number = cast.organisations[place], citizen_number(300 + Incoming.objects.count())
    Incoming.objects.create(
        name=name, citizen_number=number, citizen_index=crypto.index(number, CITIZEN), organisation=town,
        path=town.path, valid_from=SINCE, **facts,
    )  # fmt: skip


def test_those_in_no_branch_are_counted_by_township_and_place(cast: Cast, django_assert_num_queries: Any) -> None:
    come(cast, "甲", standing="full")
    come(cast, "乙")
    for number in range(2):
        come(cast, f"丙{number}", standing="full")
    Incoming.objects.filter(name__startswith="丙").update(place="城南社区")
    come(cast, "丁", placed_in_branch=True, standing="full")
    come(cast, "戊", "other", standing="full")
    reader = scope(cast, "county_officer")
    with django_assert_num_queries(1):
        first, second = arrivals.unplaced(reader)
    assert (first.township, first.members, first.full) == ("泾川镇党委", 4, 3)
    assert first.places == (("城南社区", 2),)
    assert (second.township, second.members, second.full) == ("茂林镇党委", 1, 1)
    assert [group.township for group in arrivals.unplaced(scope(cast, "stranger"))] == ["茂林镇党委"]
    assert arrivals.unplaced(scope(cast, as_of=SINCE.replace(year=2019))) == ()

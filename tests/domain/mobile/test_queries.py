"""What the registers of movement say of one person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.people import Cast
from zhendi.domain.mobile import queries
from zhendi.domain.mobile.models import Incoming, Outgoing
from zhendi.kernel.dates import PartialDate

pytestmark = pytest.mark.django_db
SINCE = date(2026, 3, 1)


def away(cast: Cast, name: str = "member", **facts: Any) -> int:
    branch, person = cast.organisations["branch"], cast.people[name]
    wanted: dict[str, Any] = {
        "province": "上海市", "city": "上海市", "district": "松江区", "moved_on": SINCE, "moved_precision": "m",
        "contacted_on": date(2026, 5, 2), "contact_name": "石守成", "valid_from": SINCE,
    }  # fmt: skip
    row = Outgoing(person=person, name=person.name, organisation=branch, path=branch.path, **wanted | facts)
    row.save()
    return person.pk


def test_member_away_is_told_with_place_and_last_contact(cast: Cast) -> None:
    person = away(cast)
    (row,) = queries.of_person(cast.scope("secretary"), person)
    assert (row.away, row.where, row.moved) == (True, "上海市松江区", PartialDate(2026, 3))
    assert (row.contacted_on, row.contact_name) == (date(2026, 5, 2), "石守成")
    assert row.organisation == cast.organisations["branch"].short_name


def test_person_from_elsewhere_is_told_with_where_from(cast: Cast) -> None:
    person, branch = cast.people["member"], cast.organisations["branch"]
    Incoming(
        person=person, name=person.name, organisation=branch, path=branch.path, sending="外县某乡党委", valid_from=SINCE
    ).save()
    (row,) = queries.of_person(cast.scope("secretary"), person.pk)
    assert (row.away, row.where) == (False, "外县某乡党委")


def test_who_came_back_is_away_on_the_days_before_only(cast: Cast) -> None:
    scope = cast.scope("secretary")
    person = away(cast, valid_from=date(2026, 1, 1), valid_to=scope.as_of)
    assert queries.of_person(scope, person) == ()


def test_one_sees_the_own_movement_and_a_stranger_none(cast: Cast) -> None:
    person = away(cast)
    assert len(queries.of_person(cast.scope("member"), person)) == 1
    assert queries.of_person(cast.scope("stranger"), person) == ()


def test_movements_of_a_person_cost_two_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    person, scope = away(cast), cast.scope("secretary")
    with django_assert_num_queries(2):
        queries.of_person(scope, person)

"""Where members away gather: one district, employers of like names, stable for months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.people import Cast
from tests.web.mobile.away import TODAY, away
from zhendi.domain.mobile.models import Outgoing
from zhendi.domain.mobile.queries import statistics
from zhendi.domain.mobile.queries.clusters import clusters
from zhendi.domain.people.models import Membership, Person
from zhendi.kernel import clock

pytestmark = pytest.mark.django_db
NAMES = ("member", "secretary", "mobile_member")


@pytest.fixture(autouse=True)
def _june(cast: Cast) -> Iterator[None]:
    Outgoing.objects.all().delete()
    with clock.frozen(TODAY):
        yield


def gather(cast: Cast, *employers: str, **facts: Any) -> None:
    for name, employer in zip(NAMES, employers, strict=False):
        away(cast, name, employer=employer, **facts)


def test_three_full_members_with_employers_of_like_names_are_one_group(cast: Cast) -> None:
    gather(cast, "松江禾芮电子厂", "松江禾芮电子厂有限公司", "禾芮电子厂（松江）")
    Person.objects.filter(pk=cast.people["secretary"].pk).update(joined_on=date(1990, 7, 1))
    # The second and third name differ too much from each other alone; the first is near neither at 80 %.
    found = clusters(cast.scope("secretary"))
    assert found.clusters == ()
    Outgoing.objects.update(employer="松江禾芮电子厂")
    (group,) = clusters(cast.scope("secretary")).clusters
    assert (group.place, len(group.members), group.leader.name) == ("上海市松江区", 3, "石守成")


def test_small_differences_of_writing_do_not_divide_a_group(cast: Cast) -> None:
    gather(cast, "松江禾芮电子一厂", "松江禾芮电子厂", "松江禾苪电子厂")
    (group,) = clusters(cast.scope("secretary")).clusters
    assert len(group.employers) == 3


@pytest.mark.parametrize(
    "facts", [{"moved_on": date(2026, 1, 1)}, {"district": ""}, {"employer": ""}, {"valid_to": date(2026, 6, 1)}]
)
def test_whoever_is_not_there_for_long_or_not_known_to_be_there_does_not_count(
    cast: Cast, facts: dict[str, Any]
) -> None:
    gather(cast, "松江厂", "松江厂", "松江厂")
    Outgoing.objects.filter(person=cast.people["member"]).update(**facts)
    assert clusters(cast.scope("secretary")).clusters == ()


def test_probationary_members_do_not_count(cast: Cast) -> None:
    gather(cast, "松江厂", "松江厂", "松江厂")
    Membership.objects.filter(person=cast.people["member"]).update(standing="probationary")
    assert clusters(cast.scope("secretary")).clusters == ()


def test_a_stranger_sees_no_group(cast: Cast) -> None:
    gather(cast, "松江厂", "松江厂", "松江厂")
    assert clusters(cast.scope("stranger")).clusters == ()


def test_statistics_count_each_member_once_in_each_table(cast: Cast) -> None:
    gather(cast, "甲厂", "乙厂", "丙厂", trade="建筑业", group="veteran")
    scope = cast.scope("secretary")
    for table in statistics.tables(scope):
        assert sum(line.total for line in table.lines) == 3
    (place,) = statistics.destinations(scope).lines
    assert (place.key, place.total) == ("上海市", 3)

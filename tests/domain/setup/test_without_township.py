"""A unit whose township is not known: seen and put right by the county, by nobody else; and found by the search."""

from __future__ import annotations

import pytest

from tests.domain.setup.county import MAY, TODAY, act, entry, scope, unit
from tests.people import Cast
from zhendi.domain.setup import queries
from zhendi.domain.setup.models import Unit
from zhendi.domain.setup.operations import keeping
from zhendi.kernel import clock
from zhendi.kernel.errors import NotVisible

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost(cast: Cast) -> int:
    made = unit(cast, "无主的厂", said_full=1)
    Unit.objects.filter(pk=made).update(township=None, path="")
    return made


def test_the_county_sees_it_and_gives_it_a_township(cast: Cast, lost: int) -> None:
    assert [row.id for row in queries.listing(scope(cast, "county_officer")).rows] == [lost]
    assert queries.record(scope(cast, "county_officer"), lost).line.township == ""
    words = act(cast, "county_officer", on=MAY, unit_id=lost, entry=entry(cast, "无主的厂", said_full=1))
    keeping.correct(**words)
    assert [row.id for row in queries.listing(scope(cast)).rows] == [lost]


@pytest.mark.parametrize("who", ["township_officer", "secretary", "stranger"])
def test_nobody_below_sees_it(cast: Cast, lost: int, who: str) -> None:
    assert not queries.listing(scope(cast, who)).rows
    with pytest.raises(NotVisible):
        queries.record(scope(cast, who), lost)


def test_the_search_finds_units_of_the_readers_registers_only(cast: Cast) -> None:
    unit(cast, "泾川镇竹木厂")
    with clock.frozen(TODAY):
        assert "泾川镇竹木厂" in cast.client("township_officer").get("/search?q=竹木").content.decode()
        for who in ("stranger", "villager"):
            assert "泾川镇竹木厂" not in cast.client(who).get("/search?q=竹木").content.decode()

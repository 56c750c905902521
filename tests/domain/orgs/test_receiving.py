"""Reception points: where members from elsewhere are taken, and which is the nearest."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import Cast
from zhendi.domain.orgs.models import Change, Reception
from zhendi.domain.orgs.operations import receiving
from zhendi.domain.orgs.queries.welcoming import nearest, reception, welcoming
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible, Refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 10)
HERE = (118.412, 30.685)


def receive(cast: Cast, who: str = "secretary", place: str = "branch", **more: Any) -> None:
    words: dict[str, Any] = {
        "address": "百园村党群服务中心",
        "longitude": Decimal("118.42"),
        "latitude": Decimal("30.69"),
    }
    receiving.receive(
        actor=cast.actor(who, DAY), on=more.pop("on", DAY), organisation_id=cast.organisations[place].pk,
        **{**words, **more},
    )  # fmt: skip


def test_a_point_is_found_by_words_and_by_distance(cast: Cast) -> None:
    receive(cast, "county_officer")
    receive(cast, "county_officer", "away", address="茂林村委会二楼", longitude=Decimal("118.30"))
    receive(cast, "county_officer", "second", address="没有登记位置", longitude=None, latitude=None)
    assert [row.name for row in welcoming("二楼")] == ["茂林村支部"]
    assert {row.name for row in welcoming("")} == {"百园村支部", "茂林村支部", "泾川镇机关支部"}
    near = nearest(HERE)
    assert [row.name for row in near] == ["百园村支部", "茂林村支部"]
    assert near[0].metres == pytest.approx(945, abs=10)
    assert near[0].address == "百园村党群服务中心"


def test_another_address_is_another_row_and_the_end_keeps_the_past(cast: Cast) -> None:
    receive(cast, "county_officer")
    receive(cast, "county_officer", address="新址", on=DAY + timedelta(days=5))
    first, second = Reception.objects.order_by("pk")
    assert (first.valid_to, second.valid_to) == (DAY + timedelta(days=5), None)
    branch = cast.organisations["branch"].pk
    point = reception(branch)
    assert point is not None
    assert (point.address, point.longitude, point.latitude) == ("新址", "118.42", "30.69")
    receiving.receive_no_more(
        actor=cast.actor("county_officer", DAY), on=DAY + timedelta(days=6), organisation_id=branch
    )
    assert reception(branch) is None
    assert nearest(HERE) == ()
    assert Change.objects.filter(action="receive").count() == 3
    assert Entry.objects.filter(action="orgs.receive").count() == 3


@pytest.mark.parametrize(("changed", "field"), [
    ({"address": " "}, "address"),
    ({"address": "长" * 121}, "address"),
    ({"latitude": None}, "latitude"),
    ({"longitude": None}, "longitude"),
    ({"longitude": Decimal("30.69"), "latitude": Decimal("118.42")}, "longitude"),
    ({"latitude": Decimal(55)}, "latitude"),
])  # fmt: skip
def test_what_cannot_be_is_refused_under_its_field(cast: Cast, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as caught:
        receive(cast, "county_officer", **changed)
    assert caught.value.field == field
    assert not Reception.objects.exists()


def test_the_same_again_and_an_end_of_nothing_are_refused(cast: Cast) -> None:
    receive(cast, "county_officer")
    with pytest.raises(Refused, match="没有改动"):
        receive(cast, "county_officer")
    with pytest.raises(Refused, match="没有设接待点"):
        receiving.receive_no_more(
            actor=cast.actor("county_officer", DAY), on=DAY, organisation_id=cast.organisations["away"].pk
        )


def test_a_stranger_finds_no_organisation_and_a_member_may_not(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        receive(cast, "stranger")
    with pytest.raises((NotVisible, Refused)):
        receive(cast, "member")
    assert not Reception.objects.exists()


def test_any_number_of_points_takes_the_same_number_of_queries(cast: Cast) -> None:
    counts = []
    for place in ("branch", "away", "second"):
        receive(cast, "county_officer", place)
        with CaptureQueriesContext(connection) as captured:
            nearest(HERE)
        counts.append(len(captured))
        assert not any("118.41" in each["sql"] for each in captured.captured_queries)
    assert set(counts) == {4}

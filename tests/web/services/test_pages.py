"""The list of outlets and the form of a position."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.people import SINCE
from tests.web.reading import text
from zhendi.domain.services.models import Outlet
from zhendi.kernel.audit.models import Entry

if TYPE_CHECKING:
    from tests.people import Cast

pytestmark = pytest.mark.django_db


def outlet(cast: Cast, name: str = "泾川镇便民服务网点", place: str = "township") -> Outlet:
    one = cast.organisations[place]
    return Outlet.objects.create(name=name, level="township", organisation=one, path=one.path, valid_from=SINCE)


def test_the_township_says_where_its_outlet_is(cast: Cast) -> None:
    row = outlet(cast)
    client, address = cast.client("township_officer"), reverse("outlet-place", args=[row.pk])
    assert "1 处还没有位置" in text(client.get(reverse("outlets")))
    form = client.get(address)
    assert "geolocation=(self)" in form["Permissions-Policy"]
    saved = client.post(address, {"longitude": "118.4123", "latitude": "30.6850"}, follow=True)
    assert "都有位置了" in text(saved)
    row.refresh_from_db()
    assert (row.longitude, row.latitude) == (Decimal("118.412300"), Decimal("30.685000"))
    assert Entry.objects.filter(action="services.placed", subject_id=row.pk).count() == 1
    assert "没有改动" in text(client.post(address, {"longitude": "118.4123", "latitude": "30.6850"}))
    client.post(address, {"longitude": "", "latitude": ""})
    row.refresh_from_db()
    assert row.longitude is None


@pytest.mark.parametrize(("east", "north", "said"), [
    ("30.6850", "118.4123", "写反了"), ("118.4", "", "都填"), ("x", "30", "填度数"),
])  # fmt: skip
def test_what_is_no_position_is_said_and_stays_typed(cast: Cast, east: str, north: str, said: str) -> None:
    row = outlet(cast)
    answer = cast.client("township_officer").post(
        reverse("outlet-place", args=[row.pk]), {"longitude": east, "latitude": north}
    )
    assert answer.status_code == 422
    assert said in text(answer)
    assert f'value="{east}"' in text(answer)


def test_a_stranger_finds_neither_the_outlet_nor_its_form(cast: Cast) -> None:
    row = outlet(cast)
    client = cast.client("stranger")
    assert row.name not in text(client.get(reverse("outlets")))
    assert client.get(reverse("outlet-place", args=[row.pk])).status_code == 404
    assert (
        client.post(reverse("outlet-place", args=[row.pk]), {"longitude": "118", "latitude": "30"}).status_code == 404
    )
    row.refresh_from_db()
    assert row.longitude is None


def test_the_clerk_reads_but_does_not_place(cast: Cast) -> None:
    row = outlet(cast, place="branch")
    client = cast.client("clerk")
    page = text(client.get(reverse("outlets")))
    assert row.name in page
    assert reverse("outlet-place", args=[row.pk]) not in page
    assert client.get(reverse("outlet-place", args=[row.pk])).status_code == 404


def test_the_list_is_narrowed_and_an_empty_one_says_what_to_do(cast: Cast) -> None:
    client = cast.client("township_officer")
    assert "还没有便民网点" in text(client.get(reverse("outlets")))
    outlet(cast)
    Outlet.objects.filter(name="泾川镇便民服务网点").update(longitude=118, latitude=30)
    outlet(cast, "另一处")
    page = text(client.get(reverse("outlets"), {"state": "unplaced"}))
    assert "另一处" in page
    assert "泾川镇便民服务网点" not in page
    assert "没有符合这些条件的" in text(client.get(reverse("outlets"), {"q": "没有这个"}))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(cast: Cast, rows: int, django_assert_num_queries) -> None:
    for number in range(rows):
        outlet(cast, f"网点{number}")
    client = cast.client("township_officer")
    client.get(reverse("outlets"))
    with django_assert_num_queries(5):
        client.get(reverse("outlets"))

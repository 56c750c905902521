"""Finding the nearest organisation; where the member stands is kept nowhere."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.people import AGENT, SINCE
from tests.web.reading import text
from zhendi.domain.mobile.models import Outgoing
from zhendi.domain.orgs.models import Reception
from zhendi.domain.people.models import Person
from zhendi.domain.people.operations import links
from zhendi.domain.services.models import Outlet
from zhendi.kernel import clock

if TYPE_CHECKING:
    from tests.people import Cast

pytestmark = pytest.mark.django_db
EAST, NORTH = "120.987", "31.384"  # where the member stands


@pytest.fixture
def telephone(cast: Cast) -> Client:
    person = cast.people["mobile_member"]
    issued = links.issue(actor=cast.actor("secretary"), on=clock.today(), now=clock.now(), person_id=person.pk)
    client = Client(headers={"user-agent": AGENT})
    client.post(
        reverse("me-enter", args=[issued.text]),
        {"tail": str(Person.objects.get(pk=person.pk).citizen_number)[-4:]},
    )
    return client


@pytest.fixture
def points(cast: Cast) -> None:
    for place, east, north in (("branch", 121.2, 31.4), ("away", 120.99, 31.38), ("second", None, None)):
        Reception.objects.create(
            organisation=cast.organisations[place], address=f"{place}路1号", longitude=east, latitude=north,
            valid_from=SINCE,
        )  # fmt: skip


def test_the_nearest_comes_first_with_its_distance(cast: Cast, telephone: Client, points: None) -> None:
    page = text(telephone.post(reverse("me-near"), {"longitude": EAST, "latitude": NORTH}))
    assert page.index("茂林村支部") < page.index("百园村支部")
    assert "约 500 米" in page
    assert "约 20.3 公里" in page
    assert "泾川镇机关支部" not in page


def test_where_the_member_stands_is_kept_nowhere(
    cast: Cast, telephone: Client, points: None, caplog: Any, django_capture_on_commit_callbacks: Any
) -> None:
    """No row of any table, no log line, no address, no header and no page holds the position."""
    telephone.get(reverse("me-near"))  # opens the session that guards the form
    caplog.set_level(logging.DEBUG)
    before = everything()
    with django_capture_on_commit_callbacks(execute=True):
        answer = telephone.post(reverse("me-near"), {"longitude": "120.98734", "latitude": "31.38421"})
    assert "茂林村支部" in text(answer)
    assert everything() == before
    said = "\n".join(f"{each.getMessage()} {each.exc_text}" for each in caplog.records) + repr(answer.headers)
    for word in ("120.987", "31.384"):
        assert word not in said
        assert word not in text(answer)
        assert word not in str(answer.request["PATH_INFO"]) + str(answer.request.get("QUERY_STRING", ""))


def everything() -> dict[str, str]:
    """What every table of the product holds."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy:
                cursor.execute(f'SELECT * FROM "{model._meta.db_table}" ORDER BY 1')  # noqa: S608 - our own tables
                found[model._meta.db_table] = repr(cursor.fetchall())
    return found


@pytest.mark.parametrize("typed", [
    {}, {"longitude": "x", "latitude": "31"}, {"longitude": "nan", "latitude": "31"},
    {"longitude": "181", "latitude": "31"}, {"longitude": "120", "latitude": "inf"},
])  # fmt: skip
def test_what_is_no_position_asks_for_words(cast: Cast, telephone: Client, points: None, typed: dict[str, str]) -> None:
    answer = telephone.post(reverse("me-near"), typed)
    assert answer.status_code == 422
    assert "请写区县或镇名来查" in text(answer)
    assert "茂林村支部" in text(answer)


def test_only_this_page_may_ask_for_the_position(cast: Cast, telephone: Client) -> None:
    assert "geolocation=(self)" in telephone.get(reverse("me-near"))["Permissions-Policy"]
    for name in ("me", "me-help", "me-record"):
        assert "geolocation=()" in telephone.get(reverse(name))["Permissions-Policy"]


def test_without_script_one_writes_the_place(cast: Cast, telephone: Client, points: None) -> None:
    page = text(telephone.get(reverse("me-near")))
    assert re.search(r'id="by-position" hidden', page)
    found = text(telephone.get(reverse("me-near"), {"q": "away路"}))
    assert "茂林村支部" in found
    assert "百园村支部" not in found


@pytest.fixture
def away(cast: Cast) -> None:
    mine = Outgoing.objects.current().filter(person=cast.people["mobile_member"])
    assert mine.update(province="江苏省", city="苏州市", district="昆山市") == 1
    address = "江苏省苏州市昆山花桥镇8号"
    Reception.objects.create(organisation=cast.organisations["away"], address=address, valid_from=SINCE)
    Reception.objects.create(organisation=cast.organisations["second"], address="松江区1号", valid_from=SINCE)


def test_a_member_away_finds_the_nearest_by_two_taps_without_script(cast: Cast, telephone: Client, away: None) -> None:
    first = text(telephone.get(reverse("me")))
    assert f'href="{reverse("me-near")}"' in first  # one
    page = text(telephone.get(reverse("me-near")))
    assert "找我登记的外出地昆山市附近的" in page
    answer = telephone.post(reverse("me-near"), {"recorded": "yes"})  # two
    assert "茂林村支部" in text(answer)
    assert "泾川镇机关支部" not in text(answer)
    assert "昆山" not in str(answer.request["PATH_INFO"]) + str(answer.request.get("QUERY_STRING", ""))


def test_by_consent_one_tap_is_enough_until_it_is_taken_back(cast: Cast, telephone: Client, away: None) -> None:
    assert "泾川镇机关支部" in text(telephone.get(reverse("me-near")))  # all, since the place may not be used unasked
    telephone.post(reverse("me-consent"), {"code": "district", "given": "yes"})
    page = text(telephone.get(reverse("me-near")))
    assert "茂林村支部" in page
    assert "泾川镇机关支部" not in page
    telephone.post(reverse("me-consent"), {"code": "district", "given": "no"})
    assert "泾川镇机关支部" in text(telephone.get(reverse("me-near")))


def test_where_the_district_has_nothing_the_city_and_the_province_are_looked_at(
    cast: Cast, telephone: Client, away: None
) -> None:
    Reception.objects.filter(address__contains="昆山").update(address="江苏省南京市玄武区2号")
    page = text(telephone.post(reverse("me-near"), {"recorded": "yes"}))
    assert "江苏省的" in page
    assert "茂林村支部" in page
    Reception.objects.all().delete()
    assert "这里还没有接待流动党员的组织" in text(telephone.post(reverse("me-near"), {"recorded": "yes"}))


def test_outlets_come_by_distance_too_by_their_own_place_or_their_villages(
    cast: Cast, telephone: Client, points: None
) -> None:
    branch, township = cast.organisations["branch"], cast.organisations["township"]
    common = {"level": "village", "organisation": township, "path": township.path, "valid_from": SINCE}
    Outlet.objects.create(name="镇上网点", longitude=120.988, latitude=31.384, **common)
    Outlet.objects.create(name="村里网点", division_code=branch.division_code, **common)
    Outlet.objects.create(name="没有位置", **common)
    Outlet.objects.create(name="老家网点", longitude=118.4, latitude=30.7, **common)
    Outlet.objects.create(name="关了的", longitude=120.988, latitude=31.384, closed_on=SINCE, **common)
    page = text(telephone.post(reverse("me-near"), {"longitude": EAST, "latitude": NORTH}))
    assert page.index("镇上网点") < page.index("村里网点")
    assert "约 100 米" in page
    assert "没有位置" not in page
    assert "关了的" not in page
    assert "老家网点" not in page  # some 250 kilometres away


def test_a_stranger_asks_nothing(cast: Cast, points: None) -> None:
    answer = Client().post(reverse("me-near"), {"longitude": EAST, "latitude": NORTH})
    assert answer["Location"] == reverse("me-closed")

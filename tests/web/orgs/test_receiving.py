"""The form of the reception point, and what a member then finds."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.people import Cast
from tests.web.reading import text
from zhendi.domain.orgs.models import Reception
from zhendi.domain.orgs.queries.welcoming import welcoming

pytestmark = pytest.mark.django_db
POINT = {"address": "百园村党群服务中心", "hours": "工作日9点到17点", "longitude": "118.4123", "latitude": "30.6850"}


def address(cast: Cast, place: str = "branch") -> str:
    return reverse("organisation-receive", args=[cast.organisations[place].pk])


def test_a_point_is_set_changed_and_given_up(cast: Cast) -> None:
    client = cast.client("township_officer")
    assert client.post(address(cast), POINT).status_code == 302
    assert [(row.name, row.address, row.hours) for row in welcoming("党群")] == [
        ("百园村支部", POINT["address"], POINT["hours"])
    ]
    page = text(client.get(address(cast)))
    assert 'value="118.4123"' in page
    assert 'value="30.685"' in page
    client.post(address(cast), {**POINT, "address": "新址"})
    assert Reception.objects.filter(valid_to=None).get().address == "新址"
    client.post(address(cast), {"end": "1"})
    assert welcoming("") == ()


@pytest.mark.parametrize(("changed", "says"), [
    ({"address": ""}, "没有填写接待点的地址"),
    ({"longitude": "东经118度"}, "经度填度数"),
    ({"latitude": "NaN"}, "纬度填度数"),
    ({"latitude": ""}, "要么都填，要么都不填"),
    ({"longitude": "30.6", "latitude": "118.4"}, "写反了"),
])  # fmt: skip
def test_what_cannot_be_comes_back_as_typed(cast: Cast, changed: dict[str, str], says: str) -> None:
    answer = cast.client("township_officer").post(address(cast), {**POINT, **changed})
    assert answer.status_code == 422
    assert says in text(answer)
    assert POINT["hours"] in text(answer)
    assert not Reception.objects.exists()


@pytest.mark.parametrize("who", ["stranger", "member", "secretary"])
def test_others_find_no_form(cast: Cast, who: str) -> None:
    client = cast.client(who)
    assert client.get(address(cast)).status_code == 404
    assert client.post(address(cast), POINT).status_code == 404
    assert not Reception.objects.exists()

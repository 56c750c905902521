"""The pages of members who came: what their entry says, the list, putting it right, the workbook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from tests.people import Cast, citizen_number
from tests.web.mobile.away import TODAY
from zhendi.domain.mobile.models import Incoming
from zhendi.kernel import clock

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "远来客", "citizen_number": citizen_number(77), "moved_on": "2026-05-01", "returns_on": "2026-12-01",
    "reason": "work", "group": "veteran", "sending": "外县某村支部", "place": "茂林村", "phone": "19900007777", "employer": "茶厂",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _june() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


def entered(cast: Cast, **facts: str) -> Incoming:
    sent = TYPED | facts | {"organisation": cast.organisations["other"].pk}
    answer = cast.client("stranger").post(reverse("mobile-arrive"), sent)
    assert answer.status_code == 302
    return Incoming.objects.latest("pk")


def test_the_list_says_reason_group_and_return(cast: Cast) -> None:
    row = entered(cast)
    assert (row.reason, row.group) == ("work", "veteran")
    client = cast.client("stranger")
    text = client.get(reverse("mobile-incoming")).content.decode()
    for words in ("务工", "退役军人", "12月1日", "茶厂"):
        assert words in text
    assert "19900007777" not in text
    assert "远来客" not in client.get(reverse("mobile-incoming"), {"reason": "study"}).content.decode()
    assert "远来客" in client.get(reverse("mobile-incoming"), {"group": "veteran", "sort": "back"}).content.decode()


def test_an_entry_is_put_right_and_keeps_the_telephone(cast: Cast) -> None:
    row, client = entered(cast), cast.client("stranger")
    here = reverse("mobile-incoming-change", args=[row.pk])
    text = client.get(here).content.decode()
    assert "199****7777" in text
    assert "19900007777" not in text
    assert str(row.citizen_number) not in text
    bad = client.post(here, TYPED | {"phone": "", "employer": "别的厂", "returns_on": "2026-01-01"})
    assert bad.status_code == 422
    assert "预计返回早于来的日期" in bad.content.decode()
    assert 'value="别的厂"' in bad.content.decode()
    assert client.post(here, TYPED | {"phone": "", "employer": "别的厂"}).status_code == 302
    row.refresh_from_db()
    assert (row.employer, row.phone, row.reason) == ("别的厂", "19900007777", "work")
    assert "茶厂 → 别的厂" in client.get(here).content.decode()
    assert client.post(here, {"deed": "confirm"}).status_code == 302


@pytest.mark.parametrize("who", ["secretary", "member", "clerk", "township_officer"])
def test_others_find_no_entry(cast: Cast, who: str) -> None:
    row = entered(cast)
    assert cast.client(who).get(reverse("mobile-incoming-change", args=[row.pk])).status_code == 404


def test_the_list_costs_as_many_questions_for_three_as_for_one(cast: Cast, django_assert_num_queries: Any) -> None:
    client = cast.client("stranger")
    entered(cast)
    client.get(reverse("mobile-incoming"))
    with django_assert_num_queries(8):
        client.get(reverse("mobile-incoming"))
    entered(cast, name="乙来客", citizen_number=citizen_number(78))
    entered(cast, name="丙来客", citizen_number=citizen_number(79))
    client.get(reverse("mobile-incoming"))
    with django_assert_num_queries(8):
        client.get(reverse("mobile-incoming"))


def test_whoever_keeps_no_township_is_not_offered_to_enter_somebody(cast: Cast) -> None:
    for who, offered in (("secretary", False), ("stranger", True)):
        client = cast.client(who)
        text = client.get(reverse("mobile-incoming")).content.decode()
        assert (reverse("mobile-arrive") in text) is offered
        assert (client.get(reverse("mobile-arrive")).status_code == 200) is offered

"""The pages of hand-over lists: the list, one member, by hand, the workbook that goes out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from tests.conftest import serious_violations
from tests.domain.mobile.test_hand_overs import enter
from tests.journeys.window import sit_down
from tests.people import Cast, citizen_number
from tests.web.mobile.away import TODAY
from zhendi.domain.mobile.models import HandOver
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry

pytestmark = pytest.mark.django_db
TYPED = {
    "office": "veterans", "name": "沈军", "citizen_number": citizen_number(91), "office_name": "某部",
    "destination": "县城就业", "left_on": "2026-06-01",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _june() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


def test_one_is_entered_by_hand_and_stands_on_the_list_once(cast: Cast) -> None:
    client = cast.client("township_officer")
    assert "还没有交来的名单" in client.get(reverse("mobile-hand-overs")).content.decode()
    sent = TYPED | {"organisation": cast.organisations["township"].pk}
    text = client.post(reverse("mobile-hand-over-new"), sent, follow=True).content.decode()
    assert "沈军" in text
    assert "7月20日" in text
    again = client.post(reverse("mobile-hand-over-new"), sent)
    assert again.status_code == 422
    assert "已在交接名单上" in again.content.decode()
    assert HandOver.objects.count() == 1


def test_what_was_typed_stays_when_it_is_refused(cast: Cast) -> None:
    wrong = TYPED | {"citizen_number": "999999", "organisation": cast.organisations["township"].pk}
    answer = cast.client("township_officer").post(reverse("mobile-hand-over-new"), wrong)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'value="县城就业"' in text
    assert 'value="999999"' in text


def test_the_secretary_picks_one_up_and_takes_it_back(cast: Cast) -> None:
    key = enter(cast, place="branch")
    client, here = cast.client("secretary"), reverse("mobile-hand-over", args=[key])
    text = client.get(here).content.decode()
    assert "江城大学" in text
    assert "199****8181" in text
    assert "19900008181" not in text
    assert str(citizen_number(81)) not in text
    bad = client.post(here, {"deed": "settle", "outcome": "placed", "on": "2026-06-20"})
    assert bad.status_code == 422
    assert "没有选择编入哪个支部" in bad.content.decode()
    branch = cast.organisations["branch"].pk
    client.post(here, {"deed": "settle", "outcome": "placed", "branch": branch, "on": "2026-06-20"})
    assert "已编入支部" in client.get(here).content.decode()
    assert client.post(here, {"deed": "reopen", "reason": ""}).status_code == 422
    client.post(here, {"deed": "reopen", "reason": "认错了人"})
    assert HandOver.objects.get().closed_on is None
    client.post(here, {"deed": "forward", "organisation": cast.organisations["township"].pk})
    assert HandOver.objects.get().organisation == cast.organisations["township"]
    assert client.post(here, {"deed": "forget"}).status_code == 404


def test_the_workbook_goes_out_without_numbers_and_is_written_down(cast: Cast) -> None:
    enter(cast)
    answer = cast.client("township_officer").post(reverse("mobile-hand-overs-export"), {"office": "school"})
    assert answer.status_code == 200
    assert b"".join(answer).startswith(b"PK")
    assert Entry.objects.get(action="export.hand_overs").summary == "导出交接名单，1人"


def test_pages_cost_the_same_for_one_and_three(cast: Cast, django_assert_num_queries: Any) -> None:
    client, key = cast.client("township_officer"), enter(cast)
    here = reverse("mobile-hand-overs")
    client.get(here)
    with django_assert_num_queries(8):
        client.get(here)
    enter(cast, citizen_number=citizen_number(82))
    enter(cast, citizen_number=citizen_number(83))
    with django_assert_num_queries(8):
        client.get(here)
    with django_assert_num_queries(7):
        client.get(reverse("mobile-hand-over", args=[key]))


def test_stranger_and_member(cast: Cast) -> None:
    key = enter(cast)
    assert cast.client("stranger").get(reverse("mobile-hand-over", args=[key])).status_code == 404
    assert cast.client("stranger").post(reverse("mobile-hand-over", args=[key]), {"deed": "settle"}).status_code == 404
    assert cast.client("member").get(reverse("mobile-hand-over-new")).status_code == 404


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_journey_from_the_duty_to_the_pick_up(cast: Cast, live_server: Any, page: Any) -> None:
    enter(cast)
    sit_down(page, live_server, cast, "township_officer")
    page.goto(live_server.url + reverse("mobile-hand-overs"))
    assert serious_violations(page) == []
    page.get_by_role("link", name="孟新").click()
    page.get_by_label("已联系上").check()
    page.get_by_role("button", name="记为接上").click()
    page.get_by_text("已联系上，记下了").wait_for()
    assert serious_violations(page) == []
    page.goto(live_server.url + reverse("mobile-hand-over-new"))
    assert serious_violations(page) == []

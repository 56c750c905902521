"""The pages of certificates, and the one page of them that all may open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.people import Cast
from zhendi.domain.mobile.models import Certificate, Outgoing
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry

pytestmark = pytest.mark.django_db


def issued(cast: Cast) -> Certificate:
    """Issued from the list."""
    movement = Outgoing.objects.get(person=cast.people["mobile_member"])
    answer = cast.client("secretary").post("/certificates/many", {"do": "issue", "movements": movement.pk})
    assert answer.status_code == 302, answer.content.decode()
    return Certificate.objects.get(movement=movement, ended_on=None)


def text(answer: Any, status: int = 200) -> str:
    """The page."""
    assert answer.status_code == status
    return str(answer.content.decode())


def scan(one: Certificate, **extra: Any) -> Any:
    """A telephone anywhere."""
    return Client().get(f"/c/{one.token}", **extra)


def test_certificate_is_issued_checked_printed_and_ended_from_the_pages(cast: Cast) -> None:
    made, desk = issued(cast), cast.client("secretary")
    assert "有效" in text(desk.get(f"/certificates/{made.pk}"))
    assert desk.post(f"/certificates/{made.pk}/check").status_code == 302
    for form in ("card", "sheet"):
        printed = desk.post(f"/certificates/{made.pk}/print", {"do": form})
        assert printed.content.startswith(b"%PDF")
        assert printed["Cache-Control"] == "no-store"
    ended = {"ended": "lost", "on": clock.today().isoformat()}
    assert desk.post(f"/certificates/{made.pk}/end", ended).status_code == 302
    assert "遗失" in text(desk.get(f"/certificates/{made.pk}"))
    assert desk.post(f"/certificates/{made.pk}/print").status_code == 422


def test_scan_shows_valid_and_the_issuer_and_nothing_personal(cast: Cast) -> None:
    made = issued(cast)
    page = text(scan(made))
    assert "有效" in page
    assert "中共泾县泾川镇委员会" in page
    for personal in ("燕南飞", "百园村", made.number, str(cast.people["mobile_member"].citizen_number)):
        assert personal not in page


def test_scan_of_a_lost_certificate_shows_not_valid(cast: Cast) -> None:
    made = issued(cast)
    cast.client("secretary").post(f"/certificates/{made.pk}/end", {"ended": "lost", "on": clock.today().isoformat()})
    page = text(scan(made))
    assert "无效" in page
    assert "遗失" not in page


def test_scan_of_a_code_that_is_none_says_so(db: None) -> None:
    assert "查不到这张证" in text(Client().get("/c/nothing"), 404)
    assert "查不到这张证" in text(Client().get(f"/c/{'x' * 500}"), 404)


def test_scan_is_limited_and_kept_out_of_caches(cast: Cast) -> None:
    made = issued(cast)
    client = Client()
    answers = [client.get(f"/c/{made.token}", REMOTE_ADDR="10.9.8.7").status_code for _ in range(22)]
    assert answers == [200] * 20 + [429] * 2
    assert scan(made, REMOTE_ADDR="10.9.8.6")["Cache-Control"] == "no-store"


def test_scan_is_written_down_nowhere(cast: Cast) -> None:
    made = issued(cast)
    before = Entry.objects.count()
    scan(made)
    assert Entry.objects.count() == before


@pytest.mark.parametrize("who", ["clerk", "villager", "member"])
def test_list_is_not_there_for_one_who_sees_no_register(cast: Cast, who: str) -> None:
    assert cast.client(who).get("/certificates/").status_code == 404
    assert cast.client(who).post("/certificates/export").status_code == 404


def test_another_branch_is_not_seen(cast: Cast) -> None:
    made = issued(cast)
    stranger = cast.client("stranger")
    assert "燕南飞" not in text(stranger.get("/certificates/"))
    assert stranger.post("/certificates/many", {"do": "issue", "movements": made.movement_id}).status_code == 404
    assert stranger.post(f"/certificates/{made.pk}/check").status_code == 404


def test_member_reads_the_own_certificate(cast: Cast) -> None:
    made = issued(cast)
    page = text(cast.client("mobile_member").get(f"/certificates/{made.pk}"))
    assert "登记失效" not in page
    assert cast.client("mobile_member").post(f"/certificates/{made.pk}/check").status_code == 404


def test_choosing_nobody_says_what_to_do(cast: Cast) -> None:
    for deed, said in (("issue", "先选要发证的党员"), ("check", "先选要查验的活动证"), ("card", "先选要打印的活动证")):
        answer = cast.client("secretary").post("/certificates/many", {"do": deed})
        assert said in text(answer, 422)


def test_day_ahead_is_refused(cast: Cast) -> None:
    made = issued(cast)
    ahead = (clock.today() + timedelta(days=1)).isoformat()
    answer = cast.client("secretary").post(f"/certificates/{made.pk}/end", {"ended": "lost", "on": ahead})
    assert "日期还没有到" in text(answer, 422)


def test_list_goes_out_as_a_workbook_and_is_written_down(cast: Cast) -> None:
    issued(cast)
    answer: Any = cast.client("secretary").post("/certificates/export", {"state": "held"})
    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert Entry.objects.filter(action="export.certificates").count() == 1

"""The pages of transfers: the list, one transfer, each step by its form, the letter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.people import Cast, citizen_number
from zhendi.domain.people.models import Membership, Transfer
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry

pytestmark = pytest.mark.django_db


def form(client: Client, address: str, **given: object) -> Any:
    """Open a form, then send it."""
    assert client.get(address).status_code == 200
    return client.post(address, {"on": clock.today().isoformat(), **given})


def applied(cast: Cast, **given: object) -> int:
    """The secretary asks for the member."""
    words = {"committee": cast.organisations["other"].pk, "reason": "work", **given}
    answer = form(cast.client("secretary"), f"/members/{cast.people['member'].pk}/transfer", **words)
    assert answer.status_code == 302, answer.content.decode()
    return Transfer.objects.get().pk


def issued(cast: Cast, **given: object) -> int:
    """A letter on its way."""
    made = applied(cast, **given)
    assert form(cast.client("secretary"), f"/transfers/{made}/agree").status_code == 302
    answer = form(cast.client("township_officer"), f"/transfers/{made}/issue", dues_paid_to="2026-10")
    assert answer.status_code == 302, answer.content.decode()
    return made


def text(answer: Any) -> str:
    """The page."""
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_transfer_goes_from_application_to_slip_by_its_pages(cast: Cast) -> None:
    made, other = issued(cast), cast.client("stranger")
    page = text(other.get("/transfers/?state=mine"))
    assert "江水生" in page
    assert "等我办" in page
    assert "同意接收，交支部" in text(other.get(f"/transfers/{made}"))
    assert form(other, f"/transfers/{made}/admit", branch=cast.organisations["away"].pk).status_code == 302
    assert form(other, f"/transfers/{made}/receive").status_code == 302
    assert form(other, f"/transfers/{made}/send-slip").status_code == 302
    page = text(cast.client("township_officer").get(f"/transfers/{made}"))
    assert "回执，完成" in page
    held = Membership.objects.current().get(person=cast.people["member"])
    assert held.organisation == cast.organisations["away"]


def test_each_side_is_offered_its_own_step_and_no_other(cast: Cast) -> None:
    made = applied(cast)
    assert "支部同意" in text(cast.client("secretary").get(f"/transfers/{made}"))
    assert cast.client("secretary").get(f"/transfers/{made}/issue").status_code == 404
    assert cast.client("stranger").get(f"/transfers/{made}").status_code == 404
    assert cast.client("secretary").get(f"/transfers/{made}/nothing").status_code == 404
    assert cast.client("member").get(f"/transfers/{made}/agree").status_code == 404


def test_member_reads_the_own_transfer(cast: Cast) -> None:
    made = applied(cast)
    page = text(cast.client("member").get(f"/transfers/{made}"))
    assert "转出支部" in page
    assert "/agree" not in page
    assert cast.client("mobile_member").get(f"/transfers/{made}").status_code == 404


@pytest.mark.parametrize("who", ["clerk", "villager", "member"])
def test_list_is_not_there_for_one_who_sees_no_register(cast: Cast, who: str) -> None:
    assert cast.client(who).get("/transfers/").status_code == 404
    assert cast.client(who).post("/transfers/export").status_code == 404


def test_form_keeps_what_was_typed_and_says_what_is_wrong(cast: Cast) -> None:
    answer = cast.client("secretary").post(
        f"/members/{cast.people['member'].pk}/transfer",
        {"on": clock.today().isoformat(), "reason": "work", "to_unit": "翠苑街道"},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "选县内党委，或者写明县外接收组织的全称" in page
    assert "翠苑街道" in page


def test_day_ahead_is_refused(cast: Cast) -> None:
    made = applied(cast)
    ahead = (clock.today() + timedelta(days=1)).isoformat()
    answer = cast.client("secretary").post(f"/transfers/{made}/agree", {"on": ahead})
    assert answer.status_code == 422
    assert "日期还没有到" in answer.content.decode()


def test_letter_is_a_pdf_and_printing_it_is_written_down(cast: Cast) -> None:
    made = issued(cast, committee="", to_name="中共杭州市西湖区委组织部")
    answer = cast.client("township_officer").post(f"/transfers/{made}/letter")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    assert answer["Cache-Control"] == "no-store"
    entry = Entry.objects.get(action="people.transfer_printed")
    assert str(cast.people["member"].citizen_number) not in entry.summary
    assert cast.client("secretary").post(f"/transfers/{made}/letter").status_code == 404


def test_whole_citizen_number_stands_on_no_page(cast: Cast) -> None:
    made = issued(cast)
    for who in ("secretary", "township_officer", "stranger"):
        assert str(cast.people["member"].citizen_number) not in text(cast.client(who).get(f"/transfers/{made}"))


def test_slip_of_an_outside_letter_closes_it(cast: Cast) -> None:
    made = issued(cast, committee="", to_name="中共杭州市西湖区委组织部")
    officer = cast.client("township_officer")
    assert form(officer, f"/transfers/{made}/slip", received_on=clock.today().isoformat()).status_code == 302
    assert "完成" in text(officer.get(f"/transfers/{made}"))
    assert not Membership.objects.current().filter(person=cast.people["member"]).exists()


def test_letter_from_outside_is_entered_and_received(cast: Cast) -> None:
    other, today = cast.client("stranger"), clock.today()
    address = f"/transfers/enter?committee={cast.organisations['other'].pk}"
    answer = form(
        other, address, committee=cast.organisations["other"].pk, branch=cast.organisations["away"].pk, name="方来人",
        citizen_number=citizen_number(77), standing="full", from_name="中共合肥市包河区委组织部", number="皖组12号",
        issued_on=(today - timedelta(days=3)).isoformat(), valid_until=(today + timedelta(days=27)).isoformat(),
        reason="home",
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    made = Transfer.objects.get().pk
    assert form(other, f"/transfers/{made}/receive").status_code == 302
    slip = other.post(f"/transfers/{made}/letter")
    assert slip.content.startswith(b"%PDF")
    assert Membership.objects.current().get(person__name="方来人").organisation == cast.organisations["away"]


def test_list_goes_out_as_a_workbook_and_is_written_down(cast: Cast) -> None:
    issued(cast)
    answer: Any = cast.client("township_officer").post("/transfers/export", {"state": "all"})
    assert b"".join(answer.streaming_content).startswith(b"PK")
    assert Entry.objects.filter(action="export.transfers").count() == 1


def test_empty_list_says_what_to_do(cast: Cast) -> None:
    page = text(cast.client("township_officer").get("/transfers/"))
    assert "现在没有在办的转接" in page
    assert "没有超期的介绍信" in text(cast.client("township_officer").get("/transfers/?state=expired"))


def test_part_is_answered_alone_to_htmx(cast: Cast) -> None:
    answer = cast.client("township_officer").get("/transfers/", headers={"hx-request": "true", "hx-target": "region"})
    assert "<html" not in answer.content.decode()

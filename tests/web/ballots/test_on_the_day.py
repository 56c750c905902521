"""Attendance, proxies, printed codes, the archive and the minutes, as pages."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from tests.domain.ballots.hall import DAY, Hall, draft, number_of
from tests.domain.ballots.test_attendance import sealed, village
from tests.web.reading import text
from zhendi.domain.ballots.models import Proxy, RollEntry, Slip
from zhendi.domain.ballots.models.box import Ballot
from zhendi.domain.ballots.operations import counts, preparing, slips
from zhendi.kernel.audit.models import Entry

if TYPE_CHECKING:
    from tests.people import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]


def post(client: Client, hall: Hall, name: str, **words: Any) -> Any:
    return client.post(reverse(name, args=[hall.vote_id]), words)


# --- Attendance


def test_those_ticked_typed_and_pressed_are_present(cast: Cast, hall: Hall) -> None:
    client = cast.client("secretary")
    post(client, hall, "vote-attendance-register", ticked=["1", "2"])
    post(client, hall, "vote-attendance-register", numbers="4-6、9")
    post(client, hall, "vote-attendance-register", one="11", ticked=["12"])
    there = RollEntry.objects.exclude(present_on=None).order_by("number").values_list("number", flat=True)
    assert list(there) == [1, 2, 4, 5, 6, 9, 11]
    page = text(client.get(reverse("vote-attendance", args=[hall.vote_id])))
    assert "已登记到会 7 人" in page
    post(client, hall, "vote-attendance-back", number="11")
    assert "已登记到会 6 人" in text(client.get(reverse("vote-attendance", args=[hall.vote_id]), {"kind": "present"}))
    assert "登记到会 6" in text(client.get(reverse("vote-screen", args=[hall.vote_id])))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "没有选人"),
        ("abc", "没看懂"),
        ("9-3", "前一个号要小"),
        ("1-99999", "前一个号要小"),
        ("500", "没有这些号：500"),
    ],
)
def test_numbers_that_cannot_be_come_back_with_the_reason(cast: Cast, hall: Hall, typed: str, said: str) -> None:
    answer = post(cast.client("secretary"), hall, "vote-attendance-register", numbers=typed)
    assert answer.status_code == 422
    assert said in text(answer)
    assert typed in text(answer)


def test_an_opinion_is_handed_in_and_taken_back(cast: Cast) -> None:
    hall = sealed(cast, code="admission")
    client = cast.client("secretary")
    assert "交书面意见" in text(client.get(reverse("vote-attendance", args=[hall.vote_id])))
    post(client, hall, "vote-opinion", number="1")
    assert "退回书面意见" in text(client.get(reverse("vote-attendance", args=[hall.vote_id])))
    assert post(client, hall, "vote-opinion", number="1").status_code == 422
    post(client, hall, "vote-opinion-back", number="1")
    assert not RollEntry.objects.exclude(channel="").exists()


# --- Proxies


def test_a_proxy_is_registered_published_used_and_shown(cast: Cast) -> None:
    hall = village(cast)
    client = cast.client("secretary")
    address = reverse("vote-proxies", args=[hall.vote_id])
    assert "还没有人委托" in text(client.get(address))
    words = {"giver": "1", "holder": "2", "relation": "spouse", "document": "5月30日委托书"}
    refused = client.post(address, words | {"relation": ""})
    assert (refused.status_code, "受委托人是委托人的什么人" in text(refused), "5月30日委托书" in text(refused)) == (
        422,
        True,
        True,
    )
    client.post(address, words)
    client.post(address, words)  # pressed twice
    proxy = Proxy.objects.get()
    assert "配偶" in text(client.get(address))
    assert client.get(reverse("vote-proxies-notice", args=[hall.vote_id])).content.startswith(b"%PDF-")
    assert f"委托 {proxy.holder.name}" in text(client.get(reverse("vote-desk", args=[hall.vote_id])))
    client.post(reverse("vote-proxy-withdraw", args=[hall.vote_id]), {"proxy": proxy.pk})
    assert "还没有人委托" in text(client.get(address))
    assert "已经撤销" in text(
        client.post(reverse("vote-proxy-withdraw", args=[hall.vote_id]), {"proxy": proxy.pk}, follow=True)
    )


def test_where_the_rule_knows_no_proxies_there_is_no_page(cast: Cast, hall: Hall) -> None:
    assert cast.client("secretary").get(reverse("vote-proxies", args=[hall.vote_id])).status_code == 404


# --- Printed codes


def printed(hall: Hall, number: int) -> str:
    (made,) = slips.issue(actor=hall.secretary, on=DAY, vote_id=hall.vote_id, numbers=[number])
    return made.code


def test_codes_are_printed_handed_over_and_replaced(cast: Cast, hall: Hall) -> None:
    client = cast.client("secretary")
    answer = post(client, hall, "vote-slips-issue", numbers="1-3")
    assert answer.content.startswith(b"%PDF-")
    assert answer["Cache-Control"] == "no-store"
    assert Slip.objects.count() == 3
    assert post(client, hall, "vote-slips-issue", numbers="").status_code == 422
    post(client, hall, "vote-slips-hand-over", numbers="1、2", to="儿子")
    page = text(client.get(reverse("vote-slips", args=[hall.vote_id])))
    assert page.count("儿子领走") == 2
    refused = post(client, hall, "vote-slips-hand-over", numbers="3", to="")
    assert (refused.status_code, "没有填写谁领走的" in text(refused)) == (422, True)
    assert post(client, hall, "vote-slip-replace", number="1").content.startswith(b"%PDF-")
    assert post(client, hall, "vote-slip-replace", number="9").status_code == 422
    assert Slip.objects.filter(void_on=None).count() == 3


def test_a_villager_votes_by_a_code_without_script(hall: Hall) -> None:
    client = Client()
    assert client.get(reverse("slip-ballot"))["Location"] == reverse("slip")
    code = printed(hall, 1)
    wrong = client.post(reverse("slip"), {"code": "1111 1111 1111"})
    assert (wrong.status_code, "没有对上" in text(wrong)) == (422, True)
    entered = client.post(reverse("slip"), {"code": code})
    assert entered["Location"] == reverse("slip-ballot")
    assert entered.cookies["slip"]["path"] == "/vote"
    assert "sessionid" not in entered.cookies
    page = client.get(reverse("slip-ballot"))
    assert "村东机耕路硬化" in text(page)
    assert "no-store" in page["Cache-Control"]
    missing = client.post(reverse("slip-here"), {})
    assert (missing.status_code, "请先选一项" in text(missing)) == (422, True)
    done = client.post(reverse("slip-here"), {"answer": "yes"})
    assert re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", text(done))
    assert client.get(reverse("slip-ballot"))["Location"] == reverse("slip")  # the device has forgotten
    assert Ballot.objects.count() == 1
    client.post(reverse("slip"), {"code": code})
    assert "已经投过票" in text(client.get(reverse("slip-ballot")))


def test_a_code_gives_a_credential_and_a_forged_mark_gives_none(hall: Hall) -> None:
    client = Client()
    client.post(reverse("slip"), {"code": printed(hall, 1)})
    assert client.post(reverse("slip-credential"), {"blinded": "zz"}).status_code == 400
    assert len(client.post(reverse("slip-credential"), {"blinded": "01" * 256}).json()["signed"]) == 512
    client.cookies["slip"] = "1:forged"
    assert client.post(reverse("slip-credential"), {"blinded": "01" * 256})["Location"] == reverse("slip")
    assert client.post(reverse("slip-here"), {"answer": "yes"})["Location"] == reverse("slip")


def test_ten_wrong_codes_are_enough(hall: Hall) -> None:
    client = Client()
    for _ in range(10):
        client.post(reverse("slip"), {"code": "1"})
    assert "过15分钟再试" in text(client.post(reverse("slip"), {"code": printed(hall, 1)}))


# --- Desk


def test_the_terminal_shows_the_voter_the_ballot_and_nothing_else(cast: Cast, hall: Hall) -> None:
    number = number_of(hall, 0)
    answer = cast.client("secretary").get(reverse("vote-desk", args=[hall.vote_id]), {"voter": number})
    assert hall.voters[0].name in text(answer)
    assert hall.voters[1].name not in text(answer)
    assert answer["Cache-Control"] == "no-store"


# --- Minutes, list, archive


def test_minutes_are_a_paper_once_counted(cast: Cast, hall: Hall) -> None:
    address = reverse("vote-minutes", args=[hall.vote_id])
    client = cast.client("secretary")
    assert client.get(address).status_code == 404
    for number in range(12):
        hall.say(number, "yes")
    hall.close()
    hall.put_shares()
    counts.count(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    counts.complain(actor=hall.member(0), on=DAY, vote_id=hall.vote_id, text="有人代填")
    assert client.get(address).content.startswith(b"%PDF-")
    assert cast.client("stranger").get(address).status_code == 404
    assert cast.client("member").get(address).status_code == 404
    page = text(Client().get(reverse("vote-result", args=[hall.vote_id])))
    assert "<dt>实到</dt><dd>12</dd>" in page
    assert "<script" not in page


def test_the_archive_is_filtered_and_goes_out_as_a_workbook(cast: Cast, hall: Hall) -> None:
    slate = [preparing.Standing(name) for name in ("甲", "乙")]
    made = preparing.draw_up(
        actor=hall.secretary,
        on=DAY,
        draft=draft(cast, form="election", code="party_election", title="换届", slate=slate),
    )
    client = cast.client("secretary")
    address = reverse("votes")
    assert text(client.get(address, {"form": "election"})).count('class="row-link"') == 1
    assert text(client.get(address, {"year": "2026"})).count('class="row-link"') == 2
    assert "没有符合这些条件" in text(client.get(address, {"year": "2025"}))
    assert client.get(address, {"year": "99999999"}).status_code == 200
    answer = client.post(reverse("votes-export"), {"form": "election"})
    cells = [
        cell.value
        for row in load_workbook(io.BytesIO(b"".join(answer)), read_only=True).active.rows
        for cell in row
        if cell.value
    ]
    assert "换届" in cells
    assert "村东机耕路硬化" not in cells
    assert Entry.objects.filter(action="export.votes").count() == 1
    assert made


@pytest.mark.parametrize("name", ["vote-attendance", "vote-slips", "vote-desk", "vote-roll"])
@pytest.mark.parametrize("rows", [1, 3])
def test_pages_of_the_roll_cost_the_same_for_one_voter_and_for_three(
    cast: Cast, hall: Hall, name: str, rows: int, django_assert_num_queries
) -> None:
    counted = {"vote-attendance": 13, "vote-slips": 13, "vote-desk": 16, "vote-roll": 13}
    RollEntry.objects.filter(vote=hall.vote_id, number__gt=rows).delete()
    for number in range(rows):
        printed(hall, number + 1)
    client = cast.client("secretary")
    address = reverse(name, args=[hall.vote_id])
    client.get(address)
    with django_assert_num_queries(counted[name]):
        client.get(address)

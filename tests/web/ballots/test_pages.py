"""Pages of votes in every state, for everyone who may and may not see them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from tests.domain.ballots.hall import DAY, Hall, draft, number_of
from tests.web.reading import text
from zhendi.domain.ballots.models import RollEntry, Vote
from zhendi.domain.ballots.operations import counts, preparing, sheets

if TYPE_CHECKING:
    from tests.people import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]


def counted(hall: Hall) -> None:
    for number in range(12):
        hall.say(number, "yes" if number < 9 else "no")
    hall.close()
    hall.put_shares()
    counts.count(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)


def test_a_vote_is_drawn_up_its_roll_written_and_frozen(cast: Cast) -> None:
    client = cast.client("secretary")
    assert "还没有投过票" in text(client.get(reverse("votes")))
    page = text(client.get(reverse("vote-new")))
    assert "燕南飞" in page
    tellers = [cast.people[name].pk for name in ("member", "mobile_member")]
    words = {"code": "resolution", "title": "修路", "held_on": "2026-06-01", "tellers": tellers, "threshold": "2"}
    refused = client.post(reverse("vote-new"), words | {"title": ""})
    assert refused.status_code == 422
    assert "没有填写标题" in text(refused)
    made = client.post(reverse("vote-new"), words)
    vote = Vote.objects.get()
    assert made["Location"] == reverse("vote-roll", args=[vote.pk])
    assert "先生成名册" in text(client.post(reverse("vote-freeze", args=[vote.pk])))
    client.post(reverse("vote-fill", args=[vote.pk]))
    client.post(reverse("vote-add", args=[vote.pk]), {"names": "周六\n吴七"})
    client.post(
        reverse("vote-leave-out", args=[vote.pk]),
        {"number": "1", "ground": "长期卧床", "consent": "桃委〔2026〕1号", "approved": "1"},
    )
    client.post(reverse("vote-freeze", args=[vote.pk]))
    vote.refresh_from_db()
    assert (vote.state, vote.due) == ("frozen", RollEntry.objects.filter(vote=vote).count() - 1)


def test_an_election_with_too_few_candidates_comes_back_as_typed(cast: Cast) -> None:
    client = cast.client("secretary")
    answer = client.post(
        f"{reverse('vote-new')}?form=election",
        {"code": "party_election", "title": "换届", "held_on": "2026-06-01", "threshold": "2", "seats": "3",
         "slate": "甲，老书记\n乙", "tellers": [cast.people[n].pk for n in ("member", "mobile_member")]},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "候选人至少4名" in text(answer)
    assert "甲，老书记" in text(answer)


@pytest.mark.parametrize("name", ["vote", "vote-roll", "vote-desk", "vote-screen", "vote-tally", "vote-seal"])
def test_a_page_opens_for_who_holds_the_vote_and_for_no_stranger(cast: Cast, hall: Hall, name: str) -> None:
    address = reverse(name, args=[hall.vote_id])
    assert cast.client("secretary").get(address).status_code == 200
    assert cast.client("stranger").get(address).status_code == 404
    assert cast.client("villager").get(address).status_code == 404


def test_turnout_is_shown_and_ways_only_where_they_tell_of_nobody(cast: Cast, hall: Hall) -> None:
    for number in range(4):
        hall.say(number, "yes")
    page = text(cast.client("secretary").get(reverse("vote", args=[hall.vote_id])))
    assert "不分开列" in page
    hall.say(4, "yes")
    page = text(cast.client("secretary").get(reverse("vote", args=[hall.vote_id])))
    assert "<dt>手机</dt><dd>5</dd>" in page


def test_a_key_made_on_the_server_is_said_and_nothing_is_promised_that_does_not_hold(cast: Cast, hall: Hall) -> None:
    pages = [text(cast.client("secretary").get(reverse(name, args=[hall.vote_id]))) for name in ("vote", "vote-screen")]
    assert "服务器知道钥匙" in pages[0]
    assert all("谁也看不到" not in page for page in pages)
    Vote.objects.update(keyed_here=False)
    pages = [text(cast.client("secretary").get(reverse(name, args=[hall.vote_id]))) for name in ("vote", "vote-screen")]
    assert all("开箱前谁也看不到" in page for page in pages)


def test_nothing_public_before_the_count(hall: Hall) -> None:
    for name in ("vote-result", "vote-file"):
        assert Client().get(reverse(name, args=[hall.vote_id])).status_code == 404


def test_everybody_sees_the_result_and_finds_a_receipt(cast: Cast, hall: Hall) -> None:
    counted(hall)
    address = reverse("vote-result", args=[hall.vote_id])
    page = text(Client().get(address, {"code": hall.receipts[0]}))
    assert "在，已计入" in page
    assert "不在票箱里" in text(Client().get(address, {"code": "AAAA-AAAA-AAAA-AAAA"}))
    file = Client().get(reverse("vote-file", args=[hall.vote_id])).json()
    assert file["result"]["votes"]["yes"] == 9
    for name in ("vote", "vote-tally", "vote-screen"):
        assert "通过" in text(cast.client("secretary").get(reverse(name, args=[hall.vote_id])))


def test_a_ballot_is_cast_by_whoever_holds_a_credential_and_by_nobody_else(hall: Hall) -> None:
    from zhendi.domain.ballots.counting import choices

    address = reverse("vote-cast", args=[hall.vote_id])
    made = hall.ballot(0, choices.question("yes"))
    body = {"prepared": made.made.prepared.hex(), "signature": made.signature.hex(), "sealed": made.sealed.hex()}
    client = Client(enforce_csrf_checks=True)
    answer = client.post(address, json.dumps(body), content_type="application/json")
    assert set(answer.json()) == {"receipt"}
    assert not answer.cookies
    forged = client.post(address, json.dumps(body | {"signature": "00" * 256}), content_type="application/json")
    assert (forged.status_code, "不是这次投票" in forged.json()["refused"]) == (422, True)
    for bad in ("", "[]", "{}", '{"prepared": 1}', "x" * 20_000):
        assert client.post(address, bad, content_type="application/json").status_code == 400
    assert (
        client.post(reverse("vote-cast", args=[99]), json.dumps(body), content_type="application/json").status_code
        == 404
    )


def test_the_credential_is_given_to_who_stands_on_the_roll(cast: Cast, hall: Hall) -> None:
    address = reverse("me-vote-credential", args=[hall.vote_id])
    assert cast.client("stranger").post(address, {"blinded": "00"}).status_code == 404
    assert cast.client("member").post(address, {"blinded": "zz"}).status_code == 400
    assert cast.client("member").post(address, {"blinded": "00"}).status_code == 422
    answer = cast.client("member").post(address, {"blinded": "01" * 256})
    assert len(answer.json()["signed"]) == 512


def test_without_a_choice_the_ballot_comes_back(cast: Cast, hall: Hall) -> None:
    client = cast.client("member")
    assert "等我投票" in text(client.get(reverse("me")))
    answer = client.post(reverse("me-vote-here", args=[hall.vote_id]), {})
    assert answer.status_code == 422
    assert "请先选一项" in text(answer)
    assert "回执码" in text(client.post(reverse("me-vote-here", args=[hall.vote_id]), {"answer": "no"}))
    assert "已经投过票" in text(client.get(reverse("me-vote", args=[hall.vote_id])))


def test_objections_are_made_and_answered(cast: Cast, hall: Hall) -> None:
    counted(hall)
    client = cast.client("member")
    client.post(reverse("me-vote-complain", args=[hall.vote_id]), {"text": "有人代填"})
    secretary = cast.client("secretary")
    page = text(secretary.get(reverse("vote-tally", args=[hall.vote_id])))
    assert "有人代填" in page
    complaint = Vote.objects.get().complaints.get()
    secretary.post(reverse("vote-complaint-answer", args=[complaint.pk]), {"answer": "已核对", "vote": hall.vote_id})
    complaint.refresh_from_db()
    assert complaint.answer == "已核对"


def test_a_share_is_never_shown_again(cast: Cast, hall: Hall) -> None:
    hall.close()
    teller = hall.vote.tellers.order_by("number")[1]
    answer = cast.client("secretary").post(
        reverse("vote-share", args=[hall.vote_id]), {"teller": teller.pk, "share": hall.handed[0].text}
    )
    assert answer.status_code == 422
    assert hall.handed[0].text[:20] not in text(answer)


def test_sheets_are_printed_with_the_code_of_the_batch(cast: Cast, hall: Hall) -> None:
    client = cast.client("secretary")
    answer = client.post(reverse("vote-sheets", args=[hall.vote_id]), {"place": "hall", "sheets": "3"})
    printed = client.get(answer["Location"])
    assert printed.content.startswith(b"%PDF-")
    assert cast.client("stranger").get(answer["Location"]).status_code == 404
    sheets.give(actor=hall.secretary, on=DAY, vote_id=hall.vote_id, number=number_of(hall, 0), place="hall")
    assert "请选择纸票用在哪里" in text(client.post(reverse("vote-sheets", args=[hall.vote_id]), {"sheets": "3"}))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_vote_and_for_three(cast: Cast, rows: int, django_assert_num_queries) -> None:
    for _ in range(rows):
        preparing.draw_up(actor=cast.actor("secretary", DAY), on=DAY, draft=draft(cast))
    client = cast.client("secretary")
    client.get(reverse("votes"))
    with django_assert_num_queries(5):
        page = client.get(reverse("votes"))
    assert text(page).count('class="row-link"') == rows

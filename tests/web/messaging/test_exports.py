"""Lists of messages, letters and calls as workbooks: masked; whole only with the right and a purpose, written down."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from django.test import Client

from tests.domain.messaging.world import NOON
from tests.people import Cast, mobile
from zhendi.domain.messaging.models import Letter, LetterRun, Message, Template
from zhendi.domain.messaging.operations import codes
from zhendi.domain.mobile.models import Outgoing
from zhendi.domain.people.models import Person
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry

pytestmark = pytest.mark.django_db
NUMBER = mobile(6)  # of the mobile member
HOME = "安徽省泾县泾川镇6组6号"
WHOLE = {"whole": "1", "purpose": "核对号码"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.frozen(NOON):
        yield


@pytest.fixture
def sent(cast: Cast) -> Message:
    """The month's message to the one who is away."""
    words = {"owed": "sms", "template": Template.objects.get(code="monthly").pk, "step": "send", "nonce": "a" * 16}
    cast.client("secretary").post("/messages/new", words)
    return Message.objects.get()


@pytest.fixture
def run(cast: Cast) -> LetterRun:
    """A run of letters with one letter."""
    words = {
        "title": "中秋慰问信", "body": "中秋快乐。", "signer": "百园村支部", "dated": "2026-06-10",
        "sender": "泾川镇百园村", "sender_postcode": "242500", "home": "1",
    }  # fmt: skip
    cast.client("secretary").post("/letters/new?festival=mid_autumn-2026", words)
    return LetterRun.objects.get()


def cells(answer: Any) -> list[list[str]]:
    """The rows of the workbook that came, without title, note and headings."""
    assert answer.status_code == 200, answer.content.decode()[:400]
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    return [[str(cell) if cell is not None else "" for cell in row] for row in sheet.iter_rows(values_only=True)][3:]


def trail() -> str:
    entry = Entry.objects.filter(action__startswith="export.").latest("no")
    return f"{entry.summary} {entry.detail}"


def address(what: str, run: LetterRun | None = None) -> str:
    return {"messages": "/messages/sent/export", "calls": "/mobile/calls/export"}.get(
        what, f"/letters/{run.pk if run else 0}/export"
    )


@pytest.mark.parametrize("what", ["messages", "calls"])
def test_a_list_goes_out_masked_and_is_written_down(cast: Cast, sent: Message, what: str) -> None:
    (row,) = cells(cast.client("secretary").post(address(what)))
    assert row[0] == "燕南飞"
    assert "199****0006" in row
    assert NUMBER not in " ".join(row)
    assert "1人" in trail() or "1条" in trail()
    assert "'whole': True" not in trail()


@pytest.mark.parametrize("what", ["messages", "calls"])
def test_whole_numbers_need_a_purpose_that_is_written_down(cast: Cast, sent: Message, what: str) -> None:
    client = cast.client("secretary")
    refused = client.post(address(what), {"whole": "1", "purpose": " "})
    assert refused.status_code == 422
    assert "没有填写用途" in refused.content.decode()
    assert not Entry.objects.filter(action__startswith="export.").exists()
    (row,) = cells(client.post(address(what), WHOLE))
    assert NUMBER in row
    assert "核对号码" in trail()
    assert NUMBER not in trail()


def test_letters_go_out_by_place_only_or_whole_with_a_purpose(cast: Cast, run: LetterRun) -> None:
    client = cast.client("secretary")
    (row,) = cells(client.post(address("letters", run)))
    assert HOME not in row
    assert any(cell.endswith("****") for cell in row)
    (row,) = cells(client.post(address("letters", run), WHOLE))
    assert Letter.objects.get().address in row
    assert "核对号码" in trail()


@pytest.mark.parametrize("what", ["messages", "calls", "letters"])
@pytest.mark.parametrize("more", [{}, WHOLE], ids=["masked", "whole"])
def test_a_stranger_gets_nothing_of_it(
    cast: Cast, sent: Message, run: LetterRun, what: str, more: dict[str, str]
) -> None:
    answer = cast.client("stranger").post(address(what, run), more)
    if what == "letters":
        assert answer.status_code == 404
    else:
        assert "燕南飞" not in str(cells(answer))
    for who in ("member", "villager"):
        assert cast.client(who).post(address(what, run), more).status_code in (404, 422)
    assert Client().post(address(what, run)).status_code == 302


def test_who_may_not_see_whole_numbers_is_told_so(cast: Cast, sent: Message, run: LetterRun) -> None:
    cast.appoint("member", "organisation_member", "branch")
    client = cast.client("member")
    for what in ("messages", "calls", "letters"):
        answer = client.post(address(what, run), WHOLE)
        assert answer.status_code == 422, what
        assert "不能看完整" in answer.content.decode(), what


def test_the_list_keeps_to_what_the_page_shows(cast: Cast, sent: Message) -> None:
    client = cast.client("secretary")
    assert cells(client.post(address("messages"), {"q": "没有这个人"})) == []
    assert cells(client.post(address("messages"), {"state": "delivered"})) == []
    assert len(cells(client.post(address("messages"), {"state": "waiting", "batch": str(sent.batch_id)}))) == 1
    assert cells(client.post(address("messages"), {"batch": str(sent.batch_id + 1)})) == []


def test_no_code_goes_out_in_a_list(cast: Cast) -> None:
    person = cast.people["mobile_member"]
    tail = str(Person.objects.get(pk=person.pk).citizen_number)[-4:]
    assert codes.ask(now=NOON, on=NOON.date(), number=NUMBER, tail=tail, mark="m", address="")
    assert Message.objects.count() == 1
    assert cells(cast.client("county_officer").post(address("messages"), WHOLE)) == []


def test_a_name_that_looks_like_a_formula_is_none(cast: Cast, sent: Message) -> None:
    Message.objects.update(name="=1+1")
    client = cast.client("secretary")
    answer = client.post(address("messages"))
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    assert sheet.cell(4, 1).data_type == "s"


def test_the_pages_offer_it(cast: Cast, sent: Message, run: LetterRun) -> None:
    client = cast.client("secretary")
    for page, to in (
        ("/messages/sent/", address("messages")), (f"/messages/{sent.batch_id}", address("messages")),
        (f"/letters/{run.pk}", address("letters", run)), ("/mobile/calls", address("calls")),
    ):  # fmt: skip
        shown = client.get(page).content.decode()
        assert f'action="{to}"' in shown, page
        assert "用途和导出人会留痕" in shown, page
    assert Outgoing.objects.get().name in client.get("/mobile/calls").content.decode()

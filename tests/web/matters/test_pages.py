"""The office's list of what members brought."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from tests.web.reading import text
from zhendi.domain.matters import operations
from zhendi.domain.matters.models import Matter
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.scope import Actor

if TYPE_CHECKING:
    from tests.people import Cast

pytestmark = pytest.mark.django_db


def ask(cast: Cast, title: str = "工资被拖欠", name: str = "mobile_member") -> int:
    scope = replace(cast.scope(name), account_id=None, grants=())
    return operations.bring(actor=Actor(None, scope.name, scope), on=clock.today(), kind="help", title=title)


def test_before_anybody_wrote_the_page_says_how_they_can(cast: Cast) -> None:
    assert "发一个手机链接" in text(cast.client("secretary").get(reverse("matters")))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_row_and_for_three(cast: Cast, rows: int, django_assert_num_queries) -> None:
    for number in range(rows):
        ask(cast, f"第{number}件")
    client = cast.client("secretary")
    client.get(reverse("matters"))
    with django_assert_num_queries(4):
        page = client.get(reverse("matters"))
    assert text(page).count('class="row-link"') == rows


def test_the_list_is_narrowed_by_words_kind_and_state(cast: Cast) -> None:
    late = ask(cast, "孩子上学")
    ask(cast, "工资被拖欠")
    day = clock.today()
    Matter.objects.filter(pk=late).update(opened_on=day - timedelta(days=30), due_on=day - timedelta(days=1))
    client = cast.client("secretary")
    for words in ({"q": "上学"}, {"state": "late"}):
        page = text(client.get(reverse("matters"), words))
        assert "孩子上学" in page
        assert "工资被拖欠" not in page
    assert "没有符合这些条件的" in text(client.get(reverse("matters"), {"kind": "change"}))


def test_who_sees_no_registers_finds_no_list(cast: Cast) -> None:
    for name in ("member", "villager"):
        assert cast.client(name).get(reverse("matters")).status_code == 404


def test_an_empty_answer_comes_back_under_its_field(cast: Cast) -> None:
    key = ask(cast)
    answer = cast.client("secretary").post(reverse("matter-answer", args=[key]), {"note": " "})
    assert answer.status_code == 422
    assert "没有填写答复" in text(answer)


def test_it_is_handed_to_the_township_and_answered_there(cast: Cast) -> None:
    key = ask(cast)
    client = cast.client("secretary")
    township = cast.organisations["township"].pk
    refused = client.post(reverse("matter-forward", args=[key]), {"organisation": township, "why": ""})
    assert "没有填写转交说明" in text(refused)
    client.post(reverse("matter-forward", args=[key]), {"organisation": township, "why": "要镇里出面"})
    assert client.get(reverse("matter", args=[key])).status_code == 404
    officer = cast.client("township_officer")
    officer.post(reverse("matter-answer", args=[key]), {"note": "劳动监察已受理", "closes": "yes"})
    assert Matter.objects.get(pk=key).state == "closed"


def test_the_workbook_goes_out_and_that_is_written_down(cast: Cast) -> None:
    ask(cast)
    answer = cast.client("secretary").post(reverse("matters-export"))
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert Entry.objects.filter(action="export.matters").exists()

"""Pages of letters as people use them."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import docx
import pytest

from tests.domain.messaging.post import TODAY
from tests.people import Cast
from tests.web.reading import text
from zhendi.domain.messaging.models import Letter, LetterRun, LetterText
from zhendi.domain.mobile.models import Contact, Outgoing
from zhendi.kernel import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day():
    with clock.frozen(TODAY):
        yield


def entered(**changed: object) -> dict[str, object]:
    """What the form of a run sends."""
    words = {
        "title": "中秋慰问信",
        "body": "中秋节快乐。\n\n{寄语}\n\n{支部}问好。",
        "signer": "百园村支部",
        "dated": "2026-09-10",
    }
    return {**words, "sender": "泾川镇百园村", "sender_postcode": "242500", **changed}


ADDRESS = "/letters/new?festival=mid_autumn-2026"


def made(client: Any, **changed: object) -> LetterRun:
    client.post(ADDRESS, entered(home="1", **changed))
    return LetterRun.objects.order_by("-pk")[0]


def test_a_batch_goes_from_the_form_to_contacts(cast: Cast) -> None:
    client = cast.client("secretary")
    assert "还没有做过信" in text(client.get("/letters/"))
    page = text(client.get(ADDRESS))
    assert "1 人" in page and "{称呼}" in page
    assert "做好0封，缺地址1人" in text(client.post(ADDRESS, entered(), follow=True))
    run, one = LetterRun.objects.get(), Letter.objects.get()
    assert "补地址" in text(client.get(f"/letters/{run.pk}"))
    wrong = client.post(f"/letters/one/{one.pk}/address", {"address": "杭州"})
    assert wrong.status_code == 422 and "地址太短" in text(wrong)
    client.post(f"/letters/one/{one.pk}/address", {"address": "浙江省杭州市滨江区江虹路1号", "postcode": "310052"})
    pdf = client.post(f"/letters/{run.pk}/print", {"form": "pdf"})
    assert pdf.content.startswith(b"%PDF") and "attachment" in pdf["Content-Disposition"]
    word = client.post(f"/letters/{run.pk}/print", {"form": "word"})
    sheet = docx.Document(io.BytesIO(word.content))
    assert "浙江省杭州市滨江区江虹路1号" in sheet.tables[0].rows[0].cells[0].text
    assert "燕南飞同志：" in [each.text for each in sheet.paragraphs]
    assert client.post(f"/letters/{run.pk}/post", {"posted_on": "2026-12-31"}).status_code == 422
    page = client.post(f"/letters/{run.pk}/post", {"posted_on": "2026-09-10"}, follow=True)
    assert "已登记寄出1封" in text(page)
    contact = Contact.objects.get()
    assert (contact.way, contact.happened_on, contact.proof) == ("letter", TODAY, f"letter:{one.pk}")
    client.post(f"/letters/one/{one.pk}/returned", {"returned_on": "2026-09-10", "reason": "已搬走"})
    assert Contact.objects.get().withdrawn_on == TODAY
    page = text(client.get(f"/letters/{run.pk}"))
    assert "有 1 封退回" in page and "已搬走" in page
    client.post(f"/letters/one/{one.pk}/again")
    assert Letter.objects.order_by("-pk")[0].state == "missing"


def test_one_left_out_of_the_post_stays_printed(cast: Cast) -> None:
    client = cast.client("secretary")
    run = made(client)
    one = Letter.objects.get()
    client.post(f"/letters/{run.pk}/print", {"form": "pdf"})
    wrong = client.post(f"/letters/{run.pk}/post", {"posted_on": "2026-09-10", "besides": one.pk})
    assert wrong.status_code == 422 and "没有已打印待寄的信" in text(wrong)
    client.post(f"/letters/one/{one.pk}/leave", {"reason": "已当面送到"})
    assert "已当面送到" in text(client.get(f"/letters/{run.pk}"))
    assert not Contact.objects.exists()


def test_one_who_died_after_the_draft_gets_no_sheet(cast: Cast) -> None:
    client = cast.client("secretary")
    run = made(client)
    person = cast.people["mobile_member"]
    person.died_on = date(2026, 9, 9)
    person.save()
    page = client.post(f"/letters/{run.pk}/print", {"form": "pdf"}, follow=True)
    assert "没有要打印的信" in text(page)
    assert not Contact.objects.exists()


def test_one_who_returned_is_on_no_list(cast: Cast) -> None:
    Outgoing.objects.update(valid_to=TODAY)
    page = text(cast.client("secretary").get(ADDRESS))
    assert "没有要写信的人" in page
    wrong = cast.client("secretary").post(ADDRESS, entered())
    assert wrong.status_code == 422 and not LetterRun.objects.exists()


def test_words_are_changed_before_printing_and_the_sheet_can_be_looked_at(cast: Cast) -> None:
    client = cast.client("secretary")
    run = made(client)
    wrong = client.post(f"/letters/{run.pk}/rewrite", entered(body="{电话}"))
    assert wrong.status_code == 422 and "不认识{电话}" in text(wrong)
    client.post(f"/letters/{run.pk}/rewrite", entered(signer="百园村党支部"))
    assert LetterRun.objects.get().signer == "百园村党支部"
    picture = client.get(f"/letters/{run.pk}/preview.png")
    assert picture.content.startswith(b"\x89PNG") and picture["Cache-Control"] == "private, no-store"
    client.post(f"/letters/{run.pk}/drop")
    assert (
        "作废" in text(client.get("/letters/?state=dropped"))
        and client.get(f"/letters/{run.pk}/rewrite").status_code == 404
    )


def test_a_group_gets_its_own_words(cast: Cast) -> None:
    Outgoing.objects.update(group="migrant")
    client = cast.client("secretary")
    client.post("/letters/words/group/migrant", {"body": "注意安全，早点回家。"})
    assert LetterText.objects.get().body == "注意安全，早点回家。"
    assert "注意安全" in text(client.get("/letters/words"))
    made(client)
    assert Letter.objects.get().wish == "注意安全，早点回家。"
    assert client.get("/letters/words/group/king").status_code == 404
    assert client.post("/letters/words/festival/spring", {"body": ""}).status_code == 422


def test_only_a_group_is_written_to(cast: Cast) -> None:
    client = cast.client("secretary")
    assert "没有要写信的人" in text(client.get(f"{ADDRESS}&to=group:veteran"))
    Outgoing.objects.update(group="veteran")
    assert "做好这 1 封" in text(client.get(f"{ADDRESS}&to=group:veteran"))


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"body": ""}, "没有填写正文"),
        ({"dated": "中秋"}, "信上的日期没看懂"),
        ({"sender_postcode": "2425"}, "邮政编码是6位数字"),
    ],
)
def test_what_cannot_be_comes_back_as_typed(cast: Cast, changed: dict[str, str], says: str) -> None:
    response = cast.client("secretary").post(ADDRESS, entered(**{"signer": "村支部留的话", **changed}))
    assert response.status_code == 422
    assert says in text(response) and "村支部留的话" in text(response)


def test_other_places_are_not_found(cast: Cast) -> None:
    client, other = cast.client("secretary"), cast.organisations["other"].pk
    assert client.get(f"{ADDRESS}&organisation={other}").status_code == 404
    run = made(client)
    one = Letter.objects.get().pk
    stranger = cast.client("stranger")
    for address in (f"/letters/{run.pk}", f"/letters/{run.pk}/preview.png", f"/letters/{run.pk}/rewrite", f"/letters/{run.pk}/post",
                    f"/letters/one/{one}/address", f"/letters/one/{one}/returned", f"/letters/one/{one}/leave"):  # fmt: skip
        assert stranger.get(address).status_code == 404
    for address in (f"/letters/{run.pk}/print", f"/letters/{run.pk}/drop", f"/letters/one/{one}/again"):
        assert stranger.post(address, {"form": "pdf"}).status_code == 404


@pytest.mark.parametrize("who", ["clerk", "villager", "mobile_member"])
def test_whoever_sees_no_organisation_finds_no_letters(cast: Cast, who: str) -> None:
    client = cast.client(who)
    assert [client.get(f"/letters/{word}").status_code for word in ("", "new", "words")] == [404, 404, 404]


def test_the_list_takes_the_same_number_of_queries_for_one_and_for_three(cast: Cast, django_assert_num_queries) -> None:
    client = cast.client("secretary")
    for festival in ("mid_autumn-2026", "national-2026", "spring-2027"):
        client.post(f"/letters/new?festival={festival}", entered(title=festival))
        if festival == "mid_autumn-2026":
            client.get("/letters/")
            with django_assert_num_queries(4):
                client.get("/letters/")
    with django_assert_num_queries(4):
        page = text(client.get("/letters/"))
    assert page.count("row-link") == 3


def test_an_address_is_whole_on_no_page(cast: Cast) -> None:
    client = cast.client("secretary")
    run = made(client)
    home = cast.people["mobile_member"].residence
    for address in (
        "/letters/",
        f"/letters/{run.pk}",
        f"/letters/{run.pk}/post",
        f"/letters/one/{Letter.objects.get().pk}/leave",
    ):
        assert str(home) not in text(client.get(address))

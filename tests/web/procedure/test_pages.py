"""Pages of the set-up procedure: one walks from a blank to a standardised branch, papers and files on the way."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.domain.setup.county import unit
from tests.domain.setup.test_procedures import NAME, founded, opened
from tests.people import Cast
from tests.web.reading import bare as text
from zhendi.domain.setup.models import Attachment, Procedure
from zhendi.domain.setup.procedure_lists import items
from zhendi.kernel import clock
from zhendi.web.procedure import papers

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 test"


@pytest.fixture(autouse=True)
def _on_a_day() -> Any:
    with clock.frozen(date(2026, 6, 1)):
        yield


def test_from_a_blank_to_a_standardised_branch_by_pages_alone(cast: Cast) -> None:
    key, client = unit(cast, said_full=3), cast.client("township_officer")
    assert "提出组建" in text(client.get(reverse("unit", args=[key])))
    form = client.get(reverse("procedure-found"), {"unit": key})
    assert NAME in form.content.decode()
    words = {
        "unit": key, "units": [key], "parent": cast.organisations["township"].pk, "kind": "branch", "full_name": NAME,
    }  # fmt: skip
    refused = client.post(reverse("procedure-found"), words)
    assert refused.status_code == 422
    assert "没有填写组建的理由" in text(refused)
    assert client.post(reverse("procedure-found"), words | {"reason": "有三名正式党员"}).status_code == 302
    held = Procedure.objects.get().pk
    page = reverse("procedure", args=[held])
    steps = {word: reverse("procedure-step", args=[held, word]) for word in ("apply", "approve", "found", "file")}
    assert client.post(steps["apply"], {"on": "2026-06-01"}).status_code == 422, "the unit has not spoken"
    said = {"unit": key, "opinion": "agree", "said_by": "周来福"}
    assert client.post(reverse("procedure-opinion", args=[held]), said).status_code == 302
    assert client.post(steps["apply"], {"on": "2026-06-01"}).status_code == 302
    assert "等批复" in text(client.get(page))
    assert client.post(steps["approve"], {"on": "2026-06-01", "number": "泾川委〔2026〕9号"}).status_code == 302
    meeting = {"on": "2026-06-01", "secretary": cast.people["member"].name}
    assert "没有找到" in text(client.post(steps["found"], meeting | {"secretary": "查无此人"}))
    assert client.post(steps["found"], meeting).status_code == 302
    assert client.post(steps["file"], {"on": "2026-06-01"}).status_code == 302
    for each in items():
        done = {"code": each.code, "note": "已办"}
        assert client.post(reverse("procedure-item", args=[held]), done).status_code == 302
    last = reverse("procedure-step", args=[held, "standardise"])
    assert client.post(last, {"on": "2026-06-01"}).status_code == 302
    assert "办完" in text(client.get(page))
    assert client.get(last).status_code == 404, "nothing is left to do"


@pytest.mark.parametrize(("paper", "words"), [("application", "请示"), ("reply", "批复"), ("filing", "备案报告")])
def test_papers_are_printed_as_pdf(cast: Cast, paper: str, words: str) -> None:
    held = founded(cast)
    client = cast.client("township_officer")
    assert words in text(client.get(reverse("procedure", args=[held])))
    answer = client.get(reverse("procedure-paper", args=[held, paper]))
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")


def test_papers_name_who_signs_who_gets_a_copy_and_who_printed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    held, made = founded(cast), []
    monkeypatch.setattr(papers, "pdf", lambda _name, data: made.append(data) or PDF)
    client = cast.client("township_officer")
    for paper in ("application", "reply", "filing"):
        client.get(reverse("procedure-paper", args=[held, paper]))
    asking, reply, filing = made
    county = "中国共产党泾县委员会组织部"
    assert (asking["approver"], reply["approver"], filing["approver"]) == ("", None, "")
    assert (asking["copy_to"], reply["copy_to"], filing["addressee"]) == ("", county, county)
    assert reply["printed_by"] == "中国共产党泾县泾川镇委员会" and reply["printed_on"] == "2026年5月12日"
    cast.appoint("township_officer", "secretary", "township")
    client.get(reverse("procedure-paper", args=[held, "filing"]))
    assert made[-1]["approver"] == cast.people["township_officer"].name


def test_a_paper_not_yet_due_is_not_there(cast: Cast) -> None:
    held = opened(cast)
    client = cast.client("township_officer")
    assert client.get(reverse("procedure-paper", args=[held, "reply"])).status_code == 404


def test_files_are_kept_sealed_looked_at_and_taken_out_for_a_reason(cast: Cast) -> None:
    held, client = opened(cast), cast.client("township_officer")
    put = reverse("procedure-attach", args=[held])
    bad = {"file": SimpleUploadedFile("a.pdf", b"MZ program"), "title": "请示"}
    assert client.post(put, bad).status_code == 422
    assert client.post(put, {"title": "请示"}).status_code == 422
    assert client.post(put, {"file": SimpleUploadedFile("a.pdf", PDF), "title": "请示"}).status_code == 302
    made = Attachment.objects.get()
    look = reverse("procedure-file", args=[held, made.pk])
    assert client.get(look).content == PDF
    assert cast.client("stranger").get(look).status_code == 404
    take = reverse("procedure-detach", args=[held, made.pk])
    assert client.post(take, {"reason": ""}).status_code == 422
    assert client.post(take, {"reason": "放错了"}).status_code == 302
    assert not Attachment.objects.exists()


def test_the_list_is_filtered_and_goes_out_as_a_workbook(cast: Cast) -> None:
    founded(cast)
    client = cast.client("township_officer")
    assert NAME in text(client.get(reverse("procedures")))
    assert NAME not in text(client.get(reverse("procedures"), {"state": "applied"}))
    assert NAME in text(client.get(reverse("procedures"), {"q": "竹木厂", "sort": "found", "state": "founded"}))
    answer = client.post(reverse("procedures-export"), {"state": "all"})
    assert b"".join(answer.streaming_content).startswith(b"PK")


def test_a_change_of_an_organisation_begins_at_its_page(cast: Cast) -> None:
    branch, client = cast.organisations["branch"], cast.client("township_officer")
    assert "并入同级的另一个组织" in text(client.get(reverse("organisation", args=[branch.pk])))
    words = {"organisation": branch.pk, "sort": "dissolve", "reason": "村庄撤并"}
    assert client.post(reverse("procedure-reshape"), words).status_code == 302
    assert Procedure.objects.get().sort == "dissolve"
    again = client.post(reverse("procedure-reshape"), words)
    assert again.status_code == 422
    assert "已有一件正在办" in text(again)


@pytest.mark.parametrize("who", ["villager", "clerk", "stranger", "mobile_member"])
def test_others_find_nothing(cast: Cast, who: str) -> None:
    held = opened(cast)
    client = cast.client(who)
    for name, args in (("procedure", [held]), ("procedure-step", [held, "apply"]), ("procedure-opinion", [held])):
        assert client.post(reverse(name, args=args)).status_code in {404, 405}
    assert NAME not in text(client.get(reverse("procedures")))


def test_a_founding_begins_at_the_parents_page_and_keeps_what_was_typed(cast: Cast) -> None:
    township, client = cast.organisations["township"], cast.client("township_officer")
    unit(cast, said_full=3)
    form = client.get(reverse("procedure-found"), {"below": township.pk})
    assert "竹木厂" in text(form) and "党总支" in text(form)
    words = {"below": township.pk, "parent": township.pk, "kind": "branch", "full_name": NAME, "reason": "三名党员"}
    bare = client.post(reverse("procedure-found"), words)
    assert bare.status_code == 422 and "不覆盖登记单位的，填正式党员人数" in text(bare)
    odd = client.post(reverse("procedure-found"), words | {"said_full": "三"})
    assert odd.status_code == 422 and "填整数" in text(odd) and 'value="三"' in odd.content.decode()
    assert client.post(reverse("procedure-found"), words | {"said_full": "3"}).status_code == 302
    assert Procedure.objects.get().said_full == 3
    assert client.get(reverse("procedure-found"), {"below": cast.organisations["branch"].pk}).status_code == 404
    assert cast.client("stranger").get(reverse("procedure-found"), {"below": township.pk}).status_code == 404


@pytest.mark.parametrize("sort", ["upgrade", "split", "merge", "dissolve"])
def test_the_form_of_a_change_is_filled_from_the_page_that_led_there(cast: Cast, sort: str) -> None:
    asked = {"organisation": cast.organisations["branch"].pk, "sort": sort}
    page = cast.client("township_officer").get(reverse("procedure-reshape"), asked).content.decode()
    assert re.search(rf'value="{sort}" checked', page)

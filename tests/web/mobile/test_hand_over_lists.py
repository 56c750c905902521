"""A hand-over list from the empty workbook to the figure: downloaded, filled in, taken in, picked up; with bad rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.intake.county import workbook
from tests.people import Cast, citizen_number
from tests.web.mobile.away import TODAY
from zhendi.domain.mobile.models import HandOver
from zhendi.intake.models import Run
from zhendi.intake.operations import judge_run, judging, write_run, writing
from zhendi.intake.reading.headingtext import normal
from zhendi.intake.reading.meanings import all_patterns, all_words
from zhendi.kernel import clock
from zhendi.obligations import operations as duties
from zhendi.obligations.models import Obligation

pytestmark = pytest.mark.django_db
REGISTERS = ("organisations", "members", "mobile", "hand_overs", "units", "services")
GRADUATE = {
    "姓名": "孟新", "身份证号码": citizen_number(81), "毕业院校": "江城大学", "毕业时间": "2026.06", "接收乡镇": "泾川镇",
    "毕业去向": "回乡创业", "联系电话": "19900008181",
}  # fmt: skip
SOLDIER = {
    "姓名": "沈军", "身份证号码": citizen_number(82), "原部队": "某部", "退役时间": "2026-03-01",
    "接收党组织": "百园村支部", "安置去向": "县城就业",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _june(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for module in (judging, writing):
        monkeypatch.setattr(module, "spawn", lambda *_words: None)
    with clock.frozen(TODAY):
        yield


def template(register: str) -> str:
    return f"{reverse('intake-template')}?register={register}"


def empty(client: Client, register: str = "hand_overs") -> Any:
    answer = client.get(template(register))
    assert answer.status_code == 200
    return workbook(b"".join(answer.streaming_content))


def understood(head: str) -> bool:
    return head in all_words() or any(pattern.search(head) for pattern in all_patterns())


def filled(book: Any, *sheets: tuple[dict[str, str], ...]) -> bytes:
    """The downloaded workbook with rows written below its heads."""
    for page, rows in zip(book.worksheets, sheets, strict=True):
        heads = [cell.value for cell in page[3]]
        for row in rows:
            page.append([row.get(head, "") for head in heads])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def taken_in(cast: Cast, client: Client, content: bytes, who: str = "county_officer") -> Run:
    """Handed in by the page, checked and written as the process beside it would."""
    answer = client.post(reverse("intake-upload"), {"files": SimpleUploadedFile("交接名单.xlsx", content)})
    assert answer.status_code == 302
    run = Run.objects.latest("pk")
    judge_run(actor=cast.actor(who), on=TODAY, run_id=run.pk)
    return run


@pytest.mark.parametrize("register", REGISTERS)
def test_every_register_has_an_empty_workbook_whose_columns_are_all_understood(cast: Cast, register: str) -> None:
    client = cast.client("county_officer")
    assert template(register) in client.get(reverse("intake-exports")).content.decode()
    for page in empty(client, register).worksheets:
        assert page.max_row == 3
        heads = [str(cell.value) for cell in page[3]]
        assert [head for head in heads if not understood(normal(head))] == []
        columns = page.column_dimensions["A"]
        assert (columns.number_format, columns.max) == ("@", len(heads))


def test_the_empty_workbook_is_offered_where_the_list_is(cast: Cast) -> None:
    text = cast.client("township_officer").get(reverse("mobile-hand-overs")).content.decode()
    assert template("hand_overs") in text
    assert template("hand_overs") not in (cast.client("secretary").get(reverse("mobile-hand-overs")).content.decode())
    assert cast.client("secretary").get(template("hand_overs")).status_code == 404
    assert cast.client("county_officer").get(template("secrets")).status_code == 404


def test_from_the_empty_workbook_to_the_figure(cast: Cast) -> None:
    client = cast.client("county_officer")
    run = taken_in(cast, client, filled(empty(client), (GRADUATE,), (SOLDIER,)))
    text = client.get(reverse("intake-run", args=[run.pk])).content.decode()
    assert "写入 2 条" in text
    assert str(citizen_number(81)) not in text
    write_run(actor=cast.actor("county_officer"), on=TODAY, run_id=run.pk)
    found = {row.name: (row.office, row.organisation) for row in HandOver.objects.all()}
    assert found == {
        "孟新": ("school", cast.organisations["township"]),
        "沈军": ("veterans", cast.organisations["branch"]),
    }
    duties.derive(on=TODAY)
    soldier = HandOver.objects.get(name="沈军")
    duty = Obligation.objects.get(rule="4.5b.picked-up", subject=soldier.pk)
    assert (duty.status, duty.due_on) == ("due", date(2026, 7, 20))
    secretary = cast.client("secretary")
    assert "沈军" in secretary.get(reverse("mobile-hand-overs")).content.decode()
    sent = {"deed": "settle", "outcome": "placed", "branch": cast.organisations["branch"].pk, "on": "2026-06-20"}
    secretary.post(reverse("mobile-hand-over", args=[soldier.pk]), sent)
    duty.refresh_from_db()
    assert duty.status == "met"


def test_bad_rows_come_back_and_the_good_ones_come_in(cast: Cast) -> None:
    client = cast.client("county_officer")
    rows = (
        GRADUATE,
        GRADUATE,
        GRADUATE | {"姓名": "", "身份证号码": citizen_number(83)},
        GRADUATE | {"身份证号码": "99999919700315081"},
        GRADUATE | {"姓名": "何往", "身份证号码": citizen_number(84), "接收乡镇": "没有的镇"},
    )
    run = taken_in(cast, client, filled(empty(client), rows, ()))
    text = client.get(reverse("intake-findings", args=[run.pk])).content.decode()
    for said in ("是同一个人", "没有填写姓名", "认不出接收的党组织"):
        assert said in text
    write_run(actor=cast.actor("county_officer"), on=TODAY, run_id=run.pk)
    found = {row.name: row.organisation for row in HandOver.objects.all()}
    assert found == {"孟新": cast.organisations["township"], "何往": cast.organisations["county"]}
    assert client.get(reverse("intake-rejected", args=[run.pk])).status_code == 200


def test_an_empty_workbook_handed_in_says_that_nothing_is_in_it(cast: Cast) -> None:
    client = cast.client("county_officer")
    run = taken_in(cast, client, filled(empty(client), (), ()))
    answer = client.get(reverse("intake-run", args=[run.pk]))
    assert answer.status_code == 200
    assert not HandOver.objects.exists()


def test_what_goes_out_comes_in_again_and_changes_nothing(cast: Cast) -> None:
    client = cast.client("county_officer")
    run = taken_in(cast, client, filled(empty(client), (GRADUATE,), (SOLDIER,)))
    write_run(actor=cast.actor("county_officer"), on=TODAY, run_id=run.pk)
    masked = client.post(reverse("intake-exports"), {"register": "hand_overs"})
    assert citizen_number(81) not in str(list(workbook(b"".join(masked.streaming_content)).worksheets[0].values))
    whole = client.post(reverse("intake-exports"), {"register": "hand_overs", "whole": "1", "purpose": "核对交接名单"})
    again = taken_in(cast, client, b"".join(whole.streaming_content))
    assert "写入 2 条" not in client.get(reverse("intake-run", args=[again.pk])).content.decode()
    (found,) = [each for each in _registers(cast, again) if each.register == "hand_overs"]
    assert (found.new, found.changed, found.unchanged) == (0, 0, 2)


def _registers(cast: Cast, run: Run) -> Any:
    from zhendi.intake.queries import run as detail

    return detail(cast.scope("county_officer"), run.pk).registers

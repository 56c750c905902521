"""Confirming, undoing, discarding; registers going out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from zhendi.intake.models import Run
from zhendi.kernel.audit.models import Entry

if TYPE_CHECKING:
    from typing import Any

    from tests.people import Cast

Sent = list[tuple[object, ...]]


def test_confirming_names_how_much_and_sends_one_to_write(cast: Cast, county_run: Run, sent: Sent) -> None:
    client, address = cast.client("county_officer"), f"/intake/{county_run.pk}/write"
    text = client.get(address).content.decode()
    assert "党员新增 3、变更 1" in text
    assert "写入 4 条" in text
    assert client.post(address).headers["Location"] == f"/intake/{county_run.pk}"
    assert sent == [(county_run.pk,)]


def test_pressed_twice_it_is_written_once(cast: Cast, county_run: Run, sent: Sent) -> None:
    client, address = cast.client("county_officer"), f"/intake/{county_run.pk}/write"
    assert [client.post(address).status_code for _ in range(2)] == [302, 302]
    Run.objects.filter(pk=county_run.pk).update(state="done")
    assert client.post(address).status_code == 302
    assert len(sent) == 1


@pytest.mark.parametrize("state", ["uploaded", "undone", "discarded"])
def test_what_is_not_checked_or_is_over_is_not_written(cast: Cast, county_run: Run, sent: Sent, state: str) -> None:
    Run.objects.filter(pk=county_run.pk).update(state=state)
    answer = cast.client("county_officer").post(f"/intake/{county_run.pk}/write")
    assert answer.status_code == 422
    assert sent == []


def test_discarding_drops_the_files_and_says_so(cast: Cast, county_run: Run) -> None:
    client, address = cast.client("county_officer"), f"/intake/{county_run.pk}/discard"
    assert f"放弃第 {county_run.pk} 次导入" in client.get(address).content.decode()
    text = client.post(address, follow=True).content.decode()
    assert f"已放弃第 {county_run.pk} 次导入" in text
    county_run.refresh_from_db()
    assert county_run.state == Run.State.DISCARDED
    assert client.post(address).status_code == 302


def test_undoing_asks_first_and_says_what_it_did(cast: Cast, county_run: Run) -> None:
    Run.objects.filter(pk=county_run.pk).update(state="done")
    client, address = cast.client("county_officer"), f"/intake/{county_run.pk}/undo"
    assert "新增的 3 条删除" in client.get(address).content.decode()
    assert f"已撤销第 {county_run.pk} 次导入" in client.post(address, follow=True).content.decode()
    county_run.refresh_from_db()
    assert county_run.state == Run.State.UNDONE


def test_what_was_built_upon_a_run_stands_in_the_way_and_is_named(cast: Cast, county_run: Run) -> None:
    from zhendi.intake import journal as journals
    from zhendi.kernel.registers import Journal

    journal = Journal()
    journal.created["people.Person"] = [cast.people["member"].pk]
    journals.keep(county_run, journal)
    Run.objects.filter(pk=county_run.pk).update(state="done")
    answer = cast.client("county_officer").post(f"/intake/{county_run.pk}/undo")
    assert answer.status_code == 422
    assert "不能撤销" in answer.content.decode()
    assert "引用了这次导入的人员" in answer.content.decode()


def book(answer: Any) -> Any:
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def test_a_register_goes_out_masked_and_is_written_down(cast: Cast) -> None:
    answer = cast.client("county_officer").post("/intake/exports", {"register": "members"})
    rows = list(book(answer)["党员"].values)
    text = str(rows)
    assert "江水生" in text
    assert cast.people["member"].citizen_number not in text
    assert "filename*=utf-8''" in answer.headers["Content-Disposition"]
    assert Entry.objects.filter(action="export.masked").count() == 1


def test_an_officer_exports_only_what_is_below(cast: Cast) -> None:
    answer = cast.client("township_officer").post("/intake/exports", {"register": "members"})
    text = str(list(book(answer)["党员"].values))
    assert "江水生" in text
    assert "外来客" not in text


def test_whole_numbers_need_a_purpose_and_what_was_chosen_stays(cast: Cast) -> None:
    client = cast.client("county_officer")
    refused = client.post("/intake/exports", {"register": "members", "whole": "1", "purpose": " "})
    assert refused.status_code == 422
    assert "须写明用途" in refused.content.decode()
    assert 'value="members" checked' in refused.content.decode()
    answer = client.post("/intake/exports", {"register": "members", "whole": "1", "purpose": "核对名册"})
    assert cast.people["member"].citizen_number in str(list(book(answer)["党员"].values))
    assert "核对名册" in Entry.objects.get(action="export.whole").detail


def test_an_unknown_register_is_not_found(cast: Cast) -> None:
    assert cast.client("county_officer").post("/intake/exports", {"register": "secrets"}).status_code == 404

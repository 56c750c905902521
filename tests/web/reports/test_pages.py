"""The pages of half-yearly reports."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.intake.county import workbook
from tests.people import Cast
from zhendi.intake.export import registers
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry

pytestmark = pytest.mark.django_db


def text(answer: Any, status: int = 200) -> str:
    """The page."""
    assert answer.status_code == status
    return str(answer.content.decode())


def test_branch_files_its_report_and_the_county_sees_it(cast: Cast) -> None:
    branch = cast.organisations["branch"].pk
    with clock.frozen(date(2026, 6, 20)):
        desk = cast.client("secretary")
        assert "没有报" in text(desk.get("/reports/"))
        assert "期末外出" in text(desk.get(f"/reports/{branch}"))
        assert desk.post(f"/reports/{branch}", {"remark": "都联系上了"}).status_code == 302
        assert "都联系上了" in text(desk.get(f"/reports/{branch}"))
        page = text(cast.client("county_officer").get("/reports/?view=township"))
        assert "1/1" in page


def test_report_too_early_says_from_when(cast: Cast) -> None:
    with clock.frozen(date(2026, 3, 1)):
        answer = cast.client("secretary").post(f"/reports/{cast.organisations['branch'].pk}", {"remark": "记着的话"})
    page = text(answer, 422)
    assert "5月30日起报" in page
    assert "记着的话" in page


def test_sheet_and_report_are_printed(cast: Cast) -> None:
    branch = cast.organisations["branch"].pk
    for address in ("/reports/print?half=2026-1", f"/reports/{branch}/print", "/reports/print?view=township"):
        assert cast.client("township_officer").get(address).content.startswith(b"%PDF"), address


def test_print_holds_nothing_of_another_subtree(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    filled: list[dict[str, Any]] = []

    def taken(_template: str, data: dict[str, Any]) -> bytes:
        filled.append(data)
        return b"%PDF"

    monkeypatch.setattr("zhendi.web.reports.sheets.pdf", taken)
    cast.client("township_officer").get("/reports/print")
    cast.client("stranger").get("/reports/print")
    mine, theirs = (str(each) for each in filled)
    assert "百园村" in mine
    assert "百园村" not in theirs


def test_workbook_holds_the_sheet_and_the_masked_roster_and_is_written_down(cast: Cast) -> None:
    answer: Any = cast.client("township_officer").post("/reports/export", {"half": "2026-1"})
    book = workbook(b"".join(answer.streaming_content))
    assert book.sheetnames == ["按支部", "按党委", "流出党员", "流入党员"]
    branches, townships, away, come = (list(page.iter_rows(min_row=3, values_only=True)) for page in book.worksheets)
    assert [row[0] for row in branches] == ["党组织", cast.organisations["branch"].full_name, "合计"]
    assert [row[0] for row in townships] == ["党组织", cast.organisations["township"].full_name, "合计"]
    assert branches[1][1:-1] == branches[2][1:-1] == townships[1][1:-1] == townships[2][1:-1]
    assert away[0] == registers.OUTGOING
    assert come[0] == registers.INCOMING
    assert str(cast.people["mobile_member"].citizen_number) not in str(away)
    assert "燕南飞" in str(away)
    assert Entry.objects.filter(action="export.half_year").count() == 1


def test_a_township_of_the_sheet_leads_to_its_branches(cast: Cast) -> None:
    officer, path = cast.client("county_officer"), cast.organisations["township"].path
    assert f"under={path}" in text(officer.get("/reports/?half=2026-1&view=township"))
    assert "百园村支部" in text(officer.get(f"/reports/?half=2026-1&under={path}"))
    other = cast.organisations["other"].path
    assert "没有符合这些条件的支部" in text(officer.get(f"/reports/?half=2026-1&under={other}"))
    assert "百园村支部" not in text(cast.client("stranger").get(f"/reports/?half=2026-1&under={path}"))


@pytest.mark.parametrize("words", ["half=nothing", "half=1999-1", "half=2999-2", "half=2026-3", "half=2026"])
def test_half_year_that_is_none_is_left_aside(cast: Cast, words: str) -> None:
    assert cast.client("secretary").get(f"/reports/?{words}").status_code == 200


@pytest.mark.parametrize("who", ["clerk", "villager", "member"])
def test_sheet_is_not_there_for_one_who_sees_no_register(cast: Cast, who: str) -> None:
    client = cast.client(who)
    assert client.get("/reports/").status_code == 404
    assert client.get(f"/reports/{cast.organisations['branch'].pk}").status_code == 404
    assert client.post("/reports/export").status_code == 404

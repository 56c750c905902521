"""The planning pages beyond the plan itself: what if, wishes of people, plans on record, the workbook, the rings."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from tests.domain.setup.county import TODAY
from tests.domain.setup.test_plans import small
from tests.people import Cast
from zhendi.domain.setup.models import Bond, Coverage, Industry, KeptPlan
from zhendi.domain.setup.queries import plans
from zhendi.kernel import clock, detached
from zhendi.kernel.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def blanks(cast: Cast) -> list[int]:
    return [small(cast, name, step) for step, name in enumerate(["竹木厂", "茶叶厂", "农机站"])]


def _page(cast: Cast, address: str, who: str = "township_officer") -> str:
    response = cast.client(who).get(address)
    assert response.status_code == 200
    return str(response.content.decode())


def test_what_if_sets_figures_of_both_side_by_side_and_writes_nothing(cast: Cast, blanks: list[int]) -> None:
    page = _page(cast, "/units/plans?radius=1&units=2")
    assert "这是试算" in page
    assert "还缺条件" in page
    assert "+3" in page
    assert "照此组建后 3 个，占 100.0%" in _page(cast, "/units/plans")
    assert not KeptPlan.objects.exists()
    assert not Coverage.objects.exists()


def test_units_set_apart_on_the_page_are_apart_in_the_plan_until_lifted(cast: Cast, blanks: list[int]) -> None:
    client = cast.client("township_officer")
    form = _page(cast, f"/units/plans/bonds/new?kind=apart&units={blanks[0]}&units={blanks[1]}")
    assert "竹木厂" in form
    words = {"kind": "apart", "units": blanks[:2], "reason": ""}
    assert client.post("/units/plans/bonds/new", words).status_code == 422
    assert client.post("/units/plans/bonds/new", {**words, "reason": "有过节"}).status_code == 302
    assert "有过节" in _page(cast, "/units/plans?view=bonds")
    assert "个单位联合党支部" not in _page(cast, "/units/plans")
    assert client.post(f"/units/plans/bonds/{Bond.objects.get().pk}/lift").status_code == 302
    assert "个单位联合党支部" in _page(cast, "/units/plans")


def test_a_plan_is_kept_with_its_proof_listed_and_read(cast: Cast, blanks: list[int]) -> None:
    answer = cast.client("township_officer").post("/units/plans/keep", {"radius": "3"})
    assert answer.status_code == 302
    page = _page(cast, answer.headers["Location"])
    assert "半径 3 公里" in page
    assert "不超过 0.0%" in page
    assert "茶叶厂等 3 个单位联合党支部" in page
    assert "不超过 0.0%" in _page(cast, "/units/plans/kept/")
    assert "还没有留存方案" in _page(cast, "/units/plans/kept/", "stranger")
    assert cast.client("stranger").get(answer.headers["Location"]).status_code == 404


def test_many_units_are_worked_out_by_a_process_of_its_own(
    cast: Cast, blanks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[str, ...]] = []
    monkeypatch.setattr(plans, "SEARCHED_AT_ONCE", 2)
    monkeypatch.setattr(detached, "start", lambda *words: started.append(words))
    answer = cast.client("township_officer").post("/units/plans/keep")
    made = KeptPlan.objects.get()
    assert started == [("setup_plan", str(made.pk))]
    assert "正在细算" in _page(cast, answer.headers["Location"])


def test_a_member_keeps_no_plan_and_sets_no_wish(cast: Cast, blanks: list[int]) -> None:
    for who in ("member", "villager"):
        client = cast.client(who)
        assert client.post("/units/plans/keep").status_code in (404, 422)
        assert client.get("/units/plans/bonds/new").status_code == 404
    assert not KeptPlan.objects.exists()


def test_the_workbook_holds_groups_and_reasons_and_is_written_down(cast: Cast, blanks: list[int]) -> None:
    answer: Any = cast.client("township_officer").post("/units/plans/export", {"radius": "3"})
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {"竹木厂", "茶叶厂", "农机站", "联合组建"} <= cells
    assert any("试算：半径 3000 米" in each for each in cells)
    assert Entry.objects.filter(action="export.plan").count() == 1


def test_the_map_draws_a_ring_for_each_joint_branch_and_lists_them(cast: Cast, blanks: list[int]) -> None:
    assert "unit-ring" not in _page(cast, "/units/map")
    page = _page(cast, "/units/map?plans=yes")
    assert page.count('class="unit-ring"') == 1
    assert "茶叶厂等 3 个单位" in page
    assert "组建方案 1 组" in page


def test_a_village_is_entered_and_what_came_of_it_is_kept(cast: Cast) -> None:
    client = cast.client("township_officer")
    words = {
        "organisation": cast.organisations["branch"].pk, "year": "2025", "main": "茶叶", "output": "1,320.5",
        "before": "x", "source": "年报",
    }  # fmt: skip
    assert client.post("/units/industry", words).status_code == 422
    assert client.post("/units/industry", {**words, "before": "1000"}).status_code == 302
    made = Industry.objects.get()
    assert "32%" in _page(cast, "/units/industry")
    assert client.post(f"/units/industry/{made.pk}/consider", {"outcome": "暂不改设"}).status_code == 302
    assert "暂不改设" in _page(cast, "/units/industry")
    assert cast.client("stranger").post(f"/units/industry/{made.pk}/consider", {"outcome": "改"}).status_code == 404

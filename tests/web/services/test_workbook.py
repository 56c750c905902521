"""The outlets as a workbook: from the empty one with positions into the register, out of it, and in again unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from tests.people import Cast
from tests.web.mobile.away import TODAY
from tests.web.mobile.test_hand_over_lists import empty, filled, taken_in
from tests.web.mobile.test_lists import sheet
from tests.web.reading import text
from tests.web.services.test_pages import outlet
from zhendi.domain.services.models import Outlet
from zhendi.domain.setup.models import Unit
from zhendi.intake import held
from zhendi.intake.export import registers
from zhendi.intake.operations import judging, write_run, writing
from zhendi.intake.queries import run as detail
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry

pytestmark = pytest.mark.django_db
STATION = {"网点名称": "泾川镇便民服务中心", "级别": "乡级", "所在区划代码": "341823100000", "地址": "泾川镇街道8号"}
PLACED = STATION | {"经度": "118.4123", "纬度": "30.6850"}


@pytest.fixture(autouse=True)
def _june(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for module in (judging, writing):
        monkeypatch.setattr(module, "spawn", lambda *_words: None)
    with clock.frozen(TODAY):
        yield


def written(cast: Cast, row: dict[str, str]) -> Any:
    """The empty workbook with one row, taken in; gives what it changed."""
    client = cast.client("county_officer")
    run = taken_in(cast, client, filled(empty(client, "services"), (row,), ()))
    (found,) = [each for each in detail(cast.scope("county_officer"), run.pk).registers if each.register == "outlets"]
    write_run(actor=cast.actor("county_officer"), on=TODAY, run_id=run.pk)
    return found


def where() -> tuple[Decimal | None, Decimal | None]:
    one = Outlet.objects.get(name=STATION["网点名称"])
    return one.longitude, one.latitude


def test_positions_come_in_with_the_register_and_stay_where_it_says_nothing(cast: Cast) -> None:
    assert written(cast, PLACED).new == 1
    assert where() == (Decimal("118.4123"), Decimal("30.685"))
    assert (written(cast, STATION).changed, written(cast, PLACED).changed) == (0, 0)
    assert where() == (Decimal("118.4123"), Decimal("30.685"))
    assert written(cast, PLACED | {"经度": "118.5"}).changed == 1
    assert where() == (Decimal("118.5"), Decimal("30.685"))
    page = text(cast.client("county_officer").get(reverse("outlets")))
    assert "都有位置了" in page


def test_half_a_position_is_said_and_changes_nothing(cast: Cast) -> None:
    written(cast, PLACED)
    assert written(cast, PLACED | {"经度": ""}).changed == 0
    assert where() == (Decimal("118.4123"), Decimal("30.685"))


def test_the_list_goes_out_as_it_is_narrowed_and_comes_in_again_unchanged(cast: Cast) -> None:
    written(cast, PLACED)
    officer = cast.client("county_officer")
    page = text(officer.get(reverse("outlets")))
    assert "data-print" in page
    assert reverse("intake-template") in page
    answer: Any = officer.post(reverse("outlets-export"))
    content = b"".join(answer.streaming_content)
    again = taken_in(cast, officer, content)
    (found,) = [each for each in detail(cast.scope("county_officer"), again.pk).registers if each.register == "outlets"]
    assert (found.new, found.changed, found.unchanged) == (0, 0, 1)
    outlet(cast, "另一处")
    for words, names in (
        ({}, {"泾川镇便民服务中心", "另一处"}), ({"q": "街道8号"}, {"泾川镇便民服务中心"}),
        ({"state": "unplaced"}, {"另一处"}), ({"level": "village"}, set()),
        ({"level": "nonsense"}, {"泾川镇便民服务中心", "另一处"}),
    ):  # fmt: skip
        rows = sheet(officer.post(reverse("outlets-export"), words))
        assert {row[1] for row in rows} == names
        shown = text(officer.get(reverse("outlets"), words))
        assert {name for name in ("泾川镇便民服务中心", "另一处") if f"<td>{name}</td>" in shown} == names
    (row,) = sheet(officer.post(reverse("outlets-export"), {"state": ""} | {"q": "街道"}))
    assert row[-2:] == ["118.4123", "30.685"]
    assert len(row) == len(registers.OUTLETS)
    assert Entry.objects.filter(action="export.outlets").latest("pk").summary == "导出便民网点名单，1处"


def test_each_takes_along_what_is_seen_and_nobody_else_anything(cast: Cast) -> None:
    outlet(cast, place="branch")
    assert sheet(cast.client("stranger").post(reverse("outlets-export"))) == []
    assert len(sheet(cast.client("clerk").post(reverse("outlets-export")))) == 1
    assert cast.client("member").post(reverse("outlets-export")).status_code == 404
    assert reverse("intake-template") not in text(cast.client("clerk").get(reverse("outlets")))


def test_where_the_county_lies_is_told_by_its_units_and_one_wrong_one_moves_nothing(cast: Cast) -> None:
    assert held.known(()).middle() is None
    town = cast.organisations["township"]
    for serial, east in enumerate(("118.40", "118.41", "118.42", "118.43", "116.00")):
        Unit.objects.create(
            name=f"某厂{serial}", kind="firm", township=town, path=town.path, longitude=Decimal(east),
            latitude=Decimal("30.68"), valid_from=TODAY, register_key=f"某厂{serial}",
        )  # fmt: skip
    assert held.known(()).middle() == (Decimal("118.41"), Decimal("30.68"))

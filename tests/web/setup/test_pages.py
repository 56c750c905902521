"""Pages of units: figures, list, record and map, as each reader sees them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.setup.county import APRIL, MAY, TODAY, act, cover, unit
from tests.people import Cast
from tests.web.reading import text
from zhendi.domain.setup.operations import ending, excusing, visiting
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.obligations import operations

pytestmark = pytest.mark.django_db
ADDRESSES = ("/units/", "/units/figures", "/units/map")


@pytest.fixture(autouse=True)
def day():
    with clock.frozen(TODAY):
        yield


def placed(cast: Cast, name: str, number: int = 1, **facts) -> int:
    """A unit with a position."""
    where = {
        "longitude": Decimal("118.4") + number * Decimal("0.01"),
        "latitude": Decimal("30.6") + number % 7 * Decimal("0.01"),
    }
    return unit(cast, name, **where, **facts)


@pytest.mark.parametrize("address", ADDRESSES)
def test_before_anything_is_entered_a_page_says_what_to_do(cast: Cast, address: str) -> None:
    response = cast.client("township_officer").get(address)
    assert response.status_code == 200
    assert any(words in text(response) for words in ("还没有登记单位", "还没有可以统计的单位", "还画不出图"))


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_shows_units_of_the_own_subtree_and_nobody_elses(cast: Cast, address: str) -> None:
    pk = placed(cast, "竹木厂")
    mine = text(cast.client("township_officer").get(address))
    theirs = text(cast.client("stranger").get(address))
    assert "竹木厂" in mine or "非公企业" in mine
    assert "竹木厂" not in theirs and f"/units/{pk}" not in theirs and "泾川镇" not in theirs


@pytest.mark.parametrize("who", ["member", "villager", "clerk"])
def test_one_without_a_post_that_sees_registers_finds_nothing(cast: Cast, who: str) -> None:
    pk = placed(cast, "竹木厂")
    for address in (*ADDRESSES, f"/units/{pk}", "/units/new"):
        assert cast.client(who).get(address).status_code == 404, address
    assert cast.client(who).post("/units/export").status_code == 404


def test_the_list_says_how_each_unit_stands_and_who_answers(cast: Cast) -> None:
    unit(cast, "甲厂", said_full=1)
    cover(cast, unit(cast, "乙厂"))
    excusing.exempt(**act(cast, unit_id=unit(cast, "丙厂"), reason="停产"))
    page = text(cast.client("township_officer").get("/units/"))
    for words in (
        "正式党员1名，不足3名",
        "泾川镇党委书记",
        "7月1日到期",
        "单独组建",
        "百园村支部",
        "停产",
        "空白 1 个，免建 1 个",
    ):
        assert words in page
    assert "1<small>/2</small>" in page


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("?q=甲", "甲厂", "乙社"),
        ("?sector=coops", "乙社", "甲厂"),
        ("?kind=coop", "乙社", "甲厂"),
        ("?state=covered", "甲厂", "乙社"),
        ("?state=blank&sort=name", "乙社", "甲厂"),
        ("?form=own", "甲厂", "乙社"),
        ("?state=closed", "丙店", "甲厂"),
    ],
)
def test_the_list_is_narrowed(cast: Cast, query: str, there: str, gone: str) -> None:
    cover(cast, unit(cast, "甲厂"))
    unit(cast, "乙社", "coop")
    ending.close(**act(cast, on=MAY, unit_id=unit(cast, "丙店"), end="closed"))
    page = text(cast.client("township_officer").get(f"/units/{query}"))
    assert there in page and gone not in page


def test_strange_words_in_the_address_are_left_aside(cast: Cast) -> None:
    placed(cast, "甲厂")
    for address in ADDRESSES:
        answer = cast.client("township_officer").get(
            f"{address}?page=x&sector=1&kind=<&township=zz&state=?&sort=-q&form=9"
        )
        assert answer.status_code == 200
    assert cast.client("township_officer").get("/units/?page=99").status_code == 200


def test_empty_lists_say_why(cast: Cast) -> None:
    cover(cast, unit(cast, "甲厂"))
    client = cast.client("township_officer")
    assert "没有空白" in text(client.get("/units/?state=blank"))
    assert "没有过期的空白" in text(client.get("/units/?state=late"))
    assert "没有符合这些条件的单位" in text(client.get("/units/?q=zzz"))
    assert "没有符合这些条件、又登记了位置的单位" in text(client.get("/units/map?sector=coops"))


def test_only_the_part_that_was_asked_for_comes_back(cast: Cast) -> None:
    placed(cast, "甲厂")
    headers = {"HX-Request": "true", "HX-Target": "region"}
    for address in ("/units/?state=blank", "/units/map?state=blank"):
        part = text(cast.client("township_officer").get(address, headers=headers))
        assert "<html" not in part and "甲厂" in part


@pytest.mark.parametrize("tab", ["", "?tab=history", "?tab=trail"])
def test_every_part_of_a_record_shows_whatever_the_state(cast: Cast, tab: str) -> None:
    blank, free, covered, closed = (unit(cast, name) for name in ("甲厂", "乙厂", "丙厂", "丁厂"))
    excusing.exempt(**act(cast, unit_id=free, reason="停产"))
    cover(cast, covered)
    visiting.assign(**act(cast, unit_id=covered, name="王五", organisation_id=cast.organisations["branch"].pk))
    visiting.visit(**act(cast, on=MAY, unit_id=covered, note="座谈"))
    ending.merge(**act(cast, on=MAY, unit_id=blank, duplicate_id=closed))
    client = cast.client("township_officer")
    for pk, name in ((blank, "甲厂"), (free, "乙厂"), (covered, "丙厂"), (closed, "丁厂")):
        response = client.get(f"/units/{pk}{tab}")
        assert response.status_code == 200 and name in text(response)


def test_a_record_tells_coverage_liaison_and_who_answers(cast: Cast) -> None:
    pk = unit(cast, said_full=2, phone="19900001234")
    visiting.assign(**act(cast, unit_id=pk, name="王五"))
    page = text(cast.client("township_officer").get(f"/units/{pk}"))
    for words in ("正式党员2名，不足3名", "还有 30 天", "泾川镇党委书记", "王五", "还没有走访", "19900001234"):
        assert words in page
    cover(cast, pk, "joint")
    page = text(cast.client("township_officer").get(f"/units/{pk}"))
    assert "联合组建" in page and "登记覆盖" in page and "解除覆盖" in page


def test_a_past_day_shows_the_past_and_offers_no_deeds(cast: Cast) -> None:
    pk = unit(cast)
    cover(cast, pk)
    client = cast.client("township_officer")
    page = text(client.get(f"/units/{pk}?as_of={APRIL.isoformat()}"))
    assert "还没有党组织覆盖过" in page and f"/units/{pk}/cover" not in page
    assert "登记单位</a>" not in text(client.get(f"/units/?as_of={APRIL.isoformat()}"))


def test_what_is_due_on_a_unit_stands_on_its_page(cast: Cast) -> None:
    pk = unit(cast, said_full=1)
    operations.derive(on=TODAY)
    page = text(cast.client("township_officer").get(f"/units/{pk}"))
    assert "有党员的合作社、协会、企业有党组织" in page and "3.1b" in page


def test_the_register_goes_out_as_a_workbook_and_is_written_down(cast: Cast) -> None:
    unit(cast)
    response = cast.client("township_officer").post("/units/export", {"township": cast.organisations["township"].pk})
    assert response.status_code == 200
    assert b"".join(response.streaming_content).startswith(b"PK")
    assert Entry.objects.filter(action__contains="export").count() == 1
    assert (
        cast.client("stranger").post("/units/export", {"township": cast.organisations["township"].pk}).status_code
        == 404
    )


def test_figures_lead_to_their_lists(cast: Cast) -> None:
    cover(cast, unit(cast, "甲厂"))
    unit(cast, "乙社", "coop")
    page = text(cast.client("county_officer").get("/units/figures"))
    assert "/units/?state=blank&amp;kind=coop" in page and "50.0%" in page


def test_the_map_draws_ground_dots_and_squares(cast: Cast) -> None:
    cover(cast, placed(cast, "甲厂", 1))
    blank = placed(cast, "乙厂", 2)
    excusing.exempt(**act(cast, unit_id=placed(cast, "丙厂", 3), reason="停产"))
    unit(cast, "丁厂")
    page = text(cast.client("township_officer").get("/units/map"))
    assert page.count('class="unit-land"') == 1 and "分区按单位位置推算" in page
    assert f'data-unit="{blank}"' in page and page.count("unit-blank-in") == 1 and "unit-free" in page
    assert "乙厂" in page and "丁厂" in page  # the list beside it also holds what has no position


def test_many_blanks_are_gathered_into_squares_with_a_number(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhendi.web.setup.drawing._MOST_MARKS", 3)
    for number in range(5):
        placed(cast, f"厂{number}", number)
    page = text(cast.client("township_officer").get("/units/map"))
    assert "unit-heat" in page and "unit-blank-in" not in page and "空白多，按片合计" in page


@pytest.mark.parametrize("address", ["/units/", "/units/map", "/units/figures"])
def test_a_page_asks_as_often_for_three_units_as_for_one(cast: Cast, address: str) -> None:
    def asked() -> int:
        client = cast.client("county_officer")
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(address).status_code == 200
        return len(found)

    cover(cast, placed(cast, "甲厂", 1))
    placed(cast, "乙厂", 2)
    first = asked()
    cover(cast, placed(cast, "丙厂", 3), "joint", "second")
    placed(cast, "丁社", 4, kind="coop")
    assert asked() == first

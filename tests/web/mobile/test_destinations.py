"""The map of destinations: its tiles, the way from a province down to a district, the lists that its numbers open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from tests.people import Cast
from tests.web.mobile.away import TODAY, away
from zhendi.domain.mobile.models import Outgoing
from zhendi.domain.mobile.queries import statistics
from zhendi.domain.mobile.queries.statistics import Line, Place
from zhendi.kernel import clock, provinces
from zhendi.web.mobile import tiles

pytestmark = pytest.mark.django_db
HANGZHOU = {"province": "浙江省", "city": "杭州市", "district": "余杭区"}


@pytest.fixture(autouse=True)
def _june(cast: Cast) -> Iterator[None]:
    Outgoing.objects.all().delete()
    with clock.frozen(TODAY):
        yield


def page(cast: Cast, who: str = "secretary", **words: str) -> str:
    return unescape(cast.client(who).get(reverse("mobile-statistics"), words).content.decode())


def test_every_province_has_one_tile() -> None:
    drawn = [tile.name for row in tiles.draw(()).rows for tile in row if tile is not None]
    assert sorted(drawn) == sorted(provinces.every())
    assert {len(row) for row in tiles.draw(()).rows} == {8}


def test_the_squares_grow_with_the_number_and_no_tile_is_lost() -> None:
    lines = (
        Line("浙江省", "浙江省", 400, 0, 0),
        Line("安徽省", "安徽省", 100, 0, 0),
        Line("新加坡", "新加坡", 3, 0, 0),
    )
    drawing = tiles.draw(lines)
    sides = {tile.name: tile.side for row in drawing.rows for tile in row if tile is not None and tile.total}
    assert sides == {"浙江省": 100, "安徽省": 50}
    assert [line.key for line in drawing.aside] == ["新加坡"]


def test_a_province_written_in_two_ways_is_counted_as_one(cast: Cast) -> None:
    away(cast, **HANGZHOU)
    away(cast, "secretary", **HANGZHOU | {"province": "浙江"})
    scope = cast.scope("secretary")
    (line,) = statistics.destinations(scope).lines
    assert (line.key, line.total) == ("浙江省", 2)
    text = page(cast)
    assert '<span class="vh">浙江省 2 人</span>' in text
    opened = cast.client("secretary").get(reverse("mobile"), {"province": "浙江省"}).content.decode()
    assert "江水生" in opened
    assert "石守成" in opened


def test_a_tile_leads_to_the_cities_and_a_city_to_the_districts(cast: Cast) -> None:
    away(cast, **HANGZHOU)
    away(cast, "secretary", province="浙江省", city="宁波市", district="鄞州区")
    of_province = page(cast, province="浙江省")
    assert "杭州市" in of_province
    assert "宁波市" in of_province
    of_city = page(cast, province="浙江省", city="杭州市")
    (link,) = (each for each in re.findall(r'href="(/mobile/[^"]*district=[^"]*)"', of_city) if "state=" not in each)
    listed = cast.client("secretary").get(link).content.decode()
    assert "江水生" in listed
    assert reverse("mobile-member", args=[away_id(cast, "secretary")]) not in listed


def test_a_municipality_falls_into_districts_at_once(cast: Cast) -> None:
    away(cast, city="市辖区")
    places = statistics.destinations(cast.scope("secretary"), Place("上海市"))
    assert (places.word, [line.key for line in places.lines]) == ("district", ["松江区"])


def test_the_tables_are_of_the_place_that_is_looked_at(cast: Cast) -> None:
    away(cast, trade="建筑业", **HANGZHOU)
    away(cast, "secretary", trade="制造业")
    trade = statistics.tables(cast.scope("secretary"), Place("浙江省"))[0]
    assert [(line.key, line.total) for line in trade.lines] == [("建筑业", 1)]


def test_who_wrote_no_place_is_said_beside_the_map(cast: Cast) -> None:
    away(cast, province="", city="", district="")
    text = page(cast)
    assert "没填省份 1 人" in text
    opened = cast.client("secretary").get(reverse("mobile"), {"province": "-"}).content.decode()
    assert "江水生" in opened


def test_a_stranger_sees_nobody_on_the_map(cast: Cast) -> None:
    away(cast, **HANGZHOU)
    assert "没有外出党员" in page(cast, "stranger")
    assert "杭州市" not in page(cast, "stranger", province="浙江省")


@pytest.mark.parametrize(
    "words", [{"province": "没有的省"}, {"province": "浙江省", "city": "<i>词"}, {"city": "杭州市"}]
)
def test_an_address_that_names_no_place_is_answered(cast: Cast, words: dict[str, str]) -> None:
    away(cast)
    answer = cast.client("secretary").get(reverse("mobile-statistics"), words)
    assert answer.status_code == 200
    assert "<i>词" not in answer.content.decode()


def test_the_map_costs_as_many_questions_for_three_as_for_one(cast: Cast, django_assert_num_queries: Any) -> None:
    client = cast.client("secretary")
    away(cast, **HANGZHOU)
    client.get(reverse("mobile-statistics"))
    with django_assert_num_queries(9):
        client.get(reverse("mobile-statistics"))
    away(cast, "secretary")
    away(cast, "mobile_member", **HANGZHOU)
    with django_assert_num_queries(9):
        client.get(reverse("mobile-statistics"))
    with django_assert_num_queries(10):
        client.get(reverse("mobile-statistics"), {"province": "浙江省"})


@pytest.mark.parametrize(
    ("province", "city", "kept"),
    [("浙江", "杭州", ("浙江省", "杭州市")), ("", "苏州", ("江苏省", "苏州市")), ("上海", "上海", ("上海市", "市辖区")), ("新加坡", "", ("新加坡", ""))],
)  # fmt: skip
def test_a_place_typed_by_hand_is_written_as_the_intake_writes_it(
    cast: Cast, province: str, city: str, kept: tuple[str, str]
) -> None:
    sent = {"told_by": "branch", "moved_on": "2026-01-10", "province": province, "city": city, "district": "某区"}
    cast.client("secretary").post(reverse("mobile-sign-in", args=[cast.people["member"].pk]), sent)
    row = cast.people["member"].away.get()
    assert (row.province, row.city) == kept


def test_a_city_of_another_province_comes_back(cast: Cast) -> None:
    sent = {"told_by": "branch", "moved_on": "2026-01-10", "province": "江苏省", "city": "湖州市", "employer": "某厂"}
    answer = cast.client("secretary").post(reverse("mobile-sign-in", args=[cast.people["member"].pk]), sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "湖州市在浙江省，不在江苏省" in text
    assert "某厂" in text


def away_id(cast: Cast, name: str) -> int:
    return cast.people[name].away.get().pk

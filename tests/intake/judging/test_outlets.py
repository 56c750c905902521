"""Outlets of another county: the ground on which they stand, and where they are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.intake.tables import KNOWN, TOWN, every, figure, found, judged, table
from zhendi.intake.reading.table import Table


def test_outlets_stand_on_known_ground() -> None:
    fields = "name level division area hh chart"
    rows = (
        ("大堰村便民服务站", "村级", "999123200201", "大堰村", "685户", "已上墙"), ("大堰村便民服务站", "村级", "999123200201", "大堰村", "685户", "是"),
        ("某站", "村级", "999123200299", "某村", "1", ""), ("柳林乡为民服务中心", "乡级", "999123200", "柳林乡", "", ""),
    )  # fmt: skip
    verdict = judged(table("outlets", fields, *rows))
    assert found(verdict) == [(4, "name", "outlet_duplicate"), (5, "division", "division_unknown")]
    assert [(each.organisation, each.households, each.flowchart_posted) for each in verdict.outlets] == [
        (TOWN, 685, True),
        (TOWN, None, None),
    ]


def stations(*points: tuple[object, object]) -> Table:
    fields = "name level division lon lat"
    rows = [(f"大堰村{serial}组服务站", "组级", "999123200201", *point) for serial, point in enumerate(points)]
    return table("outlets", fields, *rows)


NEARBY = (figure(118.41), figure(30.61))
MIDDLE = (Decimal("118.4"), Decimal("30.6"))


def test_an_outlet_says_where_it_is_and_what_is_no_position_stays_empty() -> None:
    points = (
        NEARBY, NEARBY, NEARBY, (figure(30.62), figure(118.42)), (figure(116.4), figure(39.9)), (figure(118.4), None),
        (None, figure(30.6)), ("东边", figure(30.6)), (figure(0), figure(0)), ("118°24′36″", "30°36′36″"),
    )  # fmt: skip
    verdict = judged(stations(*points))
    assert found(verdict) == []
    assert found(verdict, "warning") == [
        (6, "lon", "coordinates_swapped"), (7, "lon", "coordinates_outside"), (8, "lon", "coordinates_half"),
        (9, "lat", "coordinates_half"), (10, "lon", "coordinates_outside"), (11, "lon", "coordinates_outside"),
    ]  # fmt: skip
    right = (Decimal("118.41"), Decimal("30.61"))
    assert [(row.longitude, row.latitude) for row in verdict.outlets] == [
        right, right, right, (Decimal("118.42"), Decimal("30.62")), *[(None, None)] * 5, right,
    ]  # fmt: skip
    said = [note.message for note in every(verdict) if note.kind == "coordinates_half"]
    assert said[0] == "没有纬度，位置不全，暂按空白处理，请把经度、纬度都填上"


@pytest.mark.parametrize(("middle", "kept"), [(MIDDLE, False), (None, True)])
def test_one_outlet_alone_is_held_against_where_the_county_lies(middle: object, kept: bool) -> None:
    known = replace(KNOWN, middle=lambda: middle)
    verdict = judged(stations((figure(116.4), figure(39.9))), known=known)
    assert [row.longitude is not None for row in verdict.outlets] == [kept]
    assert [row.longitude is not None for row in judged(stations(NEARBY), known=known).outlets] == [True]

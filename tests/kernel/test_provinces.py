"""Provinces and prefectures under their short and full names."""

from __future__ import annotations

import pytest

from zhendi.kernel import provinces


@pytest.mark.parametrize(
    ("said", "province", "full"),
    [
        ("杭州", "浙江省", "杭州市"), ("杭州市", "浙江省", "杭州市"), ("延边", "吉林省", "延边州"), ("阿里", "西藏自治区", "阿里地区"),
        ("兴安盟", "内蒙古自治区", "兴安盟"), ("上海", "上海市", "市辖区"), ("", "重庆市", "市辖区"), ("香港", "香港特别行政区", "香港"),
        ("某地", "浙江省", "某地"), ("", "浙江省", ""),
    ],
)  # fmt: skip
def test_a_city_is_written_in_full(said: str, province: str, full: str) -> None:
    assert provinces.city(said, province) == full


def test_there_are_34_provinces_each_found_under_both_names() -> None:
    assert len(provinces.every()) == 34
    for name in provinces.every():
        full, *short = provinces.said_as(name)
        assert [provinces.province(each) for each in short] == [full] == [name]


def test_a_name_that_only_begins_like_a_prefecture_is_none() -> None:
    assert provinces.province_of_exactly("台州") == "浙江省"
    assert provinces.province_of_exactly("台州湾新区") == ""
    assert provinces.province_of("台州湾新区") == "浙江省"

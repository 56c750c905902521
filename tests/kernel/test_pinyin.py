"""Ways to type a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhendi.kernel import pinyin


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("张三", ("zhangsan", "zs")),
        ("吕布", ("lvbu", "lb")),
        ("欧阳修", ("ouyangxiu", "oyx")),
        ("买买提·艾力", ("maimaitiaili", "mmtal")),
        ("张 三", ("zhangsan", "zs")),
        ("John Smith", ("johnsmith", "js")),
        ("", ()),
        (" · ", ()),
    ],
)
def test_name_is_typed_in_full_and_by_initials(name: str, typed: tuple[str, ...]) -> None:
    assert pinyin.keys(name) == typed


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("单雄", {"danxiong", "shanxiong", "dx", "sx"}),
        ("曾国", {"cengguo", "zengguo", "cg", "zg"}),
        ("解放", {"jiefang", "xiefang", "jf", "xf"}),
        ("仇和", {"chouhe", "qiuhe", "qh"}),
        ("尉迟恭", {"yuchigong", "weichigong", "ycg"}),
        ("万俟卨", {"moqixie", "wanqixie", "mqx"}),
        ("黑妹", {"heimei", "hemei", "hm"}),
    ],
)
def test_surname_with_several_readings_is_found_by_each(name: str, ways: set[str]) -> None:
    assert ways <= set(pinyin.keys(name))


def test_rare_character_stands_for_itself() -> None:
    rare = "\U0003106c"
    assert pinyin.keys(f"{rare}三") == (f"{rare}san", f"{rare}s")


def test_lists_are_sorted_by_reading_and_then_by_character() -> None:
    names = ["章一", "张三", "詹天", "章二", "张一", "阿依", "单雄", "John"]
    assert sorted(names, key=pinyin.sort_name) == ["阿依", "John", "单雄", "詹天", "张三", "张一", "章二", "章一"]


def test_surname_is_sorted_by_the_reading_of_surnames() -> None:
    assert pinyin.sort_name("单雄信") == "shan 单 xiong 雄 xin 信"
    assert pinyin.sort_name("尉迟恭").startswith("yu 尉 chi 迟")
    assert pinyin.sort_name("") == ""


@given(st.text(max_size=80))
def test_keys_fit_their_column_and_do_not_repeat(name: str) -> None:
    found = pinyin.keys(name)
    assert len(set(found)) == len(found)
    assert all(0 < len(key) <= pinyin.KEY_LENGTH for key in found)
    assert len(pinyin.sort_name(name)) <= pinyin.KEY_LENGTH


@given(st.text("张王李赵刘陈杨黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许邓冯韩曹", min_size=2, max_size=4))
def test_keys_of_common_names_are_typed_with_letters(name: str) -> None:
    assert all(key.isascii() and key.isalpha() and key.islower() for key in pinyin.keys(name))

"""Mobile telephone numbers, and cells that hold several."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhendi.kernel.identifiers import InvalidIdentifier, parse_mobile, split_mobiles

numbers = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@pytest.mark.parametrize(
    "cell",
    ["19900001234", 19900001234, 19900001234.0, "19900001234.0", "199-0000-1234", "199 0000 1234", "+86 19900001234",
     "+8619900001234", "0086-19900001234", "8619900001234", "（+86）199-0000-1234", "１９９００００１２３４", "'19900001234",
     "199\u30000000\xa01234", "199.0000.1234"],
)  # fmt: skip
def test_number_is_read_however_it_is_written(cell: object) -> None:
    assert parse_mobile(cell) == "19900001234"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("1990008923", "现为10位"),
        ("199000033154", "现为12位"),
        ("12900001234", "13至19开头"),
        ("0563-5022345", "固定电话"),
        ("199000O1234", "数字以外"),
        ("1.99E+10", "科学记数"),
        ("", "没有填写"),
        (None, "没有填写"),
        ("无", "没有填写"),
    ],
)
def test_what_is_no_mobile_number_says_why(cell: object, said: str) -> None:
    with pytest.raises(InvalidIdentifier, match=said) as refused:
        parse_mobile(cell)
    assert refused.value.kind == "phone_invalid"
    assert "1990000" not in refused.value.message


@pytest.mark.parametrize("between", ["、", "，", ",", "；", ";", "/", " ", "\n", "\u3000", " / ", "、 "])
def test_cell_with_two_numbers_is_divided(between: str) -> None:
    assert split_mobiles(f"19900001234{between}19900005678") == ["19900001234", "19900005678"]


def test_blanks_inside_a_number_do_not_divide_it() -> None:
    assert split_mobiles("199 0000 1234") == ["199 0000 1234"]
    assert split_mobiles("19900001234 199 0000 5678") == ["19900001234", "19900005678"]
    assert split_mobiles("1990000 123") == ["1990000 123"]


def test_cell_of_a_number_and_an_empty_cell() -> None:
    assert split_mobiles(19900001234.0) == ["19900001234"]
    assert split_mobiles(None) == split_mobiles("") == split_mobiles(" 、 ") == []


@given(st.lists(numbers, min_size=1, max_size=4), st.sampled_from("、,;/ "))
def test_numbers_that_were_joined_come_apart_again(held: list[str], between: str) -> None:
    assert [parse_mobile(piece) for piece in split_mobiles(between.join(held))] == held


@given(st.one_of(st.text(max_size=40), st.integers(), st.floats(), st.none()))
def test_whatever_a_cell_holds_there_are_numbers_or_reasons(cell: object) -> None:
    for piece in split_mobiles(cell):
        try:
            assert len(parse_mobile(piece)) == 11
        except InvalidIdentifier as refused:
            assert refused.kind == "phone_invalid"

"""Division codes: forms, levels, areas."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhendi.kernel.identifiers import InvalidIdentifier, parse_division
from zhendi.kernel.identifiers.division import area_range, contains, in_area, level, parent

COUNTY, TOWN, VILLAGE = "341823000000", "341823100000", "341823100201"
parts = st.tuples(st.integers(1, 99), st.integers(1, 99), st.integers(1, 599), st.integers(1, 599))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("341823", COUNTY),
        (341823, COUNTY),
        (341823.0, COUNTY),
        ("341823.0", COUNTY),
        ("341823100", TOWN),
        (" 341823 100 ", TOWN),
        ("341823100201", VILLAGE),
        (341823100201, VILLAGE),
        ("３４１８２３１００２０１", VILLAGE),
        ("340000", "340000000000"),
        ("441900003", "441900003000"),
        ("999999", "999999000000"),
    ],
)
def test_code_of_six_nine_or_twelve_digits_is_given_with_twelve(written: object, code: str) -> None:
    assert parse_division(written) == code


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("", "没有填写"),
        (None, "没有填写"),
        ("泾县", "没有填写"),
        ("34182310201", "现为11位"),
        ("34182310820", "现为11位"),
        ("34", "现为2位"),
        ("34I823", "全为数字"),
        ("000000", "省级"),
        ("881823", "省级"),
        ("340023", "没有市级部分"),
        ("341823000201", "没有乡级部分"),
        ("341823600", "乡级部分"),
        ("341823100999", "村级部分"),
    ],
)
def test_code_that_cannot_be_is_refused(cell: object, said: str) -> None:
    with pytest.raises(InvalidIdentifier, match=said) as refused:
        parse_division(cell)
    assert refused.value.kind == "division_invalid"


def test_level_is_that_of_the_last_part() -> None:
    codes = ["340000000000", "341800000000", COUNTY, TOWN, VILLAGE]
    assert [level(code) for code in codes] == ["province", "city", "county", "township", "village"]
    assert [parent(code) for code in codes] == ["", *codes[:-1]]
    assert (parse_division(TOWN).level, parse_division(TOWN).parent) == ("township", COUNTY)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("110000000000", "province"),
        ("341810000000", "county"),
        ("341823110000", "township"),
        ("341823100210", "village"),
    ],
)
def test_zeros_at_the_end_of_a_part_do_not_hide_the_part(code: str, expected: str) -> None:
    assert level(code) == expected


def test_township_of_a_city_without_counties_belongs_to_the_city() -> None:
    assert level("441900003000") == "township"
    assert parent("441900003000") == "441900000000"


def test_area_holds_itself_and_what_lies_in_it_and_no_neighbour() -> None:
    assert in_area(VILLAGE, COUNTY) and in_area(COUNTY, COUNTY) and contains(COUNTY, VILLAGE)
    assert not in_area(COUNTY, VILLAGE)
    assert not in_area("341824100201", COUNTY)


@given(parts)
def test_area_and_range_and_parents_agree(numbers: tuple[int, int, int, int]) -> None:
    city, county, township, village = numbers
    code = parse_division(f"34{city:02d}{county:02d}{township:03d}{village:03d}")
    above = code.parent
    while above:
        low, high = area_range(above)
        assert in_area(code, above)
        assert low <= code < high
        above = parent(above)
    low, high = area_range(code)
    assert low == code and not (low <= "990000000000" < high)

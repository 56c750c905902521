"""Unit codes: GB 32100-2015 (TV-132)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhendi.kernel.identifiers import InvalidIdentifier, parse_unit_code
from zhendi.kernel.identifiers.unit_code import check_character

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
bodies = st.text(ALPHABET, min_size=17, max_size=17)


@pytest.mark.parametrize("code", ["91350100M000100Y43", "N2999999MA00000003", "52999999MJ00000005"])
def test_code_that_is_right_is_read(code: str) -> None:
    assert parse_unit_code(code) == code


def test_parts_of_a_code_have_names() -> None:
    code = parse_unit_code("91350100M000100Y43")
    assert (code.authority, code.category, code.division, code.body) == ("9", "91", "350100", "M000100Y4")
    assert type(code.value) is str


@pytest.mark.parametrize(
    "written", ["91350100m000100y43", " 91350100 M000100Y43\u3000", "９１３５０１００Ｍ０００１００Ｙ４３"]
)
def test_what_is_certain_is_put_right(written: str) -> None:
    assert parse_unit_code(written) == "91350100M000100Y43"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("91999999MV3A7YWL8B", "第10位是字母V"),
        ("91999999MOQ3G8KN1B", "第10位是字母O，代码不用I、O、S、V、Z，可能是数字0"),
        ("12999999MO920JCU9K", "第10位是字母O"),
        ("9199999-MA1Q3G8KN1", "第8位是“-”"),
        ("12999999MA1Q324UL", "现为17位"),
        ("340000000012345", "现为15位（像是15位的旧注册号）"),
        ("MA1Q3G8K9", "现为9位（像是9位的组织机构代码）"),
        ("", "没有填写"),
        (None, "没有填写"),
        ("无", "没有填写"),
        (9.1350100123456e17, "数值"),
        ("9.1350100123456E+17", "数值"),
    ],
)
def test_fault_is_named_precisely(cell: object, said: str) -> None:
    with pytest.raises(InvalidIdentifier, match=said) as refused:
        parse_unit_code(cell)
    assert refused.value.kind == "credit_code_invalid"
    assert refused.value.expected == ""


@pytest.mark.parametrize(
    "code", ["93999999MA2HC24Y06", "93999999MAFCAJT223", "51999999MAKE9N681R", "12999999MALPG9TH3F"]
)
def test_wrong_check_character_is_refused_with_the_right_one(code: str) -> None:
    with pytest.raises(InvalidIdentifier, match="校验位") as refused:
        parse_unit_code(code)
    assert refused.value.expected == check_character(code[:17]) != code[17]


@given(bodies)
def test_every_code_made_by_the_rule_is_read_back(body: str) -> None:
    assert parse_unit_code(body + check_character(body)) == body + check_character(body)


@given(bodies, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_every_change_of_a_single_character_is_caught(body: str, place: int, other: str) -> None:
    changed = body[:place] + other + body[place + 1 :]
    if changed != body:
        with pytest.raises(InvalidIdentifier):
            parse_unit_code(changed + check_character(body))


@given(st.one_of(st.text(max_size=25), st.integers(), st.floats(), st.none()))
def test_whatever_a_cell_holds_there_is_a_code_or_a_reason(cell: object) -> None:
    try:
        assert len(parse_unit_code(cell)) == 18
    except InvalidIdentifier as refused:
        assert refused.kind == "credit_code_invalid"

"""What everybody may see of a sensitive value."""

from __future__ import annotations

import pytest

from zhendi.kernel.masking import mask_address, mask_citizen_number, mask_mobile, mask_name, mask_text


@pytest.mark.parametrize(
    ("number", "shown"), [("999999199001010016", "999999********0016"), ("", ""), ("12345678", "********")]
)
def test_of_a_citizen_number_area_and_last_four_stay(number: str, shown: str) -> None:
    assert mask_citizen_number(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"), [("19900000016", "199****0016"), ("", ""), ("05635022345"[:10], "********34"), ("110", "***")]
)
def test_of_a_telephone_the_ends_stay(number: str, shown: str) -> None:
    assert mask_mobile(number) == shown


@pytest.mark.parametrize(("name", "shown"), [("张三", "张**"), ("欧阳修文", "欧**"), ("", "")])
def test_of_a_name_the_first_character_stays_and_its_length_is_not_told(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("安徽省宣城市泾县泾川镇城东村18号", "安徽省宣城市泾县泾川镇****"),
        ("镇江市丹徒区高桥镇3组", "镇江市丹徒区高桥镇****"),
        ("泾县人民路5号", "泾县****"),
        ("城东村1号", "****"),
        ("", ""),
    ],
)
def test_of_an_address_the_township_stays(address: str, shown: str) -> None:
    assert mask_address(address) == shown


def test_numbers_in_free_text_are_masked_and_the_rest_stays() -> None:
    text = "核对999999199001010016（19900001234）的档案，文号341823202611240001，2026-06-30"
    masked = mask_text(text)
    assert masked == "核对999999********0016（199****1234）的档案，文号341823********0001，2026-06-30"
    assert mask_text(masked) == masked


def test_codes_that_only_look_long_are_left_alone() -> None:
    for text in ("91350100M000100Y43", "341823100201", "20261124", "第12345678901234567890号"):
        assert mask_text(text) == text

"""Cells as offices write them: text, names, yes and no, numbers, money."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.intake.tables import figure
from zhendi.intake.judging import cells


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("张三", "张三"),
        ("　李　四 ", "李四"),
        ("王  五", "王五"),
        ("赵\xa0六", "赵六"),
        ("钱\u200b七", "钱七"),
        ("买买提•库尔班", "买买提·库尔班"),
        ("古丽娜尔．吐尔逊", "古丽娜尔·吐尔逊"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("迪丽拜尔・库尔班", "迪丽拜尔·库尔班"),
        ("马兰妹（女）", "马兰妹"),
        ("孙八(小)", "孙八"),
        ("周九（2）", "周九"),
        ("刘𬍛", "刘𬍛"),
        ("Anna  Maria", "Anna Maria"),
    ],
)
def test_a_name_is_read_without_padding_and_with_the_middle_dot(cell: str, name: str) -> None:
    assert cells.name(cell).value == name


@pytest.mark.parametrize("cell", [None, "", "　", "无", "—", "123", figure(5)])
def test_what_holds_no_letter_is_no_name(cell: object) -> None:
    read = cells.name(cell)
    assert (read.value, read.kind) == ("", "name_missing")


def test_a_name_that_was_put_right_says_so_and_a_right_one_says_nothing() -> None:
    assert cells.name("李 四").repair
    assert not cells.name("李四").repair


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("是", True), ("√", True), ("有", True), ("已报到", True), ("Y", True), (figure(1), True), (True, True),
        ("否", False), ("×", False), ("未编入", False), ("不是", False), ("没有", False), (figure(0), False), (False, False),
        ("无", False), (None, None), ("", None), ("—", None),
    ],
)  # fmt: skip
def test_yes_and_no_are_read_in_all_their_forms(cell: object, value: bool | None) -> None:
    read = cells.yes_no(cell)
    assert (read.value, read.kind) == (value, "")


def test_a_word_that_is_neither_yes_nor_no_is_said() -> None:
    assert cells.yes_no("也许").kind == "yes_no_unclear"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (figure(43), 43), ("43", 43), ("４３", 43), ("71人", 71), ("1,204", 1204), ("685 户", 685), ("12.0", 12), (None, None),
        ("", None), ("—", None), (figure(0), 0),
    ],
)  # fmt: skip
def test_whole_numbers_are_read_with_or_without_their_unit(cell: object, value: int | None) -> None:
    read = cells.integer(cell)
    assert (read.value, read.kind) == (value, "")


@pytest.mark.parametrize("cell", ["不详", "若干", "约20", "十余人", "20-30", "20左右", figure(2.5), "-3"])
def test_words_guesses_and_fractions_are_no_numbers(cell: object) -> None:
    assert cells.integer(cell).kind == "not_a_number"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (figure(0.2), "0.2"), ("0.20", "0.2"), ("5元", "5"), ("5 元/月", "5"), ("￥12.5", "12.5"), ("１２", "12"),
        (figure(45), "45"), ("1,200", "1200"), (None, None), ("无", None),
    ],
)  # fmt: skip
def test_money_is_read_in_yuan(cell: object, value: str | None) -> None:
    read = cells.money(cell)
    assert (read.value, read.kind) == (None if value is None else Decimal(value), "")


@pytest.mark.parametrize("cell", ["免交", "五元", "5-8"])
def test_words_are_no_money(cell: str) -> None:
    assert cells.money(cell).kind == "not_a_number"


def test_text_loses_padding_and_what_stands_for_nothing() -> None:
    assert cells.text("  大专\u200b ").value == "大专"
    assert cells.text("退役军人\n县人大代表").value == "退役军人；县人大代表"
    assert [cells.text(each).value for each in ("无", "—", "/", None)] == [""] * 4


def test_text_that_is_too_long_is_cut_and_said() -> None:
    read = cells.limited(4)("一二三四五六")
    assert (read.value, read.kind) == ("一二三四", "text_too_long")

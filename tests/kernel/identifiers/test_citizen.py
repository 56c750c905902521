"""Citizen numbers: GB 11643-1999, with the vectors of the domain fact sheet (TV-120 to TV-131)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhendi.kernel.identifiers import CitizenNumber, InvalidIdentifier, parse_citizen_number
from zhendi.kernel.identifiers.citizen import check_character

GOOD = {
    "11010519491231002X": (date(1949, 12, 31), 2, "110105"),  # TV-120
    "440524188001010014": (date(1880, 1, 1), 1, "440524"),  # TV-121
    "34052419800101001X": (date(1980, 1, 1), 1, "340524"),  # TV-122
    "999999199001010016": (date(1990, 1, 1), 1, "999999"),  # TV-123
    "999999199001010024": (date(1990, 1, 1), 2, "999999"),  # TV-124
    "999999200806300112": (date(2008, 6, 30), 1, "999999"),  # TV-125
    "99999919950815019X": (date(1995, 8, 15), 1, "999999"),  # TV-131
}
NUMBER = "999999199001010016"
WITH_X = "99999919950815019X"

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 12, 31))
sequences = st.integers(min_value=1, max_value=999)


def made(day: date, sequence: int) -> str:
    body = f"999999{day:%Y%m%d}{sequence:03d}"
    return body + check_character(body)


def kind(cell: object) -> str:
    with pytest.raises(InvalidIdentifier) as refused:
        parse_citizen_number(cell)
    return refused.value.kind


@pytest.mark.parametrize("number", GOOD)
def test_number_that_is_right_gives_birth_sex_and_area(number: str) -> None:
    assert parse_citizen_number(number) == CitizenNumber(number, *GOOD[number])


def test_number_with_a_wrong_check_character_is_refused_and_says_the_right_one() -> None:  # TV-130
    with pytest.raises(InvalidIdentifier) as refused:
        parse_citizen_number("999999199001010017")
    assert (refused.value.kind, refused.value.expected) == ("id_check_digit", "6")
    assert "应为6，现为7" in refused.value.message


def test_birthday_that_does_not_exist_is_refused_though_the_check_character_is_right() -> None:  # TV-128
    assert kind("999999198502290015") == "id_date_impossible"


@pytest.mark.parametrize(
    "written",
    [
        "99999919950815019x",
        " 999999 19950815 019X ",
        "999999\t199508150\u300019X",
        "\ufeff99999919950815019X\u200b",
        "99999919\xa095081501\u202f9X",
        "９９９９９９１９９５０８１５０１９Ｘ",
        "９９９９９９１９９５０８１５０１９ｘ",
        "'99999919950815019X",
        "’99999919950815019X",
        "＇99999919950815019X",
        "99999919950815019Х",  # Cyrillic
        "99999919950815019×",  # times
    ],
)
def test_what_is_certain_is_put_right(written: str) -> None:
    assert parse_citizen_number(written).value == WITH_X


@pytest.mark.parametrize("cell", [None, "", "   ", "\u3000", "无", "待补", "不详", "-", "/", True])
def test_cell_without_a_digit_holds_no_number(cell: object) -> None:
    assert kind(cell) == "id_missing"


@pytest.mark.parametrize(
    "cell",
    ["9.99999E+17", "9.99999e+17", "9.99999199001010E+17", 9.99999199001010e17, 999999199001010016,
     999999199001010000, "999999199001010000"],
)  # fmt: skip
def test_number_that_a_spreadsheet_cut_to_fifteen_digits_is_told_apart(cell: object) -> None:
    assert kind(cell) == "id_precision_lost"


def test_number_that_ends_in_three_zeros_and_is_right_stands() -> None:
    assert check_character("99999919500101400") == "0"
    assert parse_citizen_number("999999195001014000").value == "999999195001014000"


@pytest.mark.parametrize("cell", ["999999520331271", 999999520331271, 999999520331271.0])
def test_number_of_the_first_generation_is_named_as_such(cell: object) -> None:
    with pytest.raises(InvalidIdentifier, match="15位的旧号码") as refused:
        parse_citizen_number(cell)
    assert refused.value.kind == "id_length"


@pytest.mark.parametrize(("cell", "said"), [("9999991941122140494", "多1位"), ("99999919604118251", "少1位")])
def test_number_of_another_length_says_how_much_is_missing(cell: str, said: str) -> None:
    with pytest.raises(InvalidIdentifier, match=said) as refused:
        parse_citizen_number(cell)
    assert refused.value.kind == "id_length"


@pytest.mark.parametrize(
    "cell", ["99999919900101O016", "999999********0016", "X99999199001010016", "99999919900101001A"]
)
def test_character_that_no_number_has_is_refused(cell: str) -> None:
    assert kind(cell) == "id_characters"


@pytest.mark.parametrize("year", ["0190", "1700", "2999"])
def test_year_that_nobody_was_born_in_is_impossible(year: str) -> None:
    body = f"999999{year}0101001"
    assert kind(body + check_character(body)) == "id_date_impossible"


def test_number_does_not_show_itself() -> None:
    assert repr(parse_citizen_number(NUMBER)) == "CitizenNumber(999999********0016)"
    with pytest.raises(InvalidIdentifier) as refused:
        parse_citizen_number("999999199001010017")
    assert "99999919900101" not in repr(refused.value) + str(refused.value)


@given(days, sequences)
def test_every_number_made_by_the_rule_is_read_back(day: date, sequence: int) -> None:
    assert parse_citizen_number(made(day, sequence)) == (
        made(day, sequence), day, 1 if sequence % 2 else 2, "999999",
    )  # fmt: skip


@given(days, sequences, st.integers(0, 17), st.integers(1, 9))
def test_every_change_of_a_single_digit_is_caught(day: date, sequence: int, place: int, step: int) -> None:
    number = made(day, sequence)
    digit = 10 if number[place] == "X" else int(number[place])
    other = str((digit + step) % 10) if digit < 10 else str(step)
    with pytest.raises(InvalidIdentifier):
        parse_citizen_number(number[:place] + other + number[place + 1 :])


@given(days, sequences, st.integers(0, 15))
def test_every_exchange_of_neighbours_is_caught(day: date, sequence: int, place: int) -> None:
    number = made(day, sequence)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(InvalidIdentifier):
            parse_citizen_number(swapped)


@given(st.one_of(st.text(max_size=25), st.integers(), st.floats(), st.binary(max_size=8), st.dates()))
def test_whatever_a_cell_holds_there_is_a_number_or_a_reason(cell: object) -> None:
    try:
        assert len(parse_citizen_number(cell).value) == 18
    except InvalidIdentifier as refused:
        assert refused.kind.startswith("id_")
        assert refused.message

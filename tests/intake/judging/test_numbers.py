"""Numbers of people, units, places, telephones, and coordinates."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.intake.tables import figure, number, unit_number
from zhendi.intake.judging import numbers

RIGHT = number(1)


@pytest.mark.parametrize(
    "cell", [RIGHT, f" {RIGHT}", f"{RIGHT}\t", f"'{RIGHT}", f"{RIGHT[:6]} {RIGHT[6:14]} {RIGHT[14:]}", RIGHT.lower()]
)
def test_a_citizen_number_is_read_with_what_clings_to_it(cell: str) -> None:
    assert numbers.citizen(cell).value.value == RIGHT


def test_a_small_x_becomes_a_large_one() -> None:
    with_x = next(number(serial) for serial in range(400) if number(serial).endswith("X"))
    read = numbers.citizen(with_x.lower())
    assert read.value.value == with_x
    assert read.repair


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        (figure(9.99999199305029e17, "9.99999E+17"), "id_precision_lost"), ("9.99999E+17", "id_precision_lost"), ("无", "id_missing"),
        (None, "id_missing"), (RIGHT[:17], "id_length"), (RIGHT + "1", "id_length"), ("999999800101123", "id_length"),
        (RIGHT[:17] + ("0" if RIGHT[17] != "0" else "1"), "id_check_digit"),
    ],
)  # fmt: skip
def test_wrong_citizen_numbers_are_told_apart(cell: object, kind: str) -> None:
    assert numbers.citizen(cell).kind == kind


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("19900001234", ("19900001234",)), (figure(19900001234, "19900001234"), ("19900001234",)), ("199-0000-1234", ("19900001234",)),
        ("199 0000 1234", ("19900001234",)), ("+86 19900001234", ("19900001234",)), ("19900001234.0", ("19900001234",)),
        ("19900001234/19900005678", ("19900001234", "19900005678")), ("19900001234\n19900005678", ("19900001234", "19900005678")),
        ("19900001234、19900001234", ("19900001234",)), ("无", ()), ("—", ()), (None, ()), ("\u202d19900001234\u202c", ("19900001234",)),
    ],
)  # fmt: skip
def test_mobile_numbers_are_read_one_or_several(cell: object, kept: tuple[str, ...]) -> None:
    read = numbers.mobiles(cell)
    assert (read.value, read.kind) == (kept, "")


def test_of_several_numbers_the_right_ones_stay() -> None:
    read = numbers.mobiles("19900001234、1990000")
    assert (read.value, read.kind) == (("19900001234",), "phone_invalid")


@pytest.mark.parametrize(
    ("cell", "value"),
    [("0999-5123456", "0999-5123456"), ("5123456", "5123456"), ("19900001234", "19900001234"), ("无", "")],
)
def test_offices_may_have_a_landline(cell: str, value: str) -> None:
    read = numbers.telephone(cell)
    assert (read.value, read.kind) == (value, "")


def test_a_telephone_that_is_none_stays_empty_and_is_said() -> None:
    assert numbers.telephone("1990000")[:2] == ("1990000", "") or numbers.telephone("1990000")[:2] == (
        "",
        "phone_invalid",
    )
    assert numbers.telephone("12")[:2] == ("", "phone_invalid")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("999123", "999123000000"),
        (figure(999123200, "999123200"), "999123200000"),
        ("999123200201 ", "999123200201"),
        (None, ""),
    ],
)
def test_division_codes_are_filled_up(cell: object, code: str) -> None:
    assert numbers.division(cell).value == code


@pytest.mark.parametrize("cell", ["99912320020", "999123200999", "南关街道"])
def test_what_is_no_division_code_is_said(cell: str) -> None:
    assert numbers.division(cell)[:2] == ("", "division_unknown")


def test_unit_codes_are_read_and_wrong_ones_told() -> None:
    right = unit_number(7)
    assert numbers.unit_code(right.lower()).value == right
    assert numbers.unit_code(f"{right[:8]} {right[8:]}").value == right
    assert numbers.unit_code(right[:-1]).kind == "credit_code_invalid"
    assert numbers.unit_code(None).value == ""


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (figure(118.50347), "118.50347"), ("118.50332E", "118.50332"), ("东经118.5", "118.5"), ("118°29′24″", "118.49"), ("118度30分0秒", "118.5"),
        ("３０．５", "30.5"), (None, None),
    ],
)  # fmt: skip
def test_coordinates_are_read_in_degrees(cell: object, value: str | None) -> None:
    assert numbers.coordinate(cell).value == (None if value is None else Decimal(value))


def test_words_are_no_coordinates() -> None:
    assert numbers.coordinate("县城东边").kind == "coordinates_outside"

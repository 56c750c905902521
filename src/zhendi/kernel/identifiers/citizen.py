"""Citizen numbers (公民身份号码, GB 11643-1999): 17 digits and a check character."""

from __future__ import annotations

from datetime import date
from operator import mul
from typing import NamedTuple

from zhendi.kernel.identifiers.cells import bare, has_digit, is_scientific
from zhendi.kernel.identifiers.invalid import InvalidIdentifier
from zhendi.kernel.masking import mask_citizen_number

LENGTH = 18
_OLD_LENGTH = 15  # numbers of the first generation, no longer valid since 2013
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ZEROS = ord("0") * sum(_WEIGHTS)
_CHECKS = "10X98765432"
# Characters that people type for the X at the end; the check sum decides whether they meant it.
_LOOKS_LIKE_X = str.maketrans("xХхΧχ×✕", "XXXXXXX")
_CENTURIES = range(1800, 2200)
_EXACT = 10**15  # a spreadsheet keeps 15 digits of a number


class CitizenNumber(NamedTuple):
    """``value``: 18 characters, upper case. ``sex``: 1 male, 2 female (GB/T 2261.1). ``area``: GB/T 2260."""

    value: str
    birth: date
    sex: int
    area: str

    def __repr__(self) -> str:
        return f"CitizenNumber({mask_citizen_number(self.value)})"


def parse_citizen_number(cell: object) -> CitizenNumber:
    """Read a citizen number as a cell holds it.

    Raises ``InvalidIdentifier`` of the kinds ``id_missing``, ``id_precision_lost``, ``id_length``,
    ``id_characters``, ``id_check_digit`` (with ``expected``) and ``id_date_impossible``, judged in this order:
    a wrong check character says that a digit was mistyped, and then the date proves nothing.
    """
    text = bare(cell)
    if len(text) != LENGTH or not isinstance(cell, str):
        _refuse_form(text, cell)
    if not text[:17].isdecimal() or not text.isascii() or not (text[17].isdecimal() or text[17] == "X"):
        text = _repaired(text)
    expected = _CHECKS[(sum(map(mul, text.encode("ascii"), _WEIGHTS)) - _ZEROS) % 11]
    if text[17] != expected:
        raise _wrong_check(text, expected)
    return CitizenNumber(text, _birth(text), 1 if text[16] in "13579" else 2, text[:6])


def check_character(first_seventeen: str) -> str:
    """The check character of 17 digits; ``ValueError`` for anything else."""
    if len(first_seventeen) != LENGTH - 1 or not (first_seventeen.isascii() and first_seventeen.isdecimal()):
        raise ValueError("17 digits are needed")
    return _CHECKS[(sum(map(mul, first_seventeen.encode("ascii"), _WEIGHTS)) - _ZEROS) % 11]


def _refuse_form(text: str, cell: object) -> None:
    """Raise for what cannot be a number of 18 characters."""
    if not has_digit(text):
        raise InvalidIdentifier("id_missing", "没有填写公民身份号码，请补填18位号码")
    if _destroyed(text, cell):
        raise _precision_lost()
    if len(text) == _OLD_LENGTH and text.isdecimal():
        raise InvalidIdentifier("id_length", "这是15位的旧号码，已停止使用，请换成身份证上的18位号码")
    if len(text) != LENGTH:
        difference = f"多{len(text) - LENGTH}位" if len(text) > LENGTH else f"少{LENGTH - len(text)}位"
        raise InvalidIdentifier(
            "id_length", f"公民身份号码应为{LENGTH}位，现为{len(text)}位（{difference}），请与身份证核对"
        )


def _destroyed(text: str, cell: object) -> bool:
    """True for a number whose last digits a spreadsheet has thrown away."""
    if is_scientific(text):
        return True
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= _EXACT


def _precision_lost() -> InvalidIdentifier:
    return InvalidIdentifier(
        "id_precision_lost", "号码被电子表格当作数值保存，后三位已丢失，请把单元格设为“文本”后按身份证重新填写"
    )


def _repaired(text: str) -> str:
    """The number with a capital X at its end; ``InvalidIdentifier`` where another character stands."""
    text = text[:17] + text[17].translate(_LOOKS_LIKE_X)
    for place, character in enumerate(text, 1):
        if not ("0" <= character <= "9" or (place == LENGTH and character == "X")):
            raise InvalidIdentifier(
                "id_characters", f"公民身份号码第{place}位是“{character}”，应为数字（仅末位可为X），请与身份证核对"
            )
    return text


def _wrong_check(text: str, expected: str) -> InvalidIdentifier:
    if text.endswith("000"):
        return _precision_lost()
    return InvalidIdentifier(
        "id_check_digit",
        f"公民身份号码的校验位不对：按前17位末位应为{expected}，现为{text[17]}，请与身份证核对",
        expected,
    )


def _birth(text: str) -> date:
    year, month, day = int(text[6:10]), int(text[10:12]), int(text[12:14])
    if year in _CENTURIES:
        try:
            return date(year, month, day)
        except ValueError:
            pass
    raise InvalidIdentifier(
        "id_date_impossible", f"公民身份号码中的出生日期{year}年{month}月{day}日不存在，请与身份证核对"
    )

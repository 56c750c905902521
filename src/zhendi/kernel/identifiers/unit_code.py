"""Unit codes (统一社会信用代码, GB 32100-2015): 18 characters of an alphabet without I O S V Z."""

from __future__ import annotations

from operator import mul

from zhendi.kernel.identifiers.cells import bare, has_digit, is_scientific
from zhendi.kernel.identifiers.invalid import InvalidIdentifier

KIND = "credit_code_invalid"
LENGTH = 18
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BASE = len(_ALPHABET)
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_WEIGHTS = tuple(pow(3, place, _BASE) for place in range(LENGTH - 1))
_ALLOWED = frozenset(_ALPHABET)
_CONFUSED = {"I": "数字1", "O": "数字0", "S": "数字5", "Z": "数字2", "V": "字母U或Y"}
_OTHER_LENGTHS = {9: "（像是9位的组织机构代码）", 15: "（像是15位的旧注册号）"}


class UnitCode(str):
    """A unit code of 18 characters, upper case; text with names for its parts."""

    __slots__ = ()

    @property
    def value(self) -> str:
        """The code as plain text."""
        return str(self)

    @property
    def authority(self) -> str:
        """The registering department: 1 机构编制, 5 民政, 9 市场监管, N 农业农村 …"""
        return self[0]

    @property
    def category(self) -> str:
        """Department and kind of unit: 11 机关, 12 事业单位, 51 社会团体, 91 企业, 92 个体工商户 …"""
        return self[:2]

    @property
    def division(self) -> str:
        """Area code (GB/T 2260) of the registering department."""
        return self[2:8]

    @property
    def body(self) -> str:
        """The nine characters of the unit itself (主体标识码)."""
        return self[8:17]


def parse_unit_code(cell: object) -> UnitCode:
    """Read a unit code as a cell holds it; ``InvalidIdentifier("credit_code_invalid")`` with the precise fault.

    ``expected`` is set when only the check character is wrong.
    """
    text = bare(cell).upper()
    if len(text) != LENGTH or not isinstance(cell, str):
        _refuse_form(text, cell)
    if not _ALLOWED.issuperset(text):
        raise _foreign(text)
    expected = check_character(text[:17])
    if text[17] != expected:
        message = f"统一社会信用代码的校验位不对：末位应为{expected}，现为{text[17]}，请与登记证核对"
        raise InvalidIdentifier(KIND, message, expected)
    return UnitCode(text)


def check_character(first_seventeen: str) -> str:
    """The check character of the 17 before it; ``KeyError`` for a character that the code does not use."""
    total = sum(map(mul, [_VALUES[character] for character in first_seventeen], _WEIGHTS))
    return _ALPHABET[-total % _BASE]


def _refuse_form(text: str, cell: object) -> None:
    if not text or not (has_digit(text) or text.isascii()):
        raise InvalidIdentifier(KIND, "没有填写统一社会信用代码，请按登记证补填18位代码")
    if not isinstance(cell, str) or is_scientific(text):
        raise InvalidIdentifier(KIND, "代码被电子表格当作数值保存，末几位已丢失，请把单元格设为“文本”后重新填写")
    hint = _OTHER_LENGTHS.get(len(text), "")
    raise InvalidIdentifier(KIND, f"统一社会信用代码应为{LENGTH}位，现为{len(text)}位{hint}，请与登记证核对")


def _foreign(text: str) -> InvalidIdentifier:
    place, character = next((place, each) for place, each in enumerate(text, 1) if each not in _ALLOWED)
    if character in _CONFUSED:
        reason = f"是字母{character}，代码不用I、O、S、V、Z，可能是{_CONFUSED[character]}"
    else:
        reason = f"是“{character}”，代码只用数字和大写字母"
    return InvalidIdentifier(KIND, f"统一社会信用代码第{place}位{reason}，请与登记证核对")

"""Division codes (行政区划代码): 2+2+2+3+3 digits for province, city, county, township, village.

Held as 12 digits with zeros behind, so that an area is one range of one index. Ranges of the township and village
parts: statistical division codes (GB/T 10114 and the statistics office's rules).
"""

from __future__ import annotations

from typing import Literal

from zhendi.kernel.identifiers.cells import bare, has_digit
from zhendi.kernel.identifiers.invalid import InvalidIdentifier

KIND = "division_invalid"
LENGTH = 12
Level = Literal["province", "city", "county", "township", "village"]
LEVELS: tuple[Level, ...] = ("province", "city", "county", "township", "village")
_ENDS = (2, 4, 6, 9, 12)
_FORMS = (6, 9, 12)
_PROVINCES = frozenset((
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42",
    "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
    "99",  # assigned to nobody: made-up places of tests and demonstrations
))  # fmt: skip
_TOWNSHIP_PARTS = range(1, 600)  # 001-099 street, 100-199 town, 200-399 township, 400-599 others
_VILLAGE_PARTS = range(1, 600)  # 001-199 residents' committee, 200-399 villagers' committee, 400-599 likewise


class Division(str):
    """A division code of 12 digits; text with names for its parts."""

    __slots__ = ()

    @property
    def value(self) -> str:
        """The code as plain text."""
        return str(self)

    @property
    def level(self) -> Level:
        """How far down the code goes."""
        return level(self)

    @property
    def parent(self) -> str:
        """The division one level up; "" for a province."""
        return parent(self)


def parse_division(cell: object) -> Division:
    """Read a code of 6, 9 or 12 digits and give it with 12; ``InvalidIdentifier("division_invalid")`` else."""
    text = bare(cell)
    if not has_digit(text):
        raise InvalidIdentifier(KIND, "没有填写行政区划代码")
    if not (text.isascii() and text.isdecimal()):
        raise InvalidIdentifier(KIND, "行政区划代码应全为数字，请核对")
    if len(text) not in _FORMS:
        raise InvalidIdentifier(KIND, f"行政区划代码应为6位、9位或12位，现为{len(text)}位，请核对")
    code = text.ljust(LENGTH, "0")
    fault = _fault(code)
    if fault:
        raise InvalidIdentifier(KIND, f"行政区划代码{text}{fault}，请核对")
    return Division(code)


def level(code: str) -> Level:
    """The level of a 12-digit code: how far down its last part that is not zero stands."""
    held = len(code.rstrip("0"))
    return LEVELS[sum(held > end for end in _ENDS[:-1])]


def parent(code: str) -> str:
    """The division one level up, with 12 digits; "" for a province.

    A township of a city without counties (东莞, 中山 …) belongs to the city.
    """
    held = _significant(code)
    while held > _ENDS[0]:
        held = max(end for end in _ENDS if end < held)
        above = code[:held].ljust(LENGTH, "0")
        if _significant(above) == held:
            return above
    return ""


def in_area(code: str, ancestor: str) -> bool:
    """True when the division is the ancestor or lies in it."""
    return code.startswith(ancestor[: _significant(ancestor)])


def contains(area: str, code: str) -> bool:
    """True when the area is the division or holds it: ``in_area`` the other way round."""
    return in_area(code, area)


def area_range(code: str) -> tuple[str, str]:
    """The codes of the division and all in it, as ``low <= code < high``; half-open, for an index."""
    prefix = code[: _significant(code)]
    return code, prefix + "~"


def _significant(code: str) -> int:
    return _ENDS[LEVELS.index(level(code))]


def _fault(code: str) -> str:
    """What is wrong with a 12-digit code; "" when nothing is."""
    township, village = int(code[6:9]), int(code[9:])
    if code[:2] not in _PROVINCES:
        return "的前两位不是省级代码"
    if code[2:4] == "00" and code[4:] != "0" * 8:
        return "没有市级部分（第3、4位），却有下级部分"
    if township and township not in _TOWNSHIP_PARTS:
        return "的乡级部分（第7至9位）不在001至599之内"
    if village and not township:
        return "没有乡级部分（第7至9位），却有村级部分"
    if village and village not in _VILLAGE_PARTS:
        return "的村级部分（末3位）不在001至599之内"
    return ""

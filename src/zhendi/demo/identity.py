"""Numbers that belong to nobody: citizen numbers of area 999999, mobiles 1990000xxxx, unit codes of area 999999.

The check characters are computed here and not taken from the kernel, so that the two judge each other in tests
(GB 11643-1999, GB 32100-2015, GB 11714-1997; spec: domain fact sheet, section 12).
"""

from __future__ import annotations

from datetime import date

from zhendi.demo.dice import Dice

AREA = "999999"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
# What each digit adds at each place, so that a number costs one sum.
_SHARES = tuple({str(digit): digit * weight for digit in range(10)} for weight in _WEIGHTS)
_AREA_SUM = sum(share[digit] for share, digit in zip(_SHARES, AREA, strict=False))
_A_DAY = 499  # numbers of one day and sex: sequences 1 to 998
_CODE_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def check_character(first_17: str) -> str:
    """The 18th character of a citizen number."""
    return _CHECKS[sum(share[digit] for share, digit in zip(_SHARES, first_17, strict=True)) % 11]


def citizen_number(birth: date, sequence: int) -> str:
    """The number of somebody born on a day; an odd ``sequence`` (1 to 999) is a man, an even one a woman."""
    body = f"{birth.year:04d}{birth.month:02d}{birth.day:02d}{sequence:03d}"
    return AREA + body + _CHECKS[(_AREA_SUM + sum(map(dict.__getitem__, _SHARES[6:], body))) % 11]


class Numbers:
    """Hands out citizen numbers and never the same one twice."""

    def __init__(self, dice: Dice) -> None:
        self._dice = dice
        self._taken: set[str] = set()

    def take(self, birth: date, sex: int) -> str:
        """A fresh number for a birth date; ``sex`` 1 or 2. ``ValueError`` when all numbers of that day are taken."""
        start = self._dice.between(0, _A_DAY - 1)
        for step in range(_A_DAY):
            number = citizen_number(birth, (start + step) % _A_DAY * 2 + (1 if sex == 1 else 2))
            if number not in self._taken:
                self._taken.add(number)
                return number
        raise ValueError(f"all numbers of {birth.isoformat()} are taken")


def unit_code_check(first_17: str) -> str:
    """The 18th character of a unit code."""
    total = sum(_CODE_CHARACTERS.index(c) * weight for c, weight in zip(first_17, _CODE_WEIGHTS, strict=True))
    return _CODE_CHARACTERS[(31 - total % 31) % 31]


def unit_code(dice: Dice, authority: str) -> str:
    """A unit code whose two check characters are right; ``authority`` such as 91 (firms), 93 (co-operatives)."""
    body = "MA" + "".join(dice.pick(_CODE_CHARACTERS) for _ in range(6))
    rest = sum(int(c, 36) * weight for c, weight in zip(body, _BODY_WEIGHTS, strict=True)) % 11
    first_17 = authority + AREA + body + {0: "0", 1: "X"}.get(rest, str(11 - rest))
    return first_17 + unit_code_check(first_17)


def mobile(dice: Dice) -> str:
    """A mobile number of the block that no operator gives out; 10,000 exist, so people share them."""
    return f"1990000{dice.between(0, 9999):04d}"

"""Administrative areas (块): a division code without its trailing noughts, so that what lies within begins with it.

340421101201 is a village, 340421101 its township, 340421 the county, 3404 the city, 34 the province (GB/T 2260,
GB/T 10114).
"""

from __future__ import annotations

from itertools import pairwise

LEVELS = (2, 4, 6, 9, 12)  # digits: province, city, county, township, village
_WHOLE = LEVELS[-1]


def area(code: str) -> str:
    """The area that a 12-digit code names; "" for none."""
    if len(code) != _WHOLE:
        return ""
    steps = reversed(list(pairwise(LEVELS)))
    return code[: next((length for shorter, length in steps if code[shorter:length].strip("0")), LEVELS[0])]


def code(area: str) -> str:
    """The 12-digit code of an area."""
    return area.ljust(_WHOLE, "0")


def next_level(area: str) -> int:
    """How many digits the areas have that lie directly within one; 0 below a village."""
    return next((length for length in LEVELS if length > len(area)), 0)


def above(area: str) -> tuple[str, ...]:
    """The areas that an area lies in, the widest first, itself last."""
    return tuple(area[:length] for length in LEVELS if length <= len(area))


def of_code(column: str) -> str:
    """The same as ``area`` as an expression of the database."""
    cases = [f"WHEN {column} = '' THEN ''"]
    for shorter, length in reversed(list(pairwise(LEVELS))):
        cases.append(
            f"WHEN substr({column}, {shorter + 1}, {length - shorter}) <> '{'0' * (length - shorter)}' "
            f"THEN substr({column}, 1, {length})"
        )
    return f"CASE {' '.join(cases)} ELSE substr({column}, 1, {LEVELS[0]}) END"

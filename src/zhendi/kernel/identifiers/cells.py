"""What a cell holds, as bare text: the repairs that are certain for every kind of number."""

from __future__ import annotations

import re

# Blanks of every kind, characters of no width, marks of direction, and the apostrophes by which a spreadsheet
# is told that digits are text.
_DROPPED = (
    "\t\n\v\f\r \x1c\x1d\x1e\x1f\x85\xa0\xad\u034f\u061c\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2060"
    "\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u3000\ufeff'\"`´‘’“”＇＂"
)
_REPAIRED = {ord(mark): None for mark in _DROPPED} | {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_REPAIRED |= {ord("＇"): None, ord("＂"): None}
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d*)?[eE][+-]?\d{1,3}")
_WHOLE = re.compile(r"\d+\.0*")


def bare(cell: object) -> str:
    """The cell's text without blanks and marks, full-width characters made narrow; "" for an empty cell.

    A number is written out in digits: ``341823.0`` gives ``341823``; one with a fraction or none gives what
    Python writes.
    """
    if isinstance(cell, str):
        if cell.isalnum() and cell.isascii():
            return cell
        text = cell.translate(_REPAIRED)
        return text[: text.index(".")] if _WHOLE.fullmatch(text) else text
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def is_scientific(text: str) -> bool:
    """True for what a spreadsheet shows of a long number: ``3.41823E+17``."""
    return _SCIENTIFIC.fullmatch(text) is not None


def has_digit(text: str) -> bool:
    """True when any character is a digit 0-9; 无, 待补, 不详 have none."""
    return any("0" <= character <= "9" for character in text)

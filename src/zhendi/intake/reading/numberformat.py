"""The text that a spreadsheet shows for a number, and which date formats say no day.

Source: ECMA-376 part 1, 18.8.30 and 18.8.31; the numbers 27 to 58 as the Chinese edition shows them.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

GENERAL = "General"
_BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 14: "yyyy/m/d",
    17: "mmm-yy", 27: "yyyy年m月", 31: "yyyy年m月d日", 36: "yyyy年m月", 37: "#,##0", 38: "#,##0", 39: "#,##0.00",
    40: "#,##0.00", 48: "##0.0E+0", 49: "@", 50: "yyyy年m月", 52: "yyyy年m月", 57: "yyyy年m月",
}  # fmt: skip
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_DIGITS = re.compile(r"[0#?,]*(?:\.[0#?]*)?")
_LARGEST = 10**11  # format General shows up to 11 digits before it turns to powers of ten


def code_of(number: int, own: dict[int, str]) -> str:
    """The format code by its number; ``own`` are the workbook's own ones. Unknown numbers are General."""
    return own.get(number) or _BUILT_IN.get(number, GENERAL)


def is_plain(code: str) -> bool:
    """True when the format shows a number as General does, or a day: nothing need be looked up."""
    return code in (GENERAL, "@", "") or _is_date(code)


def general(value: float) -> str:
    """A number in format General: up to 11 digits, beyond that powers of ten with six figures."""
    if -_LARGEST < value < _LARGEST and value == int(value):
        return str(int(value))
    if not -_LARGEST < value < _LARGEST or abs(value) < 1e-9:
        return re.sub(r"\.?0*E([+-]\d+)$", r"E\1", f"{value:.5E}")
    return f"{value:.10g}"


def shown(value: float, code: str) -> str:
    """A number as a format code shows it; colours, conditions and padding are left out. Never raises."""
    layout = _layout(code)
    if layout is None:
        return general(value)
    scaled = abs(value) * 100 if layout.percent else abs(value)
    text = f"{scaled:{',' if layout.grouped else ''}.{layout.decimals}f}"
    whole, _, rest = text.partition(".")
    text = whole.zfill(layout.zeros) + ("." + rest if rest else "")
    sign = "-" if value < 0 and text.strip("0.,") else ""
    return f"{sign}{layout.before}{text}{layout.after}"


class _Layout(NamedTuple):
    before: str
    zeros: int
    decimals: int
    grouped: bool
    after: str
    percent: bool


@lru_cache(maxsize=512)
def _layout(code: str) -> _Layout | None:
    """What a code of digits asks for; None for General, text, dates, fractions and powers of ten."""
    section = _section(code)
    bare = _LITERAL.sub("", section)
    if not re.fullmatch(r"[^0#?]*[0#?,]*(\.[0#?]*)?[^0#?]*", bare) or not re.search("[0#?]", bare):
        return None
    if re.search(r"[eE/@]|General", bare) or _is_date(code):
        return None
    plain = re.sub(r"\[[^\]]*\]|_.|\*.", "", section)
    plain = re.sub(r'"([^"]*)"|\\(.)', lambda found: _kept(found.group(1) or found.group(2) or ""), plain)
    digits = max(_DIGITS.findall(plain), key=len)
    before, _, after = plain.partition(digits)
    whole, _, decimals = digits.partition(".")
    return _Layout(_text(before), whole.count("0"), len(decimals), "," in whole, _text(after), "%" in bare)


def _section(code: str) -> str:
    """The part for positive numbers."""
    quoted = False
    for place, each in enumerate(code):
        quoted ^= each == '"'
        if each == ";" and not quoted:
            return code[:place]
    return code


def _kept(literal: str) -> str:
    """Digits and signs of a literal moved out of the way of the format's own."""
    return "".join(chr(0xE000 + ord(each)) if ord(each) < 0x80 else each for each in literal)


def _text(literal: str) -> str:
    return "".join(chr(ord(each) - 0xE000) if 0xE000 <= ord(each) < 0xE080 else each for each in literal).strip()


def _bare(code: str) -> str:
    return _LITERAL.sub("", _section(code)).lower()


def _is_date(code: str) -> bool:
    bare = _bare(code)
    return not bare.startswith("general") and re.search(r"[ymdhs]", bare) is not None

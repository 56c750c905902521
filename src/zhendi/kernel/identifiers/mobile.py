"""Mobile telephone numbers (手机号码): 11 digits beginning with 13 to 19."""

from __future__ import annotations

import re

from zhendi.kernel.identifiers.cells import bare, has_digit, is_scientific
from zhendi.kernel.identifiers.invalid import InvalidIdentifier

KIND = "phone_invalid"
LENGTH = 11
_NUMBER = re.compile(r"1[3-9][0-9]{9}")
_SEPARATORS = re.compile(r"[-‐‑‒–—―−－()（）.·_]")
_COUNTRY = re.compile(r"(?:\+|00)?86(?=1[0-9]{10}$)")
_BETWEEN = re.compile(r"[、，,；;/／|｜\r\n]+")
_BLANKS = re.compile(r"[\s\u3000\xa0]+")
_LANDLINE = re.compile(r"0[1-9][0-9]{8,10}")


def parse_mobile(cell: object) -> str:
    """Read one mobile number as a cell holds it: 11 digits; ``InvalidIdentifier("phone_invalid")`` else.

    Blanks, hyphens, brackets and the country's prefix (+86, 0086, 86) are taken off.
    """
    text = bare(cell)
    if _NUMBER.fullmatch(text):
        return text
    text = _digits(text)
    if _NUMBER.fullmatch(text):
        return text
    raise InvalidIdentifier(KIND, _fault(text))


def split_mobiles(cell: object) -> list[str]:
    """The numbers of one cell as they are written, divided at 、 , ; / line ends and blanks.

    Blanks inside one number (``199 0000 1234``) do not divide it. Each piece is then for ``parse_mobile``.
    """
    if not isinstance(cell, str):
        return [bare(cell)] if cell is not None else []
    found: list[str] = []
    for piece in _BETWEEN.split(cell):
        found.extend(_at_blanks(piece.strip("\u3000\xa0 \t'\"")))
    return found


def _at_blanks(piece: str) -> list[str]:
    """Neighbours that make one number together are one; a short or long number with a blank stays whole too."""
    parts = [part for part in _BLANKS.split(piece) if part]
    if len(parts) > 1 and len(_digits(piece)) <= LENGTH + 1:
        return [piece]
    found: list[str] = []
    while parts:
        taken = next((n for n in range(1, len(parts) + 1) if _NUMBER.fullmatch(_digits("".join(parts[:n])))), 1)
        found.append("".join(parts[:taken]))
        del parts[:taken]
    return found


def _digits(piece: str) -> str:
    return _COUNTRY.sub("", _SEPARATORS.sub("", bare(piece)))


def _fault(text: str) -> str:
    if not has_digit(text):
        return "没有填写手机号码"
    if is_scientific(text):
        return "手机号码被电子表格写成了科学记数，请把单元格设为“文本”后重新填写"
    if not (text.isascii() and text.isdecimal()):
        return "手机号码中有数字以外的字符，请核对"
    if _LANDLINE.fullmatch(text):
        return "这是固定电话号码，请填写11位手机号码"
    if len(text) != LENGTH:
        return f"手机号码应为{LENGTH}位，现为{len(text)}位，请核对"
    return "手机号码应以13至19开头，请核对"

"""What a cell says, in normal form: text, names, yes and no, numbers. Each reader gives a value, a fault or a repair."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from zhendi.intake.reading.table import Cell, Number
from zhendi.kernel.identifiers.cells import bare


class Read(NamedTuple):
    """What one cell comes to. ``kind`` and ``message`` say what is wrong, ``repair`` what was put right; ``value`` is
    then what may be kept ("" or ``None`` = nothing).
    """

    value: Any
    kind: str = ""
    message: str = ""
    repair: str = ""


Reader = Callable[[Cell], Read]
NOTHING = Read(None)
EMPTY = Read("")
_MARKS = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\xad"
_INVISIBLE = dict.fromkeys(map(ord, _MARKS))
_BLANKS = re.compile(r"[ \t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_LINES = re.compile(r"\s*[\r\n\v\f\u2028\u2029]+\s*")
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_NO_VALUE = {"", "无", "—", "-", "--", "——", "/", "\\", "／", "〇", "空", "无。", "没有", "N/A", "n/a", "#N/A"}
_DOTS = re.compile(r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff])[·•．.・‧∙⋅･·](?=[\u3400-\u9fff\U00020000-\U0003ffff])")
_LETTERS = re.compile(r"[A-Za-z]")
_SEX_MARK = re.compile(r"[(（](男|女)[)）]$")
_SERIAL_MARK = re.compile(r"[(（](?:[大小老]|同名|[0-9]+)[)）]$")
_YES = {"是", "有", "对", "√", "✓", "☑", "Y", "y", "YES", "yes", "Yes", "TRUE", "True", "true", "1", "已", "v", "V"}
_NO = {"否", "不", "无", "没有", "×", "✗", "✕", "☐", "N", "n", "NO", "no", "No", "FALSE", "False", "false", "0", "未", "非", "X", "x"}  # fmt: skip
_NUMBER = re.compile(r"([+-]?[0-9][0-9,]*(?:\.[0-9]*)?)")


def shown(cell: Cell) -> str:
    """The cell as a spreadsheet shows it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Number):
        return cell.shown
    return cell.isoformat() if isinstance(cell, date) else ("TRUE" if cell else "FALSE")


def plain(cell: Cell) -> str:
    """The cell's text on one line, without padding and without characters of no width."""
    if isinstance(cell, str) and (cell.isalnum() or (cell.isascii() and cell.isprintable() and " " not in cell)):
        return cell  # nothing but letters and digits, or a written day: most cells
    text = shown(cell).translate(_INVISIBLE)
    text = _LINES.sub("；", text.strip())
    return _BLANKS.sub(" ", text).strip(" ；")


def is_nothing(cell: Cell) -> bool:
    """True for an empty cell and for what is written instead: 无, —, /."""
    return cell is None or plain(cell) in _NO_VALUE


def text(cell: Cell) -> Read:
    """Free text. What stands for nothing (无, —) is nothing."""
    said = plain(cell)
    return Read("" if said in _NO_VALUE else said)


def limited(length: int) -> Reader:
    """Free text of at most so many characters; what is longer is cut, and that is said."""

    def read(cell: Cell) -> Read:
        found = text(cell)
        if len(found.value) <= length:
            return found
        return Read(found.value[:length], "text_too_long", f"内容超过{length}个字，只保留前{length}个字，请精简")

    return read


def words(cell: Cell) -> Read:
    """Text in which blanks mean nothing."""
    said = plain(cell).replace(" ", "")
    return Read("" if said in _NO_VALUE else said)


def name(cell: Cell) -> Read:
    """A person's name: without blanks between characters, with · between the parts of names of minorities.

    A mark behind it that tells namesakes apart, 张三（女）, is no part of the name.
    """
    raw = shown(cell)
    said = plain(cell)
    if not _LETTERS.search(said):
        said = said.replace(" ", "")
    said = _SERIAL_MARK.sub("", _SEX_MARK.sub("", _DOTS.sub("·", said)))
    if said in _NO_VALUE or not any(character.isalpha() for character in said):
        return Read("", "name_missing", "没有填写姓名，请补填")
    return Read(said, repair="" if said == raw else f"姓名整理为“{said}”")


def yes_no(cell: Cell) -> Read:
    """Yes, no, or nothing said; words beginning with 已/未 count (已报到, 未编入)."""
    if isinstance(cell, bool):
        return Read(cell)
    said = plain(cell).translate(_NARROW).replace(" ", "")
    if isinstance(cell, Number):
        said = bare(cell.value)
    if not said or said in {"—", "-", "/"}:
        return NOTHING
    if said in _NO or said.startswith(("未", "否", "不", "没", "无")):
        return Read(False)
    if said in _YES or said.startswith(("已", "是", "有")):
        return Read(True)
    return Read(None, "yes_no_unclear", f"“{said}”看不出是“是”还是“否”，请改填是或否")


def integer(cell: Cell) -> Read:
    """A whole number with or without its unit (71人, 685户, １３). Words and ranges are ``not_a_number``."""
    if cell is None or plain(cell) in {"", "—", "-", "/"}:
        return NOTHING
    if isinstance(cell, Number):
        if float(cell.value).is_integer():
            return Read(int(cell.value))
        return Read(None, "not_a_number", f"“{cell.shown}”不是整数，请改填整数")
    said = plain(cell).translate(_NARROW).replace(" ", "")
    found = re.fullmatch(r"([0-9][0-9,]*)(?:\.0+)?(人|名|户|家|个|位|天|日)?", said)
    if not found:
        return Read(None, "not_a_number", f"“{said}”不是数字，请填写确切的人数或数量")
    value = int(found[1].replace(",", ""))
    return Read(value, repair="" if said == shown(cell) and not found[2] else f"按{value}读取")


def money(cell: Cell) -> Read:
    """An amount in yuan with two decimals at most."""
    if is_nothing(cell):
        return NOTHING
    said = repr(cell.value) if isinstance(cell, Number) else plain(cell).translate(_NARROW).replace(" ", "")
    bared = re.sub(r"^[¥￥]|(?:元|元/月|块)$", "", said)
    try:
        if not _NUMBER.fullmatch(bared):
            raise InvalidOperation
        amount = Decimal(bared.replace(",", "")).quantize(Decimal("0.01"))
    except InvalidOperation:
        return Read(None, "not_a_number", f"“{said}”不是金额，请填写数字，单位为元")
    return Read(amount.normalize() + Decimal(0), repair="" if bared == said else f"按{amount}元读取")

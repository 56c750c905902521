"""What the cells of a column look like: the share that fits each kind of content. Says nothing of right and wrong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date

from zhendi.intake.reading.table import Cell, Number
from zhendi.kernel.identifiers.cells import bare

_QUOTES = re.compile(r"[\s'‘’\u200b-\u200f\u202a-\u202e\ufeff`]+")
_ID = re.compile(r"\d{17}[\dXx]|\d{15}|\d\.\d+[Ee]\+?1[4-9]")
_HAN_NAME = re.compile(r"[\u3400-\u9fff](?:[\u3400-\u9fff]{1,3}|[\u3400-\u9fff]{0,8}[·•・.][\u3400-\u9fff·•・.]{1,12})")
_DATE = re.compile(
    r"(?:1[89]|20)\d{2}(?:[-./年、]\d{1,2}(?:[-./月、]\d{1,2}日?)?月?)?年?(?:\d{1,2}:\d{2}(?::\d{2})?)?|(?:1[89]|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-3]\d)?"
    r"|\d{2}[./年]\d{1,2}月?|[〇零○一二三四五六七八九十]{2,4}年[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}日)?"
)
_UNKNOWN_DATE = re.compile(r"不详|待查|无记录|记不清|未知|同入党时间|预备期|档案缺失|[-—/无]")
_PHONE = re.compile(r"(?:\+?86-?)?1\d{10}|(?:0\d{2,3}-?)?\d{7,8}")
_MOBILE = re.compile(r"(?:\+?86-?)?1\d{10}(?:[、/;,]?1\d{10})*")
_SEX_WORDS = frozenset(("男", "女", "男性", "女性", "1男", "2女", "m", "f", "male", "female"))
_SEX_CODES = frozenset(("1", "2", "01", "02", "0"))
_NATION = re.compile(r"[\u4e00-\u9fff]{1,6}族|汉|回|畲|满|苗|壮|彝|土家|蒙古|朝鲜|藏|侗|瑶|白|布依|维吾尔")
_NATION_CODE = re.compile(r"0?[1-9]|[1-5]\d")
_EDUCATION = re.compile(r"小学|初中|高中|中专|中技|技校|职高|大专|专科|本科|大学|研究生|硕士|博士|文盲|初小|中师|高职")
_DEGREE = re.compile(r"学士|硕士|博士|无学位|无|[-—/]")
_STANDING = re.compile(
    r"(?:中共)?(?:正式|预备)?党员|正式|预备(?:党员|期)?|中共(?:正式|预备)?党员|发展对象|入党(?:积极分子|申请人)|群众|共青团员"
)
_YESNO = frozenset(
    [
        "是",
        "否",
        "有",
        "无",
        "√",
        "×",
        "✓",
        "已",
        "未",
        "1",
        "0",
        "y",
        "n",
        "yes",
        "no",
        "true",
        "false",
        "没有",
        "不是",
        "已建",
        "未建",
        "o",
    ]
)
_ORGANISATION = re.compile(r"支部|总支|党委|党工委|党组|党组织|联合支|县委|省委|市委")
_ORG_KIND = re.compile(r"党委|总支|支部|党工委|县委|党组|功能型")
_PLACE = re.compile(
    r".{1,8}(?:镇|乡|街道|省|市|县|区|州|盟|旗|党委|党工委|村|社区)|北京|上海|天津|重庆|[\u4e00-\u9fff]{2,4}"
)
_DIVISION = re.compile(r"\d{12}|\d{9}|\d{6}")
_UNIT_CODE = re.compile(r"[0-9A-Z]{18}")
_INTEGER = re.compile(r"\d{1,7}(?:人|名|户|岁|家)?")
_DAYS = re.compile(r"\d{1,3}(?:个)?(?:工作日|日|天|小时)?|即办|即时|当场办?结?|马上办|当日|无(?:法定时限)?|[-—/]")
_AMOUNT = re.compile(r"\d{1,6}(?:\.\d{1,2})?元?(?:/月)?")
_LEVEL = re.compile(r"[县镇乡村组区市]级?|.*(?:县|镇|乡|村|组|社区|街道|中心|站|点)(?:级|级别)?")
_DITTO = frozenset(("〃", "同上", '"', "”", "″"))


def plain(cell: Cell) -> str:
    """A cell as text without blanks and quotes, in half-width."""
    if isinstance(cell, Number):
        return cell.shown
    if isinstance(cell, date):
        return cell.isoformat()
    return _QUOTES.sub("", unicodedata.normalize("NFKC", str(cell)))


class Profile:
    """Some cells of a column, and what they look like; each question is worked out once."""

    __slots__ = ("_shares", "_texts", "sample")

    def __init__(self, cells: Sequence[Cell]) -> None:
        self._texts = [(cell, text) for cell in cells if cell is not None and (text := plain(cell)) not in _DITTO]
        self._shares: dict[str, float | None] = {}
        self.sample = _written(*self._texts[0]) if self._texts else ""

    def fit(self, looks: str) -> float | None:
        """The share of the cells that look like the kind; None when there is nothing to go by."""
        if looks not in self._shares:
            test = KINDS.get(looks)
            fitting = sum(1 for cell, text in self._texts if test(cell, text)) if test else 0
            self._shares[looks] = fitting / len(self._texts) if test and self._texts else None
        return self._shares[looks]

    def tells(self, looks: str) -> bool:
        """True when the content alone tells the kind, whatever stands over it: nine cells in ten, in words of its own."""
        test = _TELLING.get(looks)
        if test is None or len(self._texts) < 3 or (self.fit(looks) or 0) < 0.9:
            return False
        return sum(1 for _, text in self._texts if test(text)) >= 0.9 * len(self._texts)


def _written(cell: Cell, text: str) -> str:
    """A long number as its digits, which a spreadsheet shows as 3.41823E+11."""
    return bare(cell.value) if isinstance(cell, Number) and "E" in text.upper() else text


def looks_like_person(cell: Cell) -> bool:
    """True for a cell that a name could be."""
    return isinstance(cell, str) and _HAN_NAME.fullmatch(plain(cell)) is not None


def looks_like_data(cell: Cell) -> bool:
    """True for a cell that no heading could be: a number, a day, a citizen number, a telephone."""
    if not isinstance(cell, str):
        return cell is not None
    text = plain(cell)
    return bool(_ID.fullmatch(text) or _MOBILE.fullmatch(text) or _DATE.fullmatch(text) or text.isdigit())


def _is_id(cell: Cell, text: str) -> bool:
    return _ID.fullmatch(text) is not None or (isinstance(cell, Number) and cell.value > 1e14)


def _is_date(cell: Cell, text: str) -> bool:
    if isinstance(cell, Number):
        return 1800 < cell.value < 2200 or 6000 < cell.value < 80_000 or 18_000_101 < cell.value < 22_000_000
    return isinstance(cell, date) or _DATE.fullmatch(text) is not None or _UNKNOWN_DATE.fullmatch(text) is not None


def _is_phone(_cell: Cell, text: str) -> bool:
    bare = text.replace("-", "")
    return (
        _PHONE.fullmatch(text) is not None
        or _MOBILE.fullmatch(bare) is not None
        or (7 <= len(bare) <= 12 and bare.isdigit())
    )


def _is_sex(_cell: Cell, text: str) -> bool:
    return text.lower() in _SEX_WORDS or text in _SEX_CODES


def _is_nation(_cell: Cell, text: str) -> bool:
    return _NATION.fullmatch(text) is not None or _NATION_CODE.fullmatch(text) is not None


def _is_standing(_cell: Cell, text: str) -> bool:
    return _STANDING.fullmatch(text) is not None or text in _SEX_CODES or text.lower() in _YESNO


def _is_between(low: float, high: float) -> Callable[[Cell, str], bool]:
    def test(_cell: Cell, text: str) -> bool:
        try:
            return low <= float(text.rstrip("°EN")) <= high
        except ValueError:
            return False

    return test


def _matches(pattern: re.Pattern[str]) -> Callable[[Cell, str], bool]:
    return lambda _cell, text: pattern.fullmatch(text) is not None


def _contains(pattern: re.Pattern[str]) -> Callable[[Cell, str], bool]:
    return lambda _cell, text: pattern.search(text) is not None


KINDS: dict[str, Callable[[Cell, str], bool]] = {
    "seq": _matches(re.compile(r"\d{1,6}(?:\.0)?")), "person": _matches(_HAN_NAME), "sex": _is_sex, "id": _is_id, "date": _is_date,
    "phone": _is_phone, "nation": _is_nation, "education": _contains(_EDUCATION), "degree": _contains(_DEGREE),
    "standing": _is_standing, "yesno": lambda _cell, text: text.lower() in _YESNO, "organisation": _contains(_ORGANISATION),
    "orgkind": _contains(_ORG_KIND), "place": _matches(_PLACE), "division": _matches(_DIVISION), "unitcode": _matches(_UNIT_CODE),
    "number": _matches(_INTEGER), "amount": _matches(_AMOUNT), "days": _matches(_DAYS), "level": _matches(_LEVEL),
    "longitude": _is_between(70, 140), "latitude": _is_between(3, 56),
}  # fmt: skip

# Content that nothing else looks like: enough to place a column whose heading says nothing.
_TELLING: dict[str, Callable[[str], bool]] = {
    "id": lambda text: _ID.fullmatch(text) is not None,
    "phone": lambda text: _MOBILE.fullmatch(text.replace("-", "")) is not None,
    "sex": lambda text: text.lower() in _SEX_WORDS,
    "nation": lambda text: text.endswith("族"),
    "education": lambda text: _EDUCATION.search(text) is not None and len(text) <= 6,
    "standing": lambda text: re.fullmatch(r"(?:中共)?(?:正式|预备)(?:党员)?", text) is not None,
    "organisation": lambda text: re.search(r"(?:支部|总支|党委)$", text) is not None,
    "unitcode": lambda text: _UNIT_CODE.fullmatch(text) is not None and not _ID.fullmatch(text),
    "division": lambda text: re.fullmatch(r"\d{12}", text) is not None,
    "longitude": lambda text: re.fullmatch(r"1[0-3]\d\.\d{3,}", text) is not None,
    "latitude": lambda text: re.fullmatch(r"[1-5]\d\.\d{3,}", text) is not None,
}

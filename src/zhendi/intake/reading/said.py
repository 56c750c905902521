"""What lines of text say: the day of the state, figures, an organisation, how one line differs from another."""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Sequence
from datetime import date

_ORDER = "〇一二三四五六七八九"
_LONGEST = 300  # characters of a line
_DAY = re.compile(r"((?:19|20)\d{2})[年./-](\d{1,2})[月./-](\d{1,2})日?")
_MONTH = re.compile(r"((?:19|20)\d{2})[年./-](\d{1,2})月?(?!\d)")
_EIGHT = re.compile(r"(?<!\d)(20\d{2})(0[1-9]|1[0-2])([0-3]\d)(?!\d)")
_NUMERALS = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})日)?"
)
_UNTIL = re.compile(r"截[至止]")
_STATED = re.compile(r"截[至止]|(?:填[报表]|统计|上报|报送|制表)(?:时间|日期)")
_FIGURES = {
    "full": re.compile(r"正式(?:党员)?[:：]?(\d+)(?:名|人|个)?"),
    "probationary": re.compile(r"预备(?:党员)?[:：]?(\d+)(?:名|人|个)?"),
    "rows": re.compile(
        r"(?:共计?|总计|合计|总数|总人数|小计)(?:有)?(?:中共)?(?:党员)?[:：]?(\d+)(?:名|人|个|条|户|家|项|行)?(?!年|月|日)"
    ),
}
_BARE_FIGURE = re.compile(r"(\d+)(?:名|人|个|条|家|户|项|行)?(?:党员)?")
_NUMBERING = re.compile(
    r"^(?:第?[一二三四五六七八九十百]+[、.,:：)]|\(?[一二三四五六七八九十百\d]+\)|\d{1,3}[、.,)]|[◆●■▲★※①-⑳])+"
)
_LABEL = re.compile(
    r"^(?:所[在属])?(?:党支部|支部|党组织|单位|组织|支部名称|党组织名称|填报单位|党支部名称|填报支部|编制单位)(?:名称|全称)?(?:\(盖章\)|\(公章\)|\(章\))?[:：]"
)
_COUNTED = re.compile(r"\((?=[^()]*\d)[^()]*\)|[,，;；:：]?(?:共计?|党员|正式|合计)\D{0,4}\d+(?:名|人).*$")
_AFTER = re.compile(r"(?:书记|联系人|负责人|填[报表]|时间|电话|制表)[^:：]{0,6}[:：].*$")
_SHEET_WORDS = re.compile(
    r"(?:全体)?(?:中共)?(?:(?:在册|正式|预备|流动|流出|流入|全部)*党员(?:[(正式预备、及和)]*)?)?(?:基本)?(?:信息|情况)?(?:采集|登记|统计|汇总|导出|花)*(?:名册|名单|登记册|登记表|信息表|一览表|台账|明细表?|情况表|统计表|汇总表|表|册)?(?:\([^()]*\))?(?:最终版|定稿)?$"
)
ORGANISATION = re.compile(r"支部|总支|党委|党工委|党组织|党组|委员会")
_GROUND = re.compile(
    r"(?:村|社区|居委会|村委会|机关|学校|[中小]学|幼儿园|公司|企业|医院|卫生院|[站所局厂院]|中心|合作社|协会|商会)$"
)
_BRANCH = re.compile(r"支部|总支")


def plain(text: str) -> str:
    """Text in half-width without blanks; of a very long one the beginning, lines that say something are short."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text[:_LONGEST]))


def day_in(texts: Sequence[str]) -> date | None:
    """The day that lines of text give for their state; one marked 截至 first, else the first; a month is its end."""
    lines = [plain(text) for text in texts]
    for line in sorted(lines, key=lambda each: _UNTIL.search(each) is None):
        found = _first_day(line)
        if found:
            return found
    return None


def figures(text: str) -> dict[str, int]:
    """Declared figures in a line: ``rows``, ``full``, ``probationary``."""
    line = plain(text)
    return {
        what: int(found.group(1))
        for what, pattern in _FIGURES.items()
        if (found := pattern.search(line)) and len(found.group(1)) < 8
    }


def bare_figure(text: str) -> int | None:
    """The number of a cell that holds just that: 607, 607人; None for anything else."""
    found = _BARE_FIGURE.fullmatch(plain(text).removeprefix("共").removeprefix("计"))
    return int(found.group(1)) if found and len(found.group(1)) < 8 else None


def organisation(text: str) -> str:
    """The organisation that a section line or a label names, without numbering, counts and labels; "" for none."""
    line = _NUMBERING.sub("", plain(text))
    labelled = _LABEL.match(line)
    line = _AFTER.sub("", line[labelled.end() :] if labelled else line)
    line = _COUNTED.sub("", line).strip(":：,，。;；-—")
    if ORGANISATION.search(line) or (labelled and line):
        return line
    return ""


def section(text: str) -> str:
    """What a section line says when it names no organisation by its kind: 一、龙潭村（24人） is 龙潭村."""
    return _COUNTED.sub("", _NUMBERING.sub("", plain(text))).strip(":：,，。;；-—")


def labelled(text: str) -> str:
    """The organisation behind a label such as 党支部：, "" for any other text."""
    return organisation(text) if _LABEL.match(_NUMBERING.sub("", plain(text))) else ""


def titled(text: str) -> str:
    """The organisation that a title names: what is left without 党员花名册 and the like; "" when nothing is."""
    line = _DAY.sub("", plain(text))
    line = _MONTH.sub("", line)
    line = _SHEET_WORDS.sub("", line, count=1).strip(":：,，。-—")
    return line if ORGANISATION.search(line) or is_ground(line) else ""


def is_ground(text: str) -> bool:
    """True for words that name a village, a community or a unit, such as stand for its branch."""
    return _GROUND.search(text) is not None


def is_branch(text: str) -> bool:
    """True for words that name a branch or a general branch."""
    return _BRANCH.search(text) is not None


def hint(texts: Sequence[str]) -> str:
    """``probationary`` or ``full`` when a name or title says it of everybody on the sheet, else ""."""
    for text in texts:
        line = plain(text)
        full, probationary = "正式" in line, "预备" in line
        if full != probationary:
            return "full" if full else "probationary"
    return ""


def is_dated(text: str) -> bool:
    """True for a line that says of which day its figures are."""
    return _STATED.search(plain(text)) is not None


def _first_day(line: str) -> date | None:
    line = _NUMERALS.sub(
        lambda found: (
            "年".join((_digits(found[1]), f"{_value(found[2])}月")) + (f"{_value(found[3])}日" if found[3] else "")
        ),
        line,
    )
    for found in (*_DAY.finditer(line), *_EIGHT.finditer(line)):
        year, month, day = map(int, found.groups())
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
            return date(year, month, day)
    for found in _MONTH.finditer(line):
        year, month = map(int, found.groups())
        if 1 <= month <= 12:
            return date(year, month, calendar.monthrange(year, month)[1])
    return None


def _digits(numerals: str) -> str:
    """二〇二六 as 2026."""
    return "".join(str(_ORDER.index(each)) for each in numerals.replace("零", "〇").replace("○", "〇"))


def _value(numerals: str) -> int:
    """三十 as 30, 十一 as 11."""
    tens, ten, ones = numerals.rpartition("十")
    return (_ORDER.index(tens[-1:] or "一") * 10 if ten else 0) + (_ORDER.index(ones[-1]) if ones else 0)

"""Lines that are no data: what a title, a note, a total, a signature or a section line is known by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from zhendi.intake.reading import said

Line = Literal["title", "info", "note", "section", "subtotal", "total", "signature", ""]

_TOTAL = re.compile(
    r"(?:[本全该各](?:页|表|镇|乡|县|村|区|支部|单位|党委|社区)?|支部|全部)?(?:合计|总计|共计|累计|总数|总人数|总和|计)(?![划生算委])(?![\u4e00-\u9fff]{0,12}(?:支部|党委|公司|局|所|学校)$)|共(?:有)?(?:党员)?\d+(?:名|人|个|条|家|户|项)"
)
_SUBTOTAL = re.compile(
    r"(?:本?[页表]|[\u4e00-\u9fff()]{0,20})?小计|本页(?:合计|共)|支部合计|[\u4e00-\u9fff]{2,20}(?:支部|党委)(?:合计|小计)"
)
_NOTE = re.compile(
    r"(?:备?注|说明|填[表报](?:要求|说明|须知)|要求|附注?|附件|补[报充录]|以下|以上|联系人|联系电话|此表|本表|示例|[★※*])(?:\d*[:：.、,，]|[\u4e00-\u9fff].{2,}|$)"
)
_INFO = re.compile(
    r"(?:填[报表]|报送|编制|制表|上报|统计|呈报|主管)?(?:单位|支部|党支部|党组织|组织|机构|党委|乡镇)(?:名称|全称)?(?:\([^)]*\))?[:：]"
    r"|(?:填[报表]|统计|制表|上报|报送|截[止至]|数据|导出|更新|打印)?(?:时间|日期)[:：]|截[至止]|数据截|(?:19|20)\d\d[年./-]\d{1,2}(?:[月./-](?:\d{1,2}日?)?)?$|单位[:：]|密级|表号|制表机关"
)
_SIGNED = re.compile(
    r"(?:审[核批定]|填[表报]|制表|经办|复核|校对|录入|统计|签[字名章]|盖章|负责|主要领导|分管领导|党支部书记|书记|领导|组织委员)(?:人|签[字名章]|领导|者|员|负责人|\([^)]*\))*(?:签[字名章])?[:：]"
)
_TITLE = re.compile(
    r"(?:名册|名单|花名册|登记[册表]|信息[表册]?|一览表?|台账|统计表|情况表|明细表?|名录|清单|汇总表|采集表|调查表|报表)(?:\([^()]*\))*$"
)
_NUMBERED = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、.,:：)]|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[、.](?=[\u4e00-\u9fff]))"
)
_DATED = re.compile(r"(?:19|20)\d\d年\d{1,2}月(?:\d{1,2}日)?$")
_SAMPLE = re.compile(
    r"^\(?(?:例|示例|样例|范例|例子|填写示例|填表示例|例如|举例|样式|参考|eg|e\.g\.)\)?[:：\d]*$|\((?:示例|样例|例|填写示例)\)|(?:此行|本行)(?:为|是)?(?:示例|样例|例)|^(?:示例|样例|填写示例)|(?:示例|样例)行?[,，]?请?[勿删]"
)
_STANDING = re.compile(r"(?:正式|预备)(?:党员)?(?:名单|花?名册|部分)?(?:\([^()]*\))?[:：]?$")


def line(texts: Sequence[str]) -> Line:
    """What a line of few words is; "" when nothing tells. The texts are its cells from left to right."""
    first = said.plain(texts[0])
    total = total_of(first)
    if total:
        return total
    for pattern, role in ((_NOTE, "note"), (_INFO, "info"), (_SIGNED, "signature")):
        if pattern.match(first):
            return role  # type: ignore[return-value]  # the three words are of the type
    if any(_SIGNED.match(said.plain(each)) for each in texts):
        return "signature"
    if _TITLE.search(first) and not _NUMBERED.match(first):
        return "title"
    if len(texts) > 1 and any(_DATED.search(said.plain(each)) for each in texts[1:]):
        return "info"
    return "section" if is_section(first) else ""


def total_of(first: str) -> Literal["total", "subtotal", ""]:
    """Whether a first cell, without blanks, opens a line of totals."""
    if _SUBTOTAL.match(first):
        return "subtotal"
    return "total" if _TOTAL.match(first) else ""


def is_section(first: str) -> bool:
    """True for a line that says what the rows below belong to."""
    bare = _NUMBERED.sub("", first)
    if len(first) > 60 or "。" in first:
        return False
    return bool(said.organisation(first)) or _STANDING.match(bare) is not None or (bare != first and len(bare) <= 30)


def is_sample(text: str) -> bool:
    """True for the mark of a row that only shows how to fill in the form."""
    return _SAMPLE.search(said.plain(text)) is not None

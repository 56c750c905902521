"""Headings in normal form: no blanks, half-width, no marks of obligation, units aside."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BLANK = re.compile(r"\s+|[\u200b\ufeff_]")
_MARKS = re.compile(r"^[*#★☆●※]+|[*:#★☆●※。,、;]+$")
_MUST = re.compile(
    r"\((?:必填|选填|必填项|选填项|必录|必须填写|可不填|可空|不填|自动生成|自动计算|下拉选择|下拉|选择|文本|文本格式|请选择)\)|必填项?$"
)
_NUMBERED = re.compile(r"^(?:\(?\d{1,2}\)|\d{1,2}[.、)])(?=[\u4e00-\u9fff])")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^】]*】|<[^<>]*>")


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """A heading without blanks and line breaks, in half-width and lower case, without *, （必填） and numbering."""
    plain = _BLANK.sub("", unicodedata.normalize("NFKC", text)).lower()
    plain = _MUST.sub("", plain.replace("〔", "(").replace("〕", ")"))
    return _NUMBERED.sub("", _MARKS.sub("", plain))


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """A heading in normal form without what stands in brackets: units, examples, choices."""
    plain = normal(text)
    without = _MARKS.sub("", _BRACKETS.sub("", plain))
    return without or plain

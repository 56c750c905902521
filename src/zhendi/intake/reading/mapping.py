"""Which column means what: by its heading first, confirmed by its cells, and by its cells alone where they tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache
from typing import NamedTuple

from zhendi.intake.reading import content, synonyms
from zhendi.intake.reading.headingtext import bare, normal
from zhendi.intake.reading.meanings import Meaning, Register, all_patterns, all_words, register
from zhendi.intake.verdict import Column

_PLACED = 0.45  # confidence from which a column counts as placed
_BY_CONTENT = 0.7  # confidence of a column that only its cells tell
_RANK = 0.0002  # by which a later word of a meaning yields to an earlier one
_SEVERAL = frozenset(("phone", "job", "remark"))
_UNLIKE = {looks: re.compile(pattern) for looks, pattern in synonyms.UNLIKE.items()}
_DATED = re.compile(synonyms.DATED)
_STRANGE = 5.0  # points against a register that has no such meaning as a person gave
_DOUBTED = 0.2  # share of fitting cells below which the content contradicts the heading


_ENDS = re.compile(
    r"(?:起始|截止|起|止|开始|结束)?(?:时间|日期|年月日?|姓名|名称|电话|手机|号码|编号|标准|金额|类[别型]|状态|地[点址]|[省市县区]|代码|情况|方式|单位|职务|人数|数|(?:是|有)否)"
)


class Heading(NamedTuple):
    """A column before it is understood: its place from 0, its letter, the group over its heading ("" = none), the
    heading itself, and what its cells look like.
    """

    place: int
    letter: str
    group: str
    leaf: str
    profile: content.Profile

    @property
    def words(self) -> str:
        """The heading as it is shown: group/heading, without line breaks."""
        return "/".join("".join(each.split("\n")).strip() for each in (self.group, self.leaf) if each)


class Mapped(NamedTuple):
    """Columns with their meaning in one register, and how well they suit it."""

    register: str
    columns: tuple[Column, ...]
    points: float


class _Claim(NamedTuple):
    confidence: float
    place: int
    code: str
    reason: str


def mapped(headings: Sequence[Heading], of: str) -> Mapped:
    """The best placing of the columns in one register; a meaning is given to one column, a few to several."""
    wanted = register(of)
    claims = sorted(_claims(headings, wanted), key=lambda claim: (-claim.confidence, claim.place))
    given: dict[int, _Claim] = {}
    taken: dict[str, int] = {}
    for claim in claims:
        if claim.place not in given and (claim.code not in taken or _again(claim)):
            given[claim.place] = claim
            taken.setdefault(claim.code, claim.place)
    columns = tuple(
        _column(heading, given.get(heading.place), _rival(heading, claims, taken, headings)) for heading in headings
    )
    points = sum(claim.confidence * wanted.meanings[claim.code].weight for claim in given.values())
    unplaced = sum(1 for heading in headings if heading.place not in given and heading.leaf)
    return Mapped(of, columns, points - 0.4 * unplaced)


def remembered(headings: Sequence[Heading], of: str, said: Mapping[str, str]) -> Mapped:
    """The placing that a person gave; columns that the person said nothing of stay as they are understood."""
    found = mapped(headings, of)
    if not said:
        return found
    chosen = frozenset(said.values()) - {""}
    columns = tuple(_corrected(column, said, chosen) for column in found.columns)
    known = register(of).meanings
    points = sum(known[column.field].weight * column.confidence for column in columns if column.field in known)
    return Mapped(of, columns, points - _STRANGE * len(chosen - set(known)))


@lru_cache(maxsize=4096)
def is_known(group: str, leaf: str) -> bool:
    """True when some register has a meaning for such a heading, alone or as the end of what its group begins."""
    texts = _texts(group, leaf)
    whole = bool(group) and _ENDS.match(texts[-1]) is not None
    tried = [text for text in (texts if whole or not group else texts[2:]) if len(text) <= 16]
    return any(text in all_words() for text in texts) or any(
        pattern.search(text) for text in tried for pattern in all_patterns()
    )


def satisfies(columns: Iterable[Column], wanted: Register) -> bool:
    """True when every group of what the register needs has a column."""
    placed = {column.field for column in columns}
    return all(placed.intersection(group) for group in wanted.needs)


def _again(claim: _Claim) -> bool:
    """True for a further column of a meaning of which forms have two: 联系电话 beside 手机号码."""
    return claim.code in _SEVERAL and claim.confidence > _BY_CONTENT


def _corrected(column: Column, said: Mapping[str, str], chosen: Set[str]) -> Column:
    letter, heading, meaning, _, _, sample = column
    if letter in said:
        return Column(letter, heading, said[letter], 1.0, "按以前的更正", sample)
    if meaning in chosen:
        return Column(letter, heading, "", 0.0, "按以前的更正，这一含义归另一列", sample)
    return column


def _claims(headings: Sequence[Heading], wanted: Register) -> Iterable[_Claim]:
    for heading in headings:
        about = _group_meanings(heading, wanted)
        for meaning in wanted.meanings.values():
            claim = _claim(heading, meaning, about)
            if claim.confidence >= _PLACED:
                yield claim


def _claim(heading: Heading, meaning: Meaning, about: frozenset[str]) -> _Claim:
    by_words, reason = _by_heading(heading, meaning, about)
    share = heading.profile.fit(meaning.looks)
    if not by_words:
        if heading.profile.tells(meaning.looks):
            return _Claim(_BY_CONTENT, heading.place, meaning.code, f"标题认不出，按内容判断：{meaning.title}")
        return _Claim(0.0, heading.place, meaning.code, "")
    if share is None:
        return _Claim(by_words * 0.97, heading.place, meaning.code, reason)
    if share < _DOUBTED:
        return _Claim(by_words * 0.65, heading.place, meaning.code, f"{reason}，但内容大多不像{meaning.title}")
    return _Claim(
        by_words * (0.85 + 0.15 * share), heading.place, meaning.code, f"{reason}，内容相符" if share > 0.8 else reason
    )


def _by_heading(heading: Heading, meaning: Meaning, about: frozenset[str]) -> tuple[float, str]:
    """How surely the heading says the meaning, 0 to 1, and why. The group over it may complete or change it."""
    texts = _texts(heading.group, heading.leaf)
    alone = 1 if heading.group else 0  # texts before this place have the group in front
    for place, text in enumerate(texts):
        if text in meaning.words:
            sure = (1.0 if place <= alone else 0.97) - meaning.words[text] * _RANK
            return (sure if place < 2 * alone or _agrees(meaning, about) else 0.6), f"标题“{heading.words}”"
    if meaning.pattern is None:
        return 0.0, ""
    for place, text in enumerate(texts):
        if len(text) <= 24 and meaning.pattern.search(text) and _is_alike(text, meaning.looks):
            sure = 0.86 - min(len(text), 20) * 0.005
            return (sure if place < 2 * alone or _agrees(meaning, about) else 0.55), f"标题“{heading.words}”含义相近"
    return 0.0, ""


def _is_alike(text: str, looks: str) -> bool:
    """False for a longer heading whose other words say that it is about something else."""
    unlike = _UNLIKE.get(looks)
    return not (unlike and unlike.search(text)) and (looks != "date" or _DATED.search(bare(text)) is not None)


def _agrees(meaning: Meaning, about: frozenset[str]) -> bool:
    return not about or meaning.code in about


def _group_meanings(heading: Heading, wanted: Register) -> frozenset[str]:
    """The meanings that the group over a heading has by itself; a neutral group (基本情况) has none."""
    if not heading.group:
        return frozenset()
    text = bare(heading.group)
    found = (m for m in wanted.meanings.values() if text in m.words or (m.pattern and m.pattern.search(text)))
    return frozenset(meaning.code for meaning in found)


@lru_cache(maxsize=4096)
def _texts(group: str, leaf: str) -> tuple[str, ...]:
    """Forms of a heading to be looked up: with its group first, then alone; each whole, then without brackets."""
    texts = [normal(group + leaf), bare(group + leaf)] if group and leaf else []
    texts += [normal(leaf or group), bare(leaf or group)]
    return tuple(texts)


def _rival(heading: Heading, claims: Sequence[_Claim], taken: Mapping[str, int], headings: Sequence[Heading]) -> str:
    """The letter of the column that has the meaning this one would have had."""
    letters = {each.place: each.letter for each in headings}
    own = next((claim for claim in claims if claim.place == heading.place), None)
    return letters.get(taken.get(own.code, -1), "") if own else ""


def _column(heading: Heading, claim: _Claim | None, rival: str) -> Column:
    sample = heading.profile.sample
    if claim is not None:
        return Column(heading.letter, heading.words, claim.code, round(claim.confidence, 2), claim.reason, sample)
    reason = (
        f"与 {rival} 列含义相同，取 {rival} 列"
        if rival
        else "认不出这一列的含义，没有读取"
        if heading.leaf
        else "没有标题，没有读取"
    )
    return Column(heading.letter, heading.words, "", 0.0, reason, sample)

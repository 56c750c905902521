"""How a Chinese name can be typed (拼音), and how names are sorted.

``zhangsan`` and ``zs`` both find 张三. A surname with several readings gives keys for all of them (单: dan, shan,
chan), since people type what they say; the characters behind it have their first reading. A character without a
reading stands for itself, a Latin word for its lower case; dots and blanks are passed over. ü is typed v.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain

KEY_LENGTH = 120
_UNITS = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+|[^\s·•・‧．.﹒●∙⋅\u3000\xa0—'’-]")
# Surnames that are not read as the dictionary's first reading.
_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "朴": "piao", "盖": "ge",
    "缪": "miao", "员": "yun", "翟": "zhai", "覃": "qin", "乐": "yue", "繁": "po", "秘": "bi", "种": "chong",
    "重": "chong", "召": "shao", "折": "she", "黑": "he", "祭": "zhai", "洗": "xian", "牟": "mu", "卜": "bu",
}  # fmt: skip
_COMPOUND = {
    "尉迟": "yu chi", "单于": "chan yu", "长孙": "zhang sun", "万俟": "mo qi", "澹台": "tan tai",
    "令狐": "ling hu", "鲜于": "xian yu", "宰父": "zai fu", "中行": "zhong hang", "相里": "xiang li",
}  # fmt: skip


def keys(name: str) -> tuple[str, ...]:
    """Every way to type a name, for look-up by prefix: in full and by initials, without repetition.

    ``("zhangsan", "zs")`` for 张三. At most ``KEY_LENGTH`` characters each; () for a name without characters.
    """
    units = _UNITS.findall(name)
    if not units:
        return ()
    rest = [_first(unit) for unit in units[1:]]
    ways = [(start, *rest) for start in _starts(units[0])]
    if units[0] + "".join(units[1:2]) in _COMPOUND:
        ways.insert(0, _reading(units))
    full = ["".join(way)[:KEY_LENGTH] for way in ways]
    initials = ["".join([syllable[0] for syllable in way])[:KEY_LENGTH] for way in ways]
    return tuple(dict.fromkeys(full + initials))


def sort_name(name: str) -> str:
    """What lists are sorted by: each character's reading, then the character, so that all 张 stand together.

    ``zhang 张 san 三``; at most ``KEY_LENGTH`` characters.
    """
    units = _UNITS.findall(name)
    pairs = zip(_reading(units), units, strict=True)
    return " ".join(chain.from_iterable(pairs))[:KEY_LENGTH].rstrip()


@lru_cache(maxsize=32768)
def _first(unit: str) -> str:
    return readings(unit)[0]


@lru_cache(maxsize=32768)
def readings(unit: str) -> tuple[str, ...]:
    """The readings of one character without tones, the dictionary's first one first; itself when it has none."""
    marked = _dictionary().get(ord(unit), "") if len(unit) == 1 else ""
    return tuple(dict.fromkeys(_plain(reading) for reading in marked.split(",") if reading)) or (unit.lower(),)


@lru_cache(maxsize=4096)
def _starts(surname: str) -> Sequence[str]:
    """All readings of a surname, that which only surnames have among them."""
    usual = _SURNAMES.get(surname)
    found = readings(surname)
    return found if usual is None or usual in found else (*found, usual)


def _reading(units: Sequence[str]) -> tuple[str, ...]:
    """The one most likely reading of a name, by characters."""
    if len(units) > 2 and units[0] + units[1] in _COMPOUND:
        start = _COMPOUND[units[0] + units[1]].split()
    else:
        start = [_SURNAMES.get(unit) or _first(unit) for unit in units[:1]]
    return (*start, *map(_first, units[len(start) :]))


def _plain(reading: str) -> str:
    """Without tone marks: lǚ is typed lv."""
    apart = unicodedata.normalize("NFD", reading.strip()).replace("u\u0308", "v")
    return "".join([mark for mark in apart if not unicodedata.combining(mark)])


@cache
def _dictionary() -> Mapping[int, str]:
    """Readings by code point. Loaded at first use: that takes a noticeable moment."""
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415 - a slow import that most commands do not need

    return PINYIN_DICT

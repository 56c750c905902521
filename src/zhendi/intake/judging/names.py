"""Names of Party organisations: the official form, and the parts by which differently written names are one.

百园支部, 百园社区党支部, 中共泾县泾川镇百园居民委员会支部委员会 name one branch. ``take_apart`` splits a name into the
township it mentions, the body in one form, and the level that its end tells.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import NamedTuple

BRANCH, GENERAL, COMMITTEE, GROUP = "branch", "general_branch", "committee", "group"
_PARTY = re.compile(r"^(?:中国共产党|中共)")
_TAILS = (
    (re.compile(r"党小组(?:会)?$"), GROUP),
    (re.compile(r"(?:党的?)?总支(?:部)?(?:委员会)?$"), GENERAL),
    (re.compile(r"(?:党的?)?(?:支部委员会|支部党?委员会|支部|支委会?)$"), BRANCH),
    (re.compile(r"(?:党的?)?(?:工作委员会|工委)$"), COMMITTEE),
    (re.compile(r"(?:基层)?党委(?:会)?$"), COMMITTEE),
    (re.compile(r"(?<!居民)(?<!村民)(?<!业主)委员会$"), COMMITTEE),
)
_INNER = re.compile(r"(?<=.)(?:党?总支(?:部)?(?:委员会)?|党委|党工委)(?=.)")
_LEADING = re.compile(r"^(?:党委|党工委|工委|委员会)(?=.)")
_FARTHER = re.compile(r"(?:[^\s省市州盟]{2,7}?(?:省|市|自治区|自治州|州|盟|地区))+")
_RESIDENTS = re.compile(r"(?:社区)?(?:居民委员会|居委会|居委)")
_VILLAGERS = re.compile(r"村?(?:村民委员会|村委会|村委)")
_FORMS = (
    (re.compile(r"(?:股份|责任)?有限(?:责任)?公司|集团公司|公司"), ""),
    (re.compile(r"(?:农民)?专业合作(?:联)?社"), "合作社"),
    (re.compile(r"(?<=[小中])学校"), "学"),
    (re.compile(r"(?:党政|镇?政府|乡政府|党委政府)机关"), "机关"),
    (re.compile(r"流动党员"), "流动"),
)
_ORDINAL = re.compile(r"第?([0-9]{1,2}|[一二三四五六七八九十]{1,3})$")
_PLACE = re.compile(r"(村|社区)(?!.*(?:村|社区))")
_BRACKETS = re.compile(r"\([^()]*\)")
_QUOTES = dict.fromkeys(map(ord, "“”\"'‘’`「」『』《》\u200b\u200c\u200d\ufeff\u202d\u202c"))
_BLANKS = re.compile(r"\s+")
_HAN_DIGITS = "零一二三四五六七八九"
_ABOVE = re.compile(r"^[^\s县区]{2,4}?(?:省|市|自治区)(?=..)|^(?:县|区|市)(?=[^委]..)")
_PROVINCES = re.compile(
    r"^(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州"
    r"|云南|陕西|甘肃|青海|内蒙古|广西|西藏|宁夏|新疆)(?=..)"
)
_VILLAGE = re.compile(
    r".{1,8}?(?:(?<!农)村(?!镇)|社区)(?!.*(?:[局办院校]|中心|公司|合作社|小学|中学|银行|协会|景区|幼儿园)$)"
)
_TOWN_END = re.compile(r"(?:镇|乡|街道|苏木)$")
_COUNTY_END = re.compile(r"(?:县|市|区|旗)$")


class Parts(NamedTuple):
    """A name taken apart. ``bodies``: the body in one form, where its writing allows several all of them;
    ``town``: the township it mentions ("" = none); ``level``: what its end says ("" = nothing).
    """

    bodies: tuple[str, ...]
    level: str
    town: str


def clean(said: str) -> str:
    """Without blanks and quotation marks, full-width characters made narrow; what joins when they are gone is joined."""
    if said.isalnum() and unicodedata.is_normalized("NFKC", said):
        return said
    bare = _BLANKS.sub("", unicodedata.normalize("NFKC", said).translate(_QUOTES))
    return unicodedata.normalize("NFKC", bare)


def official(said: str) -> str:
    """The official full form: 中共 in front however it is written, no blanks, full-width brackets."""
    bare = _PARTY.sub("", clean(said))
    return ("中共" + bare).translate({ord("("): "（", ord(")"): "）"}) if bare else ""


def split_level(said: str) -> tuple[str, str]:
    """The name without 中共 and without its end, and the level that the end says."""
    bare = _PARTY.sub("", clean(said))
    for pattern, level in _TAILS:
        rest = pattern.sub("", bare)
        if rest != bare:
            return rest, level
    return bare, ""


def take_apart(said: str, county: str = "", towns: Collection[str] = ()) -> Parts:
    """Split a name; ``county`` (泾县) and ``towns`` (泾川镇 …) in front of it are taken off."""
    body, level = split_level(said)
    body = _within(body, county)
    town = next((each for each in towns if body.startswith(each)), "")
    rest = body[len(town) :]
    if town and not rest:
        return Parts((town,), level, town)
    return Parts(_bodies(_LEADING.sub("", rest) if town else rest), level, town)


def _within(body: str, county: str) -> str:
    """The body without the county in front, and without the province or city before it."""
    at = body.find(county) if county else -1
    if at > 0 and _FARTHER.fullmatch(body[:at]):
        body = body[at:]
    return body.removeprefix(county) or body


def town_name(said: str, county: str = "") -> str:
    """The township in the name of a township's committee: 泾川镇 of 中共泾县泾川镇委员会; "" for any other."""
    body, level = split_level(said)
    body = body.removeprefix(county)
    return body if level == COMMITTEE and _TOWN_END.search(body) else ""


def county_name(said: str) -> str:
    """The county in the name of its committee: 泾县 of 中共泾县委员会; "" for any other."""
    body, level = split_level(said)
    return body if level == COMMITTEE and _COUNTY_END.search(body) else ""


def bare(body: str) -> tuple[str, str]:
    """The body without its 村 or 社区, and which of them it was: 百园 and 社区."""
    found = _PLACE.search(body)
    if not found:
        return body, ""
    rest = body[: found.start()] + body[found.end() :]
    return (rest, found[1]) if found.start() >= 1 and len(rest) >= 2 else (body, "")


def loose(body: str) -> tuple[str, ...]:
    """Shorter ways to write a body that still name it: without brackets, without province, city or 县 in front."""
    found = {_BRACKETS.sub("", body), _ABOVE.sub("", body), _PROVINCES.sub("", body)}
    return tuple(sorted(each for each in found - {body} if len(each) >= 2))


def is_village(said: str, county: str = "", towns: Collection[str] = ()) -> bool:
    """True for the organisation of a village or a community: 龙潭村党支部, 城东居委会党支部, their general branches and
    the branches under them (第一, 老年, 茶叶产业).
    """
    return any(_VILLAGE.match(body) for body in take_apart(said, county, towns).bodies)


def _bodies(body: str) -> tuple[str, ...]:
    body = _INNER.sub("", body)
    for pattern, form in _FORMS:
        body = pattern.sub(form, body)
    body = _RESIDENTS.sub("社区", body)
    found = dict.fromkeys(_numbered(each) for each in _of_villagers(body))
    return tuple(found)


def _of_villagers(body: str) -> tuple[str, ...]:
    """白华村村委会 is 白华村; 潘村村委会 may be 潘村 or 潘村村."""
    found = _VILLAGERS.search(body)
    if not found:
        return (body,)
    before, behind = body[: found.start()], body[found.end() :]
    forms = [f"{before}村{behind}"]
    if found[0].startswith("村村"):
        forms.append(f"{before}村村{behind}")
    if before.endswith("村"):
        forms.append(before + behind)
    return tuple(forms)


def _numbered(body: str) -> str:
    """The number of a branch in one form: 五星村一, 五星村第1 -> 五星村第一."""
    found = _ORDINAL.search(body)
    if not found:
        return body
    number = _han(int(found[1])) if found[1].isdecimal() else found[1]
    return f"{body[: found.start()]}第{number}"


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    front = "" if not tens else ("十" if tens == 1 else _HAN_DIGITS[tens] + "十")
    return front + (_HAN_DIGITS[ones] if ones or not tens else "")

"""The habits of whoever filled in a part of a roster: how dates, numbers, codes and telephones are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from zhendi.demo import dates
from zhendi.demo.dice import Dice, Table
from zhendi.demo.names import NATIONALITIES
from zhendi.demo.people import Member

Cells = dict[str, Any]
_WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_SEX = (("男", "女"), ("1", "2"), (1, 2), ("男性", "女性"), ("男 ", "女 "), ("1男", "2女"))
_TYPES = (
    ("正式党员", "预备党员"), ("正式", "预备"), ("中共党员", "中共预备党员"), ("1", "2"), ("01", "02"),
    ("中共正式党员", "中共预备党员"), (1, 2), ("正式党员", "预备"),
)  # fmt: skip
_SCHOOLING = {
    "小学": ("小学", "小学毕业"), "初中": ("初中", "初中毕业"), "高中": ("高中", "高中毕业"), "中专": ("中专", "中技"),
    "大专": ("大专", "大学专科", "专科"), "本科": ("本科", "大学本科", "大学"), "研究生": ("研究生", "硕士研究生"),
}  # fmt: skip
_PHONES = Table({"text": 5, "number": 4, "dashes": 2, "blanks": 2, "country": 0.7, "wide": 0.5, "bare country": 0.4})
_BETWEEN = ("、", "/", " ", "\n", "；", ",")
_NONE_PHONE = ("", "无", "—", "")


@dataclass(slots=True)
class Hand:
    """One office's habits for a block of rows. ``tidy`` offices do not slip into other ways of writing."""

    dice: Dice
    tidy: bool
    on: date
    spreadsheet: bool
    birth: str
    party: str
    work: str
    sex: tuple[Any, Any]
    standing: tuple[Any, Any]
    nation: str
    phone: str
    floating: tuple[str, str]
    same_day_word: bool
    yes_no_type: bool = False

    def date(self, day: date, style: str) -> dates.Written:
        """A day in a style, now and then in another one."""
        if not self.tidy and self.dice.odds(0.03):
            style = self.dice.draw(dates.ANY if self.spreadsheet else dates.ANY_TEXT)
        if style in ("short", "month loose") and (day.year < 1928 or (day.month == 1 and not self.spreadsheet)):
            style = "dots"  # 26.3 could be either century; 2008.1 in a text file may be what is left of October
        cell, said = dates.STYLES[style](day)
        return (cell if self.spreadsheet or isinstance(cell, str) else str(cell)), said

    def name(self, name: str) -> str:
        """A name, padded as people pad it."""
        dice, chance = self.dice, self.dice.random()
        if self.tidy:
            return name
        if len(name) == 2 and chance < 0.25:
            return f"{name[0]}{dice.pick((chr(0x3000), '  ', ' '))}{name[1]}"
        if "·" in name and chance < 0.5:
            return name.replace("·", dice.pick("•・"))
        return name + dice.pick((" ", "\u3000", "\u3000")) if chance > 0.96 else name

    def number(self, number: str) -> str:
        """A citizen number with what typing does to it; still certain to be read."""
        dice, chance = self.dice, self.dice.random()
        if number[-1] == "X" and chance < (0.2 if self.tidy else 0.5):
            return number.lower()
        if self.tidy or chance < 0.92:
            return number
        return dice.pick(
            (f" {number}", f"{number}\t", f"{number}\u00a0", number.translate(_WIDE), f"'{number}",
             f"{number[:6]} {number[6:14]} {number[14:]}", f"\u202d{number}\u202c", f"{number}\u3000")
        )  # fmt: skip

    def telephone(self, phones: tuple[str, ...]) -> Any:
        """One or two telephones, or what stands for none."""
        dice = self.dice
        if not phones:
            return dice.pick(_NONE_PHONE)
        if len(phones) > 1:
            return dice.pick(_BETWEEN).join(phones)
        phone, style = phones[0], self.phone if dice.odds(0.75) else "text"
        if style == "number":
            return int(phone) if self.spreadsheet else phone
        return {
            "text": phone, "dashes": f"{phone[:3]}-{phone[3:7]}-{phone[7:]}", "blanks": f"{phone[:3]} {phone[3:7]} {phone[7:]}",
            "country": f"+86 {phone}", "bare country": f"86-{phone}", "wide": phone.translate(_WIDE),
        }[style]  # fmt: skip

    def nationality(self, code: str) -> Any:
        """A nationality as word, short word or code."""
        word = NATIONALITIES[code]
        return {"word": word, "short": word.removesuffix("族"), "code": code, "number": int(code) if self.spreadsheet else code}[self.nation]  # fmt: skip

    def schooling(self, word: str) -> str:
        """A level of education in one of its names."""
        return word if self.tidy else self.dice.pick(_SCHOOLING[word])


def hand(dice: Dice, on: date, *, tidy: bool, spreadsheet: bool) -> Hand:
    """A new set of habits."""
    styles = dates.TIDY if tidy else dates.ANY if spreadsheet else dates.ANY_TEXT
    nations = ("word", "short") if tidy else ("word", "short", "code", "number")
    style = dice.draw(styles)
    if not spreadsheet and style == "cell":
        style = "iso"
    birth = "iso" if tidy else dice.draw(styles)
    return Hand(
        dice, tidy, on, spreadsheet, birth=birth, party=style, work=dice.draw(styles) if not tidy else "dots",
        sex=_SEX[0] if tidy else dice.pick(_SEX[:5] if dice.odds(0.97) else _SEX), standing=_TYPES[0] if tidy else dice.pick(_TYPES),
        nation=dice.pick(nations), phone="text" if tidy else dice.draw(_PHONES),
        floating=dice.pick((("是", "否"), ("是", ""), ("是", "否"))), same_day_word=not tidy and dice.odds(0.4),
    )  # fmt: skip


def member_cells(member: Member, hand: Hand, branch: str) -> tuple[Cells, dict[str, Any]]:
    """The cells of a member's row, and what they say of dates, standing and telephones."""
    dice, full = hand.dice, member.standing == "full"
    joined, said_joined = hand.date(member.joined, hand.party)
    confirmed, said_confirmed = _confirmed(member, hand, said_joined)
    age = hand.on.year - member.birth.year - ((hand.on.month, hand.on.day) < (member.birth.month, member.birth.day))
    standing = (("是", "否") if hand.yes_no_type else hand.standing)[0 if full else 1]
    cells: Cells = {
        "name": hand.name(member.name), "sex": hand.sex[member.sex - 1], "nation": hand.nationality(member.nation),
        "birth": hand.date(member.birth, hand.birth)[0], "age": age, "id": hand.number(member.number),
        "edu": hand.schooling(member.education), "degree": member.degree, "origin": member.origin,
        "work": hand.date(member.works_since, hand.work)[0], "join": joined, "confirm": confirmed,
        "type": standing if hand.spreadsheet else str(standing), "branch": branch, "post": member.post, "job": member.job,
        "phone": hand.telephone(member.phones), "addr": member.home, "dues": member.dues,
        "dues_to": f"{hand.on:%Y.%m}" if dice.odds(0.8) else f"{hand.on.year}年{hand.on.month}月",
        "floating": hand.floating[0 if member.floating else 1], "dest": member.destination,
        "lost": "否" if hand.floating[1] else "", "remark": _remark(Dice(member.number)), "status": "正常",
    }  # fmt: skip
    return cells, {"join": said_joined, "confirm": said_confirmed}


def _confirmed(member: Member, hand: Hand, said_joined: str) -> tuple[Any, str | None]:
    if member.confirmed is None:
        return hand.dice.pick(("", "", "—", "预备期") if not hand.tidy else ("",)), None
    if member.confirmed == member.joined and hand.same_day_word:
        return "同入党时间", said_joined
    return hand.date(member.confirmed, hand.party)


_REMARKS = (
    "退役军人",
    "脱贫户",
    "优秀党员",
    "村民代表",
    "低保户",
    "种养大户",
    "县人大代表",
    "党龄满50年",
    "网格员",
    "老复员军人",
)
# They look like a departure and are none: the member stays.
_NEARLY = (
    "配偶已去世", "父亲已故", "转出未成，关系仍在本支部", "拟转出（手续未办）", "2019年从外县转入", "丈夫2021年去世", "母亲已故",
    "2015年由外省转入本支部",
)  # fmt: skip
NEARLY_GONE = frozenset(_NEARLY)


def _remark(dice: Dice) -> str:
    """The same for a member on every day: the chance is the member's own."""
    chance = dice.random()
    if chance < 0.005:
        return dice.pick(_NEARLY)
    return dice.pick(_REMARKS) if chance < 0.09 else ""

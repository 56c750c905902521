"""The register of mobile members: those who left and those who came from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from zhendi.demo import headings
from zhendi.demo.dice import Dice, Table
from zhendi.demo.forms import columns, form, numbered
from zhendi.demo.grid import Grid
from zhendi.demo.identity import mobile
from zhendi.demo.names import name
from zhendi.demo.organisations import STEMS
from zhendi.demo.people import Member
from zhendi.demo.places import Township
from zhendi.demo.synthetic import Synthetic
from zhendi.kernel.dates import add_months

_SHARE = 0.07  # of the members of villages and communities
_SHOWN = 0.4  # of a village that many have left
_INCOMING = 0.025
_LATELY, _LONG_AGO = 0.25, 0.12
_TO = Table({
    ("江苏省", "苏州市", "昆山市"): 5, ("浙江省", "杭州市", "余杭区"): 4, ("上海市", "上海市", "松江区"): 4,
    ("广东省", "东莞市", "东莞市"): 3, ("浙江省", "宁波市", "鄞州区"): 2, ("湖北省", "武汉市", "洪山区"): 2,
})  # fmt: skip
_TRADES = ("制造业", "建筑业", "餐饮业", "物流快递", "家政服务", "服装加工")
_GROUPS = {"prov": "流向", "city": "流向", "district": "流向"}


def moved(county: Synthetic, dice: Dice) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of both sheets; marks as floating the members who stand in the first."""
    leaving = [_leaves(member, county, dice) for member in _chosen(county, dice)]
    count = max(int(len(county.members) * _INCOMING), 2)
    return leaving, [_comes(county, dice) for _ in range(count)]


def away(
    leaving: Sequence[dict[str, Any]], coming: Sequence[dict[str, Any]], county: Synthetic, dice: Dice, *, tidy: bool
) -> list[Grid]:
    """Both sheets."""
    place, office = county.county.name, f"{county.county.short}委组织部"
    return [
        form(
            "流出党员", f"{place}流出党员登记册", office, columns(headings.OUTGOING, dice, _GROUPS, tidy=tidy),
            numbered(leaving), county.on,
        ),
        form("流入党员", f"{place}流入党员登记册", office, columns(headings.INCOMING, dice, tidy=tidy), numbered(coming), county.on),
    ]  # fmt: skip


def _chosen(county: Synthetic, dice: Dice) -> list[Member]:
    """Members of villages who live elsewhere; they keep no post and get no mistake."""
    shown = county.cast[2].member.branch  # whose secretary the demonstration is seen through
    found = [
        member for member in county.members
        if member.branch.village and not member.busy and member.confirmed
        and dice.odds(_SHOWN if member.branch is shown else _SHARE)
    ]  # fmt: skip
    for member in found:
        member.busy = member.floating = True
    return found


def _leaves(member: Member, county: Synthetic, dice: Dice) -> dict[str, Any]:
    province, city, district = dice.draw(_TO)
    member.destination = f"{province}{'' if city == province else city}{'' if district == city else district}"
    leader, on = member.branch.members[0], county.on
    left = member.left = _since(dice, on, 90)
    reported = dice.odds(0.6)
    return {
        "name": member.name, "sex": "男" if member.sex == 1 else "女", "id": member.number,
        "town": member.branch.township.name if member.branch.township else "", "org": member.branch.short_name,
        "join": f"{member.joined:%Y.%m}", "since": left, "prov": province, "city": city, "district": district,
        "employer": f"{dice.pick(STEMS)}{dice.pick(('木业', '电子厂', '餐饮店', '建设工地'))}", "trade": dice.pick(_TRADES),
        "phone": member.phones[0] if member.phones else "", "contact": leader.name,
        "cert": f"{county.county.stem}流动证〔{max(left.year, on.year - 4)}〕{dice.between(1, 9999):04d}{dice.between(0, 99):02d}号",
        "contact_phone": leader.phones[0] if leader.phones else mobile(dice),
        "last": max(left, _last(dice, on)), "reported": "是" if reported else "否",
        "recv": f"{district}流动党员服务站" if reported else "", "remark": "",
    }  # fmt: skip


def _since(dice: Dice, on: date, months: int) -> date:
    """Most went longer ago, a good part within the year."""
    if dice.odds(_LATELY):
        return dice.day(add_months(on, -11), on - timedelta(days=20))
    return dice.day(add_months(on, -months), add_months(on, -11))


def _last(dice: Dice, on: date) -> date:
    """The last contact: some have not been heard of for long."""
    if dice.odds(_LONG_AGO):
        return dice.day(add_months(on, -11), add_months(on, -5))
    return dice.day(add_months(on, -4), on - timedelta(days=3))


def _comes(county: Synthetic, dice: Dice) -> dict[str, Any]:
    on, sex = county.on, dice.between(1, 2)
    birth = dice.day(add_months(on, -12 * 60), add_months(on, -12 * 27))
    township: Township = dice.pick(county.county.townships)
    place = dice.pick(township.villages).written
    return {
        "name": name(dice, sex, birth.year), "sex": "男" if sex == 1 else "女", "id": county.numbers.take(birth, sex),
        "type": "正式党员", "from": dice.pick(("外省邻市某镇党委", "本省外市某街道党工委", "外县某乡党委")),
        "since": _since(dice, on, 60), "town": township.name, "place": place,
        "employer": f"{dice.pick(STEMS)}{dice.pick(('茶厂', '民宿', '木业'))}", "trade": dice.pick(_TRADES), "phone": mobile(dice),
        "card": dice.pick(("是", "否")), "group": dice.pick(("是", "否")), "remark": "",
    }  # fmt: skip

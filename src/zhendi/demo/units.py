"""The register of units where people work, and how each is covered by an organisation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhendi.demo import headings
from zhendi.demo.dice import Dice
from zhendi.demo.forms import columns, form, numbered
from zhendi.demo.grid import Grid
from zhendi.demo.identity import unit_code
from zhendi.demo.organisations import COOPS, STEMS, Organisation
from zhendi.demo.places import Township
from zhendi.demo.synthetic import Synthetic

_GROUPS = {"full": "党员情况", "prob": "党员情况", "lon": "位置", "lat": "位置"}
# ending of the name, kind, industry, authority of the unit code ("" = such units have none), employees
_SORTS = (
    ("农机服务专业合作社", "农民专业合作社", "农机服务", "93", (4, 16)), ("茶叶专业合作社", "农民专业合作社", "茶叶种植", "93", (5, 30)),
    ("竹木有限公司", "非公企业", "木材加工", "91", (8, 80)), ("电子有限公司", "非公企业", "电子制造", "91", (20, 300)),
    ("建材市场", "专业市场", "批发零售", "91", (15, 90)), ("商务中心", "商务楼宇", "商务服务", "91", (20, 120)),
    ("雅苑", "住宅小区", "物业管理", "", (6, 20)), ("漂流景区", "景区", "旅游", "91", (10, 50)),
    ("诊所", "医疗机构", "医疗", "91", (3, 9)), ("行业协会", "协会商会", "社会组织", "51", (3, 8)),
)  # fmt: skip
_EACH = 9  # units of a township
_TAKEN_ALONG = 0.45
Near = list[tuple[str, str]]  # way of covering, full name of the organisation


def found(county: Synthetic, dice: Dice) -> list[dict[str, Any]]:
    """Rows: units of every township, some with a branch of their own or one that takes them along."""
    rows = [
        _cooperative(each, county, dice) for each in county.organisations if each.setting == "coop" and each.township
    ]
    for township in county.county.townships:
        rows += _of_township(township, _near(county, township), dice)
    return rows


def units(rows: Sequence[dict[str, Any]], county: Synthetic, dice: Dice, *, tidy: bool) -> list[Grid]:
    """One sheet."""
    title = f"{county.county.name}各类单位党建覆盖情况统计表"
    layout = columns(headings.UNITS, dice, _GROUPS, tidy=tidy)
    return [form("单位台账", title, f"{county.county.short}委组织部", layout, numbered(rows), county.on)]


def _of_township(township: Township, near: Near, dice: Dice) -> list[dict[str, Any]]:
    stems, rows = dice.some(STEMS, _EACH), []
    for stem, sort in zip(stems, dice.some(_SORTS, _EACH), strict=True):
        ending, kind, industry, authority, (low, high) = sort
        row = _row(f"{township.name}{stem}{ending}", kind, industry, authority, township, dice)
        row |= {"emp": dice.between(low, high), "full": dice.pick((0, 0, 0, 1, 1, 2, 3)), "prob": 0}
        rows.append(row | _taken_along(near, dice))
    return rows


def _near(county: Synthetic, township: Township) -> Near:
    """The township's joint branches and those of its villages: whom a unit without a branch of its own may join."""
    here = [each for each in county.organisations if each.township is township and each.holds]
    joint = [("联合组建", each.full_name) for each in here if each.kind == "joint_branch"]
    return [*joint * 3, *(("挂靠组建", each.full_name) for each in here if each.village)]


def _taken_along(near: Near, dice: Dice) -> dict[str, Any]:
    if not near or not dice.odds(_TAKEN_ALONG):
        return {}
    way, organisation = dice.pick(near)
    return {"has": "是", "cover": way, "org": organisation}


def _cooperative(branch: Organisation, county: Synthetic, dice: Dice) -> dict[str, Any]:
    """The unit behind a co-operative's branch: its members are the unit's."""
    assert branch.township is not None
    trade = next((each for each in COOPS if each in branch.unit), "种养")
    unit = _row(county.county.name + branch.unit, "农民专业合作社", trade, "93", branch.township, dice)
    full = sum(1 for member in branch.members if member.confirmed)
    covered = {"has": "是", "cover": "单独组建", "org": branch.full_name}
    return unit | covered | {"emp": branch.size + dice.between(2, 20), "full": full, "prob": branch.size - full}


def _row(name: str, kind: str, industry: str, authority: str, township: Township, dice: Dice) -> dict[str, Any]:
    longitude, latitude = township.at
    return {
        "name": name, "kind": kind, "code": unit_code(dice, authority) if authority else "", "industry": industry,
        "has": "否", "cover": "未组建", "org": "", "lon": round(longitude + dice.random() / 50, 5),
        "lat": round(latitude + dice.random() / 50, 5), "address": township.name + dice.pick(township.villages).written,
        "town": township.name, "remark": "",
    }  # fmt: skip

"""The county's own registers of places: divisions, organisations, outlets and service items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhendi.demo import headings
from zhendi.demo.dice import Dice
from zhendi.demo.forms import columns, form, numbered
from zhendi.demo.grid import Grid
from zhendi.demo.identity import mobile
from zhendi.demo.names import name
from zhendi.demo.organisations import Organisation
from zhendi.demo.synthetic import Synthetic

_KINDS = {
    "county_committee": "党委", "work_committee": "党工委", "committee": "党委", "general_branch": "党总支", "branch": "党支部",
    "joint_branch": "联合党支部", "elderly_branch": "老年党支部", "temporary_branch": "临时党支部", "mobile_branch": "流动党员党支部",
}  # fmt: skip
_SHEETS = ("党委（党工委）", "村、社区党组织", "机关、学校、企业等")
_ITEMS = (
    ("城乡居民基本医疗保险参保登记", "乡级", "医疗保障局", 5, 1, ("身份证", "户口簿")),
    ("城乡居民养老保险待遇申领", "乡级", "人力资源和社会保障局", 20, 10, ("身份证", "户口簿", "银行卡复印件")),
    ("最低生活保障审核确认", "乡级", "民政局", 30, 22, ("身份证", "户口簿", "授权书")),
    ("临时救助", "乡级", "民政局", 15, 8, ("身份证", "收入证明")),
    ("高龄津贴申请", "村级", "民政局", 20, 10, ("身份证", "户口簿")),
    ("残疾人两项补贴申请", "乡级", "残疾人联合会", 20, 12, ("身份证", "残疾人证")),
    ("生育登记", "村级", "卫生健康委员会", 3, 1, ("身份证", "结婚证")),
    ("农村宅基地用地建房申请", "乡级", "农业农村局", 20, 15, ("身份证", "户口簿", "村民会议意见")),
    ("林木采伐许可", "县级", "林业局", 20, 10, ("身份证", "采伐方案")),
    ("退役军人优待证申领", "乡级", "退役军人事务局", 15, 10, ("身份证", "退役证件")),
)  # fmt: skip


def divisions(county: Synthetic) -> Grid:
    """Codes and names of the county, its townships and their villages."""
    grid, places = Grid("行政区划", width=2), county.county
    grid.line("header", ["代码", "名称"])
    grid.data([places.code + "000000", places.name])
    for township in places.townships:
        grid.data([township.code + "000", township.name])
        for village in township.villages:
            body = village.stem + ("居民委员会" if village.community else "村民委员会")
            grid.data([village.code, body])
    return grid


def organisations(county: Synthetic, dice: Dice, *, tidy: bool) -> list[Grid]:
    """The register of organisations in three sheets, parents before children."""
    parts: tuple[list[Organisation], ...] = ([], [], [])
    for each in county.organisations:
        upper = each.kind in ("county_committee", "work_committee", "committee")
        parts[0 if upper else 1 if each.village else 2].append(each)
    office = f"中共{county.county.name}委组织部"
    return [
        form(
            sheet, f"{county.county.name}党组织名册（{sheet}）", office,
            columns(headings.ORGANISATIONS, dice, tidy=tidy),
            numbered([_organisation(each, county, tidy=tidy) for each in part]), county.on,
        )
        for sheet, part in zip(_SHEETS, parts, strict=True)
        if part
    ]  # fmt: skip


def served(county: Synthetic, dice: Dice) -> list[dict[str, Any]]:
    """Rows of the outlets of the county, its townships and most of its villages."""
    return [_outlet(*place, dice) for place in _served(county, dice)]


def outlets(outlet_rows: Sequence[dict[str, Any]], county: Synthetic, dice: Dice, *, tidy: bool) -> list[Grid]:
    """The outlets and the catalogue of services."""
    rows = numbered(outlet_rows)
    items = numbered([_item(item) for item in _ITEMS])
    place = county.county.name
    return [
        form("网点", f"{place}便民服务网点一览表", "政务服务中心", columns(headings.OUTLETS, dice, tidy=tidy), rows, county.on),
        form(
            "服务事项", f"{place}便民服务事项目录", "政务服务中心", columns(headings.ITEMS, dice, tidy=tidy), items, county.on,
            total=False,
        ),
    ]  # fmt: skip


def _organisation(each: Organisation, county: Synthetic, *, tidy: bool) -> dict[str, Any]:
    book, stem, year = county.book, county.county.stem, (each.term_from or each.founded).year
    return {
        "full": each.full_name if tidy else book.official(each), "short": each.short_name, "kind": _KINDS[each.kind],
        "parent": book.parent(each.parent, tidy=tidy) if each.parent else "", "division": each.division,
        "est": each.founded, "start": each.term_from or "", "end": each.term_to or "", "sec": each.secretary,
        "phone": each.secretary_phone, "remark": "",
        "approval": f"{stem}组〔{year}〕{Dice(f'{each.full_name}{year}').between(1, 90)}号",
    }  # fmt: skip


def _served(county: Synthetic, dice: Dice) -> Sequence[tuple[str, str, str]]:
    """Name, level and code of the places that have an outlet: nine villages in ten."""
    places = county.county
    served = [(places.name, "县级", places.code + "000000")]
    for township in places.townships:
        served.append((township.name, "乡级", township.code + "000"))
        served += [(township.name + each.written, "村级", each.code) for each in township.villages if dice.odds(0.9)]
    return served


def _outlet(place: str, level: str, code: str, dice: Dice) -> dict[str, Any]:
    return {
        "name": f"{place}为民服务{'站' if level == '村级' else '中心'}", "level": level, "division": code, "area": place,
        "hh": dice.between(120, 900) * (12 if level == "乡级" else 90 if level == "县级" else 1), "address": place,
        "staff": name(dice, dice.between(1, 2), dice.between(1970, 1998)), "phone": mobile(dice),
        "hours": dice.pick(("工作日全天", "周一至周五 8:00-12:00，14:30-17:30")),
        "equip": dice.pick(("电脑、打印机、高拍仪", "电脑、打印机", "电脑")), "chart": dice.pick(("是", "是", "是", "否")),
    }  # fmt: skip


def _item(item: tuple[str, str, str, int, int, tuple[str, ...]]) -> dict[str, Any]:
    title, level, department, legal, promised, materials = item
    return {
        "name": title, "level": level, "dept": department, "legal": f"{legal}个工作日", "prom": f"{promised}个工作日",
        "materials": "\n".join(f"{place}.{each}" for place, each in enumerate(materials, 1)), "fee": "不收费",
    }  # fmt: skip

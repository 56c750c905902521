"""The county's Party organisations: who stands under whom, how many members each is to have, and its terms."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhendi.demo.dice import Dice, Table
from zhendi.demo.places import County, Township, Village
from zhendi.kernel.dates import add_months

if TYPE_CHECKING:
    from zhendi.demo.people import Member

HOLDS_NOBODY = (
    "county_committee",
    "work_committee",
    "committee",
    "general_branch",
    "temporary_branch",
    "mobile_branch",
)
_SUFFIX = {
    "county_committee": ("委员会", "委员会"),
    "work_committee": ("工作委员会", "工委"),
    "committee": ("委员会", "党委"),
    "general_branch": ("总支部委员会", "党总支"),
    "branch": ("支部委员会", "党支部"),
    "elderly_branch": ("支部委员会", "党支部"),
    "joint_branch": ("联合支部委员会", "联合党支部"),
    "temporary_branch": ("临时支部委员会", "临时党支部"),
    "mobile_branch": ("流动党员支部委员会", "流动党员党支部"),
}


@dataclass(slots=True, eq=False)
class Organisation:
    """One organisation as the county knows it; ``unit`` is the part of the name between county and kind.

    ``setting`` tells what sort of people it has: village, community, office, school, clinic, coop, firm, elder, none.
    ``size`` is the number of members that it is to get.
    """

    full_name: str
    short_name: str
    kind: str
    parent: Organisation | None
    setting: str
    division: str
    unit: str
    township: Township | None = None
    village: Village | None = None
    ordinal: int = 0
    size: int = 0
    founded: date = date(1990, 7, 1)
    term_from: date | None = None
    term_to: date | None = None
    secretary: str = ""
    secretary_phone: str = ""
    key: str = ""
    members: list[Member] = field(default_factory=list)

    @property
    def village_term(self) -> bool:
        """True where the term is that of a village or community."""
        return self.village is not None and self.setting in ("village", "community", "elder", "none")

    @property
    def holds(self) -> bool:
        """True when members may have their formal relation here."""
        return self.kind not in HOLDS_NOBODY


class Tree:
    """Builds the organisations of a county one under the other."""

    def __init__(self, dice: Dice, county: County, on: date) -> None:
        self.dice = dice
        self.county = county
        self.on = on
        self.all: list[Organisation] = []

    def add(
        self, kind: str, unit: str, parent: Organisation | None, setting: str = "none", *, short: str = "",
        township: Township | None = None, village: Village | None = None, size: int = 0, ordinal: int = 0, free: bool = False
    ) -> Organisation:  # fmt: skip
        """One more organisation. ``free``: the name does not begin with the county's (firms with names of their own)."""
        official, brief = _SUFFIX[kind]
        full = f"中共{'' if free else self.county.name}{unit}{official}"
        division = village.code if village else township.code + "000" if township else self.county.code + "000000"
        organisation = Organisation(
            full, short or unit + brief, kind, parent, setting, division, unit, township, village, ordinal, size
        )
        self._dates(organisation)
        self.all.append(organisation)
        return organisation

    def _dates(self, organisation: Organisation) -> None:
        dice, on = self.dice, self.on
        organisation.founded = dice.day(date(1951, 1, 1), date(2012, 12, 28))
        if organisation.kind in ("temporary_branch", "mobile_branch"):
            organisation.founded = dice.day(date(2012, 1, 1), date(2022, 12, 28))
            organisation.term_from = dice.day(add_months(on, -30), add_months(on, -2))
            return
        months = (
            60
            if organisation.kind in ("county_committee", "work_committee", "committee") or organisation.village_term
            else 36
        )
        organisation.term_from = self._elected(organisation, months)
        organisation.term_to = add_months(organisation.term_from, months)

    def _elected(self, organisation: Organisation, months: int) -> date:
        """Most terms run; some have ended unnoticed, some end within months."""
        dice, on = self.dice, self.on
        if dice.odds(0.12):
            return add_months(dice.day(on - timedelta(days=150), on - timedelta(days=40)), -months)
        if dice.odds(0.12):
            return add_months(dice.day(on + timedelta(days=20), on + timedelta(days=150)), -months)
        if organisation.village_term:
            return dice.day(add_months(on, -6), add_months(on, -2))
        return dice.day(add_months(on, -months + 8), add_months(on, -2))


_BUREAUX = (
    "委组织部机关", "财政局", "人力资源和社会保障局", "民政局", "农业农村局", "林业局", "水利局", "交通运输局", "市场监督管理局",
    "应急管理局", "医疗保障局", "文化和旅游局", "自然资源局", "统计局", "审计局", "司法局", "信访局", "档案馆",
)  # fmt: skip
_SCHOOLS = (
    "第一中学",
    "第二中学",
    "实验小学",
    "职业技术学校",
    "特殊教育学校",
    "教师进修学校",
    "城东小学",
    "城西初级中学",
)
_JOINT = ("企业", "个体商户", "木材加工企业", "茶企", "养殖企业")
_AFAR = Table({"昆山": 4, "杭州": 3, "上海松江": 3, "东莞": 3, "宁波": 2, "深圳": 2})
COOPS = ("粮食种植", "茶叶", "中药材", "竹业", "农机服务", "养殖", "果蔬", "食用菌")
STEMS = ("禾芮", "朗润", "霁月", "青黛", "松漫", "稻语", "云栀", "山禾", "竹隐", "绮云", "澄观", "溪禾", "晴川", "茗屿", "白榆", "星禾", "穗安", "昱禾", "岭语", "怀瑾", "筱园", "砚田", "泓屿", "野渡", "槐序", "春泽", "鹿屿", "丹若", "朴石", "疏桐", "拾光", "微澜")  # fmt: skip


def grow(dice: Dice, county: County, on: date, sizes: list[list[int]], county_size: int) -> list[Organisation]:
    """All organisations; ``sizes`` gives for each township the members of each village, ``county_size`` the rest."""
    tree = Tree(dice, county, on)
    root = tree.add("county_committee", "", None, short=f"{county.name}委")
    offices = _offices(tree, root)
    seats = [
        tree.add("work_committee" if t.name.endswith("街道") else "committee", t.name, root, township=t)
        for t in county.townships
    ]
    for seat, villages in zip(seats, sizes, strict=True):
        for village, size in zip(seat.township.villages if seat.township else [], villages, strict=True):
            _village(tree, seat, village, size)
    for seat in seats:
        _around(tree, seat)
    _county_level(tree, offices, county_size)
    return tree.all


def _offices(tree: Tree, root: Organisation) -> list[Organisation]:
    short = tree.county.short
    return [
        tree.add("work_committee", "直属机关", root, short=f"{short}直机关工委"),
        tree.add("committee", "教育体育局", root, short=f"{short}教体局党委"),
        tree.add("work_committee", "非公有制经济组织和社会组织", root, short=f"{short}两新工委"),
        tree.add("work_committee", "经济开发区", root, short=f"{short}经开区工委"),
    ]


def _village(tree: Tree, seat: Organisation, village: Village, size: int) -> None:
    dice, township = tree.dice, village.township
    setting = "community" if village.community else "village"
    base = f"{township.name}{village.written}"
    if size <= 75 and not (size > 44 and dice.odds(0.25)):
        tree.add(
            "branch",
            base,
            seat,
            setting,
            short=f"{village.written}党支部",
            township=township,
            village=village,
            size=size,
        )
        return
    upper = tree.add("general_branch", base, seat, short=f"{village.written}党总支", township=township, village=village)
    parts = 3 if size > 66 else 2
    for place, share in enumerate(_parts(dice, size, parts), 1):
        number = "第" + "一二三四五六七八九"[place - 1]
        tree.add(
            "branch", base + number, upper, setting, short=f"{village.written}{number}党支部", township=township,
            village=village, size=share, ordinal=place,
        )  # fmt: skip


def _parts(dice: Dice, size: int, parts: int) -> list[int]:
    shares = [size // parts + dice.between(-3, 3) for _ in range(parts - 1)]
    return [*shares, size - sum(shares)]


def _around(tree: Tree, seat: Organisation) -> None:
    """Office, schools, clinic, elders, joint, co-operatives, and those that hold nobody."""
    dice, t = tree.dice, seat.township
    if t is None:
        return
    for unit, setting, low, high, share in (
        ("机关", "office", 14, 26, 1.0), ("中心小学", "school", 9, 18, 0.95), ("初级中学", "school", 8, 16, 0.6),
        ("卫生院", "clinic", 5, 12, 0.9),
    ):  # fmt: skip
        if dice.odds(share):
            tree.add("branch", t.name + unit, seat, setting, township=t, size=dice.between(low, high))
    if dice.odds(0.35):
        tree.add("elderly_branch", f"{t.name}老年", seat, "elder", township=t, size=dice.between(12, 30))
    if dice.odds(0.4):
        tree.add("joint_branch", t.name + dice.pick(_JOINT), seat, "firm", township=t, size=dice.between(5, 9))
    for _ in range(dice.between(0, 2)):
        _coop(tree, seat, t)
    if dice.odds(0.45):
        tree.add("temporary_branch", f"{t.name}驻{dice.draw(_AFAR)}", seat, township=t)
    if dice.odds(0.35):
        tree.add("mobile_branch", f"{t.name}驻{dice.draw(_AFAR)}", seat, township=t)


def _coop(tree: Tree, seat: Organisation, township: Township) -> None:
    trade, known = tree.dice.pick(COOPS), {each.full_name for each in tree.all}
    for stem in tree.dice.some(STEMS, len(STEMS)):
        unit = f"{stem}{trade}专业合作社"
        if f"中共{tree.county.name}{unit}支部委员会" not in known:
            tree.add(
                "branch",
                unit,
                seat,
                "coop",
                short=f"{stem}{trade}合作社党支部",
                township=township,
                size=tree.dice.between(2, 6),
            )
            return


def _county_level(tree: Tree, offices: list[Organisation], size: int) -> None:
    """Branches directly under the county's committees until ``size`` members have a place."""
    work, schools, societies, zone = offices
    wishes = [
        *[("branch", unit, work, "office", 8, 20) for unit in _BUREAUX[:4]],
        ("branch", "离退休干部第一", work, "elder", 14, 34), ("branch", "教育体育局机关", schools, "office", 6, 12),
        *[("branch", unit, schools, "school", 12, 30) for unit in _SCHOOLS[:2]],
        ("joint_branch", "律师行业", societies, "law", 4, 8), ("joint_branch", "行业协会", societies, "firm", 5, 8),
        *[("branch", f"{stem}电子有限公司", zone, "firm", 3, 9) for stem in STEMS[:3]],
        *[("branch", unit, work, "office", 10, 24) for unit in _BUREAUX[4:]],
        *[("branch", unit, schools, "school", 14, 40) for unit in _SCHOOLS[2:]],
        ("branch", "离退休干部第二", work, "elder", 20, 44),
    ]  # fmt: skip
    for kind, unit, parent, setting, low, high in wishes:
        share = min(tree.dice.between(low, high), size)
        if share < low and setting != "firm":
            continue
        size -= share
        if share > 2:
            brief = f"{unit.removeprefix('委')}{_SUFFIX[kind][1]}"  # the full name says 县委, the short one needs not
            tree.add(kind, unit, parent, setting, short=brief, size=share)

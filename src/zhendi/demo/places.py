"""Counties, townships, villages and communities that do not exist, with codes of an unassigned province.

The code is the 12-digit statistical one: county 6, township 3 (001 streets, 100 towns, 200 townships), village 3
(001 communities, 200 villages); spec: domain fact sheet, section 12.3.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from zhendi.demo.dice import Dice

COUNTIES = (
    ("岚溪县", "998123"), ("澜桥县", "998124"), ("霁川市", "998281"), ("碧涧县", "998231"), ("云旸土家族自治县", "998428"),
    ("槐安县", "998325"), ("曦山区", "998102"), ("松屿县", "998526"),
)  # fmt: skip
_TOWNS = ("白石镇", "桐木镇", "柳泉镇", "龙潭乡", "双河镇", "枫林乡", "大坪镇", "石桥镇", "云岭乡", "永和镇", "长安镇")
_FIRST = "青石龙柳桐云枫永双松竹梅杏桃栗槐榆樟枣茶麦稻金银铁前后上下东西南北高低长清黄红赤乌白甘沙泥古新安宁福兴太"
_SECOND = "溪泉潭林坪岭河桥湾坳冲垄塘坝畈岗坡坎寨屯埠渡洲滩坞山崖峰源井田圩堰庄桠铺台阳关荡浦甸沟庙"
_VILLAGES = ("杨柳", "栗树", "河湾", "上坪", "石坎", "石坳", "竹山")  # those that the mock screens show


@dataclass(slots=True, eq=False)
class Village:
    """A village or a community: ``written`` as its name stands (杨柳村, 栗树社区, 河湾居委会)."""

    stem: str
    suffix: str
    code: str
    township: Township

    @property
    def written(self) -> str:
        """Stem and suffix."""
        return self.stem + self.suffix

    @property
    def community(self) -> bool:
        """True for 社区 and 居委会."""
        return self.suffix != "村"


@dataclass(slots=True, eq=False)
class Township:
    """A town, township or street with its villages; ``at`` is its middle (longitude, latitude)."""

    name: str
    code: str
    at: tuple[float, float]
    villages: list[Village] = field(default_factory=list)

    @property
    def stem(self) -> str:
        """The name without 镇, 乡, 街道."""
        return self.name.removesuffix("街道").removesuffix("镇").removesuffix("乡")


@dataclass(slots=True, eq=False)
class County:
    """The county: ``short`` is the one word that offices use for its own committee (县委, 市委, 区委)."""

    name: str
    code: str
    at: tuple[float, float]
    townships: list[Township]

    @property
    def short(self) -> str:
        """县, 市 or 区."""
        return self.name[-1]

    @property
    def stem(self) -> str:
        """The name without 县, 市, 区 (and 土家族自治县)."""
        return self.name.removesuffix("土家族自治县").removesuffix("县").removesuffix("市").removesuffix("区")


def county(dice: Dice, villages: list[int], *, harsh: bool) -> County:
    """A county with one township for each number of villages given."""
    name, code = COUNTIES[dice.between(0, len(COUNTIES) - 1)] if harsh else COUNTIES[0]
    at = (round(104 + dice.random() * 14, 2), round(26 + dice.random() * 7, 2)) if harsh else (109.62, 30.41)
    stems = _stems(dice)
    townships = [_township(dice, n, code, at, stems, harsh=harsh) for n in range(len(villages))]
    _number(townships, code)
    taken = {township.stem for township in townships}
    for township, count in zip(townships, villages, strict=True):
        _fill(dice, township, count, [stem for stem in stems if stem not in taken])
    return County(name, code, at, townships)


def _stems(dice: Dice) -> list[str]:
    stems = [a + b for a in _FIRST for b in _SECOND if a != b]
    dice.shuffle(stems)
    return stems


def _township(dice: Dice, place: int, code: str, at: tuple[float, float], stems: list[str], *, harsh: bool) -> Township:
    name = _TOWNS[place] if place < len(_TOWNS) and not harsh else stems[place] + ("乡" if dice.odds(0.3) else "镇")
    if harsh and place == 0 and dice.odds(0.35):
        name = f"{stems[place]}街道"
    middle = (at[0] + (dice.random() - 0.5) * 0.5, at[1] + (dice.random() - 0.5) * 0.4)
    return Township(name, code, middle)


def _number(townships: list[Township], county_code: str) -> None:
    counters = {"街道": 1, "镇": 100, "乡": 200}
    for township in townships:
        kind = next(kind for kind in counters if township.name.endswith(kind))
        township.code = f"{county_code}{counters[kind]:03d}"
        counters[kind] += 1


def _fill(dice: Dice, township: Township, count: int, stems: list[str]) -> None:
    known = [stem for stem in _VILLAGES if township.name == "白石镇"]
    chosen = list(dict.fromkeys([*known, *dice.some(stems, count)]))[:count]
    communities = max(1, count // (3 if not township.villages and township.code.endswith("100") else 7))
    for place, stem in enumerate(reversed(chosen)):
        if place < communities:
            suffix, number = ("居委会" if dice.odds(0.3) else "社区"), place + 1
        else:
            suffix, number = "村", 200 + place - communities
        township.villages.append(Village(stem, suffix, f"{township.code}{number:03d}", township))

"""The members of the branches: ages, years of joining, schooling and work as a county would have them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from zhendi.demo import names
from zhendi.demo.dice import Dice, Table
from zhendi.demo.identity import Numbers, mobile
from zhendi.demo.organisations import Organisation
from zhendi.kernel.dates import add_months

POSTS = ("书记", "副书记", "组织委员", "宣传委员", "纪检委员")
_LEADER_SPAN = 4  # years of birth at least among which leaders of one age group are spread
_NO_PROBATION = (date(1969, 4, 24), date(1977, 8, 18))  # the Party had no probation between the two congresses


@dataclass(slots=True, eq=False)
class Member:
    """One member and the facts that a roster asks for. ``standing`` full or probationary; ``dues`` yuan a month."""

    number: str
    name: str
    sex: int
    nation: str
    birth: date
    joined: date
    confirmed: date | None
    branch: Organisation
    education: str
    degree: str
    origin: str
    works_since: date
    job: str
    phones: tuple[str, ...]
    home: str
    dues: float
    post: str = ""
    floating: bool = False
    left: date | None = None  # since when away
    destination: str = ""
    busy: bool = False  # holds a post, is cast or stands in another register: no mistake is planted on the row

    @property
    def standing(self) -> str:
        """Full or probationary, as the intake names it."""
        return "full" if self.confirmed else "probationary"


# setting: (ages as (low, high, weight)…, share of women, jobs, dues)
_AGES = {
    "village": Table({(20, 34): 14, (35, 49): 24, (50, 64): 32, (65, 79): 24, (80, 93): 6}),
    "community": Table({(20, 34): 20, (35, 49): 32, (50, 64): 28, (65, 79): 16, (80, 91): 4}),
    "office": Table({(23, 34): 30, (35, 49): 42, (50, 60): 28}),
    "elder": Table({(61, 70): 40, (71, 80): 42, (81, 95): 18}),
    "coop": Table({(28, 44): 45, (45, 62): 55}),
}
_WOMEN = {"village": 0.24, "community": 0.42, "office": 0.38, "school": 0.52, "clinic": 0.5, "elder": 0.24, "coop": 0.2}
_JOBS = {
    "village": Table({"务农": 60, "务工": 14, "个体": 12, "村干部": 8, "种养大户": 6}),
    "community": Table({"自由职业": 30, "企业职工": 30, "个体": 15, "社区工作者": 15, "待业": 3}),
    "office": Table({"公务员": 45, "事业编制人员": 45, "工勤人员": 10}),
    "school": Table({"教师": 92, "行政人员": 8}),
    "clinic": Table({"医生": 60, "护士": 40}),
    "elder": Table({"退休": 100}),
    "coop": Table({"务农": 70, "合作社理事长": 8, "个体": 22}),
    "firm": Table({"企业职工": 85, "企业负责人": 15}),
    "law": Table({"律师": 85, "行政人员": 15}),
}
_SCHOOLING = (
    (1958, Table({"小学": 35, "初中": 42, "高中": 18, "中专": 4, "大专": 1})),
    (1975, Table({"小学": 5, "初中": 45, "高中": 28, "中专": 10, "大专": 9, "本科": 3})),
    (1990, Table({"初中": 22, "高中": 20, "中专": 14, "大专": 26, "本科": 17, "研究生": 1})),
    (2010, Table({"高中": 10, "中专": 8, "大专": 34, "本科": 43, "研究生": 5})),
)
_STUDIED = Table({"大专": 30, "本科": 62, "研究生": 8})
_LEARNED = ("office", "school", "clinic", "law")


class Census:
    """Fills branches with members; every citizen number is used once in the county."""

    def __init__(self, dice: Dice, on: date, county_name: str) -> None:
        self.dice = dice
        self.on = on
        self.county = county_name
        self.numbers = Numbers(dice)

    def fill(self, branch: Organisation) -> None:
        """So many members as the branch is to have, the leading body first."""
        branch.members = [self.member(branch, leader=place < 5 < branch.size) for place in range(branch.size)]
        for member, post in zip(branch.members, POSTS if branch.size > 6 else POSTS[:1], strict=False):
            member.post = post
            member.busy = True
        if branch.members:
            branch.secretary = branch.members[0].name
            branch.secretary_phone = branch.members[0].phones[0] if branch.members[0].phones else mobile(self.dice)

    def member(self, branch: Organisation, *, leader: bool = False) -> Member:
        """Somebody for the branch; a ``leader`` is of working age and long a full member."""
        dice, setting = self.dice, branch.setting
        birth = self._birth(setting, leader=leader)
        sex = 2 if dice.odds(_WOMEN.get(setting, 0.3)) else 1
        nation = names.nationality(dice)
        joined, confirmed = self._party(birth, settled=leader)
        education = self._education(setting, birth.year)
        return Member(
            self.numbers.take(birth, sex), names.name(dice, sex, birth.year, nation), sex, nation, birth, joined, confirmed,
            branch, education, "学士" if education in ("本科", "研究生") and dice.odds(0.6) else "", self._origin(),
            add_months(birth, 12 * dice.between(17, 24)), self._job(setting, birth), self._phones(), self._home(branch),
            self._dues(setting, birth),
        )  # fmt: skip

    def _birth(self, setting: str, *, leader: bool) -> date:
        ages = _AGES.get(setting, _AGES["coop"] if setting == "firm" else _AGES["office"])
        low, high = self.dice.draw(ages)
        if leader and setting != "elder":
            high = min(max(high, 34), 62)
            low = min(max(low, 30), high - _LEADER_SPAN)  # never one day for all, of which the numbers would run out
        return self.dice.day(add_months(self.on, -12 * (high + 1)), add_months(self.on, -12 * low - 1))

    def _party(self, birth: date, *, settled: bool) -> tuple[date, date | None]:
        dice, on = self.dice, self.on
        earliest = add_months(birth, 12 * 18 + 4)
        latest = min(add_months(birth, 12 * 48), add_months(on, -30))
        if (not settled and dice.odds(0.022)) or earliest >= latest:
            begun = dice.day(max(earliest, add_months(on, -11)), on - timedelta(days=20))
            return begun, None
        joined = _meeting_day(dice, earliest, min(dice.day(earliest, latest), dice.day(earliest, latest)))
        if _NO_PROBATION[0] <= joined < _NO_PROBATION[1]:
            return joined, joined
        return joined, add_months(joined, 12) + timedelta(days=dice.pick((0, 0, 0, 0, 6, 12, 20, 33)))

    def _education(self, setting: str, year: int) -> str:
        if setting in _LEARNED:
            return self.dice.draw(_STUDIED)
        return self.dice.draw(next(table for last, table in _SCHOOLING if year <= last))

    def _origin(self) -> str:
        return self.county if self.dice.odds(0.8) else self.dice.pick(("邻县", "外市", "外省"))

    def _job(self, setting: str, birth: date) -> str:
        if birth < add_months(self.on, -12 * 63) and setting in ("village", "community", "elder"):
            return "居家" if setting == "village" else "退休"
        return self.dice.draw(_JOBS.get(setting, _JOBS["firm"]))

    def _phones(self) -> tuple[str, ...]:
        chance = self.dice.random()
        if chance < 0.02:
            return ()
        return (mobile(self.dice), mobile(self.dice)) if chance > 0.96 else (mobile(self.dice),)

    def _home(self, branch: Organisation) -> str:
        if branch.village:
            return f"{self.county}{branch.village.township.name}{branch.village.written}"
        return f"{self.county}{branch.township.name if branch.township else ''}"

    def _dues(self, setting: str, birth: date) -> float:
        if setting in ("village", "coop"):
            return self.dice.pick((0.2, 0.5, 1, 2, 3, 5))
        return self.dice.pick((5, 8, 12, 15, 20, 30, 45) if birth.year > 1960 else (2, 3, 5, 8))


def _meeting_day(dice: Dice, earliest: date, day: date) -> date:
    """Branches admit around 1 July and at the end of the year more often than on other days."""
    if dice.odds(0.4):
        feast = day.replace(month=dice.pick((6, 7, 7, 12)), day=1)
        return feast if earliest <= feast <= day else day
    return day

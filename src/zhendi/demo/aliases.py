"""How offices write the name of an organisation, and which ways of writing mean one organisation only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from zhendi.demo.dice import Dice
from zhendi.demo.organisations import Organisation
from zhendi.demo.places import Township

_PARTY = re.compile("^(中国共产党|中共)")
_NOISE = re.compile(
    "中国共产党|中共|村委会|居委会|居民委员会|村民委员会|社区|村|党|总支部|总支|支部|委员会|联合|临时|流动员|[\\s（）()]"
)
_ORDINALS = str.maketrans("一二三四五六七八九", "123456789")
# Characters that typists take for one another.
_ALIKE = {
    "杨": "扬", "坪": "平", "柳": "流", "栗": "粟", "湾": "弯", "坳": "拗", "潭": "谭", "枫": "风", "岭": "领", "溪": "奚",
    "桐": "铜", "河": "何", "石": "右", "竹": "竺", "桥": "侨", "泉": "全", "坎": "砍", "塘": "糖", "林": "琳", "冲": "种",
    "垄": "拢", "坝": "贝", "岗": "钢", "坡": "波", "渡": "度", "洲": "州", "崖": "涯", "峰": "锋", "源": "原", "庄": "装",
}  # fmt: skip


def stem(name: str) -> str:
    """What is left of a name when all that varies from hand to hand is taken away; 一 and 1 are the same."""
    return _NOISE.sub("", name).replace("第", "").translate(_ORDINALS)


class Book:
    """Knows all organisations of the county, so that a short way of writing is used only where it is clear."""

    def __init__(self, county: str, organisations: Sequence[Organisation], dice: Dice) -> None:
        self.county = county
        self.dice = dice
        self.all = list(organisations)
        self._stems = Counter((each.township, stem(each.short_name)) for each in organisations)
        self._places = Counter(each.village.code for each in organisations if each.village)
        self._everywhere = Counter(stem(each.short_name) for each in organisations)
        self.stems = frozenset(self._everywhere)

    def official(self, organisation: Organisation) -> str:
        """The full name with 中共, 中国共产党 or neither."""
        bare = organisation.full_name.removeprefix("中共")
        return self.dice.pick(("中共", "中共", "中国共产党", "")) + bare

    def branch(self, organisation: Organisation, *, tidy: bool) -> str:
        """One way of writing a branch in a file of its own township."""
        if tidy:
            return organisation.short_name
        return self.dice.pick(self.ways(organisation))

    def ways(self, organisation: Organisation) -> list[str]:
        """Every way that means this branch and no other within its township."""
        short, full = organisation.short_name, organisation.full_name
        township = organisation.township
        ways = [short, short, short, full, f"中国共产党{full.removeprefix('中共')}", full.removeprefix("中共")]
        ways.append(full.removesuffix("支部委员会") + "支部")
        if short.endswith("党支部"):
            ways += [short.removesuffix("党支部") + "支部", f"{short}\u3000", f" {short}"]
        if township and not short.startswith(township.name):
            ways += [
                township.name + short,
                f"{self.county}{township.name}{short}",
                f"中共{township.name}{short.replace('党支部', '支部')}",
            ]
        return ways + self._loose(organisation)

    def _loose(self, organisation: Organisation) -> list[str]:
        """Short forms that are clear only while no other organisation of the township comes near."""
        village, short = organisation.village, organisation.short_name
        if not self._alone(organisation) or village is None:
            return []
        if organisation.ordinal:
            number = short.removesuffix("党支部").removeprefix(village.written)
            return [
                f"{village.written}{number}支部", f"{village.written}党总支{number}党支部", f"{village.written}第{organisation.ordinal}党支部",
                f"{village.written}{number.removeprefix('第')}支部",
            ]  # fmt: skip
        if self._places[village.code] > 1:
            return []
        body = "居民委员会" if village.community else "村民委员会"
        ways = [f"{village.stem}{body}党支部", f"{village.stem}党支部", f"{village.stem}支部", village.written]
        return ways if village.community else [*ways, f"{village.stem}村委会党支部"]

    def _alone(self, organisation: Organisation) -> bool:
        township = organisation.township
        place = stem(organisation.short_name)
        return self._stems[township, place] == 1 and (township is None or township.stem not in place)

    def parent(self, organisation: Organisation, *, tidy: bool) -> str:
        """One way of writing an organisation as somebody's superior, clear in the whole county."""
        short, full, dice = organisation.short_name, organisation.full_name, self.dice
        if tidy:
            return full
        ways = [full, self.official(organisation), full.removeprefix("中共"), f"{full} "]
        if organisation.kind == "county_committee":
            ways.append(short)
        elif self._everywhere[stem(short)] == 1:
            ways += [short, short, f"{self.county}{short}" if organisation.township else short]
        elif organisation.township:
            ways.append(organisation.township.name + short)
        return dice.pick(ways)

    def misspelt(self, organisation: Organisation) -> str | None:
        """The branch with one character taken for another, so that nobody of the county has that name."""
        village = organisation.village
        for character in village.stem if village else "":
            near = organisation.short_name.replace(character, _ALIKE.get(character, character), 1)
            if near != organisation.short_name and stem(near) not in self.stems:
                return near
        return None

    def elsewhere(self, township: Township) -> Organisation | None:
        """A village branch of another township, whose name no organisation of this one shares."""
        for _ in range(20):
            other = self.dice.pick(self.all)
            far = other.village and other.holds and other.township is not township and other.size
            if far and self._stems[township, stem(other.short_name)] == 0:
                return other
        return None

    def ambiguous(self, township: Township) -> list[str]:
        """Ways of writing that mean several branches of the township."""
        inside = [each for each in self.all if each.township is township]
        split = [each.village.written for each in inside if each.kind == "general_branch" and each.village]
        found = [way for written in split for way in (written, f"{written}党支部", f"{written}支部")]
        for number in "一二":
            if sum(each.short_name.endswith(f"第{number}党支部") for each in inside) > 1:
                found += [f"第{number}党支部", f"第{number}支部"]
        return found

    def without_members(self, township: Township) -> list[str]:
        """Names of the township's temporary and mobile branches."""
        kinds = ("temporary_branch", "mobile_branch")
        return [each.short_name for each in self.all if each.township is township and each.kind in kinds]

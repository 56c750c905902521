"""How states, values and trends of duties are written and drawn. No inline style: coordinates are attributes of SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from zhendi.kernel.parameters import Dated
from zhendi.obligations.queries import confirmations
from zhendi.obligations.queries.board import ClauseFigure, RuleFigure, State
from zhendi.obligations.queries.confirmations import Known
from zhendi.obligations.queries.figures import Point
from zhendi.obligations.queries.titles import WORDS
from zhendi.policy.load import load
from zhendi.policy.schema import Consequence, Rule
from zhendi.web.shell.words import NOTHING, number, share


class Word(NamedTuple):
    """A state on a page: the glyph of the components, the word, and what it means."""

    glyph: str
    text: str
    note: str = ""


STATES: Mapping[State, Word] = {
    "late": Word("late", "未达标", "有过了期限还没做到的"),
    "soon": Word("soon", "接近", "还差一些，都在期限内"),
    "met": Word("met", "达标", "都做到了"),
    "track": Word("track", "只记趋势", "文件没有定目标数"),
    "none": Word("none", "没有应办的", "这里现在没有要做这件事的对象"),
    "awaiting": Word("none", "等待建设", "登记还没有建成，数字出不来"),
    "not_computable": Word("waived", "无法计算", "算不出数，说明了原因"),
}
STATUSES: Mapping[str, Word] = {
    "overdue": Word("late", "逾期"),
    "missed": Word("late", "过期未办", "过了补办的时间，不再催办，数字里按没做到计"),
    "due_soon": Word("soon", "临期"),
    "due": Word("none", "待办"),
    "not_yet": Word("none", "还没轮到"),
    "met": Word("met", "已做到"),
    "met_late": Word("met", "迟做到"),
    "waived": Word("waived", "免"),
    "": Word("none", "不再要求"),
}
PROPOSALS: Mapping[str, Word] = {
    "open": Word("soon", "待决定"),
    "accepted": Word("met", "已采纳"),
    "declined": Word("none", "不采纳"),
    "lapsed": Word("waived", "已失效", "决定以前已经做到、免办或不再要求"),
}
VERDICTS: Mapping[str, str] = {"accept": "采纳", "decline": "不采纳", "postpone": "缓议"}
PILLARS: Mapping[str, str] = {"aim": "总目标", "structure": "体制", "mechanism": "机制", "vehicle": "载体"}
GROUPS: Mapping[str, str] = {
    "3.0": "全域", "3.1": "农村", "3.2": "社区", "3.3": "机关", "3.4": "两新", "3.5": "流动",
    "4.1": "责任", "4.2": "党性", "4.3": "关爱", "4.4": "民主", "4.5": "流动",
    "5.1": "农村", "5.2": "企业", "5.3": "社区", "5.4": "机关", "5.5": "学校",
}  # fmt: skip
_BEARERS = {"own": "所在组织", "above": "上一级组织"}
_ROLES = {"secretary": "书记"}
_OWN = "本产品"


def bearer(rule: Rule) -> str:
    """Who answers for a rule, in words."""
    return f"{_BEARERS[rule.bearer.of]}{_ROLES.get(rule.bearer.role, rule.bearer.role)}"


def decider(asks: Consequence, where: str, *, itself: bool = False) -> str:
    """Who decides on a proposal at an organisation, in words; ``itself``: it concerns that organisation."""
    if itself:
        role = _ROLES.get(asks.decides.role, asks.decides.role)
        return f"{where}自身。上级党组织不在本平台，由上级决定后，{where}经办人按决定记录；承担这件事的{role}不能决定"
    return f"{where}{_ROLES.get(asks.decides.role, asks.decides.role)}，或管着它的党委经办人按决定记录"


def bearers(each: ClauseFigure) -> str:
    """Who answers for a clause, in words; "" while it has no rule."""
    return "、".join(dict.fromkeys(bearer(figure.rule) for figure in each.figures))


def unit(rule: Rule) -> str:
    """What is counted: 名党员, 个单位."""
    return WORDS[load().facts[rule.subjects].subject]


def each_of(rule: Rule) -> str:
    """What its duties are counted by: what they are about, or 项 where one of these has several (periods, terms)."""
    several = rule.kind == "recurring" or (rule.kind == "deadline" and unit(rule) == WORDS["organisation"])
    return "项" if several else unit(rule)


def value(each: ClauseFigure) -> str:
    """The clause's figure: what falls short, the share that is met, or how many there are."""
    if each.state in {"none", "awaiting", "not_computable"}:
        return NOTHING
    if each.counts_missing:
        return f"{number(each.missing)} {unit(each.measuring[0].rule)[0]}"
    return floor(each.part, each.whole)


def floor(part: int, whole: int) -> str:
    """A share that never rounds up to all, nor down to none."""
    told = share(part, whole)
    if told == "100.0%":
        return "100%" if part == whole else "99.9%"
    return "0.1%" if told == "0.0%" and part else "0%" if told == "0.0%" else told


def target(each: ClauseFigure) -> str:
    """The target in words; — where none is set."""
    if each.target is None:
        return NOTHING
    told = f"{each.target.value}%" if each.target.unit == "%" else f"{each.target.value}"
    return f"不超过 {told}" if each.counts_missing and each.target.value else told


def cited(dated: Dated) -> str:
    """Where a number comes from; what the product itself supposes is no document and has no title marks."""
    return dated.source if dated.source.startswith(_OWN) else dated.citation()


def checked(dated: Dated, known: Known) -> str:
    """Who compared a number with its document, for the county or for the product; or that nobody did."""
    found = confirmations.of(dated, known)
    if found is not None:
        return f"{found.by}，{found.document}"
    return dated.confirmed_by or "未经县委确认"


class Spark(NamedTuple):
    """A trend as SVG: the line's path, the target's height (None: none), the last point, and its sentence."""

    line: str
    target: str
    x: str
    y: str
    label: str


def spark(points: Sequence[Point], goal: int | None, *, width: int = 104, height: int = 28) -> Spark | None:
    """The share by month, between the lowest month (or the target) and the highest; None without a month."""
    shown = [(point.month, 100 * point.part / point.whole) for point in points if point.whole]
    if not shown:
        return None
    levels = [level for _, level in shown] + ([float(goal)] if goal is not None else [])
    low, span = min(levels), max(max(levels) - min(levels), 1.0)
    across = (width - 4) / max(len(shown) - 1, 1)

    def place(index: int, level: float) -> tuple[str, str]:
        return f"{2 + index * across:.1f}", f"{height - 3 - (level - low) / span * (height - 6):.1f}"

    spots = [place(index, level) for index, (_, level) in enumerate(shown)]
    line = "M" + "L".join(f"{x} {y}" for x, y in spots)
    (first, begins), (last, ends) = shown[0], shown[-1]
    label = f"{first.year}年{first.month}月 {begins:.1f}%，{last.year}年{last.month}月 {ends:.1f}%"
    return Spark(line, place(0, float(goal))[1] if goal is not None else "", *spots[-1], label)


def clause_spark(each: ClauseFigure) -> Spark | None:
    """The trend of a clause with its target where this is a share."""
    goal = int(each.target.value) if each.target is not None and each.target.unit == "%" else None
    return spark(each.trend, 100 if each.counts_missing else goal)


def rule_spark(each: RuleFigure) -> Spark | None:
    """The trend of a rule."""
    return spark(each.trend, each.target)

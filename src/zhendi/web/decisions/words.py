"""A decision in words: amounts, rules of the second round, a round's numbers, the line of stages."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from zhendi.domain.democracy.decision_course import Round
from zhendi.domain.democracy.decision_lists import lists, seconds_of
from zhendi.domain.democracy.queries import decisions
from zhendi.domain.democracy.queries.decision_records import Record
from zhendi.web.shell.words import day

STEPS = {
    "proposed": "提议", "checked": "审查和风险检查", "reviewed": "两委商议", "noticed": "公告", "first": "第一轮投票",
    "second": "第二轮投票", "resolved": "形成决议", "published": "决议公开", "finished": "实施", "announced": "实施结果公开",
    "surveyed": "满意度调查", "closed": "归档",
}  # fmt: skip
BETWEEN = {
    "review": "一个委员会商议", "withdrawn": "撤回", "rejected": "没有通过", "harm": "反映损害", "suspended": "暂停实施",
    "settled": "损害处理",
}  # fmt: skip
_ANSWERS = (("yes", "赞成"), ("no", "反对"), ("abstain", "弃权"))


class Bar(NamedTuple):
    """An answer with its votes."""

    name: str
    votes: int


class Card(NamedTuple):
    """A round as its card shows it. ``state``: none, soon, met or late."""

    number: int
    title: str
    who: str
    round: Round | None
    state: str
    said: str
    bars: tuple[Bar, ...]
    came: str
    needed: str


def yuan(value: Decimal) -> str:
    """``28 万元``, ``1,250.50 元``; — for nothing."""
    if not value:
        return "—"
    if value >= 10_000 and value % 100 == 0:
        return f"{(value / 10_000).normalize():,f} 万元"
    text = f"{value:,.2f}".removesuffix(".00")
    return f"{text} 元"


def plain(value: Decimal) -> str:
    """A decimal as it is typed: no zeros at its end."""
    return f"{value.normalize():f}" if value else ""


def seconds() -> tuple[tuple[str, str], ...]:
    """All ways to vote in the second round, with the kinds that may take them in words."""
    kinds = dict(decisions.KINDS)
    return tuple(
        (each.rule, f"{decisions.second_title(each.rule)}（{'、'.join(kinds[kind] for kind in each.kinds)}）")
        for each in lists().seconds.values()
    )


def usual_second(kind: str) -> str:
    """The way that a kind takes unless another is chosen."""
    return next((each.rule for each in seconds_of(kind)), "")


def stages(row: Record) -> list[tuple[str, str, str, str]]:
    """The line of stages: words, when, by whom or until when, state done, now or ''."""
    order, at = list(STEPS), row.row.state
    place = order.index(at) if at in order else max((order.index(code) for code in row.days), default=0)
    over = at in {"ended", "closed"}
    return [
        (words, _when(row, code), _by(row, code), _mark(index, place, over=over))
        for index, (code, words) in enumerate(STEPS.items())
    ]


def cards(row: Record) -> tuple[Card, ...]:
    """Both rounds."""
    second = decisions.second_title(row.proposal["second_rule"])
    return tuple(
        _card(number, title, who, row.round(number))
        for number, title, who in ((1, "第一轮", "党员投票"), (2, "第二轮", second))
    )


def counts(found: Round) -> dict[str, Any]:
    """Due, came, in favour, against and abstaining, for papers and the public page."""
    result, given = found.result, found.result.get("votes", {})
    return {
        "due": result.get("due", 0), "present": result.get("present", 0),
        **{name: given.get(name, 0) for name, _ in _ANSWERS}, "void": result.get("void", 0),
    }  # fmt: skip


def _card(number: int, title: str, who: str, found: Round | None) -> Card:
    if found is None:
        return Card(number, title, who, None, "none", "还没有投", (), "", "")
    if not found.counted:
        state = "late" if found.state == "void" else "soon"
        return Card(number, title, who, found, state, found.state_title, (), "", "")
    given = counts(found)
    bars = tuple(Bar(name, given[code]) for code, name in _ANSWERS)
    said = "通过" if found.passed else "没有通过" if found.valid else "到会人数不够，无效"
    needed = f"{found.result.get('quorum_needed', 0)} 人到会有效，{found.result['yes_needed']} 票赞成通过"
    came = f"应到 {given['due']} 人，实到 {given['present']} 人"
    return Card(number, title, who, found, "met" if found.passed else "late", said, bars, came, needed)


def _when(row: Record, code: str) -> str:
    numbers = {"first": 1, "second": 2}
    if code in numbers:
        found = row.round(numbers[code])
        return day(found.opened_on or found.held_on) if found else ""
    return day(row.days[code]) if code in row.days else ""


def _by(row: Record, code: str) -> str:
    """Who took the step; for the one to come who must, until when, and what proves it."""
    done = next((each.by for each in reversed(row.steps) if each.code == code), "")
    if row.next and row.next.code == code and row.row.state not in {"ended", "closed"}:
        until = f"，{day(row.next.due_on)}前" if row.next.due_on else ""
        return f"{row.next.who}{until}。{row.next.proof}"
    return done


def _mark(index: int, place: int, *, over: bool) -> str:
    return "done" if index <= place else "now" if index == place + 1 and not over else ""

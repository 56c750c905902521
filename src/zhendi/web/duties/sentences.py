"""Rules and worked cases as sentences that somebody who knows the Party's rules can read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from zhendi.kernel.festivals import festivals
from zhendi.kernel.parameters import Dated
from zhendi.policy import cases
from zhendi.policy.cases import Case
from zhendi.policy.evidence import Row
from zhendi.policy.load import cases_of, load
from zhendi.policy.schema import Asks, Condition, Deadline, Guard, Recurring, Rule, Share
from zhendi.web.duties.words import bearer

_CALENDARS = {"month": "每月", "quarter": "每季度", "half_year": "每半年", "year": "每年", "festivals": "每个节日前"}
_ASKED_OF = {"whole": "全程都在的", "end": "期末在的", "any": "期内来过的"}
_STRENGTH = {"must": "必须做到", "usual": "一般应做到"}
_YEAR = 2000  # festivals have the same names in every year


class Told(NamedTuple):
    """A worked case in words."""

    name: str
    boundary: bool
    given: tuple[str, ...]
    on: date
    expected: tuple[str, ...]


def describe(rule: Rule, on: date) -> tuple[tuple[str, str], ...]:
    """A rule as pairs of heading and words, with the numbers in force on a day."""
    asked = _fact(rule.subjects) + "".join(f"，且{_guard(guard, rule, on)}" for guard in rule.guards)
    source = f"《{rule.source}》{rule.article}"
    return (
        ("谁要做", asked),
        ("要求", _asks(rule.asks, rule, on)),
        ("提示", f"到期前 {_number(rule.notice, rule, on)}"),
        ("谁来办", bearer(rule)),
        ("要办的事", rule.action),
        ("力度", _STRENGTH[rule.strength]),
        ("依据", source),
    )


def number(code: str, rule: Rule, on: date) -> Dated:
    """The number that a rule reads on a day, from its first day on."""
    return load().parameters.at(code, max(on, rule.valid_from))


@cache
def told() -> dict[str, tuple[Told, ...]]:
    """All worked cases in words, by rule."""
    found: dict[str, list[Told]] = {}
    for case in cases_of(load()):
        found.setdefault(case.rule, []).append(_told(case))
    return {rule: tuple(listed) for rule, listed in found.items()}


def full_day(value: date) -> str:
    """A day with its year: cases stand for themselves."""
    return f"{value.year}年{value.month}月{value.day}日"


def _asks(asks: Asks, rule: Rule, on: date) -> str:
    if isinstance(asks, Recurring):
        names = {each.code: each.name for each in festivals(_YEAR)}
        when = "、".join(names[code] for code in asks.festivals) or _CALENDARS[asks.calendar]
        later = f"，过期 {_number(asks.catch_up, rule, on)}内可补登" if asks.catch_up else ""
        asked = f"{_fact(asks.evidence)}至少 {_number(asks.at_least, rule, on)}"
        return f"{when}：{asked}（{_ASKED_OF[asks.asked_of]}）{later}"
    if isinstance(asks, Deadline):
        due = f"{_times(asks.within, rule, on)}内" if asks.within else "到期日前"
        return f"从{_fact(asks.opens)}起算，{due}{_fact(asks.closes)}"
    target = f"，目标 {_number(asks.target, rule, on)}" if isinstance(asks, Share) else ""
    late = f"；没有做到的，{_times(asks.within, rule, on)}内补上"
    return f"{_condition(_fact(asks.evidence), asks.condition, rule, on)}{target}{late}"


def _guard(guard: Guard, rule: Rule, on: date) -> str:
    return _condition(_fact(guard.fact), guard.condition, rule, on)


def _condition(what: str, condition: Condition, rule: Rule, on: date) -> str:
    if condition.comparison == "present":
        return f"登记里有“{what}”"
    words = {"at_least": "至少", "at_most": "不超过", "below": "少于"}[condition.comparison]
    return f"{what}{words} {_number(condition.parameter, rule, on)}"


def _number(code: str, rule: Rule, on: date) -> str:
    dated = number(code, rule, on)
    return f"{dated.value}{'' if dated.unit == '%' else ' '}{dated.unit}"


def _times(codes: Sequence[str], rule: Rule, on: date) -> str:
    return "加 ".join(_number(code, rule, on) for code in codes)


def _fact(code: str) -> str:
    return load().facts[code].title


def _told(case: Case) -> Told:
    expected = tuple(_expected(case)) or ("不提出任何要求。",)
    return Told(case.name, case.boundary, tuple(_given(case)), case.as_of, expected)


def _given(case: Case) -> Iterator[str]:
    rows = [(row.id, code, row) for code, listed in case.facts.items() for row in listed]
    for _, code, row in sorted(dict.fromkeys(rows), key=lambda each: each[0]):
        yield f"{case.people[row.subject]}：{_row(code, row)}"


def _row(code: str, row: Row) -> str:
    many = f" {row.quantity} {load().facts[code].quantity}" if load().facts[code].quantity else ""
    if load().facts[code].shape == "event":
        return f"{full_day(row.begins)}{_fact(code)}{many}"
    ends = f"到{full_day(row.ends)}止" if row.ends else "起"
    return f"{full_day(row.begins)}{ends}，{_fact(code)}{many}"


def _expected(case: Case) -> Iterator[str]:
    for each in case.expect:
        pieces = [f"{each.who}：{cases.WORDS[each.status]}"]
        pieces += [f"{full_day(each.due)}到期"] if each.due else []
        pieces += [f"从{full_day(each.since)}起"] if each.since else []
        pieces += [f"计入 {each.counted}"] if each.counted is not None else []
        yield "，".join(pieces) + "。"

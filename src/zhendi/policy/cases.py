"""Worked cases of the rules (``policy/opinions/cases/*.toml``): given facts, as of a day, the expected duties.

They are written for someone who knows the Party's rules and not Python: facts by their Chinese titles, statuses in
words. Every rule has at least a case that is met, one that is due, one that is overdue, and one on a boundary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from zhendi.kernel.errors import Unreadable
from zhendi.policy.evaluate import Waiver
from zhendi.policy.evidence import Facts, Row
from zhendi.policy.lines import Entry, read
from zhendi.policy.schema import Fact, Policy, Status

STATUS_WORDS: Mapping[str, Status] = {
    "已达到": "met",
    "逾期办结": "met_late",
    "应办": "due",
    "将到期": "due_soon",
    "逾期": "overdue",
    "过期未办": "missed",
    "已豁免": "waived",
    "未到时": "not_yet",
}
WORDS: Mapping[Status, str] = {status: word for word, status in STATUS_WORDS.items()}
_GIVEN = {"fact", "who", "from", "to", "on", "count"}
_FIGURE = {"part": int, "whole": int, "reaches": bool}
_EXPECTED = {"who", "status", "due", "since", "counted", "follows"}


@dataclass(frozen=True, slots=True)
class Expected:
    """One expected duty. What is None is not compared. ``follows``: whether the rule's consequence is proposed."""

    who: str
    status: Status
    due: date | None
    since: date | None
    counted: int | None
    follows: bool | None = None


@dataclass(frozen=True, slots=True)
class ExpectedFigure:
    """The expected figure over all subjects of the case."""

    part: int
    whole: int
    reaches: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One worked case; ``where`` is its file and line, ``people`` the names of the subjects by their number."""

    name: str
    rule: str
    as_of: date
    boundary: bool
    facts: Facts
    waivers: tuple[Waiver, ...]
    expect: tuple[Expected, ...]
    figure: ExpectedFigure | None
    people: Mapping[int, str]
    where: str


def read_folder(folder: Path, policy: Policy) -> tuple[Case, ...]:
    """All cases of a folder, by file name; ``Unreadable`` names file, line and case."""
    return tuple(case for path in sorted(folder.glob("*.toml")) for case in read_file(path, policy))


def read_file(path: Path, policy: Policy) -> tuple[Case, ...]:
    """The cases of one file; ``Unreadable`` when it cannot be read."""
    try:
        written = read(path.read_text(encoding="utf-8"), path.name)
    except OSError as fault:
        raise Unreadable(f"打不开案例文件 {path}") from fault
    written.root.only(())
    found = tuple(_case(entry, policy) for entry in written.tables)
    names = [(case.rule, case.name) for case in found]
    for case in found:
        if names.count((case.rule, case.name)) > 1:
            raise Unreadable(f"{case.where}，案例 {case.name}：同一规则的同名案例写了两次")
    return found


def require(policy: Policy, cases: Sequence[Case]) -> None:
    """Refuse (``Unreadable``) a rule that lacks a case that is met, due, overdue, or on a boundary."""
    for rule in policy.rules():
        own = [case for case in cases if case.rule == rule.id]
        statuses = {expected.status for case in own for expected in case.expect}
        lacking = [
            word
            for word, there in (
                ("已达到", "met" in statuses),
                ("应办", bool({"due", "due_soon"} & statuses)),
                ("逾期", "overdue" in statuses),
                ("临界", any(case.boundary for case in own)),
                ("提出后果（follows = true）", rule.consequence is None or _says(own, follows=True)),
                ("还不提出后果的临界（follows = false）", rule.consequence is None or _says(own, follows=False)),
            )
            if not there
        ]
        if lacking:
            raise Unreadable(f"{rule.where}，条款规则 {rule.id}：cases/ 中缺少“{'、'.join(lacking)}”的案例")


def _says(cases: Sequence[Case], *, follows: bool) -> bool:
    return any(case.boundary and expected.follows is follows for case in cases for expected in case.expect)


# --- reading one ---------------------------------------------------------------------------------------------


def _case(entry: Entry, policy: Policy) -> Case:
    if entry.name != "case":
        entry.refuse("案例文件只放 [[case]]")
    entry.only({"name", "rule", "as_of", "given"}, {"boundary", "expect", "figure", "waived"})
    code = entry.text("rule")
    if code not in {rule.id for rule in policy.rules()}:
        entry.refuse(f"没有规则 {code}", "rule")
    if "expect" not in entry.values:
        entry.refuse("缺少 expect（一件也不应有时写 expect = []）")
    for key in ("given", "expect", "waived"):
        _lines(entry, key)
    numbers = _numbers(entry)
    return Case(
        entry.text("name"), code, _day(entry, entry.values, "as_of"), entry.values.get("boundary") is True,
        _facts(entry, numbers, policy), tuple(_waivers(entry, code, numbers)), tuple(_expected(entry, numbers)),
        _figure(entry), {number: who for who, number in numbers.items()}, entry.where,
    )  # fmt: skip


def _lines(entry: Entry, key: str) -> None:
    given = entry.values.get(key, [])
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        entry.refuse(f"{key} 应逐行写成 [{{ who = …, … }}]", key)
    if any(not isinstance(row.get("who"), str) or not row["who"] for row in given):
        entry.refuse(f"{key} 的每一行要写 who", key)


def _numbers(entry: Entry) -> Mapping[str, int]:
    """Subjects are numbered as they are first named."""
    names = dict.fromkeys(row["who"] for row in entry.values["given"])
    return {name: number for number, name in enumerate(names, 1)}


def _facts(entry: Entry, numbers: Mapping[str, int], policy: Policy) -> Facts:
    """Rows by fact code; their ids are the places of the lines in ``given``."""
    by_title = {fact.title: fact for fact in policy.facts.values()}
    found: dict[str, list[Row]] = {}
    for place, given in enumerate(entry.values["given"], 1):
        fact = by_title.get(str(given.get("fact", "")))
        if fact is None:
            entry.refuse(f"given 第 {place} 行：没有叫“{given.get('fact', '')}”的事实，名称见 facts.toml", "given")
        _only(entry, given, _GIVEN, "given")
        found.setdefault(fact.code, []).extend(_rows(entry, given, fact, place, numbers))
    return {code: tuple(rows) for code, rows in found.items()}


def _rows(entry: Entry, given: Mapping[str, Any], fact: Fact, place: int, numbers: Mapping[str, int]) -> Iterable[Row]:
    if (fact.shape == "event") != ("on" in given) or ("from" in given) == ("on" in given):
        entry.refuse(
            f"given 第 {place} 行：“{fact.title}”是{'事件，写 on' if fact.shape == 'event' else '时段，写 from'}",
            "given",
        )
    begins = _day(entry, given, "on" if fact.shape == "event" else "from")
    ends = _day(entry, given, "to") if "to" in given else None
    count = given.get("count", 1)
    if type(count) is not int or count < 0:
        entry.refuse(f"given 第 {place} 行：count 应是整数", "given")
    if fact.quantity:
        return [Row(place, numbers[given["who"]], begins, ends, count)]
    return [Row(place, numbers[given["who"]], begins, ends)] * count


def _waivers(entry: Entry, rule: str, numbers: Mapping[str, int]) -> Iterator[Waiver]:
    for given in entry.values.get("waived", []):
        _only(entry, given, {"who", "from", "to"}, "waived")
        yield Waiver(rule, _number(entry, given, numbers), _day(entry, given, "from"), _day(entry, given, "to"))


def _expected(entry: Entry, numbers: Mapping[str, int]) -> Iterator[Expected]:
    for given in sorted(entry.values["expect"], key=lambda given: numbers.get(given.get("who"), 0)):
        _only(entry, given, _EXPECTED, "expect")
        _number(entry, given, numbers)
        if given.get("status") not in STATUS_WORDS:
            entry.refuse(f"status 应是 {'、'.join(STATUS_WORDS)} 之一", "expect")
        yield Expected(
            given["who"],
            STATUS_WORDS[given["status"]],
            _day(entry, given, "due") if "due" in given else None,
            _day(entry, given, "since") if "since" in given else None,
            given.get("counted"),
            _follows(entry, given),
        )


def _follows(entry: Entry, given: Mapping[str, Any]) -> bool | None:
    value = given.get("follows")
    if value is not None and type(value) is not bool:
        entry.refuse("follows（是否提出后果）应写 true 或 false", "expect")
    return value


def _figure(entry: Entry) -> ExpectedFigure | None:
    given = entry.values.get("figure")
    if given is None:
        return None
    if not isinstance(given, dict) or {key: type(value) for key, value in given.items()} != _FIGURE:
        entry.refuse("figure 应写 { part = …, whole = …, reaches = true 或 false }", "figure")
    return ExpectedFigure(given["part"], given["whole"], given["reaches"])


def _number(entry: Entry, given: Mapping[str, Any], numbers: Mapping[str, int]) -> int:
    if given.get("who") not in numbers:
        entry.refuse(f"given 里没有“{given.get('who', '')}”", "expect")
    return numbers[given["who"]]


def _day(entry: Entry, given: Mapping[str, Any], key: str) -> date:
    value = given.get(key)
    if type(value) is not date:
        entry.refuse(f"{key} 应写日期，如 2026-03-15", key)
    return value


def _only(entry: Entry, given: Mapping[str, Any], allowed: set[str], key: str) -> None:
    if unknown := sorted(set(given) - allowed):
        entry.refuse(f"{key} 中不认识的键 {'、'.join(unknown)}", key)

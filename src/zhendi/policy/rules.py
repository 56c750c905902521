"""Reading rules. Strict: an unknown key, an inline number, an unknown fact or parameter is refused with its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast, get_args

from zhendi.kernel.festivals import festivals
from zhendi.kernel.parameters import Parameters
from zhendi.policy import periods
from zhendi.policy.lines import Entry
from zhendi.policy.schema import (
    AskedOf,
    Asks,
    Bearer,
    Calendar,
    Comparison,
    Condition,
    Consequence,
    Deadline,
    Fact,
    Guard,
    Kind,
    Recurring,
    Rule,
    Shape,
    Share,
    Standing,
    Strength,
)

_NEEDED = {"id", "title", "kind", "subjects", "bearer", "action", "strength", "notice", "from", "source"}
_CATCH_UP = "recurring.catch_up"  # where a rule says nothing of its own
_OPTIONAL = {"article", "until", "when", "consequence"}
_CONSEQUENCE = {"title", "text", "after", "decides", "from", "source"}
_CONDITIONS = {"at_least", "at_most", "below", "present"}
_KEYS: Mapping[str, tuple[set[str], set[str]]] = {
    "recurring": ({"evidence", "at_least", "calendar", "asked_of"}, {"festivals", "lead", "catch_up"}),
    "deadline": ({"opens", "closes"}, {"within", "until_end", "not_before", "asked", "pauses", "renews"}),
    "standing": ({"evidence", "within"}, {"window", *_CONDITIONS}),
    "share": ({"evidence", "within", "target"}, {"window", *_CONDITIONS}),
}


@dataclass(frozen=True, slots=True)
class Names:
    """What a rule may name: facts, parameters, roles."""

    facts: Mapping[str, Fact]
    parameters: Parameters
    roles: frozenset[str]


def rule(entry: Entry, clause: str, names: Names) -> Rule:
    """One ``[[clause.rule]]``; ``Unreadable`` with file, line, clause and fault."""
    kind = _one_of(entry, "kind", get_args(Kind))
    needed, optional = _KEYS[kind]
    entry.only(_NEEDED | needed, _OPTIONAL | optional)
    for key, value in entry.values.items():
        _no_number(entry, key, value)
    reader = _Reader(entry, names)
    subjects = reader.fact("subjects", shape="interval")
    found = Rule(
        id=f"{clause}.{entry.text('id')}",
        title=entry.text("title"),
        kind=cast(Kind, kind),
        subjects=subjects,
        asks=reader.asks(kind),
        guards=reader.guards(),
        bearer=reader.bearer(),
        action=entry.text("action"),
        strength=cast(Strength, _one_of(entry, "strength", get_args(Strength))),
        notice=reader.time("notice"),
        valid_from=_day(entry, "from"),
        valid_to=_day(entry, "until") if "until" in entry.values else None,
        source=entry.text("source"),
        article=entry.text("article"),
        where=entry.where,
        consequence=reader.consequence() if "consequence" in entry.values else None,
    )
    _same_subjects(entry, found, names)
    _numbers_in_force(entry, found, names)
    return found


class _Reader:
    """Reads the parts of one entry against the names that exist."""

    def __init__(self, entry: Entry, names: Names) -> None:
        self.entry, self.names = entry, names

    def asks(self, kind: str) -> Asks:
        """The part of the rule that its kind decides."""
        if kind == "recurring":
            return self._recurring()
        if kind == "deadline":
            return self._deadline()
        within, window = self.times("within"), self.time("window", optional=True)
        evidence = self.fact("evidence", shape="event" if window else "interval")
        condition = self.condition(self.entry.values, "")
        if kind == "standing":
            return Standing(evidence, condition, within, window)
        return Share(evidence, condition, within, window, self.number("target", "%"))

    def _recurring(self) -> Recurring:
        calendar = _one_of(self.entry, "calendar", get_args(Calendar))
        named = self._festivals()
        if (calendar == "festivals") != bool(named) or (calendar == "festivals") != ("lead" in self.entry.values):
            self.entry.refuse("按节日的规则须写 festivals 和 lead，其他规则不写", "calendar")
        return Recurring(
            self.fact("evidence", shape="event"),
            self.number("at_least"),
            cast(Calendar, calendar),
            cast(AskedOf, _one_of(self.entry, "asked_of", get_args(AskedOf))),
            named,
            self.time("lead", optional=True),
            self._time(self.entry.text("catch_up") or _CATCH_UP, "catch_up"),
        )

    def _festivals(self) -> tuple[str, ...]:
        given = self.entry.values.get("festivals", [])
        known = {festival.code for festival in festivals(2000)}
        if not isinstance(given, list) or [code for code in given if not isinstance(code, str) or code not in known]:
            self.entry.refuse(f"festivals 应列出 {'、'.join(sorted(known))} 中的节日", "festivals")
        return tuple(given)

    def _deadline(self) -> Deadline:
        values = self.entry.values
        if ("within" in values) == (values.get("until_end") is True):
            self.entry.refuse("期限规则须写 within（期限）或 until_end = true（到期日见登记），二者取一", "within")
        return Deadline(
            self.fact("opens", shape="interval" if "until_end" in values else None),
            self.fact("closes", shape="event"),
            self.times("within", optional=True),
            self.times("not_before", optional=True),
            self.time("asked", optional=True),
            self.fact("pauses", shape="interval", optional=True),
            self._renews(),
        )

    def _renews(self) -> bool:
        given = self.entry.values.get("renews", False)
        if not isinstance(given, bool):
            self.entry.refuse("renews 写 true 或 false", "renews")
        return bool(given)

    def fact(self, key: str, *, shape: Shape | None, optional: bool = False) -> str:
        """The code of a fact that is there and of the shape."""
        code = self.entry.text(key)
        if not code and optional:
            return ""
        self._known_fact(code, key, shape)
        return code

    def _known_fact(self, code: str, key: str, shape: Shape | None) -> None:
        fact = self.names.facts.get(code)
        if fact is None:
            self.entry.refuse(f"不认识的事实 {code}（{key}），事实见 facts.toml", key)
        if fact.awaiting:
            self.entry.refuse(f"事实 {code} 还没有来源（{fact.awaiting}），条款应写 awaiting", key)
        if shape and fact.shape != shape:
            self.entry.refuse(f"{key} 用的事实 {code} 应是{'时段' if shape == 'interval' else '事件'}", key)

    def number(self, key: str, unit: str = "") -> str:
        """The code of a parameter, of the unit where one is asked for."""
        return self._known_number(self.entry.text(key), key, unit)

    def _known_number(self, code: str, key: str, unit: str = "") -> str:
        parameter = self.names.parameters.by_code.get(code)
        if parameter is None:
            self.entry.refuse(f"不认识的参数 {code}（{key}），数字一律写在 parameters.toml", key)
        if not all(type(dated.value) is int and dated.value >= 0 for dated in parameter.values):
            self.entry.refuse(f"参数 {code} 的值不是整数，规则不能用", key)
        if unit and parameter.unit != unit:
            self.entry.refuse(f"参数 {code} 的单位是“{parameter.unit}”，{key} 应是“{unit}”", key)
        return code

    def time(self, key: str, *, optional: bool = False) -> str:
        """The code of a parameter that is a length of time."""
        code = self.entry.text(key)
        return "" if optional and not code else self._time(code, key)

    def times(self, key: str, *, optional: bool = False) -> tuple[str, ...]:
        """Codes of parameters to be added one after another."""
        codes = self.entry.values.get(key, [])
        if (
            not isinstance(codes, list)
            or not all(isinstance(each, str) for each in codes)
            or (not codes and not optional)
        ):
            self.entry.refuse(f'{key} 应列出参数，如 ["…"]', key)
        return tuple(self._time(code, key) for code in codes)

    def _time(self, code: str, key: str) -> str:
        self._known_number(code, key)
        unit = self.names.parameters.by_code[code].unit
        allowed = periods.UNITS if key in {"within", "not_before"} else tuple(u for u in periods.UNITS if u != "工作日")
        if unit not in allowed:
            self.entry.refuse(f"参数 {code} 的单位“{unit}”不能用作 {key}，可用 {'、'.join(allowed)}", key)
        return code

    def condition(self, values: Mapping[str, Any], key: str) -> Condition:
        """Exactly one comparison."""
        given = sorted(_CONDITIONS & set(values))
        if len(given) != 1:
            self.entry.refuse("须写 at_least、at_most、below、present 中的一个", key)
        comparison = cast(Comparison, given[0])
        if comparison != "present":
            return Condition(comparison, self._known_number(str(values[comparison]), key or comparison))
        if values["present"] is not True:
            self.entry.refuse("present 只写 true", key or "present")
        return Condition("present")

    def guards(self) -> tuple[Guard, ...]:
        """``when``: a list of ``{ fact = …, at_least = … }``."""
        given = self.entry.values.get("when", [])
        if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
            self.entry.refuse('when 应写成 [{ fact = "…", at_least = "…" }]', "when")
        return tuple(self._guard(each) for each in given)

    def _guard(self, given: Mapping[str, Any]) -> Guard:
        if unknown := sorted(set(given) - _CONDITIONS - {"fact"}):
            self.entry.refuse(f"when 中不认识的键 {'、'.join(unknown)}", "when")
        self._known_fact(str(given.get("fact", "")), "when", "interval")
        return Guard(str(given["fact"]), self.condition(given, "when"))

    def bearer(self) -> Bearer:
        """``{ role = …, of = "own" | "above" }``."""
        return self._post(self.entry.values["bearer"], "bearer")

    def _post(self, given: object, key: str) -> Bearer:
        if not isinstance(given, dict) or set(given) != {"role", "of"} or given["of"] not in {"own", "above"}:
            self.entry.refuse(f'{key} 应写成 {{ role = "…", of = "own" 或 "above" }}', key)
        if given["role"] not in self.names.roles:
            self.entry.refuse(f"不认识的职务 {given['role']}，职务见 roles.toml", key)
        return Bearer(given["role"], given["of"])

    def consequence(self) -> Consequence:
        """``{ title, text, after, decides = { role, of }, from, source[, article] }``: all but the article are needed."""
        given, key = self.entry.values["consequence"], "consequence"
        known = set(given) if isinstance(given, dict) else set()
        if not _CONSEQUENCE <= known <= {*_CONSEQUENCE, "article"}:
            self.entry.refuse("consequence 应写 title、text、after、decides、from、source（可写 article）", key)
        words = {word: given.get(word, "") for word in ("title", "text", "after", "source", "article")}
        if any(not isinstance(word, str) for word in words.values()) or type(given["from"]) is not date:
            self.entry.refuse("consequence 的 from 写日期，其余写文字；时间写参数编号，如 after = “…”", key)
        if not all(words[word].strip() for word in ("title", "text", "after", "source")):
            self.entry.refuse("consequence 的 title、text、after、source 不能空着", key)
        after = self._time(words["after"], key)
        if self.names.parameters.by_code[after].values[0].valid_from > given["from"]:
            self.entry.refuse(f"后果自 {given['from']} 起，参数 {after} 那时还没有值", key)
        return Consequence(
            words["title"].strip(), words["text"].strip(), after, self._post(given["decides"], key), given["from"],
            words["source"].strip(), words["article"].strip(),
        )  # fmt: skip


def _one_of(entry: Entry, key: str, allowed: Iterable[str]) -> str:
    value = entry.values.get(key)
    if value not in tuple(allowed):
        entry.refuse(f"{key} 应是 {'、'.join(allowed)} 之一，不能是 {value}", key)
    return str(value)


def _day(entry: Entry, key: str) -> date:
    value = entry.values[key]
    if type(value) is not date:
        entry.refuse(f"{key} 应写日期，如 2018-10-28", key)
    return value


def _no_number(entry: Entry, key: str, value: Any) -> None:
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, int | float) and not isinstance(value, bool):
        entry.refuse(f"{key} = {value}：数字不写在规则里，写进 parameters.toml 并注明日期和出处", key)
    for each in held:
        _no_number(entry, key, each)


def _same_subjects(entry: Entry, found: Rule, names: Names) -> None:
    kind = names.facts[found.subjects].subject
    for code in sorted(found.facts()):
        if names.facts[code].subject != kind:
            entry.refuse(f"事实 {code} 说的不是同一类对象（{names.facts[code].subject}，应为 {kind}）", "subjects")


def _numbers_in_force(entry: Entry, found: Rule, names: Names) -> None:
    after = {found.consequence.after} if found.consequence else set()  # has its own day
    for code in sorted(found.parameters() - after):
        first = names.parameters.by_code[code].values[0].valid_from
        if first > found.valid_from:
            entry.refuse(f"规则自 {found.valid_from} 起施行，参数 {code} 自 {first} 才有值", "from")

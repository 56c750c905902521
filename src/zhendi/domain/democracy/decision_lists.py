"""How a decision goes, read from ``policy/opinions/decisions.toml``: second rounds, steps, what is checked, faults."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from zhendi.kernel import parameters
from zhendi.kernel.errors import Unreadable

FILE = "decisions.toml"
FIRST_RULE = "party_round"  # of votes.toml: by which Party members vote in the first round
NOTICE_BEFORE_FIRST = "decisions.notice_days"
BETWEEN = "decisions.between_days"
PUBLICITY = "decisions.publicity_days"
_KEYS = {
    "second": {"rule", "kinds", "roll", "notice"},
    "step": {"code", "days", "who", "proof"},
    "item": {"code", "part", "title", "text", "must"},
    "fault": {"code", "title"},
}
_ROLLS = {"members", "representatives", "names"}


class Second(NamedTuple):
    """A way to vote in the second round. ``notice``: code of the least days of the notice before it."""

    rule: str
    kinds: tuple[str, ...]
    roll: str
    notice: str


class StepRule(NamedTuple):
    """A step: within how long (code, "" = another day decides), whose it is, and what proves it."""

    code: str
    days: str
    who: str
    proof: str


class Item(NamedTuple):
    """A line of the check-list (``check``) or of the risk check (``risk``); ``must``: clear, or measure."""

    code: str
    part: str
    title: str
    text: str
    must: str


class Lists(NamedTuple):
    """The whole file."""

    seconds: Mapping[str, Second]
    steps: Mapping[str, StepRule]
    items: tuple[Item, ...]
    faults: Mapping[str, str]


@cache
def lists() -> Lists:
    """The installation's file; ``Unreadable`` names what is wrong."""
    given = tomllib.loads((parameters.policy_folder() / FILE).read_text(encoding="utf-8"))
    seconds = [Second(row["rule"], tuple(row["kinds"]), row["roll"], row["notice"]) for row in _rows(given, "second")]
    steps = [StepRule(**row) for row in _rows(given, "step")]
    items = tuple(Item(**row) for row in _rows(given, "item"))
    wrong = [each.rule for each in seconds if each.roll not in _ROLLS]
    wrong += [
        each.code for each in items if each.must not in {"clear", "measure"} or each.part not in {"check", "risk"}
    ]
    numbers = {each.notice for each in seconds} | {each.days for each in steps if each.days}
    wrong += sorted(numbers - parameters.national().by_code.keys())
    if wrong:
        raise Unreadable(f"{FILE}: unknown word or number: {', '.join(wrong)}")
    return Lists(
        {each.rule: each for each in seconds}, {each.code: each for each in steps}, items,
        {row["code"]: row["title"] for row in _rows(given, "fault")},
    )  # fmt: skip


def seconds_of(kind: str) -> tuple[Second, ...]:
    """The ways to vote in the second round that a kind of decision may take."""
    return tuple(each for each in lists().seconds.values() if kind in each.kinds)


def days(code: str, on: date) -> int:
    """A number of days in force on a day."""
    return parameters.load().integer(code, on)


def notice_days(second_rule: str, on: date) -> int:
    """The least days of the notice before the vote, the law's for that second round included."""
    second = lists().seconds.get(second_rule)
    codes = {NOTICE_BEFORE_FIRST} | ({second.notice} if second else set())
    return max(days(code, on) for code in codes)


def _rows(given: Mapping[str, Any], table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = given.get(table, [])
    for row in rows:
        if set(row) != _KEYS[table]:
            raise Unreadable(f"{FILE}: {table} {row.get('code', row.get('rule', '?'))}: keys differ")
    names = [row.get("code", row.get("rule")) for row in rows]
    if not rows or len(set(names)) != len(names):
        raise Unreadable(f"{FILE}: {table}: empty, or a code stands twice")
    return rows

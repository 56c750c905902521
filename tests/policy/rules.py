"""Small rules and numbers made for the tests, so that no test hangs on the county's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from zhendi.kernel.parameters import Parameters, read_parameters
from zhendi.policy.schema import Asks, Bearer, Condition, Deadline, Guard, Recurring, Rule, Share, Standing

_TEXT = """
[[parameter]]
code = "three"
title = "三人"
unit = "人"
values = [{ value = 3, from = 2000-01-01, source = "试", confirmed_by = "" }]

[[parameter]]
code = "times"
title = "一次"
unit = "次"
values = [
  { value = 1, from = 2000-01-01, source = "试", confirmed_by = "" },
  { value = 2, from = 2026-03-01, source = "试", confirmed_by = "" },
]

[[parameter]]
code = "rising"
title = "先三人后五人"
unit = "人"
values = [
  { value = 3, from = 2000-01-01, source = "试", confirmed_by = "" },
  { value = 5, from = 2026-04-01, source = "试", confirmed_by = "" },
]

[[parameter]]
code = "week"
title = "七天"
unit = "天"
values = [{ value = 7, from = 2000-01-01, source = "试", confirmed_by = "" }]

[[parameter]]
code = "month"
title = "一个月"
unit = "个月"
values = [{ value = 1, from = 2000-01-01, source = "试", confirmed_by = "" }]

[[parameter]]
code = "five_working_days"
title = "五个工作日"
unit = "工作日"
values = [{ value = 5, from = 2000-01-01, source = "试", confirmed_by = "" }]

[[parameter]]
code = "all"
title = "全部"
unit = "%"
values = [{ value = 100, from = 2000-01-01, source = "试", confirmed_by = "" }]
"""

PARAMETERS: Parameters = read_parameters(_TEXT, "test")

_RULE = Rule(
    id="9.9.test",
    title="试",
    kind="standing",
    subjects="test.subject",
    asks=Standing("test.evidence", Condition("at_least", "three"), ("month",)),
    guards=(),
    bearer=Bearer("secretary", "own"),
    action="办",
    strength="must",
    notice="week",
    valid_from=date(2026, 1, 1),
    valid_to=None,
    source="试",
    article="",
    where="试 第 1 行",
)


def standing(comparison: str = "at_least", parameter: str = "three", *, guards: tuple[Guard, ...] = (), **more) -> Rule:
    asks = Standing("test.evidence", Condition(comparison, parameter), ("month",), **more)
    return replace(_RULE, asks=asks, guards=guards)


def share() -> Rule:
    return replace(_RULE, kind="share", asks=Share("test.evidence", Condition("present"), ("month",), target="all"))


def recurring(calendar: str = "month", asked_of: str = "end", **more) -> Rule:
    return _with("recurring", Recurring("test.evidence", "times", calendar, asked_of, **more))


def deadline(**more) -> Rule:
    return _with("deadline", Deadline("test.opened", "test.closed", **more))


def _with(kind: str, asks: Asks) -> Rule:
    return replace(_RULE, kind=kind, asks=asks)


def facts(**rows):
    """Rows by the last word of the fact; those not named are empty."""
    names = ("subject", "evidence", "opened", "closed", "paused", "guard")
    return {f"test.{name}": tuple(rows.get(name, ())) for name in names}

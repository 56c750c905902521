"""Days and statuses of one rule, worked out in Python for the few days that occur; both executors ask here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from zhendi.kernel.parameters import Parameters
from zhendi.policy import periods
from zhendi.policy.evaluate import lacking, open_status
from zhendi.policy.periods import Period
from zhendi.policy.schema import Deadline, Recurring, Rule, Standing, Status

_DAY = timedelta(days=1)
NEVER = date(9999, 12, 31)
"""Stands for no end where a database compares days."""


class Open(NamedTuple):
    """How an opening stands while nothing closes it: its due day, the end of its period, its status."""

    due_on: date | None
    period_to: date | None
    status: Status
    provisional: bool


class Asked(NamedTuple):
    """What a period asks: its end, its last day, the number needed, the status while that is not reached."""

    ends: date
    last: date
    needed: int
    status: Status


def needed(rule: Rule, parameters: Parameters, as_of: date) -> int:
    """The number that a standing rule compares with on the day; 1 where none is named."""
    assert isinstance(rule.asks, Standing)
    code = rule.asks.condition.parameter
    return parameters.integer(code, as_of) if code and rule.in_force(as_of) else 1


def broken(rule: Rule, parameters: Parameters, as_of: date, since: date) -> Open:
    """How a standing duty stands that has been broken since a day."""
    assert isinstance(rule.asks, Standing)
    found = periods.due(since, [parameters.at(code, since) for code in rule.asks.within], ())
    notice = periods.before(found.day, parameters.at(rule.notice, since))
    return Open(found.day, None, open_status(as_of, found.day, notice), found.provisional)


def paused(spans: Iterable[tuple[date, date | None]], as_of: date) -> tuple[Period, ...]:
    """The times that do not count, in order; one that still runs is known up to the day."""
    tomorrow = as_of + _DAY
    return tuple(sorted(Period(begins, min(ends or tomorrow, tomorrow)) for begins, ends in spans))


def opening(
    rule: Rule, parameters: Parameters, as_of: date, begins: date, ends: date | None, pauses: Sequence[Period] = ()
) -> Open | None:
    """How an opening stands while it is not closed; ``None`` when nothing is owed for it. ``pauses`` do not count."""
    asks = rule.asks
    assert isinstance(asks, Deadline)
    reading = max(begins, rule.valid_from)
    amounts = [parameters.at(code, reading) for code in asks.within]
    found = periods.due(begins, amounts, pauses) if asks.within else None
    due_on = found.day if found else ends
    if due_on is None:
        return Open(None, None, "not_yet", False)
    if not rule.in_force(due_on):
        return None
    asked = periods.after(begins, [parameters.at(code, reading) for code in asks.not_before])
    if asks.asked:
        asked = max(asked, periods.before(due_on, parameters.at(asks.asked, max(due_on, rule.valid_from))))
    notice = periods.before(due_on, parameters.at(rule.notice, max(due_on, rule.valid_from)))
    status = open_status(as_of, due_on, notice) if as_of >= asked else "not_yet"
    return Open(due_on, due_on + _DAY, status, bool(found and found.provisional))


def period(rule: Rule, parameters: Parameters, as_of: date, each: Period) -> Asked:
    """What a recurring rule asks in a period."""
    asks = rule.asks
    assert isinstance(asks, Recurring)
    number = parameters.integer(asks.at_least, each.begins)
    return Asked(each.ends, each.last, number, lacking(rule, asks, parameters, as_of, each))

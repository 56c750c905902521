"""The reference executor: from fact rows and a rule, as of a day, the obligations. Pure, and slow on purpose.

Every other executor (keyed, set-wise) must agree with this one row for row. What begins after ``as_of`` is not seen,
so that any past day can be derived; the same input always gives the same rows in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from zhendi.kernel.errors import Unreadable
from zhendi.kernel.parameters import Parameters
from zhendi.policy import evidence, periods
from zhendi.policy.evidence import Counted, Facts, Held, Row
from zhendi.policy.periods import Period
from zhendi.policy.schema import Deadline, Recurring, Rule, Standing, Status

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Waiver:
    """A subject excused from a rule from a day to a day (half-open), by whom and why (kept by the engine)."""

    rule: str
    subject: int
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class Obligation:
    """One duty of one subject in one period, as it stands on the day of the derivation.

    ``period_to`` and ``due_on`` are None where there is no end (a standing duty that is met, a term without its end).
    ``since``: the day from which it has stood met or broken. ``counted``: ids of the evidence rows, ``total`` their sum,
    ``needed`` the number compared with. ``provisional``: the due day runs through a year without its notice.
    """

    rule: str
    subject: int
    period_from: date
    period_to: date | None
    due_on: date | None
    status: Status
    since: date
    counted: tuple[int, ...]
    total: int
    needed: int
    provisional: bool = False


def evaluate(
    rule: Rule,
    facts: Facts,
    parameters: Parameters,
    as_of: date,
    waivers: Sequence[Waiver] = (),
    earliest: date | None = None,
    started: date = date.min,
) -> tuple[Obligation, ...]:
    """All obligations of a rule on a day, by subject and period.

    ``earliest`` leaves out recurring periods that began before it, ``started`` those that had ended by it: what was
    before the registers were kept here nobody can show.

    ``Unreadable`` when a fact that the rule reads is not given at all: no rows is an answer, no fact is not.
    """
    if missing := sorted(rule.facts() - facts.keys()):
        raise Unreadable(f"规则 {rule.id} 缺少事实 {'、'.join(missing)}")
    if isinstance(rule.asks, Recurring):
        found = _recurring(rule, rule.asks, facts, parameters, as_of, (earliest or rule.valid_from, started))
    elif isinstance(rule.asks, Deadline):
        found = _deadlines(rule, rule.asks, facts, parameters, as_of)
    else:
        found = _standing(rule, rule.asks, facts, parameters, as_of)
    excused = [waiver for waiver in waivers if waiver.rule == rule.id]
    rows = (_waived(rule, row, excused, as_of) for row in found)
    return tuple(sorted(rows, key=lambda row: (row.subject, row.period_from, row.counted)))


# --- recurring: enough evidence in each period? --------------------------------------------------------------


def _recurring(
    rule: Rule, asks: Recurring, facts: Facts, parameters: Parameters, as_of: date, bounds: tuple[date, date]
) -> Iterator[Obligation]:
    earliest, started = bounds
    begun = _calendar(rule, asks, parameters, as_of, max(earliest, rule.valid_from))
    calendar = tuple(period for period in begun if period.ends > started)
    for one in evidence.held(rule, asks.evidence, facts, parameters, as_of):
        for period in calendar:
            if _asked_in(asks, one, period, as_of) and evidence.guarded(one, parameters, min(period.last, as_of)):
                yield _in_period(rule, asks, one, period, parameters, as_of)


def _calendar(rule: Rule, asks: Recurring, parameters: Parameters, as_of: date, begins: date) -> Iterator[Period]:
    ends = min(as_of + _DAY, rule.valid_to or date.max)
    if asks.calendar == "festivals":
        return periods.festival_periods(asks.festivals, parameters.at(asks.lead, begins), begins, ends)
    return periods.periods(asks.calendar, begins, ends)


def _asked_in(asks: Recurring, one: Held, period: Period, as_of: date) -> bool:
    """Whether the subject was there as the rule wants it; a period that still runs is judged by today."""
    last = min(period.last, as_of)
    if asks.asked_of == "end":
        return one.there(last)
    days = (period.begins + timedelta(days=n) for n in range((last - period.begins).days + 1))
    there = (one.there(day) for day in days)
    return all(there) if asks.asked_of == "whole" else any(there)


def _in_period(
    rule: Rule, asks: Recurring, one: Held, period: Period, parameters: Parameters, as_of: date
) -> Obligation:
    counted = evidence.within(one.evidence, period.begins, period.ends)
    needed = parameters.integer(asks.at_least, period.begins)
    status = "met" if counted.total >= needed else lacking(rule, asks, parameters, as_of, period)
    return Obligation(
        rule.id,
        one.subject,
        period.begins,
        period.ends,
        period.last,
        status,
        period.begins,
        counted.ids,
        counted.total,
        needed,
    )


# --- deadline: closed in time? -------------------------------------------------------------------------------


def _deadlines(rule: Rule, asks: Deadline, facts: Facts, parameters: Parameters, as_of: date) -> Iterator[Obligation]:
    tomorrow = as_of + _DAY  # a pause that still runs is known up to today
    opened = evidence.by_subject(facts[asks.opens], as_of)
    paused = evidence.by_subject(facts.get(asks.pauses, ()), as_of)
    for one in evidence.held(rule, asks.closes, facts, parameters, as_of):
        pauses = [Period(row.begins, min(row.ends or tomorrow, tomorrow)) for row in paused.get(one.subject, ())]
        for opening in opened.get(one.subject, ()):
            if evidence.guarded(one, parameters, opening.begins):
                yield from _deadline(rule, asks, one, opening, pauses, parameters, as_of)


def _deadline(
    rule: Rule,
    asks: Deadline,
    one: Held,
    opening: Row,
    pauses: Sequence[Period],
    parameters: Parameters,
    as_of: date,
) -> Iterator[Obligation]:
    reading = max(opening.begins, rule.valid_from)
    amounts = [parameters.at(code, reading) for code in asks.within]
    found = periods.due(opening.begins, amounts, pauses) if asks.within else None
    due_on = found.day if found else opening.ends
    if due_on is not None and not rule.in_force(due_on):
        return
    closing = _closing(asks, one, opening)
    if closing is None and not one.there(as_of):
        return  # nothing is owed by what is no more
    status: Status = "not_yet"
    if closing is not None:
        status = "met" if due_on is None or closing.begins <= due_on else "met_late"
    elif due_on is not None and as_of >= _asked_from(rule, asks, opening, due_on, parameters):
        notice = parameters.at(rule.notice, max(due_on, rule.valid_from))
        status = open_status(as_of, due_on, periods.before(due_on, notice))
    counted = Counted(1, (closing.id,)) if closing else Counted(0, ())
    yield Obligation(
        rule.id,
        one.subject,
        opening.begins,
        due_on + _DAY if due_on else None,
        due_on,
        status,
        closing.begins if closing else opening.begins,
        counted.ids,
        counted.total,
        1,
        bool(found and found.provisional),
    )


def _closing(asks: Deadline, one: Held, opening: Row) -> Row | None:
    """The first closing row; what renews is the beginning of the next and closes nothing that began on its day."""
    first = opening.begins + _DAY if asks.renews else opening.begins
    return next((row for row in one.evidence if row.begins >= first), None)


def _asked_from(rule: Rule, asks: Deadline, opening: Row, due_on: date, parameters: Parameters) -> date:
    """The day before which nothing is asked yet."""
    reading = max(opening.begins, rule.valid_from)
    earliest = periods.after(opening.begins, [parameters.at(code, reading) for code in asks.not_before])
    if not asks.asked:
        return earliest
    return max(earliest, periods.before(due_on, parameters.at(asks.asked, max(due_on, rule.valid_from))))


# --- standing, share: does it hold on the day? ---------------------------------------------------------------


def _standing(rule: Rule, asks: Standing, facts: Facts, parameters: Parameters, as_of: date) -> Iterator[Obligation]:
    for one in evidence.held(rule, asks.evidence, facts, parameters, as_of):
        days = sorted(_marks(rule, asks, one, parameters, as_of), reverse=True)
        if not _asked(rule, one, parameters, as_of):
            continue
        counted = evidence.on_day(one.evidence, as_of)
        holds = evidence.satisfied(asks.condition, counted.total, parameters, as_of)
        began = since = as_of
        same = True
        for day in days:
            if not _asked(rule, one, parameters, day):
                break
            began = day
            total = evidence.on_day(one.evidence, day).total
            same = same and evidence.satisfied(asks.condition, total, parameters, day) == holds
            since = day if same else since
        yield _stands(rule, asks, one.subject, began, since, holds, counted, parameters, as_of)


def _stands(
    rule: Rule,
    asks: Standing,
    subject: int,
    began: date,
    since: date,
    holds: bool,
    counted: Counted,
    parameters: Parameters,
    as_of: date,
) -> Obligation:
    needed = evidence.needed(asks.condition, parameters, as_of)
    if holds:
        return Obligation(rule.id, subject, began, None, None, "met", since, counted.ids, counted.total, needed)
    found = periods.due(since, [parameters.at(code, since) for code in asks.within], ())
    status = open_status(as_of, found.day, periods.before(found.day, parameters.at(rule.notice, since)))
    return Obligation(
        rule.id, subject, began, None, found.day, status, since, counted.ids, counted.total, needed, found.provisional
    )


def _asked(rule: Rule, one: Held, parameters: Parameters, day: date) -> bool:
    return rule.in_force(day) and one.there(day) and evidence.guarded(one, parameters, day)


def _marks(rule: Rule, asks: Standing, one: Held, parameters: Parameters, as_of: date) -> set[date]:
    """Every day up to ``as_of`` on which something can have changed: between them all stays as it is."""
    rows = (*one.spans, *one.evidence, *(row for _, rows in one.guards for row in rows))
    codes = {asks.condition.parameter, *(guard.condition.parameter for guard in rule.guards)} - {""}
    numbers = (dated.valid_from for code in codes for dated in parameters.by_code[code].values)
    marks = {rule.valid_from, *(row.begins for row in rows), *(row.ends for row in rows if row.ends), *numbers}
    first = max(rule.valid_from, min(row.begins for row in one.spans))
    return {day for day in marks if first <= day <= as_of}


# --- what all share ------------------------------------------------------------------------------------------


def open_status(as_of: date, due_on: date, notice: date) -> Status:
    """How an open duty stands: past its day, within the notice before it, or simply due."""
    if as_of > due_on:
        return "overdue"
    return "due_soon" if as_of >= notice else "due"


def lacking(rule: Rule, asks: Recurring, parameters: Parameters, as_of: date, period: Period) -> Status:
    """How a period stands that lacks evidence: open, overdue, and missed once the time to catch up is over."""
    notice = periods.before(period.last, parameters.at(rule.notice, period.begins))
    if asks.catch_up and as_of > periods.after(period.last, [parameters.at(asks.catch_up, period.begins)]):
        return "missed"
    return open_status(as_of, period.last, notice)


def _waived(rule: Rule, row: Obligation, waivers: Iterable[Waiver], as_of: date) -> Obligation:
    """An open duty is excused while a waiver holds; a recurring one also when it held on the last day of the period."""
    if row.status in {"met", "met_late", "not_yet"}:
        return row
    days = [as_of]
    if rule.kind == "recurring" and row.due_on is not None and row.due_on <= as_of:
        days.append(row.due_on)
    excused = any(
        waiver.subject == row.subject and waiver.valid_from <= day < waiver.valid_to
        for waiver in waivers
        for day in days
    )
    return replace(row, status="waived") if excused else row

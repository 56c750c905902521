"""Why: for a duty the clause, the rule, the numbers with their dates, the evidence counted and not counted, who answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from zhendi.domain.people import facts as people
from zhendi.kernel.parameters import Dated
from zhendi.kernel.scope import Scope
from zhendi.obligations import catalogue
from zhendi.obligations.models import Transition, Waiver
from zhendi.obligations.plans.sql import Sql, as_day, rows
from zhendi.obligations.queries import duties, inbox
from zhendi.obligations.queries.duties import Duty
from zhendi.policy import periods
from zhendi.policy.load import load
from zhendi.policy.schema import Clause, Deadline, Fact, Recurring, Rule, Standing

_SHOWN = 200
SUBJECT, EVIDENCE, CLOSES = "谁要做", "怎样算做到", "怎样算办结"


class Evidence(NamedTuple):
    """One row of a fact and whether it counts on the day; ``why`` says why not."""

    begins: date
    ends: date | None
    quantity: int
    counted: bool
    why: str


class FactRead(NamedTuple):
    """A fact that the rule read about the subject; ``more`` rows are not shown."""

    fact: Fact
    part: str
    rows: tuple[Evidence, ...]
    more: int


class Waived(NamedTuple):
    """A time for which the subject is excused, half-open; ``planned_to``: the day that was meant, where it ended before."""

    begins: date
    ends: date
    reason: str
    by: str
    on: date
    planned_to: date | None
    ended_by: str
    end_reason: str


class Change(NamedTuple):
    """How the duty stood from a day on."""

    on: date
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that led to the status of one duty."""

    duty: Duty
    clause: Clause
    rule: Rule
    parameters: tuple[Dated, ...]
    facts: tuple[FactRead, ...]
    changes: tuple[Change, ...]
    waivers: tuple[Waived, ...]
    bearers: tuple[str, ...]


def explain(scope: Scope, obligation_id: int) -> Explanation:
    """Explain a duty; ``NotVisible`` outside the reader's pieces of the tree."""
    duty = duties.duty(scope, obligation_id)
    rule = duties.rule_of(duty.rule)
    history = Transition.objects.filter(rule=rule.id, subject=duty.subject).order_by("-on_day", "-pk")[:_SHOWN]
    excused = Waiver.objects.filter(rule=rule.id, subject=duty.subject).order_by("-valid_from", "-pk")
    return Explanation(
        duty,
        inbox.clause_of(rule),
        rule,
        in_force(rule, scope.as_of),
        tuple(_read(rule, code, part, duty, scope.as_of) for code, part in _parts(rule)),
        tuple(Change(each.on_day, each.before, each.after) for each in history),
        tuple(
            Waived(
                e.valid_from, e.valid_to, e.reason, e.decided_by, e.decided_on, e.planned_to, e.ended_by, e.end_reason
            )
            for e in excused
        ),
        people.holders(rule.bearer.role, duty.path, scope.as_of),
    )


def in_force(rule: Rule, on: date) -> tuple[Dated, ...]:
    """The numbers that a rule reads, as they are in force on a day (from its first day on)."""
    known = load().parameters
    first = {code: known.by_code[code].values[0].valid_from for code in sorted(rule.parameters())}
    return tuple(known.at(code, max(on, rule.valid_from, begins)) for code, begins in first.items())


def _parts(rule: Rule) -> Sequence[tuple[str, str]]:
    """The facts of a rule and what each is for."""
    asks = rule.asks
    found = [(rule.subjects, SUBJECT)]
    if isinstance(asks, Deadline):
        found += [(asks.opens, "从何时起算"), (asks.closes, CLOSES)]
        found += [(asks.pauses, "哪些时候不计")] if asks.pauses else []
    else:
        found.append((asks.evidence, EVIDENCE))
    return list(dict.fromkeys([*found, *((guard.fact, "什么情况下要做") for guard in rule.guards)]))


def _read(rule: Rule, code: str, part: str, duty: Duty, on: date) -> FactRead:
    source = catalogue.sources()[code]().within("SELECT begins, ends, quantity FROM (", ") f WHERE subject = %s")
    found = rows(Sql(source.text + " ORDER BY begins DESC", (*source.values, duty.subject)))
    shown = tuple(
        _judged(rule, part, duty, (as_day(begins) or on, as_day(ends), int(quantity)), on)
        for begins, ends, quantity in found[:_SHOWN]
    )
    return FactRead(load().facts[code], part, shown, max(0, len(found) - _SHOWN))


def _judged(rule: Rule, part: str, duty: Duty, row: tuple[date, date | None, int], on: date) -> Evidence:
    begins, ends, quantity = row
    why = (
        "还没开始"
        if begins > on
        else "已经结束"
        if ends is not None and ends <= on
        else _outside(rule, part, duty, row, on)
    )
    return Evidence(begins, ends, quantity, not why, why)


def _outside(rule: Rule, part: str, duty: Duty, row: tuple[date, date | None, int], on: date) -> str:
    """Why a row that holds on the day is not counted all the same."""
    begins, asks = row[0], rule.asks
    if part == EVIDENCE and isinstance(asks, Recurring):
        return "" if duty.period_from <= begins < (duty.period_to or date.max) else "不在这一期内"
    if part == EVIDENCE and isinstance(asks, Standing) and asks.window:
        until = periods.after(begins, [load().parameters.at(asks.window, max(begins, rule.valid_from))])
        return "" if on < until else "已经过了有效时间"
    if part == CLOSES and begins <= duty.period_from:
        return "在起算之前"
    return ""

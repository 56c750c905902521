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
from zhendi.obligations.queries import duties
from zhendi.obligations.queries.duties import Duty
from zhendi.policy.load import load
from zhendi.policy.schema import Clause, Deadline, Fact, Rule

_SHOWN = 200


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
    waivers: tuple[Waiver, ...]
    bearers: tuple[str, ...]


def explain(scope: Scope, obligation_id: int) -> Explanation:
    """Explain a duty; ``NotVisible`` outside the reader's pieces of the tree."""
    duty = duties.duty(scope, obligation_id)
    rule = duties.rule_of(duty.rule)
    clause = next(each for each in load().clauses if rule in each.rules)
    numbers = tuple(load().parameters.at(code, max(scope.as_of, rule.valid_from)) for code in sorted(rule.parameters()))
    history = Transition.objects.filter(rule=rule.id, subject=duty.subject).order_by("-on_day", "-pk")[:_SHOWN]
    return Explanation(
        duty,
        clause,
        rule,
        numbers,
        tuple(_read(rule, code, part, duty.subject, scope.as_of) for code, part in _parts(rule)),
        tuple(Change(each.on_day, each.before, each.after) for each in history),
        tuple(Waiver.objects.filter(rule=rule.id, subject=duty.subject).order_by("-valid_from")),
        people.holders(rule.bearer.role, duty.path, scope.as_of),
    )


def _parts(rule: Rule) -> Sequence[tuple[str, str]]:
    """The facts of a rule and what each is for."""
    asks = rule.asks
    found = [(rule.subjects, "谁要做")]
    if isinstance(asks, Deadline):
        found += [(asks.opens, "从何时起算"), (asks.closes, "怎样算办结")]
    else:
        found.append((asks.evidence, "怎样算做到"))
    return list(dict.fromkeys([*found, *((guard.fact, "什么情况下要做") for guard in rule.guards)]))


def _read(rule: Rule, code: str, part: str, subject: int, on: date) -> FactRead:
    source = catalogue.sources()[code]().within("SELECT begins, ends, quantity FROM (", ") f WHERE subject = %s")
    found = rows(Sql(source.text + " ORDER BY begins DESC", (*source.values, subject)))
    del rule
    shown = tuple(_judged(as_day(b) or on, as_day(e), int(q), on) for b, e, q in found[:_SHOWN])
    return FactRead(load().facts[code], part, shown, max(0, len(found) - _SHOWN))


def _judged(begins: date, ends: date | None, quantity: int, on: date) -> Evidence:
    why = "还没开始" if begins > on else "已经结束" if ends is not None and ends <= on else ""
    return Evidence(begins, ends, quantity, not why, why)

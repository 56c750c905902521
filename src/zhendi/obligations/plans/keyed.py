"""The keyed executor: the duties of one subject, from its own rows in memory. It agrees with the set-wise one row for row.

A step inside an operation concerns one subject or a few. For those, rows are fetched in one statement and counted here;
temporary tables and windows over a timeline pay only for thousands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from zhendi.kernel.parameters import Parameters
from zhendi.obligations.plans import limits, recurring
from zhendi.obligations.plans.levels import Events, Level, Number, Span, events, level, number, stands
from zhendi.obligations.plans.limits import Asked
from zhendi.policy import periods
from zhendi.policy.periods import Period
from zhendi.policy.schema import Comparison, Deadline, Recurring, Rule, Standing

_DAY = timedelta(days=1)


class Duty(NamedTuple):
    """One duty as it stands on the day; who answers for it comes later."""

    rule: str
    subject: int
    period_from: date
    period_to: date | None
    due_on: date | None
    status: str
    since: date
    total: int
    needed: int
    provisional: bool


class Rows:
    """The rows of one subject by fact, each fact counted once for all rules that read it."""

    def __init__(self, subject: int, by_fact: Mapping[str, Sequence[Span]]) -> None:
        self.subject = subject
        self._by_fact = by_fact
        self._levels: dict[tuple[str, str], Level] = {}
        self._events: dict[str, Events] = {}

    def spans(self, fact: str) -> Sequence[Span]:
        """The rows of a fact that had begun by the day."""
        return self._by_fact.get(fact, ())

    def level(self, fact: str, window: str = "", lasting: Callable[[Span], Span] | None = None) -> Level:
        """The fact as a count over time; with a ``window``, events count for as long as ``lasting`` says."""
        if (fact, window) not in self._levels:
            spans = self.spans(fact)
            self._levels[fact, window] = level(map(lasting, spans) if lasting else spans)
        return self._levels[fact, window]

    def events(self, fact: str) -> Events:
        """The fact as events in order of time."""
        if fact not in self._events:
            self._events[fact] = events(self.spans(fact))
        return self._events[fact]


@dataclass(frozen=True, slots=True)
class Guarded:
    """A guard with its number."""

    fact: str
    comparison: Comparison
    number: Number

    def lets(self, rows: Rows, day: date) -> bool:
        """Whether it lets the rule ask on a day."""
        return stands(self.comparison, rows.level(self.fact).at(day), self.number.at(day))


@dataclass(frozen=True, slots=True)
class Plan:
    """One rule made ready for a day: its numbers, the days on which they change, its periods."""

    rule: Rule
    parameters: Parameters
    as_of: date
    guards: tuple[Guarded, ...]
    number: Number
    needed: int
    turns: frozenset[date]
    calendar: tuple[tuple[Period, Asked], ...]

    def duties(self, rows: Rows) -> Iterable[Duty]:
        """The duties of a subject by this rule."""
        if not rows.spans(self.rule.subjects):
            return ()
        asks = self.rule.asks
        if isinstance(asks, Recurring):
            return self._recurring(asks, rows)
        return self._deadlines(asks, rows) if isinstance(asks, Deadline) else self._standing(asks, rows)

    def _lets(self, rows: Rows, day: date) -> bool:
        return all(guard.lets(rows, day) for guard in self.guards)

    # --- standing: read backwards from the day, as long as it was asked, and within that as long as it stood the same

    def _standing(self, asks: Standing, rows: Rows) -> Iterator[Duty]:
        there = rows.level(self.rule.subjects)
        proof = rows.level(asks.evidence, asks.window, self._lasting if asks.window else None)
        if not self._asked(there, rows, self.as_of):
            return
        comparison, total = asks.condition.comparison, proof.at(self.as_of)
        holds = stands(comparison, total, self.number.at(self.as_of))
        began = since = self.as_of
        same = True
        for day in self._marks(there, proof, rows):
            if not self._asked(there, rows, day):
                break
            began = day
            same = same and stands(comparison, proof.at(day), self.number.at(day)) == holds
            since = day if same else since
        if holds:
            yield Duty(self.rule.id, rows.subject, began, None, None, "met", since, total, self.needed, False)
        else:
            found = limits.broken(self.rule, self.parameters, self.as_of, since)
            yield Duty(
                self.rule.id, rows.subject, began, None, found.due_on, found.status, since, total, self.needed,
                found.provisional,
            )  # fmt: skip

    def _asked(self, there: Level, rows: Rows, day: date) -> bool:
        return self.rule.in_force(day) and there.at(day) > 0 and self._lets(rows, day)

    def _marks(self, there: Level, proof: Level, rows: Rows) -> list[date]:
        """Days on which something can have changed, the last first."""
        first = max(self.rule.valid_from, there.days[0])
        days = self.turns.union(there.days, proof.days, *(rows.level(guard.fact).days for guard in self.guards))
        return sorted((day for day in days if first <= day <= self.as_of), reverse=True)

    def _lasting(self, span: Span) -> Span:
        asks = self.rule.asks
        assert isinstance(asks, Standing)
        length = self.parameters.at(asks.window, max(span.begins, self.rule.valid_from))
        return Span(span.begins, periods.after(span.begins, [length]), span.quantity)

    # --- deadline: each opening with its first closing

    def _deadlines(self, asks: Deadline, rows: Rows) -> Iterator[Duty]:
        here = rows.level(self.rule.subjects).at(self.as_of) > 0
        closings = rows.events(asks.closes)
        pauses = limits.paused(((span.begins, span.ends) for span in rows.spans(asks.pauses)), self.as_of)
        for begins, ends, _ in rows.spans(asks.opens):
            if not self._lets(rows, begins):
                continue
            found = limits.opening(self.rule, self.parameters, self.as_of, begins, ends, pauses)
            # What renews is the beginning of the next and closes nothing that began on its day.
            closed = closings.first(begins, after=asks.renews)
            if found is None or (closed is None and not here):
                continue
            status: str = found.status
            if closed is not None:
                status = "met" if found.due_on is None or closed <= found.due_on else "met_late"
            yield Duty(
                self.rule.id, rows.subject, begins, found.period_to, found.due_on, status, closed or begins,
                int(closed is not None), 1, found.provisional,
            )  # fmt: skip

    # --- recurring: enough evidence in each period in which the subject was there?

    def _recurring(self, asks: Recurring, rows: Rows) -> Iterator[Duty]:
        there, proof = rows.level(self.rule.subjects), rows.events(asks.evidence)
        for each, asked in self.calendar:
            last = min(each.last, self.as_of)
            if not _there(asks, there, each.begins, last) or not self._lets(rows, last):
                continue
            total = proof.within(each.begins, each.ends)
            status = "met" if total >= asked.needed else asked.status
            yield Duty(
                self.rule.id, rows.subject, each.begins, asked.ends, asked.last, status, each.begins, total,
                asked.needed, False,
            )  # fmt: skip


def _there(asks: Recurring, there: Level, first: date, last: date) -> bool:
    if asks.asked_of == "end":
        return there.at(last) > 0
    found = there.during(first, last)
    return (min(found) if asks.asked_of == "whole" else max(found)) > 0


def plan(rule: Rule, parameters: Parameters, as_of: date, earliest: date, started: date) -> Plan:
    """Make a rule ready for a day."""
    asks = rule.asks
    guards = tuple(
        Guarded(guard.fact, guard.condition.comparison, number(guard.condition.parameter, parameters))
        for guard in rule.guards
    )
    own, asked, turns = number("", parameters), 1, frozenset[date]()
    calendar: tuple[tuple[Period, Asked], ...] = ()
    if isinstance(asks, Standing):
        own, asked = number(asks.condition.parameter, parameters), limits.needed(rule, parameters, as_of)
        turns = frozenset({rule.valid_from}).union(own.days, *(guard.number.days for guard in guards))
    elif isinstance(asks, Recurring):
        found = recurring.calendar(rule, parameters, as_of, earliest, started)
        calendar = tuple((each, limits.period(rule, parameters, as_of, each)) for each in found)
    return Plan(rule, parameters, as_of, guards, own, asked, turns, calendar)

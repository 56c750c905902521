"""The step inside an operation: the duties of a few subjects, read at once, counted in memory, written where they differ.

Two statements when nothing changes; with changes one more for each table that they concern, however many rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection

from zhendi.obligations.engine.derived import KEPT, Question
from zhendi.obligations.engine.difference import COLUMNS, Difference, Kept
from zhendi.obligations.engine.known import Known, Reading, reading
from zhendi.obligations.engine.settle import Changes
from zhendi.obligations.plans import keyed
from zhendi.obligations.plans.keyed import Plan
from zhendi.obligations.plans.marked import Keys, Marked, of
from zhendi.obligations.plans.sql import among, joined
from zhendi.policy.schema import Rule, SubjectKind

FEW = 50
"""Up to so many subjects are counted in memory; more are worked out set-wise."""

Plans = Mapping[SubjectKind, Sequence[Plan]]
_SHAPES = 64  # numbers of subjects for which statements are held


class _Statements(NamedTuple):
    """What is asked about so many subjects of each kind."""

    kept: Marked
    facts: Reading


@dataclass(frozen=True, slots=True)
class _Ready:
    """A question made ready but for its subjects: its plans, and the statements for each number of subjects."""

    question: Question
    plans: Plans
    statements: dict[tuple[tuple[SubjectKind, int], ...], _Statements]

    def answers(self, asked: Question) -> bool:
        """Whether another question is the same but for its subjects."""
        mine = self.question
        return (
            mine.policy is asked.policy
            and mine.rules is asked.rules
            and mine.sources is asked.sources
            and mine.places == asked.places
            and _days(mine) == _days(asked)
        )

    def about(self, keys: Keys) -> _Statements:
        """The statements for these subjects, made once for as many of each kind."""
        shape = tuple((kind, len(found)) for kind, found in keys.items())
        found = self.statements.get(shape)
        if found is None:
            if len(self.statements) >= _SHAPES:
                self.statements.clear()
            rules = {kind: [plan.rule for plan in self.plans[kind]] for kind in keys}
            found = self.statements[shape] = _Statements(_kept(rules, keys), reading(self.question, rules, keys))
        return found


_ready: list[_Ready] = []
"""The one last made: a day's operations all ask the same of other subjects. Threads share it, so nobody reads it twice."""


def step(question: Question, subjects: Keys) -> Changes:
    """Bring the duties of some subjects, and the figures above them, to the day of the question."""
    ready = _made_ready(question)
    keys = {kind: tuple(dict.fromkeys(found)) for kind, found in subjects.items() if found and kind in ready.plans}
    if not keys:
        return Changes(0, 0, 0, 0)
    statements = ready.about(keys)
    kept = {row.key(): row for row in map(Kept.read, statements.kept.rows(keys))}
    known = Known(statements.facts, keys)
    found = Difference(question.as_of)
    for kind, chosen in keys.items():
        for subject in chosen:
            facts = known.rows(kind, subject)
            for plan in ready.plans[kind]:
                place = known.place(kind, plan.rule, subject)
                for duty in plan.duties(facts):
                    excused = known.excused(duty, plan.rule, question.as_of)
                    now = Kept.of(duty._replace(status="waived") if excused else duty, place)
                    found.between(kept.pop(now.key(), None), now)
    for was in kept.values():
        found.between(was, None)
    return found.write()


def _kept(rules: Mapping[SubjectKind, Sequence[Rule]], keys: Keys) -> Marked:
    """The kept rows. PostgreSQL locks them: of two operations about one subject the later sees what the earlier did."""
    pieces = [
        among("rule", [rule.id for rule in asked]) + " AND " + of("subject", kind, keys)
        for kind, asked in rules.items()
    ]
    locked = " ORDER BY id FOR UPDATE" if connection.vendor == "postgresql" else ""
    text = f"SELECT id, {', '.join(COLUMNS)} FROM {KEPT} WHERE ("
    return Marked(joined(pieces, ") OR (").within(text, ")" + locked))


def _made_ready(question: Question) -> _Ready:
    for made in tuple(_ready):
        if made.answers(question):
            return made
    plans: dict[SubjectKind, list[Plan]] = defaultdict(list)
    for rule in question.rules or question.policy.rules():
        plans[question.kind(rule)].append(keyed.plan(rule, question.parameters, *_days(question)))
    made = _Ready(question, plans, {})
    _ready[:] = [made]
    return made


def _days(question: Question) -> tuple[date, date, date]:
    return question.as_of, question.earliest, question.started

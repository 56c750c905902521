"""The step inside an operation: the duties of a few subjects, read at once, counted in memory, written where they differ.

Two statements when nothing changes; with changes one more for each table that they concern, however many rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from zhendi.obligations.engine.derived import Question
from zhendi.obligations.engine.difference import COLUMNS, Difference, Kept, Key
from zhendi.obligations.engine.known import Known
from zhendi.obligations.engine.settle import Changes
from zhendi.obligations.plans import keyed
from zhendi.obligations.plans.keyed import Plan
from zhendi.obligations.plans.sql import among, joined, rows
from zhendi.policy.schema import Policy, Rule, SubjectKind

FEW = 50
"""Up to so many subjects are counted in memory; more are worked out set-wise."""

Plans = Mapping[SubjectKind, Sequence[Plan]]


def step(question: Question) -> Changes:
    """Bring the duties of the question's subjects, and the figures above them, to its day."""
    plans = {kind: made for kind, made in _plans(question).items() if question.keys(kind)}
    if not plans:
        return Changes(0, 0, 0, 0)
    kept = _kept(question, plans)
    known = Known(question, {kind: [plan.rule for plan in made] for kind, made in plans.items()})
    found = Difference(question.as_of)
    for kind, made in plans.items():
        for subject in dict.fromkeys(question.keys(kind) or ()):
            facts = known.rows(kind, subject)
            for plan in made:
                place = known.place(kind, plan.rule, subject)
                for duty in plan.duties(facts):
                    excused = known.excused(duty, plan.rule, question.as_of)
                    now = Kept.of(duty._replace(status="waived") if excused else duty, place)
                    found.between(kept.pop(now.key(), None), now)
    for was in kept.values():
        found.between(was, None)
    return found.write()


def _kept(question: Question, plans: Plans) -> dict[Key, Kept]:
    """The kept rows. PostgreSQL locks them: of two operations about one subject the later sees what the earlier did."""
    pieces = [
        among("rule", [plan.rule.id for plan in made]) + " AND " + among("subject", question.keys(kind) or ())
        for kind, made in plans.items()
    ]
    locked = " ORDER BY id FOR UPDATE" if connection.vendor == "postgresql" else ""
    text = f"SELECT id, {', '.join(COLUMNS)} FROM obligations_obligation WHERE ("
    found = (Kept.read(row) for row in rows(joined(pieces, ") OR (").within(text, ")" + locked)))
    return {row.key(): row for row in found}


class _Ready(NamedTuple):
    """Rules made ready for a day; those last made are held, for a day's operations all ask by the same ones."""

    policy: Policy
    rules: tuple[Rule, ...]
    days: tuple[date, date, date]
    plans: Plans


_ready: list[_Ready] = []


def _plans(question: Question) -> Plans:
    days = (question.as_of, question.earliest, question.started)
    for made in _ready:
        if made.policy is question.policy and made.rules is question.rules and made.days == days:
            return made.plans
    plans: dict[SubjectKind, list[Plan]] = defaultdict(list)
    for rule in question.rules or question.policy.rules():
        plans[question.kind(rule)].append(keyed.plan(rule, question.parameters, *days))
    _ready[:] = [_Ready(question.policy, question.rules, days, plans)]
    return plans

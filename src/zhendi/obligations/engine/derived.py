"""The question that the engine is asked, and the temporary table of what is owed on its day (``filling`` fills it)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from zhendi.kernel.parameters import Parameters
from zhendi.obligations.plans.sources import Source
from zhendi.obligations.plans.sql import Sql, among, joined, one_of
from zhendi.policy.schema import Policy, Rule, SubjectKind

TABLE, KEPT = "zhendi_derived", "obligations_obligation"
COLUMNS = {
    "rule": "code", "subject": "int", "period_from": "date", "period_to": "date", "due_on": "date", "status": "text",
    "since": "date", "total": "int", "needed": "int", "provisional": "flag", "path": "text", "area": "text",
}  # fmt: skip
_FEW = 100  # keys that stand in the statement one by one
Subjects = Mapping[SubjectKind, Sequence[int]] | None
Places = Callable[[SubjectKind], Sql]
"""Gives a sub-select ``subject, path, area`` of who answers for each subject of a kind, and on whose ground it is."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be derived: by which policy, from which facts, on which day; ``subjects`` = only some of them.

    ``earliest`` leaves out recurring periods that began before it, ``started`` those that had ended by it.
    """

    policy: Policy
    sources: Mapping[str, Source]
    places: Places
    as_of: date
    earliest: date
    subjects: Subjects = None
    rules: tuple[Rule, ...] = field(default=())
    started: date = date.min

    def asked(self) -> tuple[Rule, ...]:
        """The rules concerned, in the document's order."""
        found = self.rules or self.policy.rules()
        return tuple(rule for rule in found if self.subjects is None or self.kind(rule) in self.subjects)

    def kind(self, rule: Rule) -> SubjectKind:
        """What a rule is about."""
        return self.policy.facts[rule.subjects].subject

    def keys(self, kind: SubjectKind) -> Sequence[int] | None:
        """The subjects of a kind; ``None`` = all."""
        return None if self.subjects is None else self.subjects.get(kind, ())

    @property
    def parameters(self) -> Parameters:
        """The numbers of the policy."""
        return self.policy.parameters


def scope_of(question: Question, table: str) -> Sql:
    """The condition that a row of obligations belongs to the question: its rules, and its subjects where named."""
    if question.subjects is None:  # one condition, in the order of whose index both databases can group
        return among(f"{table}.rule", [rule.id for rule in question.asked()])
    pieces = []
    by_kind: dict[SubjectKind, list[str]] = defaultdict(list)
    for rule in question.asked():
        by_kind[question.kind(rule)].append(rule.id)
    for kind, codes in by_kind.items():
        keys = question.keys(kind) or ()
        chosen = (among if len(keys) <= _FEW else one_of)(f"{table}.subject", keys)
        pieces.append(among(f"{table}.rule", codes) + " AND " + chosen)
    return joined(pieces, ") OR (").within("((", "))") if pieces else Sql("1 = 0")

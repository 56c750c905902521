"""Facts given to the engine in a test: rows in memory become sub-selects, so that no register is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from zhendi.obligations.engine.derived import Question
from zhendi.obligations.plans.sources import Source
from zhendi.obligations.plans.sql import Sql, table_of
from zhendi.policy.evidence import Row
from zhendi.policy.load import load
from zhendi.policy.schema import Rule, SubjectKind

Given = Mapping[str, Sequence[Row]]


def sources(facts: Given) -> dict[str, Source]:
    """A source for every fact that the policy knows; those not given have no rows."""
    return {code: partial(_source, facts.get(code, ())) for code in load().facts}


def _source(rows: Sequence[Row]) -> Sql:
    listed = [(row.subject, row.begins, row.ends, row.quantity) for row in rows]
    table = table_of(listed, ("int", "date", "date", "int"))
    return table.within("SELECT c0 AS subject, c1 AS begins, c2 AS ends, c3 AS quantity FROM (", ") given")


def places(_kind: SubjectKind) -> Sql:
    """Subject n answers from the branch of the township that its number gives, on the ground of a village or township."""
    listed = [
        (n, f"0001000{n % 2 + 1}000{n % 7 + 1}", f"34042110{n % 3}" + f"20{n % 2}" * (n % 5 > 0)) for n in range(1, 40)
    ]
    table = table_of(listed, ("int", "text", "text"))
    return table.within("SELECT c0 AS subject, c1 AS path, c2 AS area FROM (", ") place")


def question(facts: Given, as_of: date, rules: Sequence[Rule] = ()) -> Question:
    """The installation's policy asked about given facts."""
    return Question(load(), sources(facts), places, as_of, date(2024, 1, 1), None, tuple(rules))

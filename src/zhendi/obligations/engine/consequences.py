"""Proposals: what a document says may follow is laid before a person when a duty has stayed overdue for so long.

A proposal is written once for each day missed. It lapses when the duty is no longer overdue, and comes back when the
duty is overdue again since the same day. Whatever was decided stays as it is.
"""

from __future__ import annotations

from dataclasses import replace

from zhendi.obligations.engine.derived import Question, scope_of
from zhendi.obligations.models import State
from zhendi.obligations.plans.sql import Sql, as_day, day, rows, run, table_of
from zhendi.policy.consequences import LATE, ripe
from zhendi.policy.schema import Rule

_KEPT, _DUTIES = "obligations_proposal", "obligations_obligation"
_LATE = ", ".join(f"'{status}'" for status in LATE)
_SAME = f"o.rule = p.rule AND o.subject = p.subject AND o.due_on = p.due_on AND o.status IN ({_LATE})"


def settle(question: Question) -> None:
    """Bring the open proposals of the question's rules and subjects to its day; to be called after the duties were."""
    ruled = tuple(rule for rule in question.asked() if rule.consequence)
    if not ruled:
        return
    asked = replace(question, rules=ruled)
    due = table_of(_ripe(asked, {rule.id: rule for rule in ruled}), ("text", "date"))
    _propose(asked, due)
    _reopen(asked, due)
    _lapse(asked)


def _ripe(asked: Question, ruled: dict[str, Rule]) -> list[tuple[object, ...]]:
    """Rule and day missed, of duties that have been overdue for long enough."""
    late = Sql(f"SELECT DISTINCT rule, due_on FROM {_DUTIES} WHERE status IN ({_LATE}) AND due_on IS NOT NULL AND ")
    found = [(rule, as_day(due)) for rule, due in rows(late + scope_of(asked, _DUTIES) + " ORDER BY rule, due_on")]
    return [
        (rule, due)
        for rule, due in found
        if due and (follows := ruled[rule].consequence) and ripe(follows, due, asked.parameters, asked.as_of)
    ]


def _propose(asked: Question, due: Sql) -> None:
    run(
        Sql(
            f"INSERT INTO {_KEPT} (rule, subject, period_from, due_on, path, proposed_on, state) "
            "SELECT o.rule, o.subject, o.period_from, o.due_on, o.path, %s, %s FROM (",
            (day(asked.as_of), State.OPEN.value),
        )
        + due
        + f") t JOIN {_DUTIES} o ON o.rule = t.c0 AND o.due_on = t.c1 AND o.status IN ({_LATE}) AND o.path <> '' WHERE "
        + scope_of(asked, "o")
        + f" AND NOT EXISTS (SELECT 1 FROM {_KEPT} p WHERE p.rule = o.rule AND p.subject = o.subject "
        "AND p.due_on = o.due_on)"
    )


def _reopen(asked: Question, due: Sql) -> None:
    """What had lapsed and is overdue again; and the place of what moved in the tree."""
    run(
        Sql(
            f"UPDATE {_KEPT} AS p SET state = %s, closed_on = NULL, path = o.path FROM {_DUTIES} o JOIN (",
            (State.OPEN.value,),
        )
        + due
        + f") t ON o.rule = t.c0 AND o.due_on = t.c1 WHERE {_SAME} AND o.path <> '' AND "
        + Sql("(p.state = %s OR (p.state = %s AND p.path <> o.path)) AND ", (State.LAPSED.value, State.OPEN.value))
        + scope_of(asked, "p")
    )


def _lapse(asked: Question) -> None:
    run(
        Sql(
            f"UPDATE {_KEPT} AS p SET state = %s, closed_on = %s WHERE p.state = %s AND "
            f"NOT EXISTS (SELECT 1 FROM {_DUTIES} o WHERE {_SAME}) AND ",
            (State.LAPSED.value, day(asked.as_of), State.OPEN.value),
        )
        + scope_of(asked, "p")
    )

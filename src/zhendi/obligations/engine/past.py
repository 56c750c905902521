"""The duties of one rule as they stood on a past day: from the record of changes, else worked out anew from the facts.

The record begins with the first derivation. For a day before it the registers are asked as they are kept today, in the
same way as the figures of past months were made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from zhendi.obligations.engine import filling
from zhendi.obligations.engine.derived import TABLE, Question
from zhendi.obligations.plans.sql import Sql, day, ready, rows, run, table_of, temporary
from zhendi.policy.schema import DONE, LACKING, Rule

_PAST = "zhendi_past"
_COLUMNS = {
    "subject": "int", "period_from": "date", "status": "text", "since": "date", "due_on": "date", "total": "int",
    "needed": "int", "path": "text", "area": "text",
}  # fmt: skip


def recorded(rule: Rule, on: date) -> None:
    """Fill the table from the changes kept up to the day: of each duty the last one."""
    temporary(_PAST, _COLUMNS)
    run(
        Sql(
            f"INSERT INTO {_PAST} (subject, period_from, status, since, path, area) "
            "SELECT subject, period_from, after, on_day, path, area FROM (SELECT subject, period_from, after, on_day, "
            "path, area, ROW_NUMBER() OVER (PARTITION BY subject, period_from ORDER BY on_day DESC, id DESC) AS place "
            "FROM obligations_transition WHERE rule = %s AND on_day <= %s) change WHERE place = 1 AND after <> ''",
            (rule.id, day(on)),
        )
    )
    ready(_PAST, "path")


def reckoned(rule: Rule, question: Question) -> None:
    """Fill the table by deriving the rule for the day of the question."""
    filling.fill(replace(question, rules=(rule,)))
    listed = ", ".join(_COLUMNS)
    temporary(_PAST, _COLUMNS)
    run(Sql(f"INSERT INTO {_PAST} ({listed}) SELECT {listed} FROM {TABLE}"))
    ready(_PAST, "path")


def counts(inside: Sql) -> dict[str, int]:
    """How many stand how."""
    return dict(rows(Sql(f"SELECT status, COUNT(*) FROM {_PAST} WHERE ") + inside + " GROUP BY status ORDER BY status"))


def places(inside: Sql, column: str, length: int) -> list[tuple[Any, ...]]:
    """``place, lacking, overdue, met, waived, total`` by the first characters of path or area, worst first."""
    sums = ", ".join(
        f"SUM(CASE WHEN status IN ({', '.join(repr(each) for each in chosen)}) THEN 1 ELSE 0 END)"
        for chosen in (LACKING, ("overdue",), DONE, ("waived",))
    )
    place = f"substr({column}, 1, {length})"
    return rows(
        Sql(f"SELECT {place}, {sums}, COUNT(*) FROM {_PAST} WHERE ")
        + inside
        + f" GROUP BY {place} ORDER BY 3 DESC, 2 DESC, 1"
    )


def listed(inside: Sql, status: Sequence[str], first: int, size: int) -> list[tuple[Any, ...]]:
    """``subject, period_from, status, since, due_on, total, needed, path``, what is overdue first."""
    chosen = (
        Sql(f"SELECT subject, period_from, status, since, due_on, total, needed, path FROM {_PAST} WHERE ") + inside
    )
    if status:
        chosen = (
            chosen + " AND status IN (SELECT c0 FROM (" + table_of([(each,) for each in status], ("text",)) + ") s)"
        )
    order = " ".join(f"WHEN '{each}' THEN {number}" for number, each in enumerate(LACKING))
    return rows(
        chosen
        + f" ORDER BY CASE status {order} ELSE {len(LACKING)} END, due_on IS NULL, due_on, path, subject, period_from "
        + f"LIMIT {int(size)} OFFSET {int(first)}"
    )


def inside(column: str, ranges: Sequence[tuple[str, str]], at: str) -> Sql:
    """Rows in the reader's ranges of paths and at or below a place."""
    found = Sql("1 = 0")
    for low, high in ranges:
        found = found + Sql(" OR (path >= %s AND path < %s)", (low, high))
    return found.within("(", ")") + Sql(f" AND {column} >= %s AND {column} < %s", (at, at + "~"))

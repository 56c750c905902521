"""Figures of every place of the tree: summed up level by level, or moved by what one operation changed.

Each level is the one below it with the last step of its path cut off, so that no obligation is ever joined with its
ancestors.
"""

from __future__ import annotations

from datetime import date

from zhendi.obligations.engine.derived import TABLE, Question, scope_of
from zhendi.obligations.models import Status
from zhendi.obligations.plans.sql import Sql, day, ready, rows, run, table_of, temporary

_STEP = 4
_STATUSES = tuple(status.value for status in Status)
_LEAVES, _ALL = "zhendi_leaves", "zhendi_figures"
_KEPT = "obligations_figure"


def replace(question: Question, month: date) -> None:
    """Figures of a month from what was derived: rows that differ are written, rows that ceased are removed."""
    _leaves(Sql(f"SELECT rule, path, status, 1 AS n FROM {TABLE} WHERE path <> ''"))
    _climb()
    sets = ", ".join(f"{name} = f.{name}" for name in _STATUSES)
    differs = " OR ".join(f"{_KEPT}.{name} <> f.{name}" for name in _STATUSES)
    match = f"f.rule = {_KEPT}.rule AND f.path = {_KEPT}.path"
    run(
        Sql(
            f"UPDATE {_KEPT} SET {sets} FROM {_ALL} f WHERE {match} AND {_KEPT}.month = %s AND ({differs})",
            (day(month),),
        )
    )
    run(
        Sql(f"DELETE FROM {_KEPT} WHERE month = %s AND rule IN (SELECT c0 FROM (", (day(month),))
        + table_of([(rule.id,) for rule in question.asked()], ("text",))
        + f") r) AND NOT EXISTS (SELECT 1 FROM {_ALL} f WHERE {match})"
    )
    _insert(month)


def move(question: Question, month: date) -> None:
    """Figures of a month by what is about to change for some subjects: to be called before ``settle``."""
    before = Sql("SELECT rule, path, status, -1 AS n FROM obligations_obligation WHERE path <> '' AND ") + scope_of(
        question, "obligations_obligation"
    )
    _leaves(before + f" UNION ALL SELECT rule, path, status, 1 AS n FROM {TABLE} WHERE path <> ''")
    run(Sql(f"DELETE FROM {_LEAVES} WHERE " + " AND ".join(f"{name} = 0" for name in _STATUSES)))
    _climb()
    sets = ", ".join(f"{name} = {_KEPT}.{name} + f.{name}" for name in _STATUSES)
    match = f"f.rule = {_KEPT}.rule AND f.path = {_KEPT}.path"
    run(Sql(f"UPDATE {_KEPT} SET {sets} FROM {_ALL} f WHERE {match} AND {_KEPT}.month = %s", (day(month),)))
    _insert(month)
    empty = " AND ".join(f"{_KEPT}.{name} = 0" for name in _STATUSES)
    run(
        Sql(
            f"DELETE FROM {_KEPT} WHERE month = %s AND {empty} AND EXISTS (SELECT 1 FROM {_ALL} f WHERE {match})",
            (day(month),),
        )
    )


def _leaves(found: Sql) -> None:
    """Count by rule and place."""
    temporary(_LEAVES, {"rule": "text", "path": "text"} | dict.fromkeys(_STATUSES, "int"))
    sums = ", ".join(f"SUM(CASE status WHEN '{name}' THEN n ELSE 0 END)" for name in _STATUSES)
    run(found.within(f"INSERT INTO {_LEAVES} SELECT rule, path, {sums} FROM (", ") o GROUP BY rule, path"))


def _climb() -> None:
    """Every place and every place above it, level by level."""
    temporary(_ALL, {"rule": "text", "path": "text"} | dict.fromkeys(_STATUSES, "int"))
    ((deepest,),) = rows(Sql(f"SELECT COALESCE(MAX(length(path)), 0) FROM {_LEAVES}"))
    sums = ", ".join(f"SUM({name})" for name in _STATUSES)
    for length in range(_STEP, int(deepest) + 1, _STEP):
        run(
            Sql(
                f"INSERT INTO {_ALL} SELECT rule, substr(path, 1, {length}), {sums} FROM {_LEAVES} "
                f"WHERE length(path) >= {length} GROUP BY rule, substr(path, 1, {length})"
            )
        )
    ready(_ALL, "rule", "path")


def _insert(month: date) -> None:
    listed = ", ".join(_STATUSES)
    run(
        Sql(
            f"INSERT INTO {_KEPT} (rule, month, path, {listed}) SELECT f.rule, %s, f.path, "
            + ", ".join(f"f.{name}" for name in _STATUSES)
            + f" FROM {_ALL} f WHERE NOT EXISTS (SELECT 1 FROM {_KEPT} k WHERE k.rule = f.rule AND k.path = f.path "
            "AND k.month = %s)",
            (day(month), day(month)),
        )
    )

"""Bringing the kept obligations to what was derived: only rows that differ are touched, every change is noted."""

from __future__ import annotations

from dataclasses import dataclass

from zhendi.obligations.engine import afresh, filling
from zhendi.obligations.engine.derived import COLUMNS, KEPT, TABLE, Question, scope_of
from zhendi.obligations.models import Obligation, Transition
from zhendi.obligations.plans.sql import Sql, analysed, day, ready, rows, run, temporary

_DIFFERENT = "zhendi_different"
_KEY = ("rule", "subject", "period_from")
_VALUES = ("period_to", "due_on", "status", "since", "total", "needed", "path", "area")
_LISTED = ", ".join((*_KEY, *_VALUES))
_SAME = " AND ".join(f"o.{name} = d.{name}" for name in _KEY)
_HISTORY = "rule, subject, period_from, before, after, on_day, path, area"


@dataclass(frozen=True, slots=True)
class Changes:
    """How many obligations are new, changed or no longer asked, and how many changed their status."""

    new: int
    changed: int
    gone: int
    transitions: int


def begin(question: Question) -> Changes:
    """Where no duty at all is kept yet: those of the question are written at once, each with its first change of status."""
    # A few rules alone are not worth it.
    empty = [model for model in (Obligation, Transition) if not question.rules and afresh.is_empty(model)]
    with afresh.without_indexes(empty):
        new = filling.keep(question)
        noted = run(
            Sql(
                f"INSERT INTO obligations_transition ({_HISTORY}) SELECT rule, subject, period_from, '', status, %s, path, "
                f"area FROM {KEPT}",
                (day(question.as_of),),
            )
        )
    return Changes(new, 0, 0, noted)


def settle(question: Question) -> Changes:
    """Make the kept rows of the question equal to those in the temporary table.

    Both are compared in one pass; what is found to differ is all that is looked at again.
    """
    kept = _count(Sql(f"SELECT count(*) FROM {KEPT} WHERE ") + scope_of(question, KEPT))
    derived = _count(Sql(f"SELECT count(*) FROM {TABLE}"))
    _compare()
    noted = run(
        Sql(
            f"INSERT INTO obligations_transition ({_HISTORY}) SELECT d.rule, d.subject, d.period_from, d.before, d.status, "
            f"%s, d.path, d.area FROM {_DIFFERENT} d WHERE d.before <> d.status",
            (day(question.as_of),),
        )
    )
    listed = f"{_LISTED}, provisional"
    new = run(Sql(f"INSERT INTO {KEPT} ({listed}) SELECT {listed} FROM {_DIFFERENT} d WHERE d.pk IS NULL"))
    changed, gone = _change(), 0
    if kept != derived - new:
        ready(TABLE, *_KEY)
        noted += _note_ceased(question)
        gone = run(Sql(f"DELETE FROM {KEPT} WHERE ") + scope_of(question, KEPT) + f" AND {_CEASED}")
    return Changes(new, changed, gone, noted)


def _compare() -> None:
    """What is derived and not kept so, with the key and the status of the row that is kept."""
    temporary(_DIFFERENT, {**COLUMNS, "pk": "int", "before": "code"})
    listed = ", ".join(f"d.{name}" for name in COLUMNS)
    differs = " OR ".join(_differs(name) for name in _VALUES)
    run(
        Sql(
            f"INSERT INTO {_DIFFERENT} SELECT {listed}, o.id, COALESCE(o.status, '') FROM {TABLE} d "
            f"LEFT JOIN {KEPT} o ON {_SAME} WHERE o.id IS NULL OR {differs}"
        )
    )
    analysed(_DIFFERENT)


def _change() -> int:
    sets = ", ".join(f"{name} = d.{name}" for name in _VALUES)
    return run(
        Sql(
            f"UPDATE {KEPT} SET {sets}, provisional = d.provisional FROM {_DIFFERENT} d "
            f"WHERE d.pk IS NOT NULL AND d.pk = {KEPT}.id"
        )
    )


_CEASED = f"NOT EXISTS (SELECT 1 FROM {TABLE} d WHERE " + " AND ".join(f"d.{n} = {KEPT}.{n}" for n in _KEY) + ")"


def _note_ceased(question: Question) -> int:
    listed = ", ".join(f"{KEPT}.{name}" for name in _KEY)
    ceased = Sql(
        f"INSERT INTO obligations_transition ({_HISTORY}) SELECT {listed}, {KEPT}.status, '', %s, {KEPT}.path, "
        f"{KEPT}.area FROM {KEPT} WHERE ",
        (day(question.as_of),),
    )
    return run(ceased + scope_of(question, KEPT) + f" AND {_CEASED}")


def _differs(name: str) -> str:
    """NULL-safe, in words that both databases know."""
    if name in _NEVER_NULL:
        return f"o.{name} <> d.{name}"
    return f"o.{name} <> d.{name} OR (o.{name} IS NULL) <> (d.{name} IS NULL)"


_NEVER_NULL = frozenset({"status", "since", "total", "needed", "path", "area"})


def _count(sql: Sql) -> int:
    return int(rows(sql)[0][0])

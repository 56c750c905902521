"""Bringing the kept obligations to what was derived: only rows that differ are touched, every change is noted."""

from __future__ import annotations

from dataclasses import dataclass

from zhendi.obligations.engine.derived import COLUMNS, TABLE, Question, scope_of
from zhendi.obligations.plans.sql import Sql, analysed, day, rows, run, temporary

_KEPT, _DIFFERENT = "obligations_obligation", "zhendi_different"
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


def settle(question: Question) -> Changes:
    """Make the kept rows of the question equal to the derived ones.

    Both are compared in one pass; what is found to differ is all that is looked at again.
    """
    kept = _count(Sql(f"SELECT count(*) FROM {_KEPT} WHERE ") + scope_of(question, _KEPT))
    derived = _count(Sql(f"SELECT count(*) FROM {TABLE}"))
    source = TABLE
    if kept:
        _compare()
        source = _DIFFERENT
    status = "d.before" if kept else "''"
    noted = run(
        Sql(
            f"INSERT INTO obligations_transition ({_HISTORY}) SELECT d.rule, d.subject, d.period_from, {status}, d.status, "
            f"%s, d.path, d.area FROM {source} d WHERE {status} <> d.status",
            (day(question.as_of),),
        )
    )
    born = "WHERE d.pk IS NULL" if kept else ""
    changed = gone = 0
    new = run(
        Sql(f"INSERT INTO {_KEPT} ({_LISTED}, provisional) SELECT {_LISTED}, (provisional = 1) FROM {source} d {born}")
    )
    if kept:
        changed = _change()
    if kept != derived - new:
        noted += _note_ceased(question)
        gone = run(Sql(f"DELETE FROM {_KEPT} WHERE ") + scope_of(question, _KEPT) + f" AND {_CEASED}")
    return Changes(new, changed, gone, noted)


def _compare() -> None:
    """What is derived and not kept so, with the key and the status of the row that is kept."""
    temporary(_DIFFERENT, {**COLUMNS, "pk": "int", "before": "code"})
    listed = ", ".join(f"d.{name}" for name in COLUMNS)
    differs = " OR ".join(_differs(name) for name in _VALUES)
    run(
        Sql(
            f"INSERT INTO {_DIFFERENT} SELECT {listed}, o.id, COALESCE(o.status, '') FROM {TABLE} d "
            f"LEFT JOIN {_KEPT} o ON {_SAME} WHERE o.id IS NULL OR {differs}"
        )
    )
    analysed(_DIFFERENT)


def _change() -> int:
    sets = ", ".join(f"{name} = d.{name}" for name in _VALUES)
    return run(
        Sql(
            f"UPDATE {_KEPT} SET {sets}, provisional = (d.provisional = 1) FROM {_DIFFERENT} d "
            f"WHERE d.pk IS NOT NULL AND d.pk = {_KEPT}.id"
        )
    )


_CEASED = f"NOT EXISTS (SELECT 1 FROM {TABLE} d WHERE " + " AND ".join(f"d.{n} = {_KEPT}.{n}" for n in _KEY) + ")"


def _note_ceased(question: Question) -> int:
    listed = ", ".join(f"{_KEPT}.{name}" for name in _KEY)
    ceased = Sql(
        f"INSERT INTO obligations_transition ({_HISTORY}) SELECT {listed}, {_KEPT}.status, '', %s, {_KEPT}.path, "
        f"{_KEPT}.area FROM {_KEPT} WHERE ",
        (day(question.as_of),),
    )
    return run(ceased + scope_of(question, _KEPT) + f" AND {_CEASED}")


def _differs(name: str) -> str:
    """NULL-safe, in words that both databases know."""
    if name in _NEVER_NULL:
        return f"o.{name} <> d.{name}"
    return f"o.{name} <> d.{name} OR (o.{name} IS NULL) <> (d.{name} IS NULL)"


_NEVER_NULL = frozenset({"status", "since", "total", "needed", "path", "area"})


def _count(sql: Sql) -> int:
    return int(rows(sql)[0][0])

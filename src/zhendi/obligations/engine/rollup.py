"""Figures of every place of the tree and of every area: summed up level by level, or moved by what one operation changed.

Each level is the one below it with the last step of its key cut off (of a path the last four characters, of an area the
digits of the lowest level), so that no obligation is ever joined with its ancestors.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhendi.obligations import areas
from zhendi.obligations.engine.derived import KEPT, TABLE, Question, scope_of
from zhendi.obligations.models import Status
from zhendi.obligations.plans.sql import Sql, analysed, day, ready, rows, run, table_of, temporary

_STEP = 4
_STATUSES = tuple(status.value for status in Status)
_BOTH, _LEAVES, _ALL, _NEW = "zhendi_both", "zhendi_leaves", "zhendi_figures", "zhendi_new"
_SUMS = {"rule": "code", "place": "text"} | dict.fromkeys(_STATUSES, "int")


@dataclass(frozen=True, slots=True)
class _Ladder:
    """One way up: the kept table, the column that names a place, the columns of the duties' index by it in their order,
    and the lengths of its keys (none: every step).
    """

    kept: str
    column: str
    index: str
    lengths: tuple[int, ...] = ()

    def match(self) -> str:
        """The kept row is that of the summed one."""
        return f"f.rule = {self.kept}.rule AND f.place = {self.kept}.{self.column}"


_LADDERS = (
    _Ladder("obligations_figure", "path", "rule, status, path"),
    _Ladder("obligations_areafigure", "area", "rule, area, status", areas.LEVELS),
)


def replace(question: Question, month: date) -> None:
    """Figures of a month from the kept duties: rows that differ are written, rows that ceased are removed.

    Each way up has its index of the duties, in whose order they are counted without sorting.
    """
    for ladder in _LADDERS:
        found = Sql(f"SELECT rule, {ladder.column} AS place, status, COUNT(*) AS n FROM {KEPT} WHERE ")
        _leaves(found + scope_of(question, KEPT) + f" GROUP BY {ladder.index}")
        _climb(ladder)
        _replace(question, ladder, month)


def replace_past(question: Question, month: date) -> None:
    """The same from the temporary table, of which both ways up are counted in one pass."""
    both = {"rule": "code", "path": "text", "area": "text", "status": "text", "n": "int"}
    temporary(_BOTH, both)
    run(
        Sql(
            f"INSERT INTO {_BOTH} SELECT rule, path, area, status, COUNT(*) FROM {TABLE} "
            "GROUP BY rule, path, area, status"
        )
    )
    for ladder in _LADDERS:
        _leaves(Sql(f"SELECT rule, {ladder.column} AS place, status, n FROM {_BOTH}"))
        _climb(ladder)
        _replace(question, ladder, month)


def move(question: Question, month: date) -> None:
    """Figures of a month by what is about to change for some subjects: to be called before ``settle``."""
    for ladder in _LADDERS:
        listed = f"SELECT rule, {ladder.column} AS place, status"
        before = Sql(f"{listed}, -1 AS n FROM {KEPT} WHERE ") + scope_of(question, KEPT)
        _leaves(before + f" UNION ALL {listed}, 1 AS n FROM {TABLE}")
        run(Sql(f"DELETE FROM {_LEAVES} WHERE " + " AND ".join(f"{name} = 0" for name in _STATUSES)))
        _climb(ladder)
        _move(ladder, month)


def _replace(question: Question, ladder: _Ladder, month: date) -> None:
    kept, match = ladder.kept, ladder.match()
    sets = ", ".join(f"{name} = f.{name}" for name in _STATUSES)
    differs = " OR ".join(f"{kept}.{name} <> f.{name}" for name in _STATUSES)
    run(
        Sql(
            f"UPDATE {kept} SET {sets} FROM {_ALL} f WHERE {match} AND {kept}.month = %s AND ({differs})", (day(month),)
        )
    )
    run(
        Sql(f"DELETE FROM {kept} WHERE month = %s AND rule IN (SELECT c0 FROM (", (day(month),))
        + table_of([(rule.id,) for rule in question.asked()], ("text",))
        + f") r) AND NOT EXISTS (SELECT 1 FROM {_ALL} f WHERE {match})"
    )
    _insert(ladder, month)


def _move(ladder: _Ladder, month: date) -> None:
    kept, match = ladder.kept, ladder.match()
    sets = ", ".join(f"{name} = {kept}.{name} + f.{name}" for name in _STATUSES)
    run(Sql(f"UPDATE {kept} SET {sets} FROM {_ALL} f WHERE {match} AND {kept}.month = %s", (day(month),)))
    _insert(ladder, month)
    empty = " AND ".join(f"{kept}.{name} = 0" for name in _STATUSES)
    run(
        Sql(
            f"DELETE FROM {kept} WHERE month = %s AND {empty} AND EXISTS (SELECT 1 FROM {_ALL} f WHERE {match})",
            (day(month),),
        )
    )


def _leaves(found: Sql) -> None:
    """Add up rows ``rule, place, status, n`` by rule and place; what lies nowhere counts nowhere."""
    temporary(_LEAVES, _SUMS)
    sums = ", ".join(f"SUM(CASE status WHEN '{name}' THEN n ELSE 0 END)" for name in _STATUSES)
    head = f"INSERT INTO {_LEAVES} SELECT rule, place, {sums} FROM ("
    run(found.within(head, ") o WHERE place <> '' GROUP BY rule, place"))
    analysed(_LEAVES)


def _climb(ladder: _Ladder) -> None:
    """Every place and every place above it, level by level."""
    temporary(_ALL, _SUMS)
    ((deepest,),) = rows(Sql(f"SELECT COALESCE(MAX(length(place)), 0) FROM {_LEAVES}"))
    sums = ", ".join(f"SUM({name})" for name in _STATUSES)
    for length in ladder.lengths or range(_STEP, int(deepest) + 1, _STEP):
        place = f"substr(place, 1, {length})"
        run(
            Sql(
                f"INSERT INTO {_ALL} SELECT rule, {place}, {sums} FROM {_LEAVES} "
                f"WHERE length(place) >= {length} GROUP BY rule, {place}"
            )
        )
    ready(_ALL, "rule", "place")


def _insert(ladder: _Ladder, month: date) -> None:
    """Write the figures that are not kept yet.

    They are found before the first is written: PostgreSQL looks for each in a table that it takes for empty by reading it
    from end to end, and in one statement that table would grow meanwhile.
    """
    temporary(_NEW, _SUMS)
    run(
        Sql(
            f"INSERT INTO {_NEW} SELECT * FROM {_ALL} f WHERE NOT EXISTS (SELECT 1 FROM {ladder.kept} k "
            f"WHERE k.rule = f.rule AND k.{ladder.column} = f.place AND k.month = %s)",
            (day(month),),
        )
    )
    listed = ", ".join(_STATUSES)
    head = f"INSERT INTO {ladder.kept} (rule, month, {ladder.column}, {listed})"
    run(Sql(f"{head} SELECT rule, %s, place, {listed} FROM {_NEW}", (day(month),)))

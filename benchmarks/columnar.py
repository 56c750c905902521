"""DuckDB beside the product's databases: the engine's own plan carried out by it, and the same questions put by hand.

It lies in memory over the same rows; what it keeps goes into a file of its own. Carrying out the plan it gives the same
duties and figures row for row, so that what is compared is the same work; a third engine that agrees is also a proof of the
plan's meaning.
"""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import duckdb

from benchmarks.duties import COLUMNS, read
from zhendi.obligations.engine import filling, rollup
from zhendi.obligations.engine.derived import COLUMNS as DUTY
from zhendi.obligations.engine.derived import Question
from zhendi.obligations.models import Status
from zhendi.obligations.plans import sql

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TYPES = {"date": "DATE", "int": "BIGINT", "flag": "BOOLEAN"}
_CHANGE = "rule VARCHAR, subject BIGINT, period_from DATE, before VARCHAR, after VARCHAR, on_day DATE, path VARCHAR, area VARCHAR"


class Columnar:
    """The facts of the benchmark in DuckDB."""

    def __init__(self) -> None:
        self._base = duckdb.connect()
        for table, columns in COLUMNS.items():
            self._base.execute(f"CREATE TABLE {table} ({columns})")
            self._load(table, read(f"SELECT {_names(columns)} FROM {table}"))
        self._base.execute("CREATE TABLE obligations_waiver (rule VARCHAR, subject BIGINT)")

    def _load(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """By a file: this DuckDB reads CSV faster than rows are bound."""
        with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
            file.flush()
            self._base.execute(f"COPY {table} FROM '{file.name}' (HEADER false)")

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """With a file for what is kept."""
        with tempfile.TemporaryDirectory() as folder:
            self._base.execute(f"ATTACH '{Path(folder) / 'kept.duckdb'}' AS kept")
            self._base.execute("SET search_path = 'kept.main,memory.main'")
            yield
            self._base.execute("SET search_path = 'memory.main'")
            self._base.execute("DETACH kept")

    def derive(self, question: Question) -> None:
        """The engine's plan: duties under their key, their first changes, the figures of every place, in a transaction."""
        self._base.execute("BEGIN")
        # Lists of any length go in one by one: how many go in as one parameter each database spells its own way.
        with patch.object(sql, "connection", _Connection(self._base)), patch.object(sql, "_FEW", 10**9):
            filling.keep(question)
            rollup.replace(question, question.as_of.replace(day=1))
        self._base.execute(
            "INSERT INTO obligations_transition SELECT rule, subject, period_from, '', status, "
            f"DATE '{question.as_of.isoformat()}', path, area FROM obligations_obligation"
        )
        self._base.execute("COMMIT")

    def forget(self) -> None:
        """Empty tables for what is kept."""
        duty = ", ".join(f"{name} {_TYPES.get(kind, 'VARCHAR')}" for name, kind in DUTY.items())
        self._table("obligation", f"{duty}, UNIQUE (rule, subject, period_from)")
        self._table("transition", _CHANGE)
        sums = ", ".join(f"{status.value} BIGINT" for status in Status)
        for table, place in (("figure", "path"), ("areafigure", "area")):
            key = f"rule, month, {place}"
            self._table(table, f"rule VARCHAR, month DATE, {place} VARCHAR, {sums}, UNIQUE ({key})")

    def _table(self, name: str, columns: str) -> None:
        self._base.execute(f"CREATE OR REPLACE TABLE obligations_{name} ({columns})")

    def rows(self, text: str) -> list[tuple[Any, ...]]:
        """All rows of one statement."""
        return self._base.execute(text).fetchall()

    def by_hand(self) -> None:
        """States and sums only, as plain as a columnar engine likes them: neither since when, nor until when, nor kept."""
        for statement in _STATEMENTS:
            self._base.execute(statement).fetchall()


class _Connection:
    """What the plans need of a connection. No vendor that they know: they take the words that all databases share."""

    vendor = "duckdb"

    def __init__(self, base: duckdb.DuckDBPyConnection) -> None:
        self._base = base

    @contextmanager
    def cursor(self) -> Iterator[_Cursor]:
        yield _Cursor(self._base)


class _Cursor:
    rowcount = -1

    def __init__(self, base: duckdb.DuckDBPyConnection) -> None:
        self._base = base

    def execute(self, text: str, values: Sequence[Any] = ()) -> None:
        """Marks, names of a list's columns, and days, as DuckDB has them."""
        text = re.sub(r"\bcolumn(\d+) AS", lambda found: f"col{int(found[1]) - 1} AS", text)
        text = text.replace("%%", "\0").replace("%s", "?").replace("\0", "%")
        given = [date.fromisoformat(v) if isinstance(v, str) and _DAY.fullmatch(v) else v for v in values]
        self._base.execute(text, given)
        if text.startswith("INSERT"):
            (self.rowcount,) = self._base.fetchone() or (-1,)

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._base.fetchall()


def _names(columns: str) -> str:
    return ", ".join(column.split()[0] for column in columns.split(", "))


_STATEMENTS = (
    (
        "CREATE OR REPLACE TABLE branches AS SELECT b.id, any_value(b.path) AS path, count(m.id) AS n, "
        "count(m.id) FILTER (m.id % 12 < 3) AS led, count(m.id) FILTER (m.id % 29 = 0) AS secretaries, "
        "max(m.begun) AS since FROM bench_branch b LEFT JOIN bench_member m ON m.branch = b.id "
        "AND (m.gone IS NULL OR m.gone > DATE '2026-06-30') GROUP BY b.id"
    ),
    (
        "CREATE OR REPLACE TABLE persons AS SELECT m.id, b.path, m.phone AS n FROM bench_member m "
        "JOIN bench_branch b ON b.id = m.branch WHERE m.gone IS NULL OR m.gone > DATE '2026-06-30'"
    ),
    (
        "CREATE OR REPLACE TABLE monthly AS SELECT a.id, any_value(a.path) AS path, p.month, count(c.day) AS n "
        "FROM bench_away a CROSS JOIN (SELECT unnest(range(DATE '2025-07-01', DATE '2026-07-01', INTERVAL 1 MONTH)) AS month) p "
        "LEFT JOIN bench_contact c ON c.away = a.id AND date_trunc('month', c.day) = p.month GROUP BY a.id, p.month"
    ),
    *(
        f"SELECT left(path, {length}), sum((n >= {number})::INT), count(*) FROM {table} GROUP BY 1"
        for length in (4, 8, 12, 16)
        for table, number in (("branches", 3), ("persons", 1), ("monthly", 1))
    ),
    *(
        f"SELECT left(path, {length}), sum((n <= 50)::INT), sum((led >= 3)::INT), sum((led <= 7)::INT), "
        f"sum((secretaries >= 1)::INT) FROM branches GROUP BY 1"
        for length in (4, 8, 12, 16)
    ),
)

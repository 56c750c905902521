"""What the engine is measured against: a flat scan, a bare INSERT, a columnar engine, and a loop as a first attempt writes it."""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.duties import AS_OF, COLUMNS, SOURCES, Size, execute, forget, read

_DUTY = "rule, subject, period_from, period_to, due_on, status, since, total, needed, provisional, path, area"
_CHANGE = "rule, subject, period_from, before, after, on_day, path, area"


def scan() -> None:
    """Read each fact once and add it up: less than this no way of counting can do."""
    read("SELECT count(*), sum(phone) FROM bench_member WHERE gone IS NULL")
    read("SELECT count(*), max(day) FROM bench_contact")
    read("SELECT count(*) FROM bench_branch")
    read("SELECT count(*) FROM bench_away")


class Bare:
    """The rows that the engine has written, written again with nothing worked out: less than this no way of keeping them
    can do, their indexes standing.
    """

    def __init__(self) -> None:
        execute("DROP TABLE IF EXISTS bench_duty")
        execute(f"CREATE TEMPORARY TABLE bench_duty AS SELECT {_DUTY} FROM obligations_obligation ORDER BY id")

    def write(self) -> None:
        """Duties and their first changes of status, in one transaction."""
        from django.db import transaction

        forget()
        with transaction.atomic():
            execute(f"INSERT INTO obligations_obligation ({_DUTY}) SELECT {_DUTY} FROM bench_duty")
            execute(
                f"INSERT INTO obligations_transition ({_CHANGE}) SELECT rule, subject, period_from, '', status, "
                f"'{AS_OF.isoformat()}', path, area FROM bench_duty"
            )


# --- a loop --------------------------------------------------------------------------------------------------


def loop(size: Size, asked: Any, sample: int) -> float:
    """Seconds that a first attempt takes: for each rule and subject (and period) a query for each count, the duty got or
    made, and saved; then for each rule and place a query by the beginning of the path and a figure saved.

    So the prototype did it (design, A.2). Measured on some subjects of each rule and on some places, and multiplied. The
    duties of the whole county are kept meanwhile, as they would be.
    """
    from zhendi.obligations.models import Figure, Obligation

    number = {"organisation": size.branches, "person": size.members, "outgoing": size.away}
    taken = 0.0
    for rule in asked.asked():
        keys = [
            row[0]
            for row in read(f"SELECT DISTINCT subject FROM ({_plain(rule.subjects)}) s ORDER BY 1 LIMIT {sample}")
        ]
        started = time.perf_counter()
        for key in keys:
            for begins, total in _counts(asked, rule, key):
                _save(f"loop.{rule.id}"[:40], key, begins, total)
        taken += (time.perf_counter() - started) * number[asked.kind(rule)] / len(keys)
    Obligation.objects.filter(rule__startswith="loop.").delete()
    places = [row[0] for row in read("SELECT DISTINCT path FROM obligations_figure ORDER BY 1")]
    some = places[:: max(1, len(places) // sample)]
    started = time.perf_counter()
    for place in some:
        for rule in asked.asked():
            _sum_up(rule.id, place)
    taken += (time.perf_counter() - started) * len(places) / len(some)
    Figure.objects.filter(month=date(2000, 1, 1)).delete()
    return taken


def _plain(fact: str) -> str:
    return SOURCES[fact].replace("%%", "%")


def _counts(asked: Any, rule: Any, key: int) -> Iterator[tuple[date, int]]:
    """For each duty of a subject the day on which it begins and what is counted of it."""
    from zhendi.obligations.plans import recurring

    if rule.kind == "recurring":
        for each in recurring.calendar(rule, asked.parameters, asked.as_of, asked.earliest, asked.started):
            yield each.begins, _count(rule.asks.evidence, key, f"begins >= '{each.begins}' AND begins < '{each.ends}'")
        return
    today = f"begins <= '{AS_OF}' AND (ends IS NULL OR ends > '{AS_OF}')"
    for guard in rule.guards:
        _count(guard.fact, key, today)
    yield AS_OF, _count(rule.asks.evidence, key, today)


def _count(fact: str, key: int, condition: str) -> int:
    return int(
        read(f"SELECT COALESCE(SUM(quantity), 0) FROM ({_plain(fact)}) f WHERE subject = {key} AND {condition}")[0][0]
    )


def _save(rule: str, key: int, begins: date, total: int) -> None:
    from django.db import transaction

    from zhendi.obligations.models import Obligation

    with transaction.atomic():
        row, _ = Obligation.objects.get_or_create(
            rule=rule, subject=key, period_from=begins,
            defaults={"status": "met", "since": begins, "total": total, "needed": 1, "path": "0001"},
        )  # fmt: skip
        row.status = "met" if total else "overdue"
        row.save()


def _sum_up(rule: str, place: str) -> None:
    from django.db.models import Count

    from zhendi.obligations.models import Figure, Obligation

    found = Obligation.objects.filter(rule=rule, path__startswith=place).values("status").annotate(n=Count("pk"))
    figure, _ = Figure.objects.get_or_create(rule=rule, month=date(2000, 1, 1), path=place)
    for row in found:
        setattr(figure, row["status"], row["n"])
    figure.save()


# --- a columnar engine ---------------------------------------------------------------------------------------


class Columnar:
    """DuckDB, in memory, over the same rows: the state of every duty and the sums of every place, nothing kept."""

    def __init__(self) -> None:
        import duckdb

        self._base = duckdb.connect()
        for table, columns in COLUMNS.items():
            self._base.execute(f"CREATE TABLE {table} ({columns})")
            self._load(table, read(f"SELECT {_names(columns)} FROM {table}"))

    def _load(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """By a file: this DuckDB reads CSV faster than rows are bound."""
        with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
            file.flush()
            self._base.execute(f"COPY {table} FROM '{file.name}' (HEADER false)")

    def derive(self) -> None:
        """All rules by the engine's own meaning, as plain as a columnar engine likes them."""
        for statement in _STATEMENTS:
            self._base.execute(statement).fetchall()

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """With a file for what the engine keeps. The rows are given (by the engine's last derivation), so that DuckDB is
        spared working out since when, from when and until when.
        """
        self._base.execute(f"CREATE TABLE bench_duty ({_KEPT})")
        self._load("bench_duty", read(f"SELECT {_DUTY} FROM obligations_obligation ORDER BY id"))
        with tempfile.TemporaryDirectory() as folder:
            self._base.execute(f"ATTACH '{Path(folder) / 'kept.duckdb'}' AS kept")
            yield
            self._base.execute("DETACH kept")

    def keep(self) -> None:
        """Derive, and write the same duties under the same key, and their changes, into a file of its own."""
        self.derive()
        for table, columns in (("duty", f"{_KEPT}, UNIQUE (rule, subject, period_from)"), ("change", _CHANGED)):
            self._base.execute(f"CREATE OR REPLACE TABLE kept.{table} ({columns})")
        self._base.execute(f"INSERT INTO kept.duty SELECT {_DUTY} FROM bench_duty")
        self._base.execute(
            "INSERT INTO kept.change SELECT rule, subject, period_from, '', status, "
            f"DATE '{AS_OF.isoformat()}', path, area FROM bench_duty"
        )


def _names(columns: str) -> str:
    return ", ".join(column.split()[0] for column in columns.split(", "))


_KEPT = (
    "rule VARCHAR, subject BIGINT, period_from DATE, period_to DATE, due_on DATE, status VARCHAR, since DATE, "
    "total BIGINT, needed BIGINT, provisional BOOLEAN, path VARCHAR, area VARCHAR"
)
_CHANGED = "rule VARCHAR, subject BIGINT, period_from DATE, before VARCHAR, after VARCHAR, on_day DATE, path VARCHAR, area VARCHAR"
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

"""A made-up county's facts in plain tables, the product's rules asked about them, and the two yardsticks of the engine."""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

BEGUN, AS_OF = date(2025, 1, 1), date(2026, 6, 30)
_TABLES = ("bench_branch", "bench_member", "bench_away", "bench_contact")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each; every member away has about one contact in each of twelve months."""

    branches: int
    members: int
    away: int


def grow(size: Size) -> None:
    """Fill the tables anew, the same rows for the same size."""
    dice = random.Random(1921)
    _create()
    _copy("bench_branch", ((n, _path(n), BEGUN) for n in range(1, size.branches + 1)))
    _copy("bench_member", _members(size, dice))
    _copy("bench_away", ((n, _path(n % size.branches + 1), BEGUN) for n in range(1, size.away + 1)))
    _copy("bench_contact", _contacts(size, dice))
    # As the product's tables have them: a key each, and what a subject's facts are found by.
    _run("CREATE UNIQUE INDEX bench_branch_id ON bench_branch (id)")
    _run("CREATE UNIQUE INDEX bench_away_id ON bench_away (id)")
    _run("CREATE INDEX bench_member_branch ON bench_member (branch)")
    _run("CREATE INDEX bench_member_id ON bench_member (id)")
    _run("CREATE INDEX bench_contact_away ON bench_contact (away, day)")
    _run("ANALYZE")


def _path(branch: int) -> str:
    township = branch // 40
    county = township // 25
    return f"0001{county:04d}{township % 25:04d}{branch % 40:04d}"


def _members(size: Size, dice: random.Random) -> Iterator[tuple[Any, ...]]:
    for n in range(1, size.members + 1):
        gone = BEGUN + timedelta(days=dice.randrange(30, 500)) if dice.random() < 0.03 else None
        branch = min(size.branches, 1 + int(size.branches * dice.random() ** 1.2))
        yield n, branch, BEGUN, gone, int(dice.random() < 0.97)


def _contacts(size: Size, dice: random.Random) -> Iterator[tuple[Any, ...]]:
    for n in range(1, size.away + 1):
        for month in range(_MONTHS):
            if dice.random() < 0.93:
                yield n, date(2025 + (month + 6) // 12, (month + 6) % 12 + 1, dice.randrange(1, 28))


# --- the product's rules about these facts -------------------------------------------------------------------

_MEMBER = "SELECT {subject} AS subject, begun AS begins, gone AS ends, 1 AS quantity FROM bench_member{where}"
_BRANCH = "SELECT id AS subject, begun AS begins, CAST(NULL AS date) AS ends, 1 AS quantity FROM bench_branch"
_SOURCES = {
    "orgs.branch": _BRANCH,
    "orgs.led": _BRANCH,
    "people.full_member": _MEMBER.format(subject="branch", where=""),
    "people.member": _MEMBER.format(subject="branch", where=""),
    "people.leading_member": _MEMBER.format(subject="branch", where=" WHERE id %% 12 < 3"),
    "people.secretary": _MEMBER.format(subject="branch", where=" WHERE id %% 29 = 0"),
    "people.on_roll": _MEMBER.format(subject="id", where=""),
    "people.phone_known": _MEMBER.format(subject="id", where=" WHERE phone = 1"),
    "mobile.outgoing": "SELECT id AS subject, begun AS begins, CAST(NULL AS date) AS ends, 1 AS quantity FROM bench_away",
    "mobile.contact": "SELECT away AS subject, day AS begins, CAST(NULL AS date) AS ends, 1 AS quantity FROM bench_contact",
}
_PLACES = {
    "organisation": "SELECT id AS subject, path, '' AS area FROM bench_branch",
    "person": "SELECT m.id AS subject, b.path, '' AS area FROM bench_member m JOIN bench_branch b ON b.id = m.branch",
    "outgoing": "SELECT id AS subject, path, '' AS area FROM bench_away",
}


def question(as_of: date) -> Any:
    """The policy's rules that these facts can carry, and one contact a month with each member away."""
    from zhendi.kernel.parameters import Dated, Parameter, Parameters
    from zhendi.obligations.engine.derived import Question
    from zhendi.obligations.plans.sql import Sql
    from zhendi.policy.load import load
    from zhendi.policy.schema import Recurring

    policy = load()
    one = Parameter("bench.one", "", "次", (Dated("bench.one", 1, "次", date(2000, 1, 1), "benchmark", "", ""),))
    policy = replace(policy, parameters=Parameters({**policy.parameters.by_code, one.code: one}))
    known = _SOURCES.keys()
    rules = [rule for rule in policy.rules() if rule.facts() <= known and "mobile." not in rule.subjects]
    asks = Recurring("mobile.contact", one.code, "month", "whole")
    monthly = replace(
        policy.rule("0.2.minimum"),
        id="bench.monthly",
        kind="recurring",
        subjects="mobile.outgoing",
        guards=(),
        asks=asks,
    )
    sources = {code: (lambda text=text: Sql(text)) for code, text in _SOURCES.items()}
    places = {kind: Sql(text) for kind, text in _PLACES.items()}
    return Question(policy, sources, places.__getitem__, as_of, date(2025, 7, 1), None, (*rules, monthly))


def forget() -> None:
    """No duty, no figure, no change is kept, and nothing of them is left for PostgreSQL to step over."""
    from django.db import connection

    emptied = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"
    for table in ("obligation", "transition", "figure", "areafigure"):
        _run(f"{emptied} obligations_{table}")


def count() -> int:
    """How many duties are kept."""
    return int(_rows("SELECT count(*) FROM obligations_obligation")[0][0])


def one_more_member(branch: int) -> None:
    """A member joins a branch."""
    _run(f"INSERT INTO bench_member VALUES ({10**9 + branch}, {branch}, '{BEGUN.isoformat()}', NULL, 1)")


# --- yardsticks ----------------------------------------------------------------------------------------------


def scan() -> None:
    """Read each fact once and add it up: less than this no way of counting can do."""
    _rows("SELECT count(*), sum(phone) FROM bench_member WHERE gone IS NULL")
    _rows("SELECT count(*), max(day) FROM bench_contact")
    _rows("SELECT count(*) FROM bench_branch")
    _rows("SELECT count(*) FROM bench_away")


def loop(sample: int) -> None:
    """What a first attempt does for so many branches, members and members away: a query, a look, a save each."""
    from django.db import transaction

    from zhendi.obligations.models import Obligation

    keys = [row[0] for row in _rows(f"SELECT id FROM bench_branch LIMIT {sample}")]
    questions = (
        "SELECT count(*) FROM bench_member WHERE branch = {} AND gone IS NULL",
        "SELECT phone FROM bench_member WHERE id = {}",
        "SELECT count(*) FROM bench_contact WHERE away = {} AND day >= '2026-06-01'",
    )
    for number, text in enumerate(questions):
        for key in keys:
            total = int((_rows(text.format(key)) or [(0,)])[0][0] or 0)
            with transaction.atomic():
                row, _ = Obligation.objects.get_or_create(
                    rule=f"loop.{number}", subject=key, period_from=BEGUN,
                    defaults={"status": "met", "since": BEGUN, "total": total, "needed": 1, "path": "0001"},
                )  # fmt: skip
                row.status = "met" if total else "overdue"
                row.save()
    Obligation.objects.filter(rule__startswith="loop.").delete()


class Columnar:
    """DuckDB, in memory, over the same rows: the state of every duty and the sums of every place, nothing kept."""

    def __init__(self) -> None:
        import duckdb

        self._base = duckdb.connect()
        for table, columns in _COLUMNS.items():
            self._base.execute(f"CREATE TABLE {table} ({columns})")
            names = [column.split()[0] for column in columns.split(", ")]
            held = _rows(f"SELECT {', '.join(names)} FROM {table}")
            arrays = {name: [row[place] for row in held] for place, name in enumerate(names)}
            self._load(table, arrays)

    def _load(self, table: str, arrays: dict[str, list[Any]]) -> None:
        """By a file: this DuckDB reads CSV faster than rows are bound."""
        with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
            csv.writer(file).writerows(zip(*arrays.values(), strict=True))
            file.flush()
            self._base.execute(f"COPY {table} FROM '{file.name}' (HEADER false)")

    def derive(self) -> None:
        """All rules by the engine's own meaning, as plain as a columnar engine likes them."""
        for statement in _COLUMNAR:
            self._base.execute(statement).fetchall()


_COLUMNS = {
    "bench_branch": "id BIGINT, path VARCHAR, begun DATE",
    "bench_member": "id BIGINT, branch BIGINT, begun DATE, gone DATE, phone BIGINT",
    "bench_away": "id BIGINT, path VARCHAR, begun DATE",
    "bench_contact": "away BIGINT, day DATE",
}
_COLUMNAR = (
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


# --- the tables ----------------------------------------------------------------------------------------------


def _create() -> None:
    for table in _TABLES:
        _run(f"DROP TABLE IF EXISTS {table}")
    for table, columns in _COLUMNS.items():
        _run(f"CREATE TABLE {table} ({columns.replace('VARCHAR', _text())})")


def _text() -> str:
    from django.db import connection

    return 'text COLLATE "C"' if connection.vendor == "postgresql" else "text"


def _copy(table: str, rows: Iterator[tuple[Any, ...]]) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * (_COLUMNS[table].count(",") + 1))
        cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", list(rows))


def _run(text: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(text)


def _rows(text: str) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(text)
        return list(cursor.fetchall())

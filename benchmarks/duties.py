"""A made-up county's facts in plain tables, and the product's rules asked about them."""

from __future__ import annotations

import random
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
    execute("CREATE UNIQUE INDEX bench_branch_id ON bench_branch (id)")
    execute("CREATE UNIQUE INDEX bench_away_id ON bench_away (id)")
    execute("CREATE INDEX bench_member_branch ON bench_member (branch)")
    execute("CREATE INDEX bench_member_id ON bench_member (id)")
    execute("CREATE INDEX bench_contact_away ON bench_contact (away, day)")
    execute("ANALYZE")


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
SOURCES = {
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
    """A policy of those rules that these facts can carry, and of one contact a month with each member away."""
    from zhendi.kernel.parameters import Dated, Parameter, Parameters
    from zhendi.obligations.engine.derived import Question
    from zhendi.obligations.plans.sql import Sql
    from zhendi.policy.load import load
    from zhendi.policy.schema import Recurring

    policy = load()
    one = Parameter("bench.one", "", "次", (Dated("bench.one", 1, "次", date(2000, 1, 1), "benchmark", "", ""),))
    parameters = Parameters({**policy.parameters.by_code, one.code: one})
    known = SOURCES.keys()
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
    sources = {code: (lambda text=text: Sql(text)) for code, text in SOURCES.items()}
    places = {kind: Sql(text) for kind, text in _PLACES.items()}
    clauses = (replace(policy.clauses[0], rules=(*rules, monthly)),)
    policy = replace(policy, clauses=clauses, parameters=parameters)
    return Question(policy, sources, places.__getitem__, as_of, date(2025, 7, 1))


def forget() -> None:
    """No duty, no figure, no change is kept, and nothing of them is left for PostgreSQL to step over."""
    from django.db import connection

    emptied = "TRUNCATE" if connection.vendor == "postgresql" else "DELETE FROM"
    for table in ("obligation", "transition", "figure", "areafigure"):
        execute(f"{emptied} obligations_{table}")


def count() -> int:
    """How many duties are kept."""
    return int(read("SELECT count(*) FROM obligations_obligation")[0][0])


def one_more_member(branch: int) -> None:
    """A member joins a branch."""
    execute(f"INSERT INTO bench_member VALUES ({10**9 + branch}, {branch}, '{BEGUN.isoformat()}', NULL, 1)")


# --- the tables ----------------------------------------------------------------------------------------------


COLUMNS = {
    "bench_branch": "id BIGINT, path VARCHAR, begun DATE",
    "bench_member": "id BIGINT, branch BIGINT, begun DATE, gone DATE, phone BIGINT",
    "bench_away": "id BIGINT, path VARCHAR, begun DATE",
    "bench_contact": "away BIGINT, day DATE",
}


def _create() -> None:
    for table in _TABLES:
        execute(f"DROP TABLE IF EXISTS {table}")
    for table, columns in COLUMNS.items():
        execute(f"CREATE TABLE {table} ({columns.replace('VARCHAR', _text())})")


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
        marks = ", ".join(["%s"] * (COLUMNS[table].count(",") + 1))
        cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", list(rows))


def execute(text: str) -> None:
    """Carry out one statement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(text)


def read(text: str) -> list[tuple[Any, ...]]:
    """All rows of one statement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(text)
        return list(cursor.fetchall())

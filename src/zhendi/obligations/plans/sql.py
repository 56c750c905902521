"""Pieces of SQL with their parameters, and the few words in which SQLite and PostgreSQL differ."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Sql:
    """Text with ``%s`` marks and the values for them, in order."""

    text: str
    values: tuple[Any, ...] = ()

    def __add__(self, other: Sql | str) -> Sql:
        piece = other if isinstance(other, Sql) else Sql(other)
        return Sql(self.text + piece.text, self.values + piece.values)

    def within(self, opening: str, closing: str) -> Sql:
        """The same text between two others."""
        return Sql(opening + self.text + closing, self.values)


def joined(pieces: Iterable[Sql], between: str) -> Sql:
    """Pieces one after another."""
    listed = list(pieces)
    values = tuple(value for piece in listed for value in piece.values)
    return Sql(between.join(piece.text for piece in listed), values)


def run(sql: Sql) -> int:
    """Carry out one statement; gives the number of rows that it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.values)
        return int(cursor.rowcount)


def run_many(text: str, values: Sequence[Sequence[Any]]) -> None:
    """Carry out one statement for each row of values."""
    with connection.cursor() as cursor:
        cursor.executemany(text, values)


def rows(sql: Sql) -> list[tuple[Any, ...]]:
    """All rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.values)
        return list(cursor.fetchall())


def query(found: QuerySet[Any, Any], columns: Mapping[str, str]) -> Sql:
    """A QuerySet as a sub-select: ``columns`` says which of its columns is called what (in this order)."""
    text, values = found.query.sql_with_params()
    listed = ", ".join(f"{column} AS {name}" for name, column in columns.items())
    return Sql(f"SELECT {listed} FROM ({text}) asked", tuple(values))


def one_of(column: str, keys: Sequence[int]) -> Sql:
    """``column`` is one of any number of keys, with one parameter."""
    if connection.vendor == "postgresql":
        return Sql(f"{column} = ANY(%s)", (list(keys),))
    return Sql(f"{column} IN (SELECT value FROM json_each(%s))", (json.dumps(list(keys)),))


def among(column: str, values: Sequence[object]) -> Sql:
    """``column`` is one of a few values, each with its own mark, so that both databases look them up one by one."""
    return Sql(f"{column} IN ({', '.join(['%s'] * len(values))})", tuple(values)) if values else Sql("1 = 0")


def apart(sql: Sql) -> Sql:
    """The same rows, worked out once as they come: the database does not take the sub-select apart."""
    return sql + (" LIMIT -1" if connection.vendor == "sqlite" else " OFFSET 0")


def day(value: date | None) -> Any:
    """A day as the database compares it."""
    return value if connection.vendor == "postgresql" or value is None else value.isoformat()


def as_day(value: Any) -> date | None:
    """A day as a statement gives it back."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def table_of(values: Iterable[Sequence[Any]], types: Sequence[str]) -> Sql:
    """A sub-select over given rows, with columns ``c0, c1 …``; ``types`` are ``date``, ``int`` or ``text``.

    A few rows go in one by one, so that the database keeps them at hand; many go in as one parameter.
    """
    rows_given = [tuple(row) for row in values]
    if not rows_given:
        return Sql(
            f"SELECT {', '.join(f'CAST(NULL AS {_POSTGRESQL[t]}) AS c{n}' for n, t in enumerate(types))} WHERE 1 = 0"
        )
    if len(rows_given) <= _FEW:
        return _listed(rows_given, types)
    text = json.dumps([[each.isoformat() if isinstance(each, date) else each for each in row] for row in rows_given])
    if connection.vendor == "postgresql":
        listed = ", ".join(f"(value->>{n})::{_POSTGRESQL[kind]} AS c{n}" for n, kind in enumerate(types))
        return Sql(f"SELECT {listed} FROM jsonb_array_elements(%s::jsonb)", (text,))
    listed = ", ".join(f"json_extract(value, '$[{n}]') AS c{n}" for n in range(len(types)))
    return Sql(f"SELECT {listed} FROM json_each(%s)", (text,))


def _listed(values: Sequence[tuple[Any, ...]], types: Sequence[str]) -> Sql:
    cast = connection.vendor == "postgresql"
    marks = ", ".join(f"%s::{_POSTGRESQL[kind]}" if cast else "%s" for kind in types)
    columns = ", ".join(f"column{n + 1} AS c{n}" for n in range(len(types)))
    given = ", ".join([f"({marks})"] * len(values))
    flat = tuple(each for row in values for each in row)
    if not cast:
        flat = tuple(each.isoformat() if isinstance(each, date) else each for each in flat)
    return Sql(f"SELECT {columns} FROM (VALUES {given}) given", flat)


_FEW = 100
_POSTGRESQL = {"date": "date", "int": "bigint", "text": "text"}


def temporary(name: str, columns: Mapping[str, str], key: Sequence[str] = ()) -> None:
    """An empty table of this connection only; ``columns``: name to ``date``, ``int``, ``flag``, ``code`` or ``text``.

    SQLite keeps the rows in the order of their ``key``, so that it need not sort them to group or to find them.
    PostgreSQL hashes, and an index would only cost; there a table of the same shape is emptied instead of made anew,
    because each new one holds locks until the transaction ends, and a long history would use them up.
    """
    listed = [f"{column} {_type(kind)}" for column, kind in columns.items()]
    ordered = bool(key) and connection.vendor == "sqlite"
    if ordered:
        listed.append(f"PRIMARY KEY ({', '.join(key)})")
    made = f"CREATE TEMPORARY TABLE {name} ({', '.join(listed)}){' WITHOUT ROWID' * ordered}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _emptied(cursor, name, made)
        else:
            cursor.execute(f"DROP TABLE IF EXISTS {name}")
            cursor.execute(made)


def _emptied(cursor: CursorWrapper, name: str, made: str) -> None:
    """The table of this shape, empty; how it was made stands in its comment."""
    cursor.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", (f"pg_temp.{name}",))
    if cursor.fetchone() == (made,):
        cursor.execute(f"TRUNCATE pg_temp.{name}")
        return
    cursor.execute(f"DROP TABLE IF EXISTS {name}")
    cursor.execute(made)
    quoted = made.replace("'", "''")
    cursor.execute(f"COMMENT ON TABLE {name} IS '{quoted}'")


def _type(kind: str) -> str:
    if connection.vendor == "postgresql":
        return _COLUMN[kind]
    return {"date": "date", "int": "integer", "flag": "integer"}.get(kind, "text")


# A code is compared as the columns of the models compare it, or their indexes would not serve.
_COLUMN = {"date": "date", "int": "bigint", "flag": "boolean", "code": "text", "text": 'text COLLATE "C"'}


def ready(name: str, *key: str) -> None:
    """Index a filled temporary table by its key and tell PostgreSQL how it looks; SQLite plans without."""
    run(Sql(f"CREATE INDEX IF NOT EXISTS {name}_key ON {name} ({', '.join(key)})"))
    analysed(name)


def analyse() -> None:
    """Tell PostgreSQL how all tables look after a large write, or it plans as if they were still empty."""
    if connection.vendor == "postgresql":
        run(Sql("ANALYZE"))


def analysed(name: str) -> None:
    """Tell PostgreSQL how a filled temporary table looks."""
    if connection.vendor == "postgresql":
        run(Sql(f"ANALYZE {name}"))

"""Writing many rows at once: prepared ``executemany`` on SQLite, ``COPY`` on PostgreSQL.

The one place that writes tables without the ORM. Values must be what the columns hold (numbers, text, dates,
``Decimal``, ``bool``, ``None``; sealed text already sealed; no moments, whose form differs); constraints of the database hold as ever. Measured:
``bulk_create`` takes 4-8 times as long (design/performance, section E).
"""

# ruff: noqa: S608 - names of tables and columns come from the models, values are always parameters
from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, cast

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper

_ADAPTED = frozenset((date, Decimal))
_TOGETHER = 5000  # rows
CHUNK = 900  # SQLite's oldest limit of host parameters in one statement is 999
Row = Sequence[Any]


def reserve(model: type[models.Model], count: int) -> range | list[int]:
    """Primary keys for so many new rows, so that rows which refer to them can be made at once.

    On SQLite the caller must be inside its writing transaction, which keeps other writers out.
    """
    connection = _connection(model)
    if count <= 0:
        return range(0)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{model._meta.db_table}"', _pk(model), count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        found = cursor.fetchone()
        first = (found[0] if found else 0) + 1
        statement = "UPDATE sqlite_sequence SET seq = %s WHERE name = %s"
        if not found:
            statement = "INSERT INTO sqlite_sequence (seq, name) VALUES (%s, %s)"
        cursor.execute(statement, [first + count - 1, model._meta.db_table])
    return range(first, first + count)


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows; ``columns`` are field names (``person`` or ``person_id``), values in their order.

    Fields that are not named get their default. Raises the database's ``IntegrityError`` as any insert does.
    """
    connection = _connection(model)
    names, tail = _with_defaults(model, columns)
    table = connection.ops.quote_name(model._meta.db_table)
    listed = ", ".join(connection.ops.quote_name(name) for name in names)
    full: Iterable[Row] = (tuple(row) + tail for row in rows) if tail else rows
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(connection, cursor, f"COPY {table} ({listed}) FROM STDIN", full)
            return
        marks = ", ".join(["%s"] * len(names))
        cursor.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", cast(Sequence[Row], _as_text(full)))


def _as_text(rows: Iterable[Row]) -> Iterator[Row]:
    """Rows with days and decimal numbers as SQLite keeps them: one text for all that are alike, instead of asking
    an adapter for each value again.
    """
    written: dict[Any, Any] = {}
    waiting = iter(rows)
    while some := list(islice(waiting, _TOGETHER)):
        columns: list[Sequence[Any]] = []
        for column in zip(*some, strict=True):
            plain = _ADAPTED.isdisjoint(map(type, column))
            columns.append(column if plain else [_text(value, written) for value in column])
        yield from zip(*columns, strict=True)


def _text(value: Any, written: dict[Any, str]) -> Any:
    if type(value) not in _ADAPTED:
        return value
    found = written.get(value)
    if found is None:
        found = written[value] = value.isoformat() if isinstance(value, date) else str(value)
    return found


def update(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Set columns of rows given as ``(pk, value, …)`` in the order of ``columns``; one statement for all of them."""
    held = list(rows)
    if not held:
        return
    connection = _connection(model)
    names = [_column(model, name) for name in columns]
    if connection.vendor == "postgresql":
        _update_from_copy(connection, model, names, held)
        return
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(name)} = %s" for name in names)
    statement = f"UPDATE {quote(model._meta.db_table)} SET {sets} WHERE {quote(_pk(model))} = %s"
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(*row[1:], row[0]) for row in held])


def column_names(model: type[models.Model]) -> list[str]:
    """All columns of a table, in its order."""
    return [_column(model, field.name) for field in model._meta.concrete_fields]


def delete(model: type[models.Model], ids: Sequence[int]) -> int:
    """Delete rows by primary key, without looking for rows that refer to them; says how many there were."""
    connection = _connection(model)
    if not ids:
        return 0
    quote = connection.ops.quote_name
    condition, parameters = _one_of(connection, quote(_pk(model)), ids)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {quote(model._meta.db_table)} WHERE {condition}", parameters)
        return int(cursor.rowcount)


def raw(model: type[models.Model], columns: Sequence[str], key: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Columns of the rows whose ``key`` is one of any number of values, in one statement.

    Values come as the table holds them: sealed text stays sealed, which is half of the time of reading it.
    """
    connection = _connection(model)
    if not values:
        return []
    quote = connection.ops.quote_name
    listed = ", ".join(quote(_column(model, name)) for name in columns)
    condition, parameters = _one_of(connection, quote(_column(model, key)), values)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {listed} FROM {quote(model._meta.db_table)} WHERE {condition}", parameters)
        return _exact(connection, model, columns, cursor.fetchall())


def _exact(
    connection: BaseDatabaseWrapper, model: type[models.Model], columns: Sequence[str], rows: list[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """SQLite holds a decimal number as a float: 0.2 is to be 0.2 again."""
    exact = [n for n, name in enumerate(columns) if isinstance(model._meta.get_field(name), models.DecimalField)]
    if connection.vendor == "postgresql" or not exact:
        return list(rows)
    return [tuple(Decimal(str(v)) if n in exact and v is not None else v for n, v in enumerate(row)) for row in rows]


def _one_of(connection: BaseDatabaseWrapper, column: str, values: Sequence[Any]) -> tuple[str, list[Any]]:
    """One parameter for any number of values: an array, or a JSON list taken apart by SQLite."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", [list(values)]
    return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(list(values))]


def chunks(values: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
    """The values in pieces small enough for one statement of any supported database."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _update_from_copy(
    connection: BaseDatabaseWrapper, model: type[models.Model], names: list[str], rows: list[Row]
) -> None:
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(_pk(model))
    listed = ", ".join(quote(name) for name in (_pk(model), *names))
    sets = ", ".join(f"{quote(name)} = given.{quote(name)}" for name in names)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS zhendi_given")
        cursor.execute(f"CREATE TEMPORARY TABLE zhendi_given AS SELECT {listed} FROM {table} LIMIT 0")
        _copy(connection, cursor, f"COPY zhendi_given ({listed}) FROM STDIN", rows)
        cursor.execute("ANALYZE zhendi_given")
        cursor.execute(f"UPDATE {table} SET {sets} FROM zhendi_given given WHERE {table}.{key} = given.{key}")
        cursor.execute("DROP TABLE zhendi_given")


def _copy(connection: BaseDatabaseWrapper, cursor: Any, statement: str, rows: Iterable[Row]) -> None:
    with connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _with_defaults(model: type[models.Model], columns: Sequence[str]) -> tuple[list[str], tuple[Any, ...]]:
    names = [_column(model, name) for name in columns]
    named = set(names)
    rest = [
        field
        for field in model._meta.concrete_fields
        if field.column not in named and not (field.primary_key and isinstance(field, models.AutoField))
    ]
    return names + [_column(model, field.name) for field in rest], tuple(field.get_default() for field in rest)


def _column(model: type[models.Model], name: str) -> str:
    return str(model._meta.get_field(name).column)  # type: ignore[union-attr]  # relations from afar are not asked for


def _pk(model: type[models.Model]) -> str:
    return str(model._meta.pk.column)


def _connection(model: type[models.Model]) -> BaseDatabaseWrapper:
    return connections[router.db_for_write(model)]

"""Writing into empty tables: their indexes are made when the rows are in, sorted once instead of found row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, models

from zhendi.obligations.plans.sql import Sql, rows, run


def is_empty(model: type[models.Model]) -> bool:
    """Whether a table has no row."""
    return not rows(Sql(f"SELECT 1 FROM {model._meta.db_table} LIMIT 1"))


@contextmanager
def without_indexes(tables: Sequence[type[models.Model]]) -> Iterator[None]:
    """Empty tables without their indexes (their keys and constraints stay) until the block ends; inside a transaction.

    On PostgreSQL whoever reads such a table waits for the transaction; of a table with rows that would be too dear.
    """
    editor = connection.schema_editor()  # not entered: it only puts the statements into words
    indexes = [(model, index) for model in tables for index in model._meta.indexes]
    for _, index in indexes:
        run(Sql(f"DROP INDEX {index.name}"))
    yield
    for model, index in indexes:
        run(Sql(str(index.create_sql(model, editor))))

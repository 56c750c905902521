"""Statements made once and asked many times: marks stand where the keys of each time go.

Putting a step's statements together takes longer than the database takes to answer them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection

from zhendi.obligations.plans.sql import Sql, among
from zhendi.policy.schema import SubjectKind

Keys = Mapping[SubjectKind, Sequence[int]]


class _Mark(NamedTuple):
    """Here goes one of the keys of a kind."""

    kind: SubjectKind
    number: int


def of(column: str, kind: SubjectKind, keys: Keys) -> Sql:
    """The column is one of as many keys of the kind as there are now; which ones, each time says anew."""
    return among(column, [_Mark(kind, number) for number in range(len(keys[kind]))])


class Marked:
    """A statement with marks in its values.

    It names them, each value once: Django puts names into SQLite's words ten times as fast as it looks for ``%s``.
    """

    def __init__(self, sql: Sql) -> None:
        names: dict[Any, str] = {}
        named = [names.setdefault((type(value), value), f"v{len(names)}") for value in sql.values]
        self._text = sql.text.replace("%%", "%%%%") % tuple(f"%({name})s" for name in named)
        self._given = {name: value for (_, value), name in names.items() if type(value) is not _Mark}
        self._marks = [(name, value) for (_, value), name in names.items() if type(value) is _Mark]

    def rows(self, keys: Keys) -> list[tuple[Any, ...]]:
        """Its rows for these keys; of each kind as many as it was made for."""
        values = self._given | {name: keys[mark.kind][mark.number] for name, mark in self._marks}
        with connection.cursor() as cursor:
            cursor.execute(self._text, values)
            return list(cursor.fetchall())

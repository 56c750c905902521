"""Statements made once and asked many times: marks stand where the keys of each time go.

Putting a step's statements together takes longer than the database takes to answer them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from zhendi.obligations.plans.sql import Sql, among, rows
from zhendi.policy.schema import SubjectKind

Keys = Mapping[SubjectKind, Sequence[int]]


class _Mark(NamedTuple):
    """Here goes one of the keys of a kind."""

    kind: SubjectKind
    number: int


def of(column: str, kind: SubjectKind, keys: Keys) -> Sql:
    """The column is one of as many keys of the kind as there are now; which ones, each time says anew."""
    return among(column, [_Mark(kind, number) for number in range(len(keys[kind]))])


@dataclass(frozen=True, slots=True)
class Marked:
    """A statement with marks in its values."""

    sql: Sql

    def rows(self, keys: Keys) -> list[tuple[Any, ...]]:
        """Its rows for these keys; of each kind as many as it was made for."""
        values = tuple(keys[each.kind][each.number] if type(each) is _Mark else each for each in self.sql.values)
        return rows(Sql(self.sql.text, values))

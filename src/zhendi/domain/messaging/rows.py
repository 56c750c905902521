"""Many rows at once: keys as one parameter of a statement, moments as the table holds them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler

from zhendi.domain.messaging.models import Message, MessageQuerySet

_MOMENT, _CHANCE = 4, 10  # bytes of a key: the second it was made in, so that keys come in order; chance


if TYPE_CHECKING:  # generic for the type checker only
    _Lookup = models.Lookup[Any]
else:
    _Lookup = models.Lookup


class _Among(_Lookup):
    """``column`` is one of a list of numbers: one parameter, whatever their number."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """An array for PostgreSQL, a JSON list taken apart for SQLite."""
        column, given = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{column} = ANY(%s::bigint[])", (*given, list(self.rhs))
        return f"{column} IN (SELECT value FROM json_each(%s))", (*given, json.dumps(list(self.rhs)))  # noqa: S608 - a column's name


def among(ids: Iterable[int], field: str = "pk") -> _Among:
    """The condition that a key is one of any number of keys, for ``filter``."""
    return _Among(models.F(field), tuple(ids))


def moment(at: datetime) -> Any:
    """A moment as ``kernel.bulk`` must write it."""
    return connections[router.db_for_write(Message)].ops.adapt_datetimefield_value(at)


def keys(number: int, at: datetime) -> list[str]:
    """So many new keys of messages: 80 bits of chance each, 28 characters."""
    begun, size = f"{int(at.timestamp()):0{2 * _MOMENT}x}"[-2 * _MOMENT :], 2 * _CHANCE
    chance = os.urandom(_CHANCE * number).hex()
    return [begun + chance[place : place + size] for place in range(0, len(chance), size)]


def locked(found: MessageQuerySet, *, skip: bool = False) -> MessageQuerySet:
    """The rows for this transaction alone; ``skip``: without those that another worker has. SQLite's writing
    transactions exclude each other anyway.
    """
    if connections[router.db_for_write(Message)].vendor == "postgresql":
        return found.select_for_update(skip_locked=skip, of=("self",))
    return found

"""Many rows at once: keys as one parameter of a statement, moments as the table holds them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connections, router
from django.db.models import Q
from django.db.models.expressions import RawSQL

from zhendi.domain.messaging.models import Message, MessageQuerySet

_MOMENT, _CHANCE = 4, 10  # bytes of a key: the second it was made in, so that keys come in order; chance


def among(ids: Iterable[int], field: str = "pk") -> Q:
    """The condition that a key is one of any number of keys; one parameter on both databases."""
    listed = list(ids)
    if connections[router.db_for_write(Message)].vendor == "postgresql":
        return Q(**{f"{field}__in": RawSQL("SELECT unnest(%s::bigint[])", [listed])})
    return Q(**{f"{field}__in": RawSQL("SELECT value FROM json_each(%s)", [json.dumps(listed)])})


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

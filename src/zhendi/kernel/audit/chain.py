"""The hash of an entry: SHA-256 over its columns and the hash of the entry before, in one fixed form."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

BEGINNING = "0" * 64  # what the first entry names as the one before


class Columns(NamedTuple):
    """The columns that are hashed, in the order in which they are."""

    no: int
    at: datetime
    on_day: date
    actor: int | None
    actor_label: str
    action: str
    subject_type: str
    subject_id: int | None
    path: str
    summary: str
    detail: str
    previous: str


def digest(columns: Columns) -> str:
    """64 hexadecimal characters. Moments are taken in UTC, so that the zone of a reader does not matter."""
    values: list[Any] = list(columns)
    values[1] = columns.at.astimezone(UTC).isoformat(timespec="microseconds")
    values[2] = columns.on_day.isoformat()
    text = json.dumps(values, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def canonical(detail: Mapping[str, Any]) -> str:
    """The detail as JSON with sorted keys; days, decimals and the like as their text."""
    return json.dumps(detail, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)

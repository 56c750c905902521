"""Which numbers of the rules the county has confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from zhendi.kernel.parameters import Dated
from zhendi.obligations.models import Confirmation


class Confirmed(NamedTuple):
    """By whom, by which document, on which day; ``value``: the number as it stood."""

    by: str
    document: str
    on: date
    value: Any


Known = Mapping[tuple[str, date], Confirmed]
"""By code and the day from which the number is in force."""


def confirmed() -> Known:
    """The last confirmation of every number; one query."""
    rows = Confirmation.objects.order_by("pk")
    return {
        (row.code, row.valid_from): Confirmed(row.confirmed_by, row.document, row.confirmed_on, row.value)
        for row in rows
    }


def of(dated: Dated, known: Known) -> Confirmed | None:
    """The confirmation of a number as it reads now; ``None`` for one that nobody confirmed, or that read otherwise then."""
    found = known.get((dated.code, dated.valid_from))
    return found if found is not None and found.value == dated.value else None

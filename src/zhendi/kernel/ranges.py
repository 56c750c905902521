"""Ranges of paths and of days as conditions of the database."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from zhendi.kernel.scope import Range


def in_ranges(ranges: tuple[Range, ...], field: str = "path") -> Q:
    """The condition that a path lies in one of the ranges; nothing when there is none.

    Always ``>= low AND < high``: the form that both databases answer from an index (``startswith`` is not).
    """
    condition = Q(pk__in=())
    for low, high in ranges:
        condition |= Q(**{f"{field}__gte": low, f"{field}__lt": high})
    return condition


def holding(relation: str, day: date) -> Q:
    """The condition that the related row holds on a day, for joining only those."""
    later = Q(**{f"{relation}__valid_to": None}) | Q(**{f"{relation}__valid_to__gt": day})
    return later & Q(**{f"{relation}__valid_from__lte": day})

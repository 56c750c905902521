"""Ranges of paths as a condition of the database."""

from __future__ import annotations

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

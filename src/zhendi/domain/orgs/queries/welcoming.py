"""Organisations to which a member away can turn: branches for members who live elsewhere. Public by their purpose."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q

from zhendi.domain.orgs.models import Division, Kind, Organisation

_MOST = 30


class Welcoming(NamedTuple):
    """An organisation that takes guests: where it is, and the office's telephone."""

    id: int
    name: str
    place: str
    phone: str


def welcoming(text: str) -> tuple[Welcoming, ...]:
    """Branches of members away whose name or place contains every word, at most thirty. Two queries."""
    found = Organisation.objects.alive().filter(kind=Kind.MOBILE_BRANCH)
    for word in text.split():
        within = Division.objects.filter(name__contains=word, valid_to=None).values("code")
        found = found.filter(Q(full_name__contains=word) | Q(short_name__contains=word) | Q(division_code__in=within))
    rows = tuple(found.order_by("path")[:_MOST])
    names = dict(
        Division.objects.filter(code__in={row.division_code for row in rows}, valid_to=None).values_list("code", "name")
    )
    return tuple(
        Welcoming(row.pk, row.short_name or row.full_name, names.get(row.division_code, ""), row.phone) for row in rows
    )

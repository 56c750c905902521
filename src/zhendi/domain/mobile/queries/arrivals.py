"""Members who came and are in no branch here, by township and by where they live (clauses 3.2c, 3.5a)."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from django.db.models import Count

from zhendi.domain.mobile.models import Incoming
from zhendi.kernel.scope import Scope

FULL = "full"


class Group(NamedTuple):
    """Those of a township: how many, how many of them full members as far as said, and how many in each place."""

    township_id: int
    township: str
    path: str
    members: int
    full: int
    places: tuple[tuple[str, int], ...]


def unplaced(scope: Scope) -> tuple[Group, ...]:
    """Townships with members who came and are in no branch, the most first. One query."""
    found = Incoming.objects.visible_to(scope).as_of(scope.as_of).exclude(placed_in_branch=True)
    columns = (
        "organisation", "organisation__short_name", "organisation__full_name", "organisation__path", "place", "standing",
    )  # fmt: skip
    held: dict[tuple[int, str, str], list[tuple[str, str, int]]] = {}
    for key, short, name, path, place, standing, number in (
        found.order_by().values_list(*columns).annotate(number=Count("pk")).order_by(*columns)
    ):
        held.setdefault((key, short or name, path), []).append((place, standing, number))
    groups = [_group(*town, rows) for town, rows in held.items()]
    return tuple(sorted(groups, key=lambda group: (-group.members, group.path)))


def _group(key: int, name: str, path: str, rows: list[tuple[str, str, int]]) -> Group:
    places: Counter[str] = Counter()
    for place, _, number in rows:
        places[place] += number
    full = sum(number for _, standing, number in rows if standing == FULL)
    named = sorted(((place, number) for place, number in places.items() if place), key=lambda each: (-each[1], each[0]))
    return Group(key, name, path, sum(places.values()), full, tuple(named))

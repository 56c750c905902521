"""Where members away gather: one district, employers of like names, stable for months (clause 3.1e). A proposal, no more.

Employers are put together when their names are alike to the parameter's degree (``rapidfuzz``, on sorted names, so that
the same register gives the same groups). Who has no employer on record belongs to no group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from rapidfuzz import fuzz

from zhendi.domain.mobile.models import Outgoing
from zhendi.domain.mobile.places import said
from zhendi.domain.people.models import Membership
from zhendi.kernel.dates import add_months
from zhendi.kernel.parameters import Dated, load
from zhendi.kernel.scope import Scope

MEMBERS, MONTHS, SIMILARITY = "mobile.cluster_members", "mobile.cluster_months", "mobile.cluster_similarity"
_SHOWN = 100


class Gathered(NamedTuple):
    """One member of a group."""

    id: int
    name: str
    branch: str
    employer: str
    moved_on: date
    joined_on: date | None


class Cluster(NamedTuple):
    """A group: where, under which names of employers, who, since when all of them are there, who might lead."""

    place: str
    employers: tuple[str, ...]
    members: tuple[Gathered, ...]
    since: date
    leader: Gathered


class Found(NamedTuple):
    """All groups, the largest first, and the numbers by which they were found."""

    clusters: tuple[Cluster, ...]
    members: Dated
    months: Dated
    similarity: Dated


def clusters(scope: Scope) -> Found:
    """Groups of full members among those away in the reader's sight on the day. One query."""
    day = scope.as_of
    needed, months, alike = (load().at(code, day) for code in (MEMBERS, MONTHS, SIMILARITY))
    by_place = _by_place(scope, add_months(day, -int(months.value)))
    found = [
        _cluster(place, names, [row for row in rows if row.employer in names])
        for place, rows in by_place.items()
        for names in _alike(sorted({row.employer for row in rows}), int(alike.value))
    ]
    large = [each for each in found if len(each.members) >= int(needed.value)]
    ordered = sorted(large, key=lambda each: (-len(each.members), each.place, each.employers))
    return Found(tuple(ordered[:_SHOWN]), needed, months, alike)


def _by_place(scope: Scope, stable: date) -> dict[str, list[Gathered]]:
    standing = Membership.objects.as_of(scope.as_of).filter(person=OuterRef("person")).values("standing")[:1]
    rows = Outgoing.objects.visible_to(scope).as_of(scope.as_of).annotate(standing=Subquery(standing))
    rows = rows.filter(standing="full", moved_on__lte=stable).exclude(district="").exclude(employer="")
    columns = (
        "province", "city", "district", "pk", "name", "organisation__short_name", "employer", "moved_on",
        "person__joined_on",
    )  # fmt: skip
    found: dict[str, list[Gathered]] = defaultdict(list)
    for province, city, district, *member in rows.order_by("pk").values_list(*columns):
        found[said(province, city, district)].append(Gathered(*member))
    return found


def _alike(names: Sequence[str], degree: int) -> list[frozenset[str]]:
    """Names put together when any two of a chain are alike: each name is in one group."""
    groups: list[set[str]] = []
    for name in names:
        near = [group for group in groups if any(fuzz.ratio(name, other) >= degree for other in group)]
        merged = {name}.union(*near)
        groups = [group for group in groups if group not in near] + [merged]
    return [frozenset(group) for group in groups]


def _cluster(place: str, names: frozenset[str], rows: Sequence[Gathered]) -> Cluster:
    """The one who has been a member longest might lead: others know better, so it is said why."""
    leader = min(rows, key=lambda row: (row.joined_on or date.max, row.moved_on, row.id))
    return Cluster(place, tuple(sorted(names)), tuple(rows), max(row.moved_on for row in rows), leader)

"""Where members away gather: one district, employers of like names, stable for months (clause 3.1e).

Employers are put together when their names are alike to the parameter's degree (``rapidfuzz``, on sorted names, so that
the same register gives the same groups). Who has no employer on record belongs to no group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from rapidfuzz import fuzz

from zhendi.domain.mobile.models import Outgoing
from zhendi.domain.mobile.places import said
from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.orgs.paths import STEP
from zhendi.domain.people.models import Membership
from zhendi.kernel.dates import add_months
from zhendi.kernel.parameters import Dated, load

MEMBERS, MONTHS, SIMILARITY = "mobile.cluster_members", "mobile.cluster_months", "mobile.cluster_similarity"


class Member(NamedTuple):
    """One member of a group."""

    id: int
    name: str
    branch: str
    employer: str
    moved_on: date
    joined_on: date | None
    person_id: int
    path: str


class Cluster(NamedTuple):
    """A group: where, under which names of employers, who, since when all of them are there, who might lead."""

    place: str
    employers: tuple[str, ...]
    members: tuple[Member, ...]
    since: date
    leader: Member

    @property
    def ids(self) -> frozenset[int]:
        """Movements of the members."""
        return frozenset(each.id for each in self.members)

    @property
    def people(self) -> frozenset[int]:
        """Persons of the members: they stay the same where a merger continues a movement under another branch."""
        return frozenset(each.person_id for each in self.members)


class Found(NamedTuple):
    """All groups, the largest first, and the numbers by which they were found."""

    clusters: tuple[Cluster, ...]
    members: Dated
    months: Dated
    similarity: Dated


def find(rows: QuerySet[Outgoing], day: date) -> Found:
    """Groups of full members among the given movements, as they stood on the day. One query."""
    needed, months, alike = (load().at(code, day) for code in (MEMBERS, MONTHS, SIMILARITY))
    by_place = _by_place(rows, day, add_months(day, -int(months.value)))
    found = [
        _cluster(place, names, [row for row in there if row.employer in names])
        for place, there in by_place.items()
        for names in _alike(sorted({row.employer for row in there}), int(alike.value))
    ]
    large = [each for each in found if len(each.members) >= int(needed.value)]
    ordered = sorted(large, key=lambda each: (-len(each.members), each.place, each.employers))
    return Found(tuple(ordered), needed, months, alike)


def _by_place(rows: QuerySet[Outgoing], day: date, stable: date) -> dict[str, list[Member]]:
    standing = Membership.objects.as_of(day).filter(person=OuterRef("person")).values("standing")[:1]
    there = rows.annotate(standing=Subquery(standing)).filter(standing="full", moved_on__lte=stable)
    columns = (
        "province", "city", "district", "pk", "name", "organisation__short_name", "employer", "moved_on",
        "person__joined_on", "person_id", "path",
    )  # fmt: skip
    found: dict[str, list[Member]] = defaultdict(list)
    ordered = there.exclude(district="").exclude(employer="").order_by("pk")
    for province, city, district, *member in ordered.values_list(*columns):
        found[said(province, city, district)].append(Member(*member))
    return found


def _alike(names: Sequence[str], degree: int) -> list[frozenset[str]]:
    """Names put together when any two of a chain are alike: each name is in one group."""
    groups: list[set[str]] = []
    for name in names:
        near = [group for group in groups if any(fuzz.ratio(name, other) >= degree for other in group)]
        merged = {name}.union(*near)
        groups = [group for group in groups if group not in near] + [merged]
    return [frozenset(group) for group in groups]


def _cluster(place: str, names: frozenset[str], rows: Sequence[Member]) -> Cluster:
    """The one who has been a member longest might lead: others know better, so it is said why."""
    leader = min(rows, key=lambda row: (row.joined_on or date.max, row.moved_on, row.id))
    return Cluster(place, tuple(sorted(names)), tuple(rows), max(row.moved_on for row in rows), leader)


def committee_of(paths: Sequence[str]) -> Organisation | None:
    """The committee nearest above all of these places, or at the one; ``None`` where there is none. One query."""
    shared = paths[0]
    for path in paths:
        while not path.startswith(shared):
            shared = shared[:-STEP]
    above = [shared[:length] for length in range(STEP, len(shared) + 1, STEP)]
    rows = Organisation.objects.alive().filter(path__in=above).order_by("-path")
    return next((row for row in rows if kinds()[row.kind].level == "committee"), None)

"""Where members away gather, in the reader's sight, and the gatherings that are on record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from zhendi.domain.mobile import clustering
from zhendi.domain.mobile.clustering import Cluster, Found
from zhendi.domain.mobile.models import Affiliation, Foundation, Gathering, Outgoing
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.paging import turned_to
from zhendi.kernel.scope import SEE, Scope

SIZE = 20
ORDERS = (("many", "人多的在前"), ("long", "时间长的在前"), ("place", "按地方"))
STATES = (("new", "还没提出"), ("accepted", "正在组建"), ("founded", "已建党组织"))


class Belonging(NamedTuple):
    """A member of a gathering with the home branch, where the membership stays. ``joined``: takes part since then."""

    id: int
    person_id: int | None
    name: str
    branch: str
    joined: date | None


class Record(NamedTuple):
    """A gathering on record."""

    id: int
    place: str
    employers: tuple[str, ...]
    committee: str
    committee_id: int
    leader_id: int | None
    leader: str
    since: date
    ended_on: date | None
    accepted_on: date | None
    accepted_by: str
    procedure_id: int | None
    made: tuple[int, str] | None
    founded_on: date | None
    dissolved_on: date | None
    members: tuple[Belonging, ...]


class Shown(NamedTuple):
    """A group and how far it is: the gathering on record (0 = none in sight), a code of ``STATES``."""

    cluster: Cluster
    gathering_id: int
    state: str


class Filters(NamedTuple):
    """``text``: in place, employer, member or branch; ``state`` of ``STATES``; ``order`` of ``ORDERS``."""

    text: str = ""
    state: str = ""
    order: str = "many"


class Page(NamedTuple):
    """A page of groups; ``every``: how many there are without filters."""

    rows: tuple[Shown, ...]
    total: int
    every: int
    page: int
    pages: int


class Answer(NamedTuple):
    """Who answers for a group: the committee nearest above all its members, and the name that it would give."""

    committee_id: int
    committee: str
    path: str
    name: str


def clusters(scope: Scope) -> Found:
    """Groups of full members among those away in the reader's sight on the day. One query."""
    return clustering.find(Outgoing.objects.visible_to(scope).as_of(scope.as_of), scope.as_of)


def listing(scope: Scope, found: Found, filters: Filters, *, page: int = 1, size: int = SIZE) -> Page:
    """The groups found, by pages. One query."""
    on_record = held(scope, found.clusters)
    rows = [Shown(each, *on_record.get(each.ids, (0, ""))) for each in found.clusters]
    text, state = filters.text, filters.state
    kept = [row for row in rows if text in _said(row.cluster) and (not state or (row.state or "new") == state)]
    if filters.order == "long":
        kept.sort(key=lambda row: row.cluster.since)
    elif filters.order == "place":
        kept.sort(key=lambda row: (row.cluster.place, row.cluster.employers))
    number, pages = turned_to(page, len(kept), size)
    return Page(tuple(kept[(number - 1) * size : number * size]), len(kept), len(rows), number, pages)


def _said(cluster: Cluster) -> str:
    people = (f"{each.name} {each.branch}" for each in cluster.members)
    return "\n".join((cluster.place, *cluster.employers, *people))


def chosen(scope: Scope, movement_ids: Sequence[int]) -> Cluster:
    """The group of the reader's to which these members belong; ``NotVisible`` when there is none any more. One query."""
    asked = set(movement_ids)
    near = [each for each in clusters(scope).clusters if each.ids & asked]
    if not near:
        raise NotVisible("no such gathering")
    return max(near, key=lambda each: len(each.ids & asked))


def held(scope: Scope, found: Sequence[Cluster]) -> dict[frozenset[int], tuple[int, str]]:
    """By the group: the gathering on record and how far it is (``""``, ``accepted``, ``founded``); key 0 where the reader
    does not see it. One query.
    """
    rows = Gathering.objects.standing().filter(
        members__movement__person__in={pk for each in found for pk in each.people}
    )
    lasting = Exists(Foundation.objects.filter(gathering=OuterRef("pk"), ended_on=None))
    keys = rows.annotate(lasting=lasting).values_list(
        "pk", "path", "accepted_on", "lasting", "members__movement__person"
    )
    by_person: dict[int, tuple[int, str]] = {}
    for pk, path, accepted, founded, person in keys:
        state = "founded" if founded else "accepted" if accepted else ""
        by_person[person] = (pk if scope.allows(SEE, path) else 0, state)
    return {
        each.ids: next(by_person[pk] for pk in sorted(each.people) if pk in by_person)
        for each in found
        if each.people & by_person.keys()
    }


def answer(found: Cluster) -> Answer:
    """Who answers for a group. One query."""
    committee = clustering.committee_of([each.path for each in found.members])
    if committee is None:
        raise NotVisible("no committee")
    body = committee.full_name.removesuffix("委员会").removesuffix("工作")
    name = f"{body}驻{found.place}流动党员支部委员会"
    return Answer(committee.pk, committee.short_name or committee.full_name, committee.path, name)


def gathering(scope: Scope, gathering_id: int) -> Record:
    """A gathering on record; ``NotVisible`` for a stranger. Four queries."""
    row = Gathering.objects.visible_to(scope).select_related("organisation", "leader").filter(pk=gathering_id).first()
    if row is None:
        raise NotVisible("no such gathering")
    place = row.organisation
    made = row.foundations.select_related("organisation").order_by("-valid_from").first()
    called = made.organisation.short_name or made.organisation.full_name if made else ""
    return Record(
        row.pk, row.place, tuple(row.employers.split("、")), place.short_name or place.full_name, place.pk, row.leader_id,
        row.leader.name if row.leader else "", row.valid_from, row.ended_on, row.accepted_on, row.accepted_by,
        row.procedure, (made.organisation_id, called) if made else None, made.valid_from if made else None,
        made.ended_on if made else None, _members(row, scope.as_of),
    )  # fmt: skip


def _members(row: Gathering, day: date) -> tuple[Belonging, ...]:
    joined = dict(Affiliation.objects.as_of(day).filter(gathering=row).values_list("person_id", "valid_from"))
    columns = ("movement_id", "movement__person_id", "movement__name", "movement__organisation__short_name")
    rows = row.members.order_by("movement__path", "movement_id").values_list(*columns)
    return tuple(Belonging(pk, person, name, branch or "", joined.get(person)) for pk, person, name, branch in rows)


def joined(scope: Scope, person_id: int | None) -> tuple[int, str, date] | None:
    """Where a member away takes part besides the own branch: organisation, name, since. One query."""
    rows = (
        Affiliation.objects.as_of(scope.as_of).filter(~Q(person=None), person=person_id).select_related("organisation")
    )
    row = rows.first()
    if row is None:
        return None
    return row.organisation_id, row.organisation.short_name or row.organisation.full_name, row.valid_from

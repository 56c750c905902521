"""Gatherings of members away (clause 3.1e): kept on record by the clock, accepted by the committee, founded, let go.

What is founded is another app's: the page carries out both in one transaction and tells here what came of it. The
members' relation is not moved; they take part in what was founded (``Affiliation``) as long as both last.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F

from zhendi.domain.mobile import clustering
from zhendi.domain.mobile.clustering import Cluster
from zhendi.domain.mobile.models import Affiliation, Foundation, Gathered, Gathering, Outgoing
from zhendi.domain.mobile.operations import checks
from zhendi.domain.orgs.models import Organisation
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

SUBJECT = "mobile.Gathering"
WRITE = "write_organisations"
_EMPLOYERS = 600


@transaction.atomic
def look(*, on: date) -> int:
    """Bring the gatherings on record to what the register shows on the day; gives how many began, changed or ended.

    Of what is accepted or founded the members stay until it is given up or dissolved. Safe to repeat.
    """
    changed = _part(on)
    standing = _standing()
    changed += sum(_house(row, people) for row, people, firm in standing if firm)
    known = [(row, people) for row, people, firm in standing if not firm]
    taken = {person for _, people, firm in standing if firm for person in people}
    for cluster in clustering.find(Outgoing.objects.as_of(on), on).clusters:
        if cluster.people & taken:
            continue
        match = max(known, key=lambda each: len(each[1] & cluster.people), default=None)
        if match is None or not match[1] & cluster.people:
            _begin(cluster, on)
            changed += 1
            continue
        known.remove(match)
        changed += _update(match[0], cluster)
    for row, _ in known:
        row.ended_on = max(on, row.valid_from + timedelta(days=1))
        _save(row)
    changed += len(known)
    if changed:
        record(
            actor=None, action="mobile.gathered", on=on, subject_type=SUBJECT, subject_id=None, path="",
            summary=f"外出党员聚集地变动{changed}处",
        )  # fmt: skip
    return changed


@transaction.atomic
def accept(*, actor: Actor, on: date, movement_ids: Sequence[int], leader_id: int) -> int:
    """The committee takes up a gathering with these of its members and a possible leader; gives the gathering's key.

    ``leader_id`` is a movement. ``NotVisible`` when the members gather no more; ``Refused`` for fewer members than the
    rule asks for, for a leader who is none of them, and when it was taken up before.
    """
    checks.not_future(on, actor=actor)
    asked = set(movement_ids)
    found = clustering.find(Outgoing.objects.visible_to(actor.scope).as_of(on), on)
    near = [each for each in found.clusters if each.ids & asked]
    if not asked:
        raise Refused(f"至少选 {found.members.value} 名正式党员。", code="too_few", field="member")
    if not near:
        raise NotVisible("no such gathering")
    cluster = max(near, key=lambda each: len(each.ids & asked))
    members = [each for each in cluster.members if each.id in asked]
    committee = _committee([each.path for each in members])
    if not actor.scope.allows(WRITE, committee.path):
        raise Refused(f"由“{committee.full_name}”的经办人提出。", code="not_yours")
    if len(members) < int(found.members.value):
        raise Refused(f"至少选 {found.members.value} 名正式党员。", code="too_few", field="member")
    leader = next((each for each in members if each.id == leader_id), None)
    if leader is None:
        raise Refused("牵头人要从选中的党员里选。", code="leader", field="leader")
    row = _of(cluster, on)
    if _firm(row):
        raise Refused("这一处已经采纳，到组建办理里看办到哪一步。", code="accepted")
    if not actor.scope.allows(WRITE, row.path):
        raise Refused(f"这一处的党员来自几个乡镇，由“{row.organisation.full_name}”提出。", code="not_yours")
    row.organisation, row.path, row.leader_id = committee, committee.path, leader.person_id
    row.accepted_on, row.accepted_by = on, actor.label[:80]
    _save(row)
    _members(row, {each.id for each in members})
    _enter(row, "gathering_accepted", on, f"采纳在{row.place}设流动党员党组织的建议，{len(members)}名党员", actor)
    return row.pk


@transaction.atomic
def link(*, gathering_id: int, procedure_id: int) -> None:
    """Keep which set-up procedure the acceptance opened, in the same transaction."""
    Gathering.objects.filter(pk=gathering_id).update(procedure=procedure_id, revision=F("revision") + 1)


@transaction.atomic
def release(*, actor: Actor, on: date, procedure_id: int) -> None:
    """The procedure was refused, withdrawn, or what it had founded was undone: the gathering may be taken up again.

    Nothing happens for a procedure that came of no gathering.
    """
    row = _by_procedure(procedure_id)
    if row is None:
        return
    _let_go(row, on)
    _enter(row, "gathering_released", on, f"{row.place}的聚集地没有建成，可以再提", actor)


@transaction.atomic
def founded(*, actor: Actor, on: date, procedure_id: int, organisation_id: int) -> int:
    """What the procedure was for is founded: its members take part in it from the day; gives how many.

    Nothing happens for a procedure that came of no gathering.
    """
    row = _by_procedure(procedure_id)
    if row is None:
        return 0
    Foundation.objects.create(gathering=row, organisation_id=organisation_id, valid_from=on)
    people = list(row.members.exclude(movement__person=None).values_list("movement__person_id", flat=True))
    held = set(Affiliation.objects.current().filter(person__in=people).values_list("person_id", flat=True))
    joining = [person for person in people if person not in held]
    Affiliation.objects.bulk_create(
        Affiliation(person_id=person, organisation_id=organisation_id, gathering=row, valid_from=on)
        for person in joining
    )
    _enter(
        row, "gathering_founded", on, f"{row.place}的流动党员党组织成立，{len(joining)}名党员参加，组织关系不转", actor
    )
    return len(joining)


def _part(on: date) -> int:
    """What was dissolved is no belonging any more; who came home takes part no more."""
    gone = Gathering.objects.standing().filter(
        foundations__ended_on=None, foundations__organisation__dissolved_on__lte=on
    )
    rows = list(gone)
    for row in rows:
        _let_go(row, on)
    away = Outgoing.objects.current().exclude(person=None).values("person")
    return len(rows) + _end(list(Affiliation.objects.current().exclude(person__in=away)), on)


def _standing() -> list[tuple[Gathering, frozenset[int], bool]]:
    """Gatherings on record, with the persons of their members, and whether each is firm."""
    held = Gathering.objects.standing().select_related("organisation").order_by("pk")
    rows = held.prefetch_related("members__movement", "foundations")
    return [
        (row, frozenset(one.movement.person_id for one in row.members.all() if one.movement.person_id), _firm(row))
        for row in rows
    ]


def _house(row: Gathering, people: frozenset[int]) -> int:
    """A committee that is no more gives place to the one above the members' branches; gives 1 when it did."""
    paths = list(Outgoing.objects.current().filter(person__in=people).values_list("path", flat=True))
    if row.organisation.dissolved_on is None or not paths:
        return 0
    row.organisation = _committee(paths)
    row.path = row.organisation.path
    _save(row)
    return 1


def _firm(row: Gathering) -> bool:
    """Taken up, or founded and not dissolved."""
    return row.accepted_on is not None or any(each.ended_on is None for each in row.foundations.all())


def _let_go(row: Gathering, on: date) -> None:
    """It may be taken up again; what was founded for it is none any more."""
    row.accepted_on, row.accepted_by, row.procedure = None, "", None
    _save(row)
    for each in row.foundations.filter(ended_on=None):
        each.ended_on = max(on, each.valid_from + timedelta(days=1))
        each.save(update_fields=["ended_on"])
    _end(list(Affiliation.objects.current().filter(gathering=row)), on)


def _begin(cluster: Cluster, on: date) -> Gathering:
    place = _committee([each.path for each in cluster.members])
    row = Gathering.objects.create(
        place=cluster.place, employers="、".join(cluster.employers)[:_EMPLOYERS], organisation=place, path=place.path,
        leader_id=cluster.leader.person_id, valid_from=on,
    )  # fmt: skip
    _members(row, cluster.ids)
    return row


def _update(row: Gathering, cluster: Cluster) -> int:
    """The gathering as it is now; gives 1 when anything is another."""
    place = _committee([each.path for each in cluster.members])
    held = set(row.members.values_list("movement_id", flat=True))
    values = (cluster.place, "、".join(cluster.employers)[:_EMPLOYERS], place.pk, place.path, cluster.leader.person_id)
    if values == (row.place, row.employers, row.organisation_id, row.path, row.leader_id) and held == cluster.ids:
        return 0
    row.place, row.employers, row.organisation_id, row.path, row.leader_id = values
    _save(row)
    _members(row, cluster.ids)
    return 1


def _of(cluster: Cluster, on: date) -> Gathering:
    """The gathering on record of a group, locked; made where the clock has not looked yet."""
    rows = Gathering.objects.standing().filter(members__movement__person__in=cluster.people).values("pk")
    locked = Gathering.objects.select_for_update(of=("self",)).select_related("organisation")
    held = locked.filter(pk__in=rows).order_by("pk").first()
    return held or _begin(cluster, on)


def _members(row: Gathering, ids: frozenset[int] | set[int]) -> None:
    row.members.exclude(movement__in=ids).delete()
    held = set(row.members.values_list("movement_id", flat=True))
    Gathered.objects.bulk_create(Gathered(gathering=row, movement_id=pk) for pk in sorted(set(ids) - held))


def _by_procedure(procedure_id: int) -> Gathering | None:
    return Gathering.objects.select_for_update().filter(procedure=procedure_id).first()


def _end(rows: Sequence[Affiliation], on: date) -> int:
    for each in rows:
        each.ended_on = max(on, each.valid_from + timedelta(days=1))
    Affiliation.objects.bulk_update(rows, ["ended_on"])
    return len(rows)


def _committee(paths: Sequence[str]) -> Organisation:
    found = clustering.committee_of(paths)
    if found is None:
        raise Refused("上面没有可以决定的党委。", code="no_committee")
    return found


def _save(row: Gathering) -> None:
    row.revision += 1
    row.save()


def _enter(row: Gathering, action: str, on: date, summary: str, actor: Actor) -> None:
    record(
        actor=actor, action=f"mobile.{action}", on=on, subject_type=SUBJECT, subject_id=row.pk, path=row.path,
        summary=summary,
    )  # fmt: skip

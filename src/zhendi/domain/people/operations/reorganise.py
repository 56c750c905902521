"""Merging, splitting, upgrading and dissolving organisations together with the people in them.

``orgs`` knows no members and refuses to end an organisation of which anything still holds. Here members are brought
over as new rows of their history, posts end, what other registers say of the organisation goes on with its successor,
and then the organisations themselves are changed: all of it or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q, QuerySet

from zhendi.domain.orgs import access
from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.orgs.operations import ending, founding, reshaping
from zhendi.domain.orgs.operations.checks import Approval
from zhendi.domain.people.models import Membership, Person, Post
from zhendi.kernel import audit, parameters, placed
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

MINIMUM = "branch.minimum_full"
_OWN = (Membership, Post)  # moved and ended here, each in its own way


class Branch(NamedTuple):
    """The names of a branch to be founded."""

    full_name: str
    short_name: str = ""


@transaction.atomic
def merge(*, actor: Actor, on: date, source_ids: Sequence[int], target_id: int, approval: Approval) -> int:
    """Merge organisations into another, members included; gives how many members came over. Posts of the sources end."""
    target = _seen(actor, target_id)
    moved = 0
    for source in [_seen(actor, pk) for pk in dict.fromkeys(source_ids) if pk != target_id]:
        moved += _bring_over(actor, source, target, on)
        _end_posts(source, on)
        placed.hand_over(source, target, target.path, on=on, besides=_OWN)
    ending.merge(actor=actor, on=on, source_ids=source_ids, target_id=target_id, approval=approval)
    return moved


@transaction.atomic
def dissolve(
    *, actor: Actor, on: date, organisation_id: int, approval: Approval, successor_id: int | None = None
) -> int:
    """Dissolve an organisation; gives how many members went to the successor, who is needed only where there are any."""
    one = _seen(actor, organisation_id)
    moved = 0
    if successor_id is not None:
        successor = _seen(actor, successor_id)
        if not access.may_keep(actor.scope, successor.path) or successor.dissolved_on is not None:
            raise Refused("选一个您管理的、现有的组织来接收。", code="successor", field="successor")
        if successor.path.startswith(one.path):
            raise Refused("接收组织不能是它自己或它的下级。", code="successor", field="successor")
        moved = _bring_over(actor, one, successor, on)
        _end_posts(one, on)
        placed.hand_over(one, successor, successor.path, on=on, besides=_OWN)
    else:
        _require_nobody(one, on)
        _end_posts(one, on)
    ending.dissolve(actor=actor, on=on, organisation_id=organisation_id, approval=approval)
    return moved


@transaction.atomic
def split(
    *,
    actor: Actor,
    on: date,
    organisation_id: int,
    name: Branch,
    kind: str,
    approval: Approval,
    person_ids: Sequence[int],
) -> int:
    """Found an organisation out of another with the members chosen; gives its key. Both parts must have enough members."""
    one = _seen(actor, organisation_id)
    chosen = set(person_ids)
    here = set(_members(one, on).values_list("person_id", flat=True))
    if not chosen <= here:
        raise Refused("选中的人有的不在这个组织，刷新名单再选。", code="strangers", field="persons")
    made = founding.split(
        actor=actor,
        on=on,
        organisation_id=organisation_id,
        full_name=name.full_name,
        short_name=name.short_name,
        kind=kind,
        approval=approval,
    )
    target = Organisation.objects.get(pk=made)
    if chosen:
        _bring_over(actor, one, target, on, persons=sorted(chosen))
    for part in (target, one):
        _require_enough(part, on)
    return made


@transaction.atomic
def reclassify(
    *,
    actor: Actor,
    on: date,
    organisation_id: int,
    kind: str,
    name: Branch,
    approval: Approval,
    first_branch: Branch | None = None,
) -> None:
    """Make an organisation another kind. Where the new kind holds no members, they go to a first branch below it."""
    one = _seen(actor, organisation_id)
    members = _members(one, on).count()
    reshaping.reclassify(
        actor=actor,
        on=on,
        organisation_id=organisation_id,
        kind=kind,
        full_name=name.full_name,
        short_name=name.short_name,
        approval=approval,
    )
    if not members or kinds()[kind].may("hold_relation"):
        return
    if not kinds()["branch"].fits_below(kinds()[kind]) or first_branch is None or not first_branch.full_name.strip():
        raise Refused(
            f"{kinds()[kind].title}不直接管党员，现有{members}名党员。写明下面先设的支部，或先把党员转走。",
            code="members",
            field="first_branch",
        )
    made = founding.found(
        actor=actor,
        on=on,
        parent_id=organisation_id,
        full_name=first_branch.full_name,
        short_name=first_branch.short_name,
        kind="branch",
        division_code=one.division_code,
        approval=approval,
    )
    _bring_over(actor, one, Organisation.objects.get(pk=made), on)


def _seen(actor: Actor, pk: int) -> Organisation:
    found = Organisation.objects.visible_to(actor.scope).filter(pk=pk).first()
    if found is None:
        raise NotVisible("no such organisation")
    return found


def _members(one: Organisation, on: date) -> QuerySet[Membership]:
    """Memberships that hold on the day or begin after it."""
    return Membership.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), organisation=one)


def _bring_over(
    actor: Actor, source: Organisation, target: Organisation, on: date, persons: Sequence[int] | None = None
) -> int:
    """Members continue in the target; their movements and other rows about them follow."""
    rows = _members(source, on)
    if persons is not None:
        rows = rows.filter(person__in=persons)
    held = list(rows.select_for_update().order_by("pk"))
    if held and not kinds()[target.kind].may("hold_relation"):
        raise Refused(f"“{target.full_name}”不能接收组织关系，选一个党支部。", code="no_relation", field="successor")
    _continue(held, target, on)
    people = sorted({row.person_id for row in held})
    Person.objects.filter(pk__in=people).update(revision=F("revision") + 1)
    placed.hand_over(source, target, target.path, on=on, persons=people, besides=_OWN)
    if held:
        audit.record(
            actor=actor,
            action="people.reorganise",
            on=on,
            subject_type="orgs.Organisation",
            subject_id=target.pk,
            path=target.path,
            summary=f"{len(people)}名党员由“{source.full_name}”调整到“{target.full_name}”",
            detail={"from": source.pk, "to": target.pk, "people": len(people)},
        )
    return len(people)


def _continue(held: Sequence[Membership], target: Organisation, on: date) -> None:
    """A row begun before the day is closed and goes on in the target; one begun later is put right in place."""
    begun = [row for row in held if row.valid_from < on]
    until = {row.pk: (row.valid_to, row.ended) for row in begun}
    Membership.objects.filter(pk__in=until).update(valid_to=on, ended=Membership.Ended.MOVED)
    Membership.objects.filter(pk__in=[row.pk for row in held if row.valid_from >= on]).update(
        organisation=target, path=target.path
    )
    Membership.objects.bulk_create(
        Membership(
            person_id=row.person_id,
            organisation=target,
            standing=row.standing,
            path=target.path,
            sort_name=row.sort_name,
            valid_from=on,
            valid_to=until[row.pk][0],
            ended=until[row.pk][1],
        )
        for row in begun
    )


def _end_posts(one: Organisation, on: date) -> None:
    held = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), organisation=one)
    late = held.filter(valid_from__gte=on).select_related("person").first()
    if late is not None:
        raise Refused(
            f"{late.person.name}的任职从{late.valid_from.isoformat()}开始，日期要晚于这一天。",
            code="day_early",
            field="on",
        )
    held.update(valid_to=on)


def _require_nobody(one: Organisation, on: date) -> None:
    count = _members(one, on).count()
    if count:
        raise Refused(f"还有{count}名党员，先选好接收他们的党支部。", code="members", field="successor")


def _require_enough(one: Organisation, on: date) -> None:
    """A branch that holds members' relations needs so many full members; probationary ones do not count."""
    if not kinds()[one.kind].may("hold_relation"):
        return
    needed = parameters.load().at(MINIMUM, on)
    full = _members(one, on).filter(standing=Membership.Standing.FULL).count()
    if full < needed.value:
        raise Refused(
            f"“{one.full_name}”只有{full}名正式党员，{needed.citation()}要求至少{needed.value}名。重新分配党员，或改设联合党支部。",
            code="too_few",
            field="persons",
        )

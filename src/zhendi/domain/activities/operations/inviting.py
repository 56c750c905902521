"""Asking people to come, noting what they answered, taking an invitation back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction

from zhendi.domain.activities.models import Activity, Invitation
from zhendi.domain.activities.operations import checks, noting
from zhendi.domain.people.models import Person
from zhendi.kernel import parameters
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

MOST = "activity.most_guests"


class Guest(NamedTuple):
    """Somebody to be asked: a person of our registers (the name is taken from there), or a name alone.

    ``reference`` is the inviter's own key for the guest (a movement).
    """

    name: str = ""
    person_id: int | None = None
    reference: int | None = None


@transaction.atomic
def invite(*, actor: Actor, on: date, activity_id: int, guests: Sequence[Guest]) -> int:
    """Invite guests, those invited already left out; gives how many are new. A fixed number of statements.

    Guests of our registers must be in the actor's sight: ``NotVisible`` else.
    """
    one = checks.kept(activity_id, actor=actor)
    checks.past(on, actor=actor)
    fresh = _fresh(one, _named(guests, actor))
    if not fresh:
        raise Refused("这些人都已经邀请过，没有新的人。", code="unchanged", field="guests")
    most = parameters.load().integer(MOST, on)
    if one.invitations.count() + len(fresh) > most:
        raise Refused(f"一次活动最多邀请{most}人，分几次开。", code="many", field="guests")
    Invitation.objects.bulk_create(
        Invitation(
            activity=one, person_id=guest.person_id, reference=guest.reference, name=guest.name, invited_on=on
        )
        for guest in fresh
    )  # fmt: skip
    noting.entry(one, "invite", on, f"“{one.title}”邀请{len(fresh)}人", actor=actor, detail={"count": len(fresh)})
    return len(fresh)


@transaction.atomic
def reply(*, actor: Actor, on: date, activity_id: int, replies: Mapping[int, str]) -> int:
    """Note what guests answered (invitation -> reply, "" = nothing yet); gives how many changed."""
    one = checks.kept(activity_id, actor=actor)
    rows = _rows(one, replies)
    changed = []
    for row in rows:
        said = replies[row.pk]
        if said and said not in Invitation.Reply.values:
            raise Refused("没有选择回复。", code="reply_unknown")
        if row.reply != said:
            row.reply = said
            changed.append(row)
    if not changed:
        raise Refused("和现在的一样，没有改动。", code="unchanged")
    Invitation.objects.bulk_update(changed, ["reply"])
    noting.entry(one, "reply", on, f"登记“{one.title}”{len(changed)}人的回复", actor=actor)
    return len(changed)


@transaction.atomic
def withdraw(*, actor: Actor, on: date, activity_id: int, invitation_id: int) -> None:
    """Take an invitation back; ``Refused`` when it is noted how the guest took part."""
    one = checks.kept(activity_id, actor=actor)
    (row,) = _rows(one, [invitation_id])
    if hasattr(row, "attendance"):
        raise Refused(f"{row.name}已经登记了出席情况，不能撤回邀请。", code="attended")
    row.delete()
    noting.entry(one, "withdraw", on, f"“{one.title}”撤回对{row.name}的邀请", actor=actor)


def _rows(one: Activity, keys: Sequence[int] | Mapping[int, str]) -> list[Invitation]:
    """Invitations of the activity by key; ``NotVisible`` when one is another's."""
    rows = list(one.invitations.select_related("attendance").filter(pk__in=list(keys)).order_by("pk"))
    if len(rows) != len(set(keys)):
        raise NotVisible("no such invitation")
    return rows


def _named(guests: Sequence[Guest], actor: Actor) -> list[Guest]:
    """Guests with their names; ``NotVisible`` when one of our registers is out of the actor's sight."""
    keys = {guest.person_id for guest in guests if guest.person_id is not None}
    seen = dict(Person.objects.visible_to(actor.scope).filter(pk__in=keys).values_list("pk", "name")) if keys else {}
    if keys - set(seen):
        raise NotVisible("no such person")
    return [
        guest._replace(name=checks.words(seen.get(guest.person_id or 0, guest.name), 60, "姓名", "names"))
        for guest in guests
    ]


def _fresh(one: Activity, guests: Sequence[Guest]) -> list[Guest]:
    """Guests not invited yet, each once: the same person, the same reference, or the same name without either."""
    held: set[tuple[str, object]] = set()
    for person_id, reference, name in one.invitations.values_list("person_id", "reference", "name"):
        held |= _marks(Guest(name, person_id, reference))
    fresh = []
    for guest in guests:
        if not held & _marks(guest):
            fresh.append(guest)
            held |= _marks(guest)
    return fresh


def _marks(guest: Guest) -> set[tuple[str, object]]:
    marks: set[tuple[str, object]] = {("person", guest.person_id), ("reference", guest.reference)}
    marks = {mark for mark in marks if mark[1] is not None}
    return marks or {("name", guest.name)}

"""What activities mean for the register of members away: whom a symposium owes an invitation, and that it is a contact with
whoever took part.

The two apps do not know each other; the page calls both, in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from zhendi.domain.activities.operations import attending, inviting, planning, referring
from zhendi.domain.activities.operations.attending import Mark
from zhendi.domain.activities.operations.planning import Plan
from zhendi.domain.activities.queries import DemandRow, Record, record
from zhendi.domain.matters import operations as matters
from zhendi.domain.mobile.operations import contacts
from zhendi.domain.mobile.queries.receivers import receivers
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor

SYMPOSIUM = "symposium"
_TITLE = "座谈会上提出的诉求"


@transaction.atomic
def plan(*, actor: Actor, on: date, organisation_id: int | None, given: Plan, owed: bool) -> tuple[int, int]:
    """Plan an activity; with ``owed`` invite at once all members away of the organisation, and of those below it, to whom
    this year's symposium is owed. Gives the activity's key and how many were invited.
    """
    made = planning.plan(actor=actor, on=on, organisation_id=organisation_id, given=given)
    if not owed or given.kind != SYMPOSIUM:
        return made, 0
    path = record(actor.scope, made).path
    away = [each for each in receivers(actor.scope, owed=SYMPOSIUM) if each.path.startswith(path)]
    guests = [inviting.Guest(each.name, each.person_id, each.id) for each in away]
    return made, inviting.invite(actor=actor, on=on, activity_id=made, guests=guests) if guests else 0


@transaction.atomic
def attend(
    *, actor: Actor, on: date, row: Record, held_on: date, ways: Mapping[int, str], others: Sequence[str] = ()
) -> int:
    """Note the attendance (``others``: names of guests who came unasked); gives how many contacts it made."""
    marked = dict(ways)
    if others:
        inviting.invite(actor=actor, on=on, activity_id=row.id, guests=[inviting.Guest(name) for name in others])
        known = {guest.id for guest in row.guests}
        marked |= {guest.id: "on_site" for guest in record(actor.scope, row.id).guests if guest.id not in known}
    marks = attending.attend(actor=actor, on=on, activity_id=row.id, held_on=held_on, ways=marked)
    return _contacts(actor, on, row, marks, held_on)


@transaction.atomic
def refer(*, actor: Actor, on: date, one: DemandRow) -> int:
    """Let a demand go on as a request for help of the member who raised it; gives the matter's key.

    ``Refused`` for one that nobody in our registers raised.
    """
    if one.person_id is None:
        raise Refused("没有写明是哪位党员提的，不能转成求助。直接答复，或者改派。", code="nobody")
    made = matters.bring_for(actor=actor, on=on, person_id=one.person_id, kind="help", title=_TITLE, text=one.text)
    referring.refer(actor=actor, on=on, demand_id=one.id, matter_id=made)
    return made


@transaction.atomic
def unhold(*, actor: Actor, on: date, row: Record) -> None:
    """Take back that it was held, with the contacts that it made."""
    marks = attending.unhold(actor=actor, on=on, activity_id=row.id)
    _contacts(actor, on, row, marks, on)


def _contacts(actor: Actor, on: date, row: Record, marks: Sequence[Mark], held_on: date) -> int:
    """Contacts taken back and made. Who was no longer away on the day took part, but it is no contact."""
    if row.kind != SYMPOSIUM:
        return 0
    gone = [mark.withdrawn for mark in marks if mark.withdrawn]
    if gone:
        contacts.withdraw(actor=actor, on=on, way=SYMPOSIUM, proofs=gone, reason="更正出席登记")
    proofs = {mark.reference: mark.proof for mark in marks if mark.proof and mark.reference is not None}
    away = [each.id for each in receivers(actor.scope.on(held_on), ids=list(proofs))]
    if not away:
        return 0
    return contacts.note(
        actor=actor, on=on, movement_ids=away, way=SYMPOSIUM, happened_on=held_on, proofs=[proofs[key] for key in away]
    )

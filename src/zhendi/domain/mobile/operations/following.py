"""Movements follow the membership: who died, left or was moved to another branch is followed at night, by the clock."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from zhendi.domain.mobile import status
from zhendi.domain.mobile.models import Incoming, Outgoing
from zhendi.domain.mobile.models.movements import Ended
from zhendi.domain.people.models import Membership
from zhendi.kernel import bulk
from zhendi.kernel.audit import record

SUBJECT = "mobile.Following"


@transaction.atomic
def follow(*, on: date) -> int:
    """End movements of those who are no members any more, and move those whose branch is another; gives how many.

    Also dates anew who counts as mobile when the rule of the months has changed. A fixed number of statements.
    """
    changed = _end(on) + _move(on) + _date(on)
    if changed:
        record(
            actor=None, action="mobile.followed", on=on, subject_type=SUBJECT, subject_id=None, path="",
            summary=f"外出登记随党籍和组织关系变动{changed}项",
        )  # fmt: skip
    return changed


def _end(on: date) -> int:
    """Of the dead and of those without a membership on the day."""
    held = Membership.objects.as_of(on).filter(person=OuterRef("person")).values("pk")[:1]
    rows = Outgoing.objects.current().exclude(person=None).annotate(held=Subquery(held))
    gone = rows.filter(Q(held=None) | Q(person__died_on__lte=on))
    ids = [
        (pk, max(on, begun + timedelta(days=1)), Ended.LEFT.value) for pk, begun in gone.values_list("pk", "valid_from")
    ]
    bulk.update(Outgoing, ("valid_to", "ended"), ids)
    arrivals = Incoming.objects.current().filter(outgoing__in=[pk for pk, _, _ in ids], valid_from__lt=on)
    arrivals.update(valid_to=on, ended=Ended.LEFT, revision=F("revision") + 1)
    return len(ids)


def _move(on: date) -> int:
    """Of those whose membership is in another branch of ours: the row goes on under the new one."""
    held = Membership.objects.as_of(on).filter(person=OuterRef("person")).order_by("-valid_from")
    rows = Outgoing.objects.current().exclude(person=None).annotate(
        branch=Subquery(held.values("organisation_id")[:1]), where=Subquery(held.values("path")[:1])
    )  # fmt: skip
    moved = rows.filter(Q(branch__isnull=False)).exclude(Q(organisation_id=F("branch")) & Q(path=F("where")))
    found = [(pk, branch, where) for pk, branch, where in moved.values_list("pk", "branch", "where")]
    bulk.update(Outgoing, ("organisation_id", "path"), found)
    return len(found)


def _date(on: date) -> int:
    """Where the day from which the member is a mobile one is not what today's rule says."""
    rows = Outgoing.objects.current().exclude(moved_on=None).values_list("pk", "moved_on", "floating_on")
    wrong = [(pk, status.floating_on(moved, on)) for pk, moved, since in rows if status.floating_on(moved, on) != since]
    bulk.update(Outgoing, ("floating_on",), wrong)
    return len(wrong)

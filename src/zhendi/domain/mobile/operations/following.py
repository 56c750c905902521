"""Movements follow the membership: who died, left or was moved to another branch is followed at once, by what the trail
says was done, and once more at night, by the clock.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from zhendi.domain.mobile import status
from zhendi.domain.mobile.models import Incoming, MovementChange, Outgoing
from zhendi.domain.mobile.models.movements import Ended
from zhendi.domain.people.facts import travelling
from zhendi.domain.people.models import Membership
from zhendi.kernel import bulk, clock
from zhendi.kernel.audit import record
from zhendi.kernel.audit.deeds import Deed

SUBJECT = "mobile.Following"
_BY = "随组织关系"
# Deeds that may move or end a membership of one person; those of whole branches.
_OF_PERSONS = frozenset({"people.placed", "people.membership_ended"})
_OF_BRANCHES = "people.Reorganisation"


@transaction.atomic
def follow(*, on: date) -> int:
    """End movements of those who are no members any more, and move those whose branch is another; gives how many.

    Also dates anew who counts as mobile when the rule of the months has changed. A fixed number of statements.
    """
    rows = Outgoing.objects.current()
    changed = len(_end(rows, on)) + len(_move(rows, on)) + _date(on)
    if changed:
        _entered(on, changed, SUBJECT)
    return changed


def after(deeds: Sequence[Deed]) -> None:
    """Hear of deeds in their own transaction: a membership that moved takes the movement along."""
    people: set[int] = set()
    for deed in deeds:
        if deed.subject_type == _OF_BRANCHES:
            _follow_branches()
        elif deed.subject_id is not None and deed.subject_type == "people.Transfer":
            people.update(travelling(deed.subject_id))
        elif deed.subject_id is not None and deed.action in _OF_PERSONS:
            people.add(deed.subject_id)
    if people:
        _follow_people(people)


def _follow_branches() -> None:
    """After a merger, split or end of branches. The engine derives all for that deed: the entry names no subject."""
    on, rows = clock.today(), Outgoing.objects.current()
    changed = len(_end(rows, on)) + len(_move(rows, on))
    if changed:
        _entered(on, changed, "mobile.Outgoing")


def _follow_people(people: Collection[int]) -> None:
    """With a line in the history and an entry for each movement, so that its duties are derived at once."""
    on, rows = clock.today(), Outgoing.objects.current().filter(person__in=people)
    ended, moved = _end(rows, on), _move(rows, on)
    changed = dict.fromkeys(ended, ("党籍或组织关系已不在，流动结束", MovementChange.Action.RETURN))
    changed |= dict.fromkeys(moved, ("组织关系换了支部，登记跟过去", MovementChange.Action.CHANGE))
    for row in Outgoing.objects.filter(pk__in=changed).order_by("pk"):
        note, action = changed[row.pk]
        MovementChange.objects.create(outgoing=row, action=action, on=on, by=_BY, note=note)
        record(
            actor=None, action="mobile.followed", on=on, subject_type="mobile.Outgoing", subject_id=row.pk,
            path=row.path, summary=f"{row.name}：{note}",
        )  # fmt: skip


def _entered(on: date, changed: int, subject: str) -> None:
    record(
        actor=None, action="mobile.followed", on=on, subject_type=subject, subject_id=None, path="",
        summary=f"外出登记随党籍和组织关系变动{changed}项",
    )  # fmt: skip


def _end(movements: QuerySet[Outgoing], on: date) -> list[int]:
    """Of the dead and of those without a membership on the day."""
    held = Membership.objects.as_of(on).filter(person=OuterRef("person")).values("pk")[:1]
    rows = movements.exclude(person=None).annotate(held=Subquery(held))
    gone = rows.filter(Q(held=None) | Q(person__died_on__lte=on))
    ids = [
        (pk, max(on, begun + timedelta(days=1)), Ended.LEFT.value) for pk, begun in gone.values_list("pk", "valid_from")
    ]
    bulk.update(Outgoing, ("valid_to", "ended"), ids)
    arrivals = Incoming.objects.current().filter(outgoing__in=[pk for pk, _, _ in ids], valid_from__lt=on)
    arrivals.update(valid_to=on, ended=Ended.LEFT, revision=F("revision") + 1)
    return [pk for pk, _, _ in ids]


def _move(movements: QuerySet[Outgoing], on: date) -> list[int]:
    """Of those whose membership is in another branch of ours: the row goes on under the new one."""
    held = Membership.objects.as_of(on).filter(person=OuterRef("person")).order_by("-valid_from")
    rows = movements.exclude(person=None).annotate(
        branch=Subquery(held.values("organisation_id")[:1]), where=Subquery(held.values("path")[:1])
    )  # fmt: skip
    moved = rows.filter(Q(branch__isnull=False)).exclude(Q(organisation_id=F("branch")) & Q(path=F("where")))
    found = [(pk, branch, where) for pk, branch, where in moved.values_list("pk", "branch", "where")]
    bulk.update(Outgoing, ("organisation_id", "path"), found)
    return [pk for pk, _, _ in found]


def _date(on: date) -> int:
    """Where the day from which the member is a mobile one is not what today's rule says."""
    rows = Outgoing.objects.current().exclude(moved_on=None).values_list("pk", "moved_on", "floating_on")
    wrong = [(pk, status.floating_on(moved, on)) for pk, moved, since in rows if status.floating_on(moved, on) != since]
    bulk.update(Outgoing, ("floating_on",), wrong)
    return len(wrong)

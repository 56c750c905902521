"""Noting who was there: with the true day, afterwards as well, and put right when it was noted wrongly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction

from zhendi.domain.activities.models import Activity, Attendance, Invitation
from zhendi.domain.activities.operations import checks, noting
from zhendi.kernel import clock
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

THERE = (Attendance.Way.ON_SITE, Attendance.Way.REMOTE)


class Mark(NamedTuple):
    """What noting a guest came to, for whoever counts it as a contact: the inviter's own key for the guest, the proof
    that holds from now on ("" = was not there), and the proof that no longer holds ("" = there was none).
    """

    reference: int | None
    proof: str
    withdrawn: str


@transaction.atomic
def attend(*, actor: Actor, on: date, activity_id: int, held_on: date, ways: Mapping[int, str]) -> tuple[Mark, ...]:
    """Note that it was held on the true day and how each guest took part (invitation -> way). Fixed statements.

    Guests not named keep what was noted. Gives the marks that are new or differ; all of them when the day was put right.
    """
    one = checks.kept(activity_id, actor=actor)
    checks.past(held_on, actor=actor, field="held_on")
    named = _invited(one, ways)
    moved = one.held_on is not None and one.held_on != held_on
    rows = list(one.invitations.select_related("attendance").order_by("pk")) if moved else named
    new, changed, marks = _noted(rows, ways, actor, again=moved)
    if not (new or changed or one.held_on != held_on):
        raise Refused("和现在的一样，没有改动。", code="unchanged")
    made = Attendance.objects.bulk_create(new)
    Attendance.objects.bulk_update(changed, ["way", "noted_by", "noted_at", "revision"])
    one.state, one.held_on = Activity.State.HELD, held_on
    one.revision += 1
    one.save(update_fields=["state", "held_on", "revision"])
    there, whole = _figures(one)
    summary = f"登记“{one.title}”{held_on.isoformat()}开展，应到{whole}人，参加{there}人"
    noting.entry(one, "attend", on, summary, actor=actor, detail={"held_on": held_on.isoformat(), "there": there})
    return (*marks, *(Mark(each.invitation.reference, proof(each), "") for each in made if proof(each)))


@transaction.atomic
def unhold(*, actor: Actor, on: date, activity_id: int) -> tuple[Mark, ...]:
    """Take back that it was held (noted by mistake); all attendance goes. Gives the marks that no longer hold."""
    one = checks.kept(activity_id, actor=actor)
    if one.state != Activity.State.HELD:
        raise Refused("还没有登记开展，没有可撤回的。", code="unchanged")
    rows = list(Attendance.objects.filter(invitation__activity=one).select_related("invitation").order_by("pk"))
    marks = tuple(Mark(each.invitation.reference, "", proof(each)) for each in rows if proof(each))
    Attendance.objects.filter(pk__in=[each.pk for each in rows]).delete()
    one.state, one.held_on = Activity.State.PLANNED, None
    one.revision += 1
    one.save(update_fields=["state", "held_on", "revision"])
    noting.entry(one, "unhold", on, f"撤回“{one.title}”的开展登记", actor=actor, detail={"count": len(marks)})
    return marks


def proof(one: Attendance) -> str:
    """What shows that the guest was there; "" for one who was not."""
    return f"attendance:{one.pk}.{one.revision}" if one.way in THERE else ""


def _invited(one: Activity, ways: Mapping[int, str]) -> list[Invitation]:
    if not set(ways.values()) <= set(Attendance.Way.values):
        raise Refused("没有选择出席情况。", code="way_unknown")
    rows = list(one.invitations.select_related("attendance").filter(pk__in=list(ways)).order_by("pk"))
    if len(rows) != len(ways):
        raise NotVisible("no such invitation")
    return rows


def _noted(
    rows: Sequence[Invitation], ways: Mapping[int, str], actor: Actor, *, again: bool
) -> tuple[list[Attendance], list[Attendance], list[Mark]]:
    """Attendance to be added, attendance to be put right, and what the latter means. ``again``: the day differs too."""
    new, changed, marks, now = [], [], list[Mark](), clock.now()
    for row in rows:
        held: Attendance | None = getattr(row, "attendance", None)
        way = ways.get(row.pk, held.way if held else "")
        if not way or (held is not None and held.way == way and not again):
            continue
        before = proof(held) if held else ""
        noted = held or Attendance(invitation=row, revision=0)
        noted.way, noted.noted_by, noted.noted_at = way, actor.scope.person_id, now
        noted.revision += 1
        if held is None:
            new.append(noted)
            continue
        changed.append(noted)
        marks.append(Mark(row.reference, proof(noted), before))
    return new, changed, [mark for mark in marks if mark.proof or mark.withdrawn]


def _figures(one: Activity) -> tuple[int, int]:
    there = Attendance.objects.filter(invitation__activity=one, way__in=THERE).count()
    return there, one.invitations.count()

"""What a member reads of the activities to which one was asked, on the own page."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from zhendi.domain.activities.models import Activity, Attendance, Invitation
from zhendi.kernel.scope import Scope


class Attended(NamedTuple):
    """An activity held, and how the reader took part; "" where nobody wrote it down."""

    title: str
    kind: str
    on: date
    way: str


def attended(scope: Scope) -> tuple[Attended, ...]:
    """Activities held to which the reader was asked, the latest first. One query, none for nobody's."""
    if scope.person_id is None:
        return ()
    mine = Invitation.objects.filter(person=scope.person_id, activity__state=Activity.State.HELD)
    names = ("activity__title", "activity__kind", "activity__held_on", "attendance__way")
    rows = mine.filter(activity__held_on__lte=scope.as_of).order_by("-activity__held_on", "-pk").values_list(*names)
    return tuple(
        Attended(title, str(Activity.Kind(kind).label), on, str(Attendance.Way(way).label) if way else "")
        for title, kind, on, way in rows
        if on is not None
    )

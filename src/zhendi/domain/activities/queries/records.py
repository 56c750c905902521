"""One activity with its guests, minutes and demands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from zhendi.domain.activities import access
from zhendi.domain.activities.models import Activity, Attendance, Invitation
from zhendi.domain.activities.queries.choosing import UNANSWERED
from zhendi.domain.activities.queries.demands import DemandRow, of_activity
from zhendi.domain.people.models import Person
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import Scope


class Guest(NamedTuple):
    """Somebody invited; ``way`` is "" until it is noted how he or she took part."""

    id: int
    name: str
    person_id: int | None
    reference: int | None
    reply: str
    reply_title: str
    way: str
    way_title: str


class MinutesRow(NamedTuple):
    """A version of the minutes."""

    number: int
    text: str
    recorder: str
    written_by: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """One activity as its page shows it. ``may_keep``: the reader may note something of it."""

    id: int
    kind: str
    kind_title: str
    title: str
    organisation_id: int
    organisation: str
    organisation_full: str
    path: str
    planned_at: datetime
    place: str
    remote: str
    agenda: str
    hours: Decimal
    state: str
    state_title: str
    held_on: date | None
    reason: str
    guests: tuple[Guest, ...]
    minutes: tuple[MinutesRow, ...]
    demands: tuple[DemandRow, ...]
    may_keep: bool

    def count(self, *ways: str) -> int:
        """How many guests took part in one of these ways ("" = not noted yet)."""
        return sum(guest.way in ways for guest in self.guests)


def record(scope: Scope, activity_id: int) -> Record:
    """An activity that the reader sees; ``NotVisible`` else. Five queries at most."""
    one = Activity.objects.visible_to(scope).select_related("organisation").filter(pk=activity_id).first()
    if one is None:
        raise NotVisible("no such activity")
    place = one.organisation
    return Record(
        id=one.pk,
        kind=one.kind,
        kind_title=one.get_kind_display(),
        title=one.title,
        organisation_id=place.pk,
        organisation=place.short_name or place.full_name,
        organisation_full=place.full_name,
        path=one.path,
        planned_at=one.planned_at,
        place=one.place,
        remote=one.remote,
        agenda=one.agenda,
        hours=one.hours,
        state=one.state,
        state_title=one.get_state_display(),
        held_on=one.held_on,
        reason=one.reason,
        guests=_guests(one),
        minutes=_minutes(one),
        demands=of_activity(scope, one.pk),
        may_keep=access.may_write(scope, one.path),
    )


def _guests(one: Activity) -> tuple[Guest, ...]:
    rows = one.invitations.order_by("person__sort_name", "name", "pk").values_list(
        "pk", "name", "person_id", "reference", "reply", "attendance__way"
    )
    return tuple(
        Guest(pk, name, person_id, reference, reply, _answered(reply), way or "", _titled(way))
        for pk, name, person_id, reference, reply, way in rows
    )


def _answered(reply: str) -> str:
    return str(Invitation.Reply(reply).label) if reply else UNANSWERED


def _titled(way: str | None) -> str:
    return str(Attendance.Way(way).label) if way else ""


def _minutes(one: Activity) -> tuple[MinutesRow, ...]:
    rows = list(one.minutes.order_by("-number").values_list("number", "text", "recorder", "written_by", "written_at"))
    names = dict(Person.objects.filter(pk__in={row[3] for row in rows if row[3]}).values_list("pk", "name"))
    return tuple(MinutesRow(number, text, who, names.get(by or 0, ""), at) for number, text, who, by, at in rows)

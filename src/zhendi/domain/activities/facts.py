"""What the engine may count of activities: fixed columns, no judgement. Functions are named by ``policy/opinions/facts.toml``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import DateField, F, QuerySet, Value
from django.db.models.functions import Cast

from zhendi.domain.activities.models import Activity, Attendance, Demand

_THERE = (Attendance.Way.ON_SITE, Attendance.Way.REMOTE)


def members_meeting() -> QuerySet[Activity, Any]:
    """Meetings of all members held: ``subject_id`` (the organisation), ``happened_on``."""
    return _held(Activity.Kind.MEMBERS_MEETING)


def committee_meeting() -> QuerySet[Activity, Any]:
    """Meetings of the branch committee held: ``subject_id, happened_on``."""
    return _held(Activity.Kind.COMMITTEE_MEETING)


def group_meeting() -> QuerySet[Activity, Any]:
    """Meetings of a Party group held: ``subject_id, happened_on``."""
    return _held(Activity.Kind.GROUP_MEETING)


def lecture() -> QuerySet[Activity, Any]:
    """Party lectures held: ``subject_id, happened_on``."""
    return _held(Activity.Kind.LECTURE)


def party_day() -> QuerySet[Activity, Any]:
    """Party days held: ``subject_id, happened_on``."""
    return _held(Activity.Kind.PARTY_DAY)


def life_meeting() -> QuerySet[Activity, Any]:
    """Meetings of organisational life held: ``subject_id, happened_on``."""
    return _held(Activity.Kind.LIFE_MEETING)


def home_visit() -> QuerySet[Activity, Any]:
    """Teaching brought to members at home, held: ``subject_id, happened_on``."""
    return _held(Activity.Kind.HOME_VISIT)


def study_hours() -> QuerySet[Attendance, Any]:
    """Hours of study of whoever was there: ``subject_id`` (the person), ``happened_on, quantity`` (hours)."""
    rows = Attendance.objects.filter(
        way__in=_THERE,
        invitation__activity__state=Activity.State.HELD,
        invitation__activity__hours__gt=0,
        invitation__person__isnull=False,
    )
    return rows.values(
        subject_id=F("invitation__person_id"),
        happened_on=F("invitation__activity__held_on"),
        quantity=F("invitation__activity__hours"),
    )


def demand() -> QuerySet[Demand, Any]:
    """Demands raised at activities, for ever: ``subject_id, valid_from, valid_to``."""
    return Demand.objects.values(subject_id=F("pk"), valid_from=F("raised_on"), valid_to=Cast(Value(None), DateField()))


def demand_term() -> QuerySet[Demand, Any]:
    """For how long a demand may wait, up to its last day: ``subject_id, valid_from, valid_to``."""
    return Demand.objects.values(subject_id=F("pk"), valid_from=F("raised_on"), valid_to=F("due_on"))


def demand_answered() -> QuerySet[Demand, Any]:
    """The day of the answer, the last one where whoever raised it was not content: ``subject_id, happened_on``."""
    return Demand.objects.exclude(answered_on=None).values(subject_id=F("pk"), happened_on=F("answered_on"))


def demand_places() -> QuerySet[Demand, Any]:
    """Which organisation answers for a demand: ``subject_id, path``."""
    return Demand.objects.values(subject_id=F("pk"), path=F("activity__path"))


def demand_titles(keys: Sequence[int]) -> dict[int, str]:
    """What demands are called: the activity and who raised it, never what was said."""
    rows = Demand.objects.filter(pk__in=keys).values_list("pk", "activity__title", "raised_by__name")
    return {pk: f"{title}：{name or '与会人员'}的诉求" for pk, title, name in rows}


def demands_of(key: int) -> tuple[int, ...]:
    """Demands of an activity."""
    return tuple(Demand.objects.filter(activity=key).values_list("pk", flat=True))


def organisations_of(key: int) -> tuple[int, ...]:
    """The organisation of an activity."""
    return tuple(Activity.objects.filter(pk=key).values_list("organisation_id", flat=True))


def persons_of(key: int, *, changed: bool) -> tuple[int, ...]:
    """Persons invited to an activity whose hours count; ``changed``: whether they count may differ, so all of them."""
    rows = Activity.objects.filter(pk=key, invitations__person__isnull=False)
    counting = rows if changed else rows.filter(hours__gt=0)
    return tuple(counting.values_list("invitations__person_id", flat=True))


def _held(kind: str) -> QuerySet[Activity, Any]:
    rows = Activity.objects.filter(kind=kind, state=Activity.State.HELD)
    return rows.values(subject_id=F("organisation_id"), happened_on=F("held_on"))

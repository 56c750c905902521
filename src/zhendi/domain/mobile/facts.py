"""What the engine may count of movements: fixed columns, no judgement. Functions are named by ``policy/opinions/facts.toml``.

What a register holds without a day of its own (a telephone, a contact person) counts from the day the row is on record.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet

from zhendi.domain.mobile.models import Incoming, Outgoing


def outgoing() -> QuerySet[Outgoing, Any]:
    """Members away: ``subject_id`` (the movement), ``valid_from, valid_to``."""
    return _spans(Outgoing.objects.all())


def contact_person() -> QuerySet[Outgoing, Any]:
    """Members away who have a contact person: ``subject_id, valid_from, valid_to``."""
    return _spans(Outgoing.objects.exclude(contact_name=""))


def phone_known() -> QuerySet[Outgoing, Any]:
    """Members away whose own telephone is known: ``subject_id, valid_from, valid_to``."""
    return _spans(Outgoing.objects.exclude(phone=""))


def whereabouts_known() -> QuerySet[Outgoing, Any]:
    """Members away of whom the district and the day of leaving are known: ``subject_id, valid_from, valid_to``."""
    return _spans(Outgoing.objects.exclude(district="").exclude(moved_on=None))


def contact() -> QuerySet[Outgoing, Any]:
    """The last contact on record: ``subject_id, happened_on``."""
    return Outgoing.objects.exclude(contacted_on=None).values(subject_id=F("pk"), happened_on=F("contacted_on"))


def incoming() -> QuerySet[Incoming, Any]:
    """Members who have come: ``subject_id`` (the movement), ``valid_from, valid_to``."""
    return _spans(Incoming.objects.all())


def placed() -> QuerySet[Incoming, Any]:
    """Members who have come and are placed in a branch here: ``subject_id, valid_from, valid_to``."""
    return _spans(Incoming.objects.filter(placed_in_branch=True))


def outgoing_places() -> QuerySet[Outgoing, Any]:
    """Which branch answers for a member away: ``subject_id, path``."""
    return Outgoing.objects.exclude(path="").values("path", subject_id=F("pk"))


def incoming_places() -> QuerySet[Incoming, Any]:
    """Which committee answers for a member who has come: ``subject_id, path``."""
    return Incoming.objects.exclude(path="").values("path", subject_id=F("pk"))


def outgoing_titles(keys: Sequence[int]) -> dict[int, str]:
    """Names of members away by movement."""
    return dict(Outgoing.objects.filter(pk__in=keys).values_list("pk", "name"))


def incoming_titles(keys: Sequence[int]) -> dict[int, str]:
    """Names of members who have come, by movement."""
    return dict(Incoming.objects.filter(pk__in=keys).values_list("pk", "name"))


def outgoing_of(person_id: int) -> tuple[int, ...]:
    """Movements away of a person."""
    return tuple(Outgoing.objects.filter(person=person_id).values_list("pk", flat=True))


def incoming_of(person_id: int) -> tuple[int, ...]:
    """Movements of a person who came from another branch of ours."""
    return tuple(Incoming.objects.filter(person=person_id).values_list("pk", flat=True))


def _spans(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return rows.values("valid_from", "valid_to", subject_id=F("pk"))

"""What the engine may count of movement."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from zhendi.domain.mobile.models import Incoming, Outgoing


def away() -> QuerySet[Outgoing, Any]:
    """Persons on the outgoing register: ``subject_id, valid_from, valid_to``."""
    return Outgoing.objects.exclude(person=None).values("valid_from", "valid_to", subject_id=F("person_id"))


def present() -> QuerySet[Incoming, Any]:
    """Incoming members of a township's committee: ``subject_id`` is the organisation."""
    return Incoming.objects.exclude(organisation=None).values("valid_from", "valid_to", subject_id=F("organisation_id"))

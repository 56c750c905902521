"""What the engine may count of units."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from zhendi.domain.setup.models import Coverage, Unit


def units() -> QuerySet[Unit, Any]:
    """Units on record: ``subject_id, valid_from, valid_to``."""
    return Unit.objects.values("valid_from", subject_id=F("pk"), valid_to=F("closed_on"))


def covered() -> QuerySet[Coverage, Any]:
    """Units covered by an organisation: ``subject_id, valid_from, valid_to``."""
    return Coverage.objects.values("valid_from", "valid_to", subject_id=F("unit_id"))

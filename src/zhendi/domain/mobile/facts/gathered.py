"""Places where members away gather, and what was founded there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet

from zhendi.domain.mobile.models import Foundation, Gathering


def gathering() -> QuerySet[Gathering, Any]:
    """Gatherings as long as they stand: ``subject_id, valid_from, valid_to``."""
    return Gathering.objects.values("valid_from", subject_id=F("pk"), valid_to=F("ended_on"))


def gathering_founded() -> QuerySet[Foundation, Any]:
    """Gatherings for which an organisation was founded, until it is dissolved: ``subject_id, valid_from, valid_to``."""
    return Foundation.objects.values("valid_from", subject_id=F("gathering_id"), valid_to=F("ended_on"))


def gathering_places() -> QuerySet[Gathering, Any]:
    """Which committee answers for a gathering: ``subject_id, path``."""
    return Gathering.objects.values("path", subject_id=F("pk"))


def gathering_titles(keys: Sequence[int]) -> dict[int, str]:
    """What gatherings are called: the place and the first of the employers."""
    rows = Gathering.objects.filter(pk__in=keys).values_list("pk", "place", "employers")
    return {pk: f"{place}，{employers.partition('、')[0]}" for pk, place, employers in rows}

"""Members handed over by schools and veterans' offices, until each is picked up; who was on a list by mistake is asked of nobody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import DateField, F, QuerySet, Value
from django.db.models.functions import Cast

from zhendi.domain.mobile.models import HandOver


def hand_over() -> QuerySet[HandOver, Any]:
    """Members on the lists, for ever: ``subject_id, valid_from, valid_to``."""
    return _rows().values("valid_from", subject_id=F("pk"), valid_to=Cast(Value(None), DateField()))


def handed_over() -> QuerySet[HandOver, Any]:
    """The day on which a member was handed over: ``subject_id, happened_on``."""
    return _rows().values(subject_id=F("pk"), happened_on=F("valid_from"))


def picked_up() -> QuerySet[HandOver, Any]:
    """The day on which a member was picked up: ``subject_id, happened_on``."""
    return _rows().exclude(closed_on=None).values(subject_id=F("pk"), happened_on=F("closed_on"))


def hand_over_places() -> QuerySet[HandOver, Any]:
    """Which organisation must pick a member up: ``subject_id, path``."""
    return HandOver.objects.exclude(path="").values("path", subject_id=F("pk"))


def hand_over_titles(keys: Sequence[int]) -> dict[int, str]:
    """Names of members on the lists, by key."""
    return dict(HandOver.objects.filter(pk__in=keys).values_list("pk", "name"))


def _rows() -> QuerySet[HandOver]:
    return HandOver.objects.exclude(outcome=HandOver.Outcome.MISTAKE)

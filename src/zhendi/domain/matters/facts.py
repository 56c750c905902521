"""What the engine may count of matters: fixed columns, no judgement. Functions are named by ``policy/opinions/facts.toml``.

A matter that was taken back is asked of nobody any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import DateField, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from zhendi.domain.matters.models import Matter

_CHANGES = (Matter.Kind.CHANGE, Matter.Kind.CORRECTION)


def help_asked() -> QuerySet[Matter, Any]:
    """Requests for help: ``subject_id, valid_from, valid_to``."""
    return _spans(Q(kind=Matter.Kind.HELP))


def help_opened() -> QuerySet[Matter, Any]:
    """The day on which help was asked: ``subject_id, happened_on``."""
    return Matter.objects.filter(kind=Matter.Kind.HELP).values(subject_id=F("pk"), happened_on=F("opened_on"))


def change_reported() -> QuerySet[Matter, Any]:
    """Changes and corrections that members reported: ``subject_id, valid_from, valid_to``."""
    return _spans(Q(kind__in=_CHANGES))


def change_opened() -> QuerySet[Matter, Any]:
    """The day on which a change was reported: ``subject_id, happened_on``."""
    return Matter.objects.filter(kind__in=_CHANGES).values(subject_id=F("pk"), happened_on=F("opened_on"))


def answered() -> QuerySet[Matter, Any]:
    """The day of the answer: ``subject_id, happened_on``."""
    return Matter.objects.exclude(answered_on=None).values(subject_id=F("pk"), happened_on=F("answered_on"))


def places() -> QuerySet[Matter, Any]:
    """Which organisation must answer: ``subject_id, path``."""
    return Matter.objects.values("path", subject_id=F("pk"))


def titles(keys: Sequence[int]) -> dict[int, str]:
    """What matters are called, by key: the kind and the person's name, never what was written."""
    rows = Matter.objects.filter(pk__in=keys).values_list("pk", "kind", "person__name")
    return {key: f"{name}：{Matter.Kind(kind).label}" for key, kind, name in rows}


def _spans(chosen: Q) -> QuerySet[Matter, Any]:
    """On record from the day of opening on, for ever."""
    kept = Matter.objects.filter(chosen).exclude(state=Matter.State.WITHDRAWN)
    return kept.values(subject_id=F("pk"), valid_from=F("opened_on"), valid_to=Cast(Value(None), DateField()))

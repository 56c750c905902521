"""What the engine may count of services: fixed columns, no judgement. Functions are named by ``policy/opinions/facts.toml``.

A village is its 12-digit division code as a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import BigIntegerField, F, QuerySet
from django.db.models.functions import Cast

from zhendi.domain.services.models import Level, Outlet


def outlet() -> QuerySet[Outlet, Any]:
    """Outlets on record: ``subject_id, valid_from, valid_to``."""
    return _spans(Outlet.objects.all())


def flowchart() -> QuerySet[Outlet, Any]:
    """Outlets whose flow chart hangs on the wall: ``subject_id, valid_from, valid_to``."""
    return _spans(Outlet.objects.filter(flowchart_posted=True))


def equipment() -> QuerySet[Outlet, Any]:
    """Outlets whose equipment is on record: ``subject_id, valid_from, valid_to``."""
    return _spans(Outlet.objects.exclude(equipment=""))


def village_outlet() -> QuerySet[Outlet, Any]:
    """Outlets of a village or community: ``subject_id`` (the village), ``valid_from, valid_to``."""
    rows = Outlet.objects.filter(level=Level.VILLAGE, division_code__regex=r"^\d{12}$")
    village = Cast("division_code", BigIntegerField())
    return rows.values("valid_from", subject_id=village, valid_to=F("closed_on"))


def places() -> QuerySet[Outlet, Any]:
    """Which organisation answers for an outlet, and on whose ground it is: ``subject_id, path, division_code``."""
    return Outlet.objects.exclude(path="").values("path", "division_code", subject_id=F("pk"))


def titles(keys: Sequence[int]) -> dict[int, str]:
    """Names of outlets by key."""
    return dict(Outlet.objects.filter(pk__in=keys).values_list("pk", "name"))


def _spans(rows: QuerySet[Outlet]) -> QuerySet[Outlet, Any]:
    return rows.values("valid_from", subject_id=F("pk"), valid_to=F("closed_on"))

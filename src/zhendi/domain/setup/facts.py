"""What the engine may count of units: fixed columns, no judgement. Functions are named by ``policy/opinions/facts.toml``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from zhendi.domain.setup.models import Coverage, Unit

_ECONOMIC = (Unit.Kind.COOP, Unit.Kind.ASSOC, Unit.Kind.FIRM)
_URBAN = (Unit.Kind.MARKET, Unit.Kind.TOWER, Unit.Kind.ESTATE)


def unit() -> QuerySet[Unit, Any]:
    """Units on record: ``subject_id, valid_from, valid_to``."""
    return _units(*Unit.Kind)


def cooperative() -> QuerySet[Unit, Any]:
    """Farmers' co-operatives: ``subject_id, valid_from, valid_to``."""
    return _units(Unit.Kind.COOP)


def economic() -> QuerySet[Unit, Any]:
    """Co-operatives, associations and private firms: ``subject_id, valid_from, valid_to``."""
    return _units(*_ECONOMIC)


def private_firm() -> QuerySet[Unit, Any]:
    """Private firms: ``subject_id, valid_from, valid_to``."""
    return _units(Unit.Kind.FIRM)


def urban() -> QuerySet[Unit, Any]:
    """Markets, commercial buildings and residential quarters: ``subject_id, valid_from, valid_to``."""
    return _units(*_URBAN)


def law_accounting() -> QuerySet[Unit, Any]:
    """Law and accounting firms: ``subject_id, valid_from, valid_to``."""
    return _units(Unit.Kind.LAW, Unit.Kind.ACC)


def full_member() -> QuerySet[Unit, Any]:
    """Full members as the register says: ``subject_id, valid_from, valid_to, quantity``."""
    return _units(*Unit.Kind).annotate(quantity=Coalesce(F("said_full"), 0))


def member() -> QuerySet[Unit, Any]:
    """Members of either standing as the register says: ``subject_id, valid_from, valid_to, quantity``."""
    return _units(*Unit.Kind).annotate(quantity=Coalesce(F("said_full"), 0) + Coalesce(F("said_probationary"), 0))


def covered() -> QuerySet[Coverage, Any]:
    """Units that an organisation answers for: ``subject_id, valid_from, valid_to``."""
    return _coverage().values("valid_from", "valid_to", subject_id=F("unit_id"))


def own() -> QuerySet[Coverage, Any]:
    """Units with an organisation of their own: ``subject_id, valid_from, valid_to``."""
    return _coverage().filter(form=Coverage.Form.OWN).values("valid_from", "valid_to", subject_id=F("unit_id"))


def joint_unit() -> QuerySet[Coverage, Any]:
    """Units of a joint branch, a row each: ``subject_id`` (the organisation), ``valid_from, valid_to``."""
    rows = _coverage().filter(form=Coverage.Form.JOINT).exclude(organisation=None)
    return rows.values("valid_from", "valid_to", subject_id=F("organisation_id"))


def places() -> QuerySet[Unit, Any]:
    """Where a unit belongs: ``subject_id, path``."""
    return Unit.objects.exclude(path="").values("path", subject_id=F("pk"))


def titles(keys: Sequence[int]) -> dict[int, str]:
    """Names of units by key."""
    return dict(Unit.objects.filter(pk__in=keys).values_list("pk", "name"))


def _units(*kinds: str) -> QuerySet[Unit, Any]:
    return Unit.objects.filter(kind__in=kinds).values("valid_from", subject_id=F("pk"), valid_to=F("closed_on"))


def _coverage() -> QuerySet[Coverage]:
    return Coverage.objects.all()

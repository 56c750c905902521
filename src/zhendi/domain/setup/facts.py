"""What the engine may count of units: fixed columns, no judgement. Functions are named by ``policy/opinions/facts.toml``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from zhendi.domain.setup.models import Coverage, Unit

_ECONOMIC = (Unit.Kind.COOP, Unit.Kind.ASSOC, Unit.Kind.FIRM)
_URBAN = (Unit.Kind.MARKET, Unit.Kind.TOWER, Unit.Kind.ESTATE)
_PUBLIC = (Unit.Kind.OFFICE, Unit.Kind.SCHOOL, Unit.Kind.CLINIC)
_SPREAD = (Unit.Kind.CHAIN, Unit.Kind.COUNCIL, Unit.Kind.SCENIC)


def unit() -> QuerySet[Unit, Any]:
    """Units on record that are due to be covered: ``subject_id, valid_from, valid_to``."""
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


def public_unit() -> QuerySet[Unit, Any]:
    """Offices, schools and hospitals: ``subject_id, valid_from, valid_to``."""
    return _units(*_PUBLIC)


def spread() -> QuerySet[Unit, Any]:
    """Industry chains, councils and scenic spots: ``subject_id, valid_from, valid_to``."""
    return _units(*_SPREAD)


def window() -> QuerySet[Unit, Any]:
    """Service windows: ``subject_id, valid_from, valid_to``."""
    return _units(Unit.Kind.WINDOW)


def project() -> QuerySet[Unit, Any]:
    """Projects while they are built: ``subject_id, valid_from, valid_to``; the day of the planned end is the last."""
    return _units(Unit.Kind.PROJECT)


def project_months() -> QuerySet[Unit, Any]:
    """Whole months from the beginning of a project to its planned end: ``subject_id, valid_from, valid_to, quantity``."""
    years = ExtractYear("ends_on") - ExtractYear("starts_on")
    months = years * 12 + ExtractMonth("ends_on") - ExtractMonth("starts_on")
    short = Case(When(ends_on__day__lt=ExtractDay("starts_on"), then=Value(1)), default=Value(0))
    rows = Unit.objects.filter(kind=Unit.Kind.PROJECT).exclude(starts_on=None).exclude(ends_on=None)
    return rows.annotate(quantity=months - short).values(
        "valid_from", "quantity", subject_id=F("pk"), valid_to=F("closed_on")
    )


def project_began() -> QuerySet[Unit, Any]:
    """Projects begun: ``subject_id, happened_on``."""
    rows = Unit.objects.filter(kind=Unit.Kind.PROJECT).exclude(starts_on=None)
    return rows.values(subject_id=F("pk"), happened_on=F("starts_on"))


def full_member() -> QuerySet[Unit, Any]:
    """Full members as the register says: ``subject_id, valid_from, valid_to, quantity``."""
    return _on_record().annotate(quantity=Coalesce(F("said_full"), 0))


def member() -> QuerySet[Unit, Any]:
    """Members of either standing as the register says: ``subject_id, valid_from, valid_to, quantity``."""
    return _on_record().annotate(quantity=Coalesce(F("said_full"), 0) + Coalesce(F("said_probationary"), 0))


def covered() -> QuerySet[Coverage, Any]:
    """Units that an organisation answers for: ``subject_id, valid_from, valid_to``."""
    return _coverage().values("valid_from", "valid_to", subject_id=F("unit_id"))


def covering_began() -> QuerySet[Coverage, Any]:
    """Units that came to be covered: ``subject_id, happened_on``."""
    return _coverage().values(subject_id=F("unit_id"), happened_on=F("valid_from"))


def own() -> QuerySet[Coverage, Any]:
    """Units with an organisation of their own: ``subject_id, valid_from, valid_to``."""
    return _coverage().filter(form=Coverage.Form.OWN).values("valid_from", "valid_to", subject_id=F("unit_id"))


def joint_unit() -> QuerySet[Coverage, Any]:
    """Units of a joint branch, a row each: ``subject_id`` (the organisation), ``valid_from, valid_to``."""
    rows = _coverage().filter(form=Coverage.Form.JOINT).exclude(organisation=None)
    return rows.values("valid_from", "valid_to", subject_id=F("organisation_id"))


def liaison() -> QuerySet[Liaison, Any]:
    """Units with a named liaison: ``subject_id, valid_from, valid_to``."""
    return Liaison.objects.values("valid_from", "valid_to", subject_id=F("unit_id"))


def visit() -> QuerySet[Visit, Any]:
    """Visits of a unit's liaison: ``subject_id, happened_on``."""
    return Visit.objects.values(subject_id=F("unit_id"), happened_on=F("on"))


def places() -> QuerySet[Unit, Any]:
    """Where a unit belongs: ``subject_id, path``."""
    return Unit.objects.exclude(path="").values("path", subject_id=F("pk"))


def titles(keys: Sequence[int]) -> dict[int, str]:
    """Names of units by key."""
    return dict(Unit.objects.filter(pk__in=keys).values_list("pk", "name"))


def _units(*kinds: str) -> QuerySet[Unit, Any]:
    """Units on record without the time in which they need not be covered: before the first exemption, after each."""
    starts = Unit.objects.filter(kind__in=kinds).annotate(ends=_end(F("closed_on")))
    free = Exemption.objects.filter(unit=OuterRef("pk")).order_by("valid_from").values("valid_from")[:1]
    first = starts.annotate(free=Subquery(free)).filter(Q(free=None) | Q(free__gt=F("valid_from")))
    later = Exemption.objects.filter(unit=OuterRef("unit"), valid_from__gt=OuterRef("valid_from"))
    after = Exemption.objects.filter(unit__kind__in=kinds).exclude(valid_to=None)
    after = after.annotate(free=Subquery(later.order_by("valid_from").values("valid_from")[:1]))
    return first.values("valid_from", subject_id=F("pk"), valid_to=_earlier("free", "ends"))


def _on_record() -> QuerySet[Unit, Any]:
    return Unit.objects.values("valid_from", subject_id=F("pk"), valid_to=F("closed_on"))


def _coverage() -> QuerySet[Coverage]:
    return Coverage.objects.all()

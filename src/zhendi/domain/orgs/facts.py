"""What the engine may count of organisations: fixed columns, no judgement."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from zhendi.domain.orgs.models import Change, Guidance, Organisation, Term, Version


def organisations() -> QuerySet[Version, Any]:
    """Organisations of every kind: ``subject_id, valid_from, valid_to``; one row for each version."""
    return Version.objects.values("valid_from", "valid_to", subject_id=F("organisation_id"))


def of_kind(*codes: str) -> QuerySet[Version, Any]:
    """While an organisation was of one of these kinds: ``subject_id, valid_from, valid_to``."""
    return organisations().filter(kind__in=codes)


def of_division() -> QuerySet[Version, Any]:
    """On whose ground an organisation stood: ``subject_id, division_code, valid_from, valid_to``."""
    rows = Version.objects.exclude(division_code="")
    return rows.values("division_code", "valid_from", "valid_to", subject_id=F("organisation_id"))


def changes(*actions: str) -> QuerySet[Change, Any]:
    """Recorded changes of these kinds: ``subject_id, happened_on``."""
    return Change.objects.filter(action__in=actions).values(subject_id=F("organisation_id"), happened_on=F("on"))


def terms() -> QuerySet[Term, Any]:
    """Terms of office: ``subject_id, valid_from, valid_to`` (NULL where the last day is not known)."""
    return Term.objects.values(subject_id=F("organisation_id"), valid_from=F("starts_on"), valid_to=F("ends_on"))


def guided() -> QuerySet[Guidance, Any]:
    """While an organisation was guided by another: ``subject_id, valid_from, valid_to``."""
    return Guidance.objects.values("valid_from", "valid_to", subject_id=F("organisation_id"))


def dissolved() -> QuerySet[Organisation, Any]:
    """Organisations that have ended: ``subject_id, happened_on``."""
    rows = Organisation.objects.exclude(dissolved_on=None)
    return rows.values(subject_id=F("pk"), happened_on=F("dissolved_on"))

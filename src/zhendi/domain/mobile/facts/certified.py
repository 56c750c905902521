"""Certificates of members away: held, issued by us, checked."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from zhendi.domain.mobile.facts.shapes import MOST
from zhendi.domain.mobile.models import Certificate, CertificateCheck, Outgoing


def certificate() -> QuerySet[Any, Any]:
    """Members away who hold a certificate of ours, or one that the register tells: ``subject_id, valid_from, valid_to``."""
    told = Outgoing.objects.exclude(certificate="").values("valid_from", "valid_to", subject_id=F("pk"))
    return told.union(*_certified(), all=True)


def certificate_issued() -> QuerySet[Any, Any]:
    """Members away who hold a certificate of ours: ``subject_id, valid_from, valid_to``."""
    named, unnamed = _certified()
    return named.union(unnamed, all=True)


def certificate_check() -> QuerySet[Any, Any]:
    """The issue of a certificate of ours and each check: ``subject_id, happened_on``."""
    found = []
    for rows, day, before in (
        (Certificate.objects.all(), "issued_on", ""),
        (CertificateCheck.objects.all(), "on", "certificate__"),
    ):
        known = rows.filter(**{f"{before}person__away__isnull": False})
        found.append(known.values(happened_on=F(day), subject_id=F(f"{before}person__away__pk")))
        unknown = rows.filter(**{f"{before}person": None})
        found.append(unknown.values(happened_on=F(day), subject_id=F(f"{before}movement_id")))
    return found[0].union(*found[1:], all=True)


def issued_with(certificate_id: int) -> set[int] | None:
    """Movements that one act of issuing or ending concerns; ``None`` when so many that all is derived anew."""
    batch = Certificate.objects.filter(pk=certificate_id).values("batch")
    return _holders(Certificate.objects.filter(batch__in=batch))


def checked_with(check_id: int) -> set[int] | None:
    """Movements that one act of checking concerns; ``None`` when so many that all is derived anew."""
    batch = CertificateCheck.objects.filter(pk=check_id).values("batch")
    return _holders(Certificate.objects.filter(checks__batch__in=batch))


def _certified() -> tuple[QuerySet[Certificate, Any], QuerySet[Certificate, Any]]:
    """Certificates of known persons, for each movement of theirs, and the others, from the issue to the end."""
    rows = Certificate.objects.filter(Q(ended_on=None) | Q(ended_on__gt=F("issued_on")))
    named = rows.filter(person__away__isnull=False)
    unnamed = rows.filter(person=None)
    return (
        named.values(valid_from=F("issued_on"), valid_to=F("ended_on"), subject_id=F("person__away__pk")),
        unnamed.values(valid_from=F("issued_on"), valid_to=F("ended_on"), subject_id=F("movement_id")),
    )


def _holders(rows: QuerySet[Certificate]) -> set[int] | None:
    found = set(rows.values_list("movement_id", flat=True)[: MOST + 1])
    found |= set(rows.exclude(person=None).values_list("person__away__pk", flat=True)) - {None}
    return None if len(found) > MOST else found

"""Contacts with members away, by the duty for which they do; reports of a branch.

Contacts go with the person: they count for each of the person's movements, so that a merger of branches, which continues the
movement under the new one, takes nothing away.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from zhendi.domain.mobile import cadence
from zhendi.domain.mobile.facts.shapes import MOST
from zhendi.domain.mobile.models import Contact, HalfYearReport, Outgoing


def contact() -> QuerySet[Any, Any]:
    """Contacts that reached the member, and the last one that the register tells: ``subject_id, happened_on``."""
    told = Outgoing.objects.exclude(contacted_on=None).values(happened_on=F("contacted_on"), subject_id=F("pk"))
    return told.union(*_made(cadence.ways_of(cadence.REACHING) & Q(withdrawn_on=None)), all=True)


def sms() -> QuerySet[Any, Any]:
    """Contacts that do for the monthly message: ``subject_id, happened_on``."""
    return _both(cadence.counting("sms"))


def call() -> QuerySet[Any, Any]:
    """Contacts that do for the quarterly call: ``subject_id, happened_on``."""
    return _both(cadence.counting("call"))


def letter() -> QuerySet[Any, Any]:
    """Contacts that do for the letter of a festival: ``subject_id, happened_on``."""
    return _both(cadence.counting("letter"))


def symposium() -> QuerySet[Any, Any]:
    """Contacts that do for the yearly symposium: ``subject_id, happened_on``."""
    return _both(cadence.counting("symposium"))


def half_year_report() -> QuerySet[HalfYearReport, Any]:
    """A branch's half-yearly report: ``subject_id`` (the organisation), ``happened_on``."""
    return HalfYearReport.objects.values(subject_id=F("organisation_id"), happened_on=F("filed_on"))


def noted_in(noting_id: int) -> set[int] | None:
    """Movements for which one act of noting counts; ``None`` when there are so many that all is derived anew."""
    rows = Contact.objects.filter(Q(noting=noting_id) | Q(withdrawn_by=noting_id))
    found = set(rows.values_list("movement_id", flat=True)) | set(
        rows.exclude(person=None).values_list("person__away", flat=True)
    )
    return None if len(found) > MOST else found - {None}


def _both(condition: Q) -> QuerySet[Any, Any]:
    named, unnamed = _made(condition)
    return named.union(unnamed, all=True)


def _made(condition: Q) -> tuple[QuerySet[Contact, Any], QuerySet[Contact, Any]]:
    """Contacts with known persons, for each movement of theirs, and the others."""
    rows = Contact.objects.filter(condition)
    named = rows.filter(person__away__isnull=False).values("happened_on", subject_id=F("person__away__pk"))
    return named, rows.filter(person=None).values("happened_on", subject_id=F("movement_id"))

"""What the engine may count of people: fixed columns, no judgement."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from zhendi.domain.people.models import Membership, Person, Post, Suspension


def members() -> QuerySet[Membership, Any]:
    """Full members: ``subject_id`` (the person), ``valid_from``, ``valid_to``."""
    return _standing(Membership.Standing.FULL)


def probationers() -> QuerySet[Membership, Any]:
    """Probationary members: ``subject_id`` (the person), ``valid_from``, ``valid_to``."""
    return _standing(Membership.Standing.PROBATIONARY)


def memberships() -> QuerySet[Membership, Any]:
    """Members of either standing by branch: ``subject_id`` (the organisation), ``valid_from``, ``valid_to``; a row a head."""
    stands = (Membership.Standing.FULL, Membership.Standing.PROBATIONARY)
    found = Membership.objects.filter(standing__in=stands)
    return found.values("valid_from", "valid_to", subject_id=F("organisation_id"))


def posts(role: str) -> QuerySet[Post, Any]:
    """Holders of a role: ``subject_id`` (the person), ``valid_from``, ``valid_to``."""
    return Post.objects.filter(role=role).values("valid_from", "valid_to", subject_id=F("person_id"))


def seats(role: str) -> QuerySet[Post, Any]:
    """When an organisation had a holder of the role: ``subject_id`` (the organisation), ``valid_from``, ``valid_to``."""
    return Post.objects.filter(role=role).values("valid_from", "valid_to", subject_id=F("organisation_id"))


def suspensions() -> QuerySet[Suspension, Any]:
    """Rights suspended: ``subject_id`` (the person), ``valid_from``, ``valid_to``."""
    return Suspension.objects.values("valid_from", "valid_to", subject_id=F("person_id"))


def deaths() -> QuerySet[Person, Any]:
    """``subject_id`` (the person), ``happened_on``."""
    return Person.objects.exclude(died_on=None).values(subject_id=F("pk"), happened_on=F("died_on"))


def _standing(standing: str) -> QuerySet[Membership, Any]:
    return Membership.objects.filter(standing=standing).values("valid_from", "valid_to", subject_id=F("person_id"))

"""Members who have come from elsewhere: on record, placed in a branch, by township and by community."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, DateField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Concat, Least

from zhendi.domain.mobile.facts.shapes import spans
from zhendi.domain.mobile.models import Feedback, Incoming
from zhendi.domain.orgs import facts as orgs


def incoming() -> QuerySet[Incoming, Any]:
    """Members who have come: ``subject_id`` (the movement), ``valid_from, valid_to``."""
    return spans(Incoming.objects.all())


def placed() -> QuerySet[Incoming, Any]:
    """Members who have come and are placed in a branch here: ``subject_id, valid_from, valid_to``."""
    return spans(Incoming.objects.filter(placed_in_branch=True))


def incoming_full() -> QuerySet[Incoming, Any]:
    """Who has come to a township, a row a head, but for known probationers: ``subject_id`` (its committee), the days."""
    rows = Incoming.objects.exclude(standing="probationary").exclude(organisation=None)
    return rows.values("valid_from", "valid_to", subject_id=F("organisation_id"))


def incoming_community() -> QuerySet[Any, Any]:
    """Members who live in a community by its name in the register, a row a head: ``subject_id`` (the community), the days."""
    return _in_community(Incoming.objects.all())


def unplaced_community() -> QuerySet[Any, Any]:
    """The same, of those not placed in a branch here."""
    return _in_community(Incoming.objects.exclude(placed_in_branch=True))


def feedback() -> QuerySet[Feedback, Any]:
    """What a township said of a member's half-year: ``subject_id`` (the one who came), ``happened_on``: the day on which
    it was said, the last day of the half-year for one said afterwards, so that it stands for its own half-year.
    """
    ends = Case(When(half=1, then=Value("-06-30")), default=Value("-12-31"))
    last = Cast(Concat(Cast("year", CharField()), ends), DateField())
    said = Feedback.objects.exclude(incoming=None)
    return said.values(subject_id=F("incoming_id"), happened_on=Least(F("said_on"), last))


def fed_back(feedback_id: int) -> tuple[int, ...]:
    """The member who came, of whom a feedback speaks."""
    rows = Feedback.objects.filter(pk=feedback_id).exclude(incoming=None)
    return tuple(rows.values_list("incoming_id", flat=True))


def incoming_places() -> QuerySet[Incoming, Any]:
    """Which committee answers for a member who has come: ``subject_id, path``."""
    return Incoming.objects.exclude(path="").values("path", subject_id=F("pk"))


def incoming_titles(keys: Sequence[int]) -> dict[int, str]:
    """Names of members who have come, by movement."""
    return dict(Incoming.objects.filter(pk__in=keys).values_list("pk", "name"))


def incoming_of(person_id: int) -> tuple[int, ...]:
    """Movements of a person who came from another branch of ours."""
    return tuple(Incoming.objects.filter(person=person_id).values_list("pk", flat=True))


def received_by(incoming_id: int) -> tuple[int, ...]:
    """The committee of the township to which a member has come."""
    return tuple(
        Incoming.objects.exclude(organisation=None).filter(pk=incoming_id).values_list("organisation", flat=True)
    )


def _in_community(rows: QuerySet[Incoming]) -> QuerySet[Any, Any]:
    named = orgs.communities_named(OuterRef("place"), OuterRef("organisation__division_code"))
    found = rows.exclude(place="").annotate(community=Subquery(named.values("code")[:1])).exclude(community=None)
    return found.values("valid_from", "valid_to", subject_id=Cast("community", BigIntegerField()))

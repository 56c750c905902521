"""Elections, as the engine counts them (clauses 4.4c, 4.4e): begun, held, valid, in two rounds, reported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from zhendi.domain.democracy.models import Election

_VILLAGE = r"^\d{9}[235]\d{2}$"  # the 12-digit code of a village, not of a community


def election_held() -> QuerySet[Election, Any]:
    """Elections in which was voted, until the body is elected anew or it was given up: ``subject_id, valid_from, valid_to``."""
    return _held().values(subject_id=F("pk"), valid_from=F("held_on"), valid_to=F("until"))


def election_valid() -> QuerySet[Election, Any]:
    """Elections in which all seats were filled or rightly given up: ``subject_id, valid_from, valid_to``."""
    rows = _held().exclude(elected_on=None)
    return rows.values(subject_id=F("pk"), valid_from=F("elected_on"), valid_to=F("until"))


def village_election() -> QuerySet[Election, Any]:
    """Elections of Party organisations of villages in which was voted: ``subject_id, valid_from, valid_to``."""
    rows = _held().filter(village_body=False, organisation__division_code__regex=_VILLAGE)
    return rows.values(subject_id=F("pk"), valid_from=F("held_on"), valid_to=F("until"))


def two_rounds() -> QuerySet[Election, Any]:
    """Elections before which the villagers' confidence was counted: ``subject_id, valid_from, valid_to``."""
    rows = _held().exclude(trusted_on=None)
    return rows.values(subject_id=F("pk"), valid_from=F("held_on"), valid_to=F("until"))


def elected() -> QuerySet[Election, Any]:
    """The last seat was filled: ``subject_id, happened_on``."""
    return _happened("elected_on")


def result_reported() -> QuerySet[Election, Any]:
    """The result was reported above: ``subject_id, happened_on``."""
    return _happened("reported_on")


def election_places() -> QuerySet[Election, Any]:
    """Who answers for an election: ``subject_id, path``."""
    return Election.objects.values("path", subject_id=F("pk"))


def election_titles(keys: Sequence[int]) -> dict[int, str]:
    """Names of elections by key."""
    rows = Election.objects.filter(pk__in=keys).select_related("organisation")
    return {
        each.pk: f"{each.organisation.short_name or each.organisation.full_name}{each.get_sort_display()}"
        for each in rows
    }


def organisations_electing(election_id: int) -> set[int]:
    """The organisation of an election."""
    return set(Election.objects.filter(pk=election_id).values_list("organisation_id", flat=True))


def _held() -> QuerySet[Election]:
    """Those in which was voted, with ``until``: the next election of the same body, or none."""
    later = Election.objects.filter(
        organisation=OuterRef("organisation"), village_body=OuterRef("village_body"), held_on__gt=OuterRef("held_on")
    )
    first = Subquery(later.order_by("held_on").values("held_on")[:1])
    return Election.objects.exclude(held_on=None).filter(ended_on=None).annotate(until=first)


def _happened(column: str) -> QuerySet[Election, Any]:
    rows = Election.objects.exclude(**{column: None})
    return rows.values(subject_id=F("pk"), happened_on=F(column))

"""Decisions voted in two rounds, as the engine counts them (clause 4.4d)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Coalesce, Least

from zhendi.domain.ballots.models import Vote, VoteStep
from zhendi.domain.democracy.models import Decision, DecisionFault, DecisionHarm, DecisionRound
from zhendi.domain.orgs.models import Kind, Version

_VILLAGE = r"^\d{9}[235]\d{2}$"  # the 12-digit code of a village, not of a community
_LEADING = (Kind.BRANCH, Kind.GENERAL_BRANCH, Kind.COMMITTEE)
_COUNTED = (Vote.State.COUNTED, Vote.State.CONFIRMED)


def village_branch() -> QuerySet[Version, Any]:
    """The highest Party organisation on the ground of a village, while it stood: ``subject_id, valid_from, valid_to``."""
    rows = Version.objects.filter(kind__in=_LEADING, division_code__regex=_VILLAGE)
    rows = rows.exclude(parent__division_code=F("division_code"))
    return rows.values("valid_from", "valid_to", subject_id=F("organisation_id"))


def decided() -> QuerySet[DecisionRound, Any]:
    """The second round was counted and enough had come: ``subject_id`` (the organisation), ``happened_on``."""
    rows = DecisionRound.objects.filter(
        number=2, vote__state__in=_COUNTED, vote__result__valid=True, vote__steps__action=VoteStep.Action.COUNTED
    )
    return rows.values(subject_id=F("decision__organisation_id"), happened_on=F("vote__steps__on"))


def voted() -> QuerySet[Decision, Any]:
    """Decisions from the first round on, to the end of the year in which they are over: ``subject_id, valid_from, valid_to``."""
    rows = Decision.objects.exclude(voted_on=None)
    return rows.values(subject_id=F("pk"), valid_from=F("voted_on"), valid_to=F("counts_until"))


def fault() -> QuerySet[DecisionFault, Any]:
    """Faults of procedure, until they were put right: ``subject_id`` (the decision), ``valid_from, valid_to``."""
    rows = DecisionFault.objects.exclude(cured_on=F("on"))
    return rows.values(subject_id=F("decision_id"), valid_from=F("on"), valid_to=F("cured_on"))


def resolution() -> QuerySet[Decision, Any]:
    """Resolutions, from their day to the planned end, which is when they must be carried out: ``subject_id, …``."""
    rows = Decision.objects.exclude(resolved_on=None)
    return rows.values(subject_id=F("pk"), valid_from=F("resolved_on"), valid_to=F("planned_on"))


def in_force() -> QuerySet[Decision, Any]:
    """Resolutions that hold: not reversed, not stopped for harm, to the end of the year in which they are over."""
    stopped = DecisionHarm.objects.filter(decision=OuterRef("pk"), settled_on=None).exclude(suspended_on=None)
    first = Subquery(stopped.order_by("suspended_on").values("suspended_on")[:1])
    ends = Coalesce(F("ended_on"), F("counts_until"))
    rows = Decision.objects.exclude(resolved_on=None).annotate(stopped=first)
    earlier = Coalesce(Least("stopped", ends), F("stopped"), ends)
    return rows.values(subject_id=F("pk"), valid_from=F("resolved_on"), valid_to=earlier)


def resolved() -> QuerySet[Decision, Any]:
    """The resolution was made: ``subject_id, happened_on``."""
    return _happened("resolved_on")


def put_up() -> QuerySet[Decision, Any]:
    """The resolution was put up: ``subject_id, happened_on``."""
    return _happened("published_on")


def carried_out() -> QuerySet[Decision, Any]:
    """It was carried out: ``subject_id, happened_on``."""
    return _happened("finished_on")


def announced() -> QuerySet[Decision, Any]:
    """What came of it was put up: ``subject_id, happened_on``."""
    return _happened("announced_on")


def surveyed() -> QuerySet[Decision, Any]:
    """Villagers were first asked how satisfied they are: ``subject_id, happened_on``."""
    return _happened("surveyed_on")


def rated() -> QuerySet[Decision, Any]:
    """Decisions with a survey, to the end of the year in which they are over: ``subject_id, valid_from, valid_to``."""
    rows = Decision.objects.exclude(surveyed_on=None)
    return rows.values(subject_id=F("pk"), valid_from=F("surveyed_on"), valid_to=F("counts_until"))


def satisfaction() -> QuerySet[Decision, Any]:
    """Satisfied of all who answered, in whole per cent without the rest: ``subject_id, valid_from, valid_to, quantity``."""
    rows: QuerySet[Any, Any] = Decision.objects.exclude(surveyed_on=None)
    rows = rows.annotate(yes=Sum("surveys__satisfied"), all=Sum("surveys__answered")).filter(all__gt=0)
    rows = rows.annotate(quantity=Cast(F("yes") * 100 / F("all"), IntegerField()))
    return rows.values("quantity", subject_id=F("pk"), valid_from=F("surveyed_on"), valid_to=F("counts_until"))


def decision_places() -> QuerySet[Decision, Any]:
    """Who answers for a decision: ``subject_id, path``."""
    return Decision.objects.values("path", subject_id=F("pk"))


def decision_titles(keys: Sequence[int]) -> dict[int, str]:
    """Titles of decisions by key."""
    return dict(Decision.objects.filter(pk__in=keys).values_list("pk", "title"))


def organisations_deciding(decision_id: int) -> set[int]:
    """The organisation of a decision."""
    return set(Decision.objects.filter(pk=decision_id).values_list("organisation_id", flat=True))


def decisions_of_vote(vote_id: int) -> dict[int, int]:
    """The decision on which a vote is a round, with its organisation."""
    rows = DecisionRound.objects.filter(vote=vote_id)
    return dict(rows.values_list("decision_id", "decision__organisation_id"))


def _happened(column: str) -> QuerySet[Decision, Any]:
    rows = Decision.objects.exclude(**{column: None})
    return rows.values(subject_id=F("pk"), happened_on=F(column))

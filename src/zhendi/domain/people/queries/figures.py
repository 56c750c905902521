"""How many members an organisation has, with all below it, on the reader's day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q
from django.db.models.functions import Substr

from zhendi.domain.orgs.models import Organisation, Version
from zhendi.domain.people import access
from zhendi.domain.people.models import Membership
from zhendi.domain.people.queries.registers import moved_since
from zhendi.kernel.scope import AFTER, Scope

_STANDS = (Membership.Standing.FULL, Membership.Standing.PROBATIONARY)


class Figures(NamedTuple):
    """Full and probationary members."""

    full: int = 0
    probationary: int = 0

    @property
    def total(self) -> int:
        """Members of either standing."""
        return self.full + self.probationary


def counts(scope: Scope, organisation_ids: Collection[int]) -> dict[int, Figures]:
    """Members of each organisation's subtree on the reader's day; an organisation out of reach is left out.

    Three queries, and one more for each level of the tree among them: brothers and sisters cost four.
    """
    paths = _paths(scope, organisation_ids)
    found = {pk: Figures() for pk in paths}
    by_depth: dict[int, dict[str, int]] = {}
    for pk, path in paths.items():
        by_depth.setdefault(len(path), {})[path] = pk
    past = bool(paths) and moved_since(scope.as_of)
    for length, keys in by_depth.items():
        for path, full, probationary in _grouped(length, sorted(keys), scope.as_of, past=past):
            if path in keys:
                found[keys[path]] = Figures(full, probationary)
    return found


def _paths(scope: Scope, organisation_ids: Collection[int]) -> dict[int, str]:
    """Paths as they were on the reader's day, of those that the reader sees now."""
    rows = Organisation.objects.filter(pk__in=list(organisation_ids)).values_list("pk", "path")
    seen = {pk: path for pk, path in rows if access.may_see_leaders(scope, path)}
    then = Version.objects.as_of(scope.as_of).filter(organisation__in=list(seen)).values_list("organisation_id", "path")
    return seen | dict(then)


def _grouped(length: int, paths: list[str], day: date, *, past: bool) -> Iterable[tuple[str, int, int]]:
    """Heads by the first ``length`` characters of the path: one scan of the range from the first to the last."""
    column, then = "path", Q()
    if past:
        column = "organisation__versions__path"
        then = Q(organisation__versions__valid_to=None) | Q(organisation__versions__valid_to__gt=day)
        then &= Q(organisation__versions__valid_from__lte=day)
    within = Q(**{f"{column}__gte": paths[0], f"{column}__lt": paths[-1] + AFTER})
    found = Membership.objects.as_of(day).filter(then, within, standing__in=_STANDS)
    return (
        found.annotate(top=Substr(column, 1, length))
        .values("top")
        .annotate(
            full=Count("pk", filter=Q(standing=Membership.Standing.FULL)),
            probationary=Count("pk", filter=Q(standing=Membership.Standing.PROBATIONARY)),
        )
        .order_by()
        .values_list("top", "full", "probationary")
    )

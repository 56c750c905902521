"""How many members an organisation has, with all below it, on the reader's day."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, Q
from django.db.models.functions import Substr

from zhendi.domain.orgs.models import Version
from zhendi.domain.people import access
from zhendi.domain.people.models import Membership
from zhendi.kernel.prepared import Statement
from zhendi.kernel.scope import AFTER, Range, Scope

_SUMS = """
SELECT top.id, top.path, COALESCE(SUM(kept.full_count), 0) AS full_count,
COALESCE(SUM(kept.probationary_count), 0) AS new_count, COALESCE(MAX(kept.last_on) > %s, false) AS changed,
EXISTS (SELECT 1 FROM orgs_version moved WHERE moved.valid_to > %s) AS moved
FROM orgs_organisation top LEFT JOIN people_headcount kept ON kept.path >= top.path AND kept.path < top.path || '~'
WHERE top.id IN ({marks}) GROUP BY top.id, top.path
"""
_WITHIN = """
SELECT COALESCE(SUM(full_count), 0), COALESCE(SUM(probationary_count), 0), COALESCE(MAX(last_on) > %s, false),
EXISTS (SELECT 1 FROM orgs_version moved WHERE moved.valid_to > %s) FROM people_headcount WHERE {pieces}
"""
_OF_ONE = (
    "SELECT kept.full_count, kept.new_count, CASE WHEN kept.changed OR kept.moved THEN 1 ELSE 0 END AS changed "
    "FROM (" + _SUMS.format(marks="%s") + ") kept"
)
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

    One query of kept figures (``operations.headcounts``) while nothing has changed since that day. For a day before the last
    change members are counted: two more queries, and one for each level of the tree among the organisations.
    """
    kept = [row for row in _kept(organisation_ids, scope.as_of) if access.may_see_leaders(scope, row.path)]
    if not any(row.moved or row.changed for row in kept):
        return {row.pk: Figures(row.full, row.probationary) for row in kept}
    return _counted(scope, {row.pk: row.path for row in kept}, moved=kept[0].moved)


def within(ranges: tuple[Range, ...], day: date) -> Figures | None:
    """Members in pieces of the tree on a day, from kept figures; None where something has changed since. One query."""
    pieces = " OR ".join(["path >= %s AND path < %s"] * len(ranges))
    then = connection.ops.adapt_datefield_value(day)
    with connection.cursor() as cursor:
        cursor.execute(_WITHIN.format(pieces=pieces), [then, then, *(end for piece in ranges for end in piece)])
        full, probationary, changed, moved = cursor.fetchone()
    return None if changed or moved else Figures(full, probationary)


def sums(organisation_id: int, day: date) -> Statement:
    """Kept figures of a subtree as a statement: full, probationary, and whether something has changed since the day."""
    then = connection.ops.adapt_datefield_value(day)
    return Statement(_OF_ONE, [then, then, organisation_id])


class _Kept(NamedTuple):
    """What is kept of a subtree; ``changed``: its members have since the day, ``moved``: any organisation has."""

    pk: int
    path: str
    full: int
    probationary: int
    changed: bool
    moved: bool


def _kept(organisation_ids: Collection[int], day: date) -> list[_Kept]:
    wanted = list(organisation_ids)
    marks, then = ", ".join(["%s"] * len(wanted)), connection.ops.adapt_datefield_value(day)
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.format(marks=marks), [then, then, *wanted])
        return [
            _Kept(pk, path, full, new, bool(changed), bool(moved))
            for pk, path, full, new, changed, moved in cursor.fetchall()
        ]


def _counted(scope: Scope, paths: dict[int, str], *, moved: bool) -> dict[int, Figures]:
    """Members counted one by one, by the tree of that day."""
    then = (
        Version.objects.as_of(scope.as_of).filter(organisation__in=list(paths)).values_list("organisation_id", "path")
    )
    found = {pk: Figures() for pk in paths}
    by_depth: dict[int, dict[str, int]] = {}
    for pk, path in (paths | dict(then)).items():
        by_depth.setdefault(len(path), {})[path] = pk
    for length, keys in by_depth.items():
        for path, full, probationary in _grouped(length, sorted(keys), scope.as_of, past=moved):
            if path in keys:
                found[keys[path]] = Figures(full, probationary)
    return found


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

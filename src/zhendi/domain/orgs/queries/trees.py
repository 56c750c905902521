"""The tree of a day: what stands at the top of the reader's pieces, below an organisation, beside one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zhendi.domain.orgs import access
from zhendi.domain.orgs.kinds import kinds
from zhendi.domain.orgs.models import Postponement, Term, Version, VersionQuerySet
from zhendi.domain.orgs.queries.rows import Line
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.prepared import Prepared
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.registers import partial
from zhendi.kernel.scope import SEE, Range, Scope

MOST = 1000
_COLUMNS = (
    "organisation_id", "full_name", "short_name", "kind", "path", "parent_id", "parent_name", "division_code",
    "organisation__founded_on", "organisation__founded_precision", "organisation__dissolved_on", "term_ends",
    "children",
)  # fmt: skip


def tree(scope: Scope, parent_id: int | None = None) -> tuple[Line, ...]:
    """The organisations directly below one, or (None) the top of each piece of the tree that the reader sees.

    ``NotVisible`` for a parent that the reader does not see. Three queries at most.
    """
    ranges = access.ranges_on_day(scope)
    if parent_id is None:
        return tuple(map(line, _opened(scope, ranges, ())))
    if not visible(scope, ranges).filter(organisation=parent_id).exists():
        raise NotVisible("no such organisation")
    return lines(visible(scope, ranges).filter(parent=parent_id), scope, ranges)


def opened(scope: Scope, parents: Collection[int]) -> tuple[tuple[int, Line], ...]:
    """The tree with the children of some organisations shown: rows in tree order, each with its level from 0.

    An organisation below one that is not open is left out, as are those that the reader does not see. Two queries.
    """
    ranges = access.ranges_on_day(scope)
    rows = tuple(map(line, _opened(scope, ranges, parents)))
    starts = _starts(ranges)
    level: dict[int, int] = {}
    for row in rows:
        if row.parent_id is None or row.path in starts:
            level[row.id] = 0
        elif row.parent_id in level:
            level[row.id] = level[row.parent_id] + 1
    return tuple((level[row.id], row) for row in rows if row.id in level)


def siblings(scope: Scope, organisation_id: int, parent_id: int | None) -> tuple[Line, ...]:
    """The organisations beside one that the reader sees. Two queries."""
    if parent_id is None:
        return ()
    ranges = access.ranges_on_day(scope)
    return lines(visible(scope, ranges).filter(parent=parent_id).exclude(organisation=organisation_id), scope, ranges)


def beneath(scope: Scope, verb: str = SEE, *, kinds_only: Collection[str] = (), limit: int = MOST) -> tuple[Line, ...]:
    """Today's organisations where the verb holds, in tree order, for a form to choose from. One query."""
    asked = _BENEATH(day=scope.as_of, ranges=scope.ranges(verb), chosen=tuple(sorted(kinds_only)), limit=limit)
    return tuple(map(line, asked))


def visible(scope: Scope, ranges: tuple[Range, ...]) -> VersionQuerySet:
    """The versions that held on the reader's day, in the reader's pieces of the tree as they lay then."""
    return Version.objects.as_of(scope.as_of).filter(in_ranges(ranges))


def lines(
    found: QuerySet[Version],
    scope: Scope,
    ranges: tuple[Range, ...],
    *,
    limit: int = MOST,
    order: Iterable[str] = ("path",),
) -> tuple[Line, ...]:
    """Rows of versions, with the name of the parent and the number of children that the reader sees. One query."""
    return tuple(line(row) for row in annotated(found, scope, ranges).order_by(*order)[:limit])


def annotated(found: QuerySet[Version], scope: Scope, ranges: tuple[Range, ...]) -> QuerySet[Version, tuple[Any, ...]]:
    """The columns of ``Line``, to be read in any order."""
    day = Version.objects.as_of(scope.as_of)
    above = day.filter(organisation=OuterRef("parent"))
    below = day.filter(in_ranges(ranges), parent=OuterRef("organisation")).order_by().values("parent")
    return (
        with_terms(found, scope)
        .annotate(
            parent_name=Coalesce(Subquery(above.values("short_name")[:1]), F("parent__short_name")),
            children=Coalesce(Subquery(below.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0),
        )
        .values_list(*_COLUMNS, "parent__full_name")
    )


def with_terms(found: QuerySet[Version], scope: Scope) -> QuerySet[Version]:
    """With ``term_ends``, as it was known on the reader's day."""
    later = Postponement.objects.filter(term=OuterRef("pk"), on__gt=scope.as_of).order_by("on", "pk")
    latest = Term.objects.filter(organisation=OuterRef("organisation"), starts_on__lte=scope.as_of)
    end = latest.order_by("-starts_on").annotate(end=Coalesce(Subquery(later.values("before")[:1]), F("ends_on")))
    return found.annotate(term_ends=Subquery(end.values("end")[:1]))


def line(row: tuple[Any, ...]) -> Line:
    """One row of ``annotated``."""
    (pk, full, short, kind, path, parent, parent_name, division, founded, precision, dissolved, ends, children,
     above) = row  # fmt: skip
    known = partial(founded, precision)
    return Line(
        pk, full, short, kind, kinds()[kind].title, path, parent, parent_name or above or "", division,
        known.iso() if known else "", dissolved, ends, children,
    )  # fmt: skip


def _opened(scope: Scope, ranges: tuple[Range, ...], parents: Collection[int]) -> list[tuple[Any, ...]]:
    """The tops of the reader's pieces, and what is directly below some organisations: as ``line`` reads them."""
    everything = scope.everything
    starts = () if everything else tuple(sorted(_starts(ranges)))
    return _TREE(day=scope.as_of, ranges=ranges, starts=starts, parents=tuple(parents), everything=everything)


def _tree(
    *, day: date, ranges: tuple[Range, ...], starts: tuple[str, ...], parents: tuple[int, ...], everything: bool
) -> QuerySet[Any, Any]:
    scope, then = Scope(None, None, "", (), day, everything), Version.objects.as_of(day)
    tops = Q(parent=None) if everything else Q(path__in=starts)
    found = then.filter(tops | (in_ranges(ranges) & Q(parent__in=parents)))
    return annotated(found, scope, ranges).order_by("path")[:MOST]


def _beneath(*, day: date, ranges: tuple[Range, ...], chosen: tuple[str, ...], limit: int) -> QuerySet[Any, Any]:
    found = Version.objects.filter(in_ranges(ranges), valid_to=None)
    found = found.filter(kind__in=chosen) if chosen else found
    return annotated(found, Scope(None, None, "", (), day), ()).order_by("path")[:limit]


def _starts(ranges: tuple[Range, ...]) -> set[str]:
    """Where the pieces begin that lie in no other piece."""
    starts = {low for low, _ in ranges}
    return {low for low in starts if not any(low != other and low.startswith(other) for other in starts)}


# A page of the tree asks all of these; putting them together took longer than answering them.
_TREE, _BENEATH = Prepared(_tree), Prepared(_beneath, shape=("limit",))

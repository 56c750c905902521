"""Who may do what with organisations. Rights come from the posts held today, places from the day looked at.

A township that moved stood elsewhere in the tree on a past day. So the reader's pieces of the tree are looked up as
they lay on that day: an organisation sees its own past, also of branches that have left it since, and nothing of what
came to it later.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhendi.domain.orgs.models import Organisation, Version
from zhendi.domain.orgs.paths import parent_of
from zhendi.kernel.prepared import Prepared
from zhendi.kernel.ranges import in_ranges
from zhendi.kernel.scope import SEE, Range, Scope

SEE_OWN = "see_own"
WRITE = "write_organisations"


def ranges_on_day(scope: Scope) -> tuple[Range, ...]:
    """The pieces of the tree that the reader may see, as they lay on ``scope.as_of``. One query."""
    if scope.everything:
        return scope.ranges(SEE)
    now = [*scope.ranges(SEE), *scope.ranges(SEE_OWN)]
    then = dict(_THEN(day=scope.as_of, paths=tuple(sorted({low for low, _ in now}))))
    return tuple((then[low], then[low] + high[len(low) :]) for low, high in now if low in then)


def _then(day: date, paths: tuple[str, ...]) -> QuerySet[Any, Any]:
    found = Version.objects.as_of(day).filter(organisation__path__in=paths)
    return found.values_list("organisation__path", "path")


_THEN = Prepared(_then)


def seen_today(scope: Scope, field: str = "path") -> Q:
    """The condition that a path of today lies in what the reader may see."""
    return in_ranges((*scope.ranges(SEE), *scope.ranges(SEE_OWN)), field)


def may_see(scope: Scope, path: str) -> bool:
    """True where the organisation at the path of today is in the reader's pieces of the tree."""
    return scope.allows(SEE, path) or scope.allows(SEE_OWN, path)


def may_keep(scope: Scope, path: str) -> bool:
    """Place, terms and guidance of an organisation: a post that keeps organisations there or above."""
    return scope.allows(WRITE, path)


def may_reshape(scope: Scope, organisation: Organisation) -> bool:
    """Founding, name, place in the tree, kind and end are decided above: the post must cover the parent as well.

    The root of the tree is reshaped at the command line alone.
    """
    if organisation.parent_id is None:
        return scope.everything
    return scope.allows(WRITE, parent_of(organisation.path))

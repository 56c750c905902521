"""Who may see and keep activities."""

from __future__ import annotations

from django.db.models import Q

from zhendi.domain.activities.models import Activity, Demand
from zhendi.domain.orgs import paths
from zhendi.kernel.scope import SEE, Scope

WRITE = "write_people"


def may_see(scope: Scope, activity: Activity) -> bool:
    """True where the organisation lies in the reader's pieces of the tree."""
    return scope.allows(SEE, activity.path)


def may_write(scope: Scope, path: str) -> bool:
    """True for posts that keep the members of that place."""
    return scope.allows(WRITE, path)


def may_answer(scope: Scope, demand: Demand) -> bool:
    """A demand is answered by its owner, or by whoever keeps the activity."""
    return demand.owner_id == scope.person_id or may_write(scope, demand.activity.path)


def above(path: str) -> Q:
    """The condition that a post is held in the organisation at the path or in one above it."""
    return Q(organisation__path__in=[path[:end] for end in range(paths.STEP, len(path) + 1, paths.STEP)])

"""What the register of mobile members adds to the list of what is to be set up: gatherings away, members who came.

The page calls both siblings; neither knows of the other.
"""

from __future__ import annotations

from typing import NamedTuple

from zhendi.domain.mobile.clustering import Cluster
from zhendi.domain.mobile.queries import arrivals, clusters
from zhendi.domain.mobile.queries.arrivals import Group
from zhendi.domain.setup.access import WRITE
from zhendi.domain.setup.queries import procedure_forms
from zhendi.domain.setup.queries.states import in_force
from zhendi.kernel.scope import Scope

MINIMUM = "branch.minimum_full"


class Gathering(NamedTuple):
    """A group away: ``key`` of the gathering on record (0: none in sight), ``state`` as the mobile register says."""

    found: Cluster
    key: int
    state: str
    procedure: int | None


class Arrivals(NamedTuple):
    """Members who came to a township and are in no branch; ``enough`` of them for a temporary branch of their own."""

    group: Group
    enough: bool
    procedure: int | None
    may_begin: bool


class Away(NamedTuple):
    """Both kinds, and how many full members make a branch."""

    gatherings: tuple[Gathering, ...]
    arrivals: tuple[Arrivals, ...]
    least: int


def away(scope: Scope) -> Away:
    """What stands in the two registers on the reader's day. Five queries."""
    found = clusters.clusters(scope).clusters
    held = clusters.held(scope, found)
    states = {each.ids: held.get(each.ids, (0, "")) for each in found}
    begun = procedure_forms.of_sources(scope, "cluster", [key for key, _ in states.values() if key])
    groups = arrivals.unplaced(scope)
    running = procedure_forms.of_sources(scope, "incoming", [group.township_id for group in groups])
    least = in_force(MINIMUM, scope.as_of)
    return Away(
        tuple(Gathering(each, *states[each.ids], begun.get(states[each.ids][0])) for each in found),
        tuple(
            Arrivals(group, group.full >= least, running.get(group.township_id), scope.allows(WRITE, group.path))
            for group in groups
        ),
        least,
    )

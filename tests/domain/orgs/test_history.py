"""Whatever is done to the tree today, the tree of a past day comes out as it was."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domain.orgs.county import APPROVAL
from tests.people import Cast
from zhendi.domain.orgs import queries
from zhendi.domain.orgs.models import Organisation, Version
from zhendi.domain.orgs.operations import founding, reshaping
from zhendi.domain.people.models import Membership
from zhendi.domain.people.operations import reorganise
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import operator

pytestmark = pytest.mark.django_db
START = date(2026, 4, 1)
END = date(2027, 1, 1)
STEP = st.tuples(
    st.sampled_from(["found", "rename", "move", "merge", "dissolve", "reclassify"]),
    st.integers(0, 9),
    st.integers(0, 9),
    st.integers(0, 3),
)


def picture(day: date) -> tuple:
    """All that a county reader sees of the day, and where each member belongs."""
    reader = operator("命令行", day).scope
    rows = queries.listing(reader, queries.Filters(), size=1000).rows
    members = Membership.objects.as_of(day).order_by("person").values_list("person", "organisation")
    return tuple((line.id, line.full_name, line.kind, line.path, line.parent_id) for line in rows), tuple(members)


def carry_out(step: tuple[str, int, int, int], day: date, serial: int) -> None:
    """One step on whichever organisations the numbers point at; what the rules forbid is refused."""
    what, first, second, _ = step
    alive = list(Organisation.objects.alive().order_by("pk"))
    one, other = alive[first % len(alive)], alive[second % len(alive)]
    words = {"actor": operator("命令行", END), "on": day, "approval": APPROVAL}
    name = f"中共泾县第{serial}支部委员会"
    if what == "found":
        founding.found(**words, parent_id=one.pk, full_name=name, kind="branch")
    elif what == "rename":
        reshaping.rename(**words, organisation_id=one.pk, full_name=name[:-5] + _ending(one.kind))
    elif what == "move":
        reshaping.move(**words, organisation_id=one.pk, parent_id=other.pk)
    elif what == "merge":
        reorganise.merge(**words, source_ids=[one.pk], target_id=other.pk)
    elif what == "dissolve":
        reorganise.dissolve(**words, organisation_id=one.pk, successor_id=other.pk if second else None)
    else:
        branch = reorganise.Branch(name)
        kind, full = ("general_branch", f"中共泾县第{serial}总支部委员会")
        reorganise.reclassify(
            **words, organisation_id=one.pk, kind=kind, name=reorganise.Branch(full), first_branch=branch
        )


def _ending(kind: str) -> str:
    return {"general_branch": "总支部委员会", "branch": "支部委员会"}.get(kind, "委员会")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=st.lists(STEP, min_size=1, max_size=8))
def test_no_sequence_of_changes_alters_a_past_day(cast: Cast, steps: list[tuple[str, int, int, int]]) -> None:
    from django.db import transaction

    with transaction.atomic():
        day, seen = START, {}
        for serial, step in enumerate(steps):
            for back in (1, 30):
                seen.setdefault(day - timedelta(days=back), picture(day - timedelta(days=back)))
            try:
                with transaction.atomic():
                    carry_out(step, day, serial)
            except Refused:
                pass
            assert {then: picture(then) for then in seen} == seen
            tree_holds(day)
            day += timedelta(days=step[3])
        transaction.set_rollback(True)


def tree_holds(day: date) -> None:
    """Paths name each place once, lie below the parent's, and agree with today's rows and with the members' copies."""
    rows = list(Version.objects.as_of(day).values_list("organisation", "parent", "path"))
    place = {one: path for one, _, path in rows}
    assert len(set(place.values())) == len(place)
    assert all(parent is None or path[:-4] == place[parent] for _, parent, path in rows)
    assert dict(Organisation.objects.alive().values_list("pk", "path")) == place
    assert all(path == place[one] for one, path in Membership.objects.current().values_list("organisation", "path"))

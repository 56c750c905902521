"""Kept figures of members are those of a count, whatever has been written and by whom."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.people import SINCE, Cast
from zhendi.domain.people import queries
from zhendi.domain.people.models import Headcount, Membership, Person
from zhendi.domain.people.operations import headcounts
from zhendi.kernel import bulk

pytestmark = pytest.mark.django_db
PLACES = ("branch", "second", "township")
STANDINGS = ("full", "probationary", "activist")
WRITES = st.lists(
    st.tuples(
        st.sampled_from(["insert", "bulk", "standing", "close", "move", "carry", "delete", "delete all"]),
        st.sampled_from(PLACES),
        st.sampled_from(STANDINGS),
        st.integers(1, 900),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(writes=WRITES)
def test_figures_stay_those_of_a_count_after_any_writes(cast: Cast, writes) -> None:
    for deed, place, standing, days in writes:
        write(cast, deed, place, standing, SINCE + timedelta(days=days))
        assert headcounts.differences() == []


def write(cast: Cast, deed: str, place: str, standing: str, day: date) -> None:
    branch = cast.organisations[place]
    here = Membership.objects.filter(organisation=branch)
    if deed in {"insert", "bulk"}:
        row = (
            Person.objects.create(name="新人", sort_name="xin ren").pk,
            branch.pk,
            standing,
            branch.path,
            "xin ren",
            day,
        )
        columns = ("person_id", "organisation_id", "standing", "path", "sort_name", "valid_from")
        if deed == "bulk":
            bulk.insert(Membership, columns, [row])
        else:
            Membership.objects.create(**dict(zip(columns, row, strict=True)))
    elif deed == "standing":
        here.update(standing=standing)
    elif deed == "close":
        here.filter(valid_to=None, valid_from__lt=day).update(valid_to=day, ended="moved")
    elif deed == "move":
        other = cast.organisations["other"]
        here.filter(valid_to=None).update(organisation=other, path=other.path)
    elif deed == "carry":
        branch.path = branch.path[:-4] if len(branch.path) > 24 else branch.path + "0001"
        here.update(path=branch.path)
    elif deed == "delete":
        here.filter(pk__in=here.values("pk")[:1]).delete()
    else:
        here.delete()


def test_figures_put_out_of_order_by_hand_are_told_and_put_right(cast: Cast) -> None:
    place = cast.organisations["branch"].pk
    Headcount.objects.filter(pk=place).update(full_count=99)
    assert [row[:3] for row in headcounts.differences()] == [(place, 99, 3)]
    with pytest.raises(CommandError, match="1个组织"):
        call_command("headcounts")
    call_command("headcounts", "--rebuild", stdout=StringIO())
    call_command("headcounts", stdout=StringIO())
    assert headcounts.differences() == []


def test_lost_triggers_come_back_with_right_figures(cast: Cast) -> None:
    on = " ON people_membership" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER people_headcount_update{on}")
    Membership.objects.filter(person=cast.people["member"]).update(standing="probationary")
    assert headcounts.differences() != []
    headcounts.install()
    Membership.objects.filter(person=cast.people["secretary"]).update(standing="probationary")
    assert headcounts.differences() == []
    assert queries.counts(cast.scope("secretary"), [cast.organisations["branch"].pk]) == {
        cast.organisations["branch"].pk: (1, 2)
    }

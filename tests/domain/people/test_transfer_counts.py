"""A transfer on any days: on every day the member counts in one branch, and in one only, whatever becomes of the letter."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domain.people.test_transfers import FIRST, full
from tests.people import Cast
from zhendi.domain.people.models import Membership, Transfer
from zhendi.domain.people.operations.transfers import receiving, sending
from zhendi.domain.people.operations.transfers.sending import Goal
from zhendi.kernel import clock
from zhendi.kernel.errors import Refused
from zhendi.obligations import operations as duties
from zhendi.obligations.models import Obligation

pytestmark = pytest.mark.django_db
_GAPS = st.integers(min_value=0, max_value=6)


class _Back(Exception):
    """Takes back what one example wrote."""


def _travel(cast: Cast, gaps: list[int], end: str) -> date | None:
    """One transfer by its steps, so many days apart; gives the day on which the member came, ``None`` for one who did not."""
    day, person = FIRST, cast.people["member"].pk
    made = sending.apply(
        actor=cast.actor("secretary", day), on=day, person_id=person, goal=Goal(cast.organisations["other"].pk),
        reason="work", note="",
    )  # fmt: skip
    day += timedelta(days=gaps[0])
    sending.agree(actor=cast.actor("secretary", day), on=day, transfer_id=made)
    day += timedelta(days=gaps[1])
    sending.issue(actor=cast.actor("township_officer", day), on=day, transfer_id=made, dues_paid_to="2026-02", days=60)
    day += timedelta(days=gaps[2])
    stranger = cast.actor("stranger", day)
    if end == "returned":
        receiving.give_back(actor=stranger, on=day, transfer_id=made, reason="材料不全")
        return None
    receiving.admit(actor=stranger, on=day, transfer_id=made, branch_id=cast.organisations["away"].pk)
    if end == "waiting":
        return None
    day += timedelta(days=gaps[3])
    receiving.receive(actor=cast.actor("stranger", day), on=day, transfer_id=made)
    return day


@given(gaps=st.lists(_GAPS, min_size=4, max_size=4), end=st.sampled_from(["done", "waiting", "returned"]))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_on_every_day_the_member_counts_in_one_branch_only(cast: Cast, gaps: list[int], end: str) -> None:
    try:
        with transaction.atomic():
            came = _travel(cast, gaps, end)
            for offset in range(32):
                day = FIRST + timedelta(days=offset)
                moved = came is not None and day >= came
                assert (full(cast, "branch", day), full(cast, "away", day)) == ((2, 2) if moved else (3, 1)), day
                assert Membership.objects.as_of(day).filter(person=cast.people["member"]).count() == 1
            raise _Back
    except _Back:
        pass


def test_a_letter_is_sent_back_with_a_reason_only(cast: Cast) -> None:
    _travel(cast, [1, 1, 1, 1], "waiting")
    day = FIRST + timedelta(days=4)
    with pytest.raises(Refused):
        receiving.give_back(actor=cast.actor("stranger", day), on=day, transfer_id=_only(), reason=" ")


def test_the_sending_side_is_reminded_before_the_letter_runs_out(cast: Cast) -> None:
    _travel(cast, [0, 0, 0, 0], "waiting")
    last = FIRST + timedelta(days=59)
    for day, status in ((last - timedelta(days=10), "due"), (last - timedelta(days=2), "due_soon")):
        with clock.frozen(day):
            duties.derive(on=day)
        assert Obligation.objects.get(rule="4.5c.slip", subject=_only()).status == status


def _only() -> int:
    return Transfer.objects.get().pk

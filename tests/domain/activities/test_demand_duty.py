"""A demand raised at a symposium is owed an answer by its day: in the duties at once, and out of them by the answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.domain.activities.county import TODAY, act, activity, attend, guests
from tests.people import Cast
from zhendi.domain.activities import facts
from zhendi.domain.activities.operations import demands
from zhendi.kernel import clock
from zhendi.obligations import operations as duties
from zhendi.obligations.engine.settle import Changes
from zhendi.obligations.models import Obligation

pytestmark = pytest.mark.django_db
DUE = TODAY + timedelta(days=10)
NOTHING = Changes(0, 0, 0, 0)


@pytest.fixture(autouse=True)
def _first_of_june() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


def put(cast: Cast, due: date = DUE) -> int:
    """The mobile member asks for something at a symposium; the secretary is to answer."""
    one = activity(cast)
    (guest,) = guests(cast, one, "mobile_member")
    attend(cast, one, {guest: "remote"})
    duties.derive(on=TODAY)
    owner = cast.people["secretary"].pk
    return demands.put(
        **act(cast, activity_id=one, text="想把孩子接过去上学", owner_id=owner, due_on=due, raised_by_id=guest)
    )


def status(demand: int) -> str:
    return str(Obligation.objects.get(rule="3.5b.demand", subject=demand).status)


def test_a_demand_is_owed_until_answered_and_again_when_it_did_not_help(cast: Cast) -> None:
    made = put(cast)
    duty = Obligation.objects.get(rule="3.5b.demand", subject=made)
    assert (duty.status, duty.due_on, duty.path) == ("due", DUE, cast.organisations["branch"].path)
    assert duties.derive(on=TODAY) == NOTHING
    demands.answer(**act(cast, demand_id=made, text="已联系学校"))
    assert status(made) == "met"
    demands.close(**act(cast, demand_id=made, result="", satisfied=False))
    assert status(made) == "due"
    demands.hand_on(**act(cast, demand_id=made, owner_id=cast.people["township_officer"].pk, due_on=TODAY))
    assert status(made) == "due_soon"
    assert duties.derive(on=TODAY) == NOTHING


def test_what_was_said_stands_in_no_title(cast: Cast) -> None:
    made = put(cast)
    assert facts.demand_titles([made]) == {made: "流动党员座谈会：燕南飞的诉求"}


def test_the_inbox_leads_to_the_activity_where_it_was_raised(cast: Cast) -> None:
    made = put(cast)
    client = cast.client("secretary")
    assert "诉求" in client.get(reverse("duties")).content.decode()
    answer = client.get(reverse("demand", args=[made]))
    assert answer.status_code == 302
    assert "/activities/" in answer.headers["Location"]
    assert cast.client("stranger").get(reverse("demand", args=[made])).status_code == 404

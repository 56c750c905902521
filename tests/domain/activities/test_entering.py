"""A paper ledger brought in at once, and what it changes of the duties."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.activities.county import TODAY, act, activity, attend, refusal
from tests.people import Cast
from zhendi.domain.activities.models import Activity
from zhendi.domain.activities.operations import attending, entering, planning
from zhendi.domain.activities.operations.entering import Held
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible
from zhendi.obligations import operations as duties
from zhendi.obligations.engine.settle import Changes
from zhendi.obligations.models import Obligation

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 12)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def day():
    with clock.frozen(TODAY):
        yield


def held(cast: Cast, number: int = 1, place: str = "branch", **more: Any) -> list[Held]:
    organisation = cast.organisations[place].pk
    return [
        Held(organisation, **{"kind": "party_day", "title": f"第{n}次主题党日", "held_on": MAY, **more})
        for n in range(number)
    ]


def test_a_ledger_is_entered_once_with_one_entry(cast: Cast) -> None:
    before = Entry.objects.count()
    assert entering.enter(**act(cast, ledger=held(cast, 3))) == 3
    assert entering.enter(**act(cast, ledger=held(cast, 4))) == 1
    assert refusal(entering.enter, **act(cast, ledger=held(cast, 4))).code == "unchanged"
    assert Entry.objects.count() == before + 2
    assert set(Activity.objects.values_list("state", "held_on")) == {("held", MAY)}


def test_entering_takes_the_same_number_of_statements_for_one_and_for_fifty(cast: Cast) -> None:
    counted = []
    for number, title in ((1, "甲"), (50, "乙")):
        ledger = [each._replace(title=f"{title}{n}") for n, each in enumerate(held(cast, number))]
        with CaptureQueriesContext(connection) as asked:
            entering.enter(**act(cast, ledger=ledger))
        counted.append(len(asked))
    assert counted[0] == counted[1]


@pytest.mark.parametrize("place", ["away", "township"])
def test_nothing_is_entered_for_another_place(cast: Cast, place: str) -> None:
    with pytest.raises(NotVisible):
        entering.enter(**act(cast, ledger=held(cast) + held(cast, place=place)))
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    ("more", "code"),
    [({"kind": "ball"}, "kind_unknown"), ({"title": ""}, "missing"), ({"held_on": TODAY + DAY}, "day_future")],
)
def test_a_line_that_cannot_be_lets_none_in(cast: Cast, more: dict[str, Any], code: str) -> None:
    assert refusal(entering.enter, **act(cast, ledger=[*held(cast), *held(cast, **more)])).code == code
    assert not Activity.objects.exists()


def state(cast: Cast, rule: str) -> str:
    branch = cast.organisations["branch"].pk
    return (
        Obligation.objects.filter(rule=f"4.2c.{rule}", subject=branch)
        .order_by("-due_on")
        .values_list("status", flat=True)[0]
    )


def test_what_is_held_moves_the_duties_in_its_own_transaction_and_leaves_nothing_to_derive(cast: Cast) -> None:
    june = date(2026, 6, 20)
    with clock.frozen(june):
        duties.derive(on=june)
        assert state(cast, "party-day") == "due"
        one = activity(cast, kind="party_day", title="六月主题党日", day=TODAY)
        attending.attend(
            actor=cast.actor("secretary", june), on=june, activity_id=one, held_on=date(2026, 6, 2), ways={}
        )
        assert state(cast, "party-day") == "met"
        planning.change(
            actor=cast.actor("secretary", june), on=june, activity_id=one,
            given=planning.Plan("lecture", "六月党课", clock.now(), "村部"),
        )  # fmt: skip
        assert (state(cast, "party-day"), state(cast, "lecture")) == ("due", "met")
        attending.unhold(actor=cast.actor("secretary", june), on=june, activity_id=one)
        assert state(cast, "lecture") == "due"
        assert duties.derive(on=june) == Changes(0, 0, 0, 0)


def test_hours_of_study_reach_each_member_who_was_there(cast: Cast) -> None:
    from decimal import Decimal

    from tests.domain.activities.county import guests

    with clock.frozen(TODAY):
        duties.derive(on=TODAY)
        one = activity(cast, kind="study", title="集中学习", hours=Decimal(20))
        here, excused = guests(cast, one, "member", "mobile_member")
        attend(cast, one, {here: "on_site", excused: "excused"})
        rows = dict(Obligation.objects.filter(rule="4.2c.study-hours").values_list("subject", "total"))
        assert rows[cast.people["member"].pk] == 20 and rows[cast.people["mobile_member"].pk] == 0
        assert duties.derive(on=TODAY) == Changes(0, 0, 0, 0)

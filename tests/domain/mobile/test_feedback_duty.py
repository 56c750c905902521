"""The half-year's feedback on a member who came is owed by the township, and is done by saying it."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.people import SINCE, Cast
from tests.web.reading import text
from zhendi.domain.mobile import facts
from zhendi.domain.mobile.models import Incoming
from zhendi.domain.mobile.operations import feedback
from zhendi.domain.mobile.operations.feedback import Said
from zhendi.kernel import clock
from zhendi.obligations import operations as duties
from zhendi.obligations.models import Obligation

pytestmark = pytest.mark.django_db
RULE = "4.5c.feedback"


def came(cast: Cast, name: str = "来客") -> Incoming:
    other = cast.organisations["other"]
    return Incoming.objects.create(name=name, organisation=other, path=other.path, valid_from=SINCE, sending="外县支部")


def say(cast: Cast, row: Incoming, on: date, half: str) -> None:
    with clock.frozen(on):
        feedback.give(
            actor=cast.actor("stranger", on), on=on, movement_id=row.pk, said=Said(half, 3, 4, "参加活动积极")
        )


def test_it_is_owed_at_the_end_of_the_half_year_and_done_at_once_by_saying_it(cast: Cast) -> None:
    row, day = came(cast), date(2026, 6, 25)
    with clock.frozen(day):
        duties.derive(on=day)
        duty = Obligation.objects.get(rule=RULE, subject=row.pk, due_on=date(2026, 6, 30))
        assert (duty.status, duty.path) == ("due_soon", cast.organisations["other"].path)
        page = text(cast.client("stranger").get(reverse("duties")))
        assert "反馈" in page
        assert reverse("mobile-feedback") in page
    say(cast, row, day, "2026-1")
    duty.refresh_from_db()
    assert duty.status == "met"


def test_said_after_the_end_it_stands_for_its_own_half_year(cast: Cast) -> None:
    row, day = came(cast), date(2026, 7, 20)
    for each in (date(2026, 6, 25), day):
        with clock.frozen(each):
            duties.derive(on=each)
    assert Obligation.objects.get(rule=RULE, subject=row.pk, due_on=date(2026, 6, 30)).status == "overdue"
    say(cast, row, day, "2026-1")
    found = dict(Obligation.objects.filter(rule=RULE, subject=row.pk).values_list("due_on", "status"))
    assert found[date(2026, 6, 30)] == "met"
    assert found[date(2026, 12, 31)] == "due"
    assert [each["happened_on"] for each in facts.feedback()] == [date(2026, 6, 30)]


def test_what_a_scan_says_of_a_member_away_discharges_no_townships_duty(cast: Cast) -> None:
    from zhendi.domain.mobile.models import Feedback, Outgoing

    branch = cast.organisations["branch"]
    gone = Outgoing.objects.create(name="燕南飞", organisation=branch, path=branch.path, valid_from=SINCE)
    Feedback.objects.create(
        outgoing=gone, way="scan", year=2026, half=1, organisation="社区", attended=1, held=1, conduct="好", by="某",
        said_on=SINCE,
    )  # fmt: skip
    assert not list(facts.feedback())

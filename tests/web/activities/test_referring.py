"""A demand raised at a symposium goes on as a member's request for help and is followed to its end; the figure moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.domain.activities.county import TODAY, act, activity, attend, guests
from tests.people import Cast
from tests.web.reading import text
from zhendi.domain.activities.models import Activity, Demand, Invitation
from zhendi.domain.activities.operations import demands
from zhendi.domain.matters.models import Matter
from zhendi.kernel import clock
from zhendi.obligations import operations as duties
from zhendi.obligations.models import Obligation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _first_of_june() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


@pytest.fixture
def asked(cast: Cast) -> Demand:
    one = activity(cast)
    (guest,) = guests(cast, one, "mobile_member")
    attend(cast, one, {guest: "remote"})
    duties.derive(on=TODAY)
    words = {
        "text": "想把孩子接过去上学",
        "owner_id": cast.people["secretary"].pk,
        "due_on": TODAY + timedelta(days=10),
    }
    return Demand.objects.get(pk=demands.put(**act(cast, activity_id=one, raised_by_id=guest, **words)))


def status(rule: str) -> str:
    return str(Obligation.objects.get(rule=rule).status)


def test_it_goes_on_as_a_request_for_help_and_both_end_together(cast: Cast, asked: Demand) -> None:
    secretary, member = cast.client("secretary"), cast.client("mobile_member")
    page = text(secretary.get(reverse("activity", args=[asked.activity_id])))
    assert "转成求助" in page
    assert status("3.5b.demand") == "due"
    secretary.post(reverse("demand-refer", args=[asked.pk]))
    matter = Matter.objects.get()
    assert (matter.person_id, matter.text, matter.kind) == (cast.people["mobile_member"].pk, asked.text, "help")
    assert status("3.5b.help") == "due"
    assert "座谈会上提出的诉求" in text(member.get(reverse("me")))
    secretary.post(reverse("matter-answer", args=[matter.pk]), {"note": "学校同意接收"})
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("answered", "学校同意接收")
    assert (status("3.5b.demand"), status("3.5b.help")) == ("met", "met")
    member.post(reverse("me-matter-reopen", args=[matter.pk]), {"note": "还没有收到通知书"})
    asked.refresh_from_db()
    assert asked.state == "open"
    assert status("3.5b.demand") == "due"
    secretary.post(reverse("matter-answer", args=[matter.pk]), {"note": "通知书寄出了"})
    member.post(reverse("me-matter-accept", args=[matter.pk]))
    asked.refresh_from_db()
    assert (asked.state, asked.closed_on) == ("closed", TODAY)
    assert status("3.5b.demand") == "met"


def test_taken_back_by_the_member_it_still_stands_at_the_symposium(cast: Cast, asked: Demand) -> None:
    cast.client("secretary").post(reverse("demand-refer", args=[asked.pk]))
    cast.client("mobile_member").post(reverse("me-matter-withdraw", args=[Matter.objects.get().pk]))
    asked.refresh_from_db()
    assert (asked.state, asked.matter_id) == ("open", None)
    assert status("3.5b.demand") == "due"


def test_it_goes_on_once_and_by_nobody_elses_hand(cast: Cast, asked: Demand) -> None:
    assert cast.client("stranger").post(reverse("demand-refer", args=[asked.pk])).status_code == 404
    secretary = cast.client("secretary")
    for _ in range(2):
        secretary.post(reverse("demand-refer", args=[asked.pk]))
    assert Matter.objects.count() == 1


def test_what_nobody_by_name_asked_for_stays_where_it_is(cast: Cast, asked: Demand) -> None:
    Demand.objects.update(raised_by=None)
    secretary = cast.client("secretary")
    assert "转成求助" not in text(secretary.get(reverse("activity", args=[asked.activity_id])))
    secretary.post(reverse("demand-refer", args=[asked.pk]))
    assert not Matter.objects.exists()


def test_one_press_in_the_inbox_plans_a_symposium_with_those_to_whom_it_is_owed(cast: Cast) -> None:
    duties.derive(on=TODAY)
    secretary = cast.client("secretary")
    owed = Obligation.objects.filter(rule="4.5e.symposium", status__in=("due", "due_soon", "overdue")).count()
    assert owed == 1
    address = f"{reverse('activity-new')}?kind=symposium&amp;invite=owed"
    assert address in text(secretary.get(reverse("duties")))
    form = text(secretary.get(reverse("activity-new"), {"kind": "symposium", "invite": "owed"}))
    assert "您这里共 1 人" in form
    sent = {
        "organisation": cast.organisations["branch"].pk, "kind": "symposium", "title": "年度座谈会", "day": "2026-06-18",
        "hour": "15:00", "place": "村部", "remote": "", "agenda": "", "hours": "", "invite": "owed",
    }  # fmt: skip
    page = text(secretary.post(reverse("activity-new"), sent, follow=True))
    assert "已邀请今年还没座谈的1人" in page
    assert list(Invitation.objects.values_list("name", flat=True)) == ["燕南飞"]
    secretary.post(reverse("activity-new"), {**sent, "title": "不邀请的", "invite": ""})
    assert Activity.objects.get(title="不邀请的").invitations.count() == 0

"""Members handed over by schools and veterans' offices: entered, handed on, picked up; the duty of 4.5b follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.people import Cast, citizen_number
from tests.web.mobile.away import TODAY
from zhendi.domain.mobile.models import HandOver
from zhendi.domain.mobile.operations import hand_overs
from zhendi.domain.mobile.operations.hand_overs import Handed
from zhendi.domain.mobile.queries import hand_overs as queries
from zhendi.domain.mobile.queries.hand_overs import Filters
from zhendi.domain.orgs.operations.checks import Approval
from zhendi.domain.people.operations import reorganise
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.obligations import operations as duties
from zhendi.obligations.engine.settle import Changes
from zhendi.obligations.models import Obligation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _june() -> Iterator[None]:
    with clock.frozen(TODAY):
        yield


def enter(cast: Cast, place: str = "township", who: str = "township_officer", **facts: Any) -> int:
    """The township's officer enters a graduate."""
    said: dict[str, Any] = {
        "office": "school", "name": "孟新", "citizen_number": citizen_number(81), "office_name": "江城大学",
        "destination": "回乡创业", "phone": "19900008181",
    }  # fmt: skip
    organisation = cast.organisations[place].pk
    return hand_overs.enter(
        actor=cast.actor(who), on=TODAY, organisation_id=organisation, handed=Handed(**said | facts)
    )


def settle(cast: Cast, key: int, outcome: str = "contacted", who: str = "township_officer", **more: Any) -> None:
    hand_overs.settle(actor=cast.actor(who), on=TODAY, hand_over_id=key, outcome=outcome, **more)


def refused(act: Any) -> str:
    with pytest.raises(Refused) as raised:
        act()
    return raised.value.code


def test_one_entered_by_hand_is_owed_until_picked_up(cast: Cast) -> None:
    duties.derive(on=TODAY)
    key = enter(cast)
    duty = Obligation.objects.filter(rule="4.5b.picked-up", subject=key)
    assert (duty.get().status, duty.get().due_on) == ("due", date(2026, 7, 20))
    assert duties.derive(on=TODAY) == Changes(0, 0, 0, 0)
    settle(cast, key)
    assert duty.get().status == "met"
    assert duties.derive(on=TODAY) == Changes(0, 0, 0, 0)
    assert Entry.objects.filter(subject_type="mobile.HandOver", subject_id=key).count() == 2
    row = queries.record(cast.scope("township_officer"), key)
    assert (row.row.outcome, row.phone) == ("已联系上", "199****8181")


def test_whoever_is_on_our_rolls_is_known_at_once(cast: Cast) -> None:
    person = cast.people["member"]
    key = enter(cast, place="branch", name=person.name, citizen_number=str(person.citizen_number))
    row = queries.record(cast.scope("secretary"), key)
    assert (row.person_id, row.member_of) == (person.pk, "百园村支部")


def test_a_placement_names_a_branch_and_one_gone_elsewhere_says_where(cast: Cast) -> None:
    key = enter(cast)
    assert refused(lambda: settle(cast, key, "placed")) == "missing"
    assert refused(lambda: settle(cast, key, "placed", branch_id=cast.organisations["township"].pk)) == "place"
    assert refused(lambda: settle(cast, key, "elsewhere")) == "missing"
    assert refused(lambda: settle(cast, key, "nonsense")) == "missing"
    settle(cast, key, "placed", branch_id=cast.organisations["branch"].pk)
    assert refused(lambda: settle(cast, key)) == "done"
    row = HandOver.objects.get(pk=key)
    assert (row.branch, row.closed_on) == (cast.organisations["branch"], TODAY)


def test_a_mistake_is_asked_of_nobody(cast: Cast) -> None:
    duties.derive(on=TODAY)
    key = enter(cast)
    settle(cast, key, "mistake", note="不是党员")
    assert not Obligation.objects.filter(rule="4.5b.picked-up", subject=key).exists()


def test_one_picked_up_by_mistake_waits_again_with_the_first_limit(cast: Cast) -> None:
    key = enter(cast)
    assert refused(lambda: hand_overs.reopen(actor=cast.actor("township_officer"), on=TODAY, hand_over_id=key, note="错")) == "waiting"  # fmt: skip
    settle(cast, key)
    hand_overs.reopen(actor=cast.actor("township_officer"), on=TODAY, hand_over_id=key, note="打错了人")
    page = queries.listing(cast.scope("township_officer"), Filters(state="waiting"))
    assert [(row.id, row.due_on) for row in page.rows] == [(key, date(2026, 7, 20))]


def test_handed_on_to_a_branch_and_back_up(cast: Cast) -> None:
    key = enter(cast)
    branch, township = cast.organisations["branch"].pk, cast.organisations["township"].pk

    def forward(who: str, target: int) -> None:
        hand_overs.forward(actor=cast.actor(who), on=TODAY, hand_over_id=key, organisation_id=target)

    with pytest.raises(NotVisible):
        forward("secretary", branch)  # the township has it
    forward("township_officer", branch)
    assert HandOver.objects.get(pk=key).path == cast.organisations["branch"].path
    assert refused(lambda: forward("secretary", branch)) == "unchanged"
    with pytest.raises(NotVisible):
        forward("secretary", cast.organisations["other"].pk)
    forward("secretary", township)
    assert HandOver.objects.get(pk=key).organisation_id == township


def test_nobody_is_entered_twice_and_a_number_must_be_right(cast: Cast) -> None:
    enter(cast)
    assert refused(lambda: enter(cast)) == "already"
    assert refused(lambda: enter(cast, place="other", who="stranger")) == "already"
    assert refused(lambda: enter(cast, citizen_number="12345")) == "citizen_number"
    assert refused(lambda: enter(cast, citizen_number=citizen_number(82), office="factory")) == "missing"
    assert refused(lambda: enter(cast, citizen_number=citizen_number(82), left_on=date(2026, 7, 1))) == "day_future"
    assert refused(lambda: enter(cast, citizen_number=citizen_number(82), phone="12")) == "phone"
    enter(cast, office="veterans")  # a graduate who became a soldier afterwards


def test_strangers_find_nothing_and_members_do_nothing(cast: Cast) -> None:
    key = enter(cast, place="branch")
    for act in (
        lambda: settle(cast, key, who="stranger"),
        lambda: queries.record(cast.scope("stranger"), key),
        lambda: settle(cast, key, who="member"),
        lambda: enter(cast, who="stranger", citizen_number=citizen_number(83)),
    ):
        with pytest.raises(NotVisible):
            act()
    assert queries.listing(cast.scope("stranger"), Filters()).total == 0


def test_the_list_says_who_is_late_and_narrows(cast: Cast) -> None:
    late = enter(cast)
    HandOver.objects.filter(pk=late).update(valid_from=date(2026, 5, 1))
    enter(cast, name="沈军", citizen_number=citizen_number(84), office="veterans", office_name="某部")
    scope = cast.scope("township_officer")
    page = queries.listing(scope, Filters())
    assert (page.total, page.waiting, page.late) == (2, 2, 1)
    assert [row.name for row in page.rows] == ["孟新", "沈军"]
    for filters, names in (
        (Filters(state="late"), ["孟新"]),
        (Filters(office="veterans"), ["沈军"]),
        (Filters(text="江城"), ["孟新"]),
        (Filters(state="settled"), []),
    ):
        assert [row.name for row in queries.listing(scope, filters).rows] == names


def test_the_table_refuses_a_row_half_settled(cast: Cast) -> None:
    key = enter(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        HandOver.objects.filter(pk=key).update(closed_on=TODAY)


def test_a_merger_of_branches_loses_nobody_who_waits(cast: Cast) -> None:
    waiting, done = enter(cast, place="branch"), enter(cast, place="branch", citizen_number=citizen_number(85))
    settle(cast, done)
    second = cast.organisations["second"]
    reorganise.merge(
        actor=cast.actor("county_officer"), on=TODAY, source_ids=[cast.organisations["branch"].pk],
        target_id=second.pk, approval=Approval("泾组〔2026〕3号", TODAY),
    )  # fmt: skip
    row = HandOver.objects.get(pk=waiting)
    assert (row.organisation, row.path) == (second, second.path)
    assert HandOver.objects.get(pk=done).organisation == cast.organisations["branch"]  # as it was

"""Whole numbers are shown for a purpose, to posts that may, and each time it is written down."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people import Cast, citizen_number, mobile
from zhendi.domain.people.operations.unmasking import unmask
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible, Refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def show(cast: Cast, by: str, whom: str, field: str = "citizen_number", purpose: str = "核对档案") -> str:
    return unmask(actor=cast.actor(by), on=DAY, person_id=cast.people[whom].pk, field=field, purpose=purpose)


def test_secretary_sees_the_whole_values_one_at_a_time(cast: Cast) -> None:
    assert show(cast, "secretary", "member") == citizen_number(5)
    assert show(cast, "secretary", "member", "phones") == mobile(5)
    assert show(cast, "secretary", "member", "residence") == "安徽省泾县泾川镇5组5号"
    assert Entry.objects.filter(action="people.unmasked").count() == 3


def test_trail_tells_the_purpose_and_not_the_value(cast: Cast) -> None:
    show(cast, "secretary", "member")
    (entry,) = Entry.objects.filter(action="people.unmasked")
    assert entry.summary == "查看江水生的完整公民身份号码，用途：核对档案"
    assert citizen_number(5) not in entry.summary + entry.detail


def test_without_a_purpose_nothing_is_shown(cast: Cast) -> None:
    with pytest.raises(Refused, match="先写用途"):
        show(cast, "secretary", "member", purpose="  ")
    assert not Entry.objects.exists()


def test_everybody_sees_the_own_number_without_stating_a_purpose(cast: Cast) -> None:
    assert show(cast, "member", "member", purpose="") == citizen_number(5)
    assert Entry.objects.get().summary.endswith("用途：本人查看")


@pytest.mark.parametrize("by", ["stranger", "member", "clerk", "villager"])
def test_whoever_lacks_the_verb_finds_no_number(cast: Cast, by: str) -> None:
    with pytest.raises(NotVisible):
        show(cast, by, "secretary")


def test_seat_that_sees_people_does_not_see_their_numbers(cast: Cast) -> None:
    cast.appoint("member", "publicity_member", "branch")
    with pytest.raises(NotVisible):
        show(cast, "member", "secretary")


def test_unknown_field_is_not_there(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        show(cast, "secretary", "member", "password")

"""Members who come from outside the county with a letter: entered, received, given back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.domain.people.test_transfers import ISSUED, full
from tests.people import Cast, citizen_number, mobile
from zhendi.domain.people.models import Person, Transfer
from zhendi.domain.people.operations.transfers import receiving
from zhendi.domain.people.operations.transfers.receiving import Letter
from zhendi.kernel.errors import Refused


def letter(**other: Any) -> Letter:
    """A letter from outside for somebody new."""
    given: dict[str, Any] = {
        "name": "方来人", "citizen_number": citizen_number(77), "standing": "full", "from_name": "中共合肥市包河区委组织部",
        "number": "皖组〔2026〕12号", "issued_on": ISSUED, "valid_until": date(2026, 3, 31), "joined_on": date(2010, 7, 1),
        "phone": mobile(77), "dues_paid_to": "2026-02",
    }  # fmt: skip
    return Letter(**(given | other))


def enter(cast: Cast, **other: Any) -> int:
    """The other township enters the letter."""
    return receiving.enter(
        actor=cast.actor("stranger"), on=date(2026, 3, 10), committee_id=cast.organisations["other"].pk,
        branch_id=cast.organisations["away"].pk, letter=letter(**other),
    )  # fmt: skip


def test_member_from_outside_becomes_known_when_the_branch_receives_him(cast: Cast) -> None:
    made = enter(cast)
    assert not Person.objects.filter(name="方来人").exists()
    receiving.receive(actor=cast.actor("stranger"), on=date(2026, 3, 12), transfer_id=made)
    person = Person.objects.get(name="方来人")
    assert str(person.citizen_number) == citizen_number(77)
    assert [full(cast, "away", date(2026, 3, n)) for n in (11, 12)] == [1, 2]
    held = Transfer.objects.get(pk=made)
    assert (held.person_id, held.said) == (person.pk, "")
    receiving.send_slip(actor=cast.actor("stranger"), on=date(2026, 3, 13), transfer_id=made)
    assert Transfer.objects.get(pk=made).closed_on == date(2026, 3, 13)


def test_letter_given_back_leaves_nothing_of_the_stranger_behind(cast: Cast) -> None:
    made = enter(cast)
    receiving.give_back(actor=cast.actor("stranger"), on=date(2026, 3, 11), transfer_id=made, reason="不在本地居住")
    assert Transfer.objects.get(pk=made).said == ""
    assert not Person.objects.filter(name="方来人").exists()


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"valid_until": date(2026, 3, 9)}, "valid_until"),
        ({"citizen_number": "999999199003150011"}, "citizen_number"),
        ({"name": " "}, "name"),
        ({"standing": "activist"}, "standing"),
        ({"issued_on": date(2026, 3, 11)}, "issued_on"),
    ],
)
def test_faulty_letter_from_outside_is_refused_at_its_field(cast: Cast, other: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        enter(cast, **other)
    assert refused.value.field == field


def test_member_of_the_county_is_not_entered_from_outside(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        enter(cast, citizen_number=str(cast.people["member"].citizen_number))
    assert refused.value.code == "member_here"

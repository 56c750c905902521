"""The organisation relation on its way: who may take which step, what the letter says, who counts where on which day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.people import Cast
from zhendi.domain.people import queries
from zhendi.domain.people.models import Membership, Person, Post, Transfer
from zhendi.domain.people.operations.transfers import receiving, sending
from zhendi.domain.people.operations.transfers.sending import Goal
from zhendi.domain.people.queries import transfer_records, transfers
from zhendi.kernel.errors import NotVisible, Refused

FIRST, ISSUED = date(2026, 2, 20), date(2026, 3, 1)
DAYS = [date(2026, 2, 20) + timedelta(days=n) for n in range(40)]


def apply(cast: Cast, *, out: bool = False, who: str = "member", on: date = FIRST, by: str = "secretary") -> int:
    """The member asks to go to the other township, or out of the county."""
    goal = Goal(None, "中共杭州市西湖区委组织部", "翠苑街道某支部") if out else Goal(cast.organisations["other"].pk)
    return sending.apply(
        actor=cast.actor(by, on), on=on, person_id=cast.people[who].pk, goal=goal, reason="work", note=""
    )


def issued(cast: Cast, *, out: bool = False, on: date = ISSUED, days: int | None = None) -> int:
    """A letter that is on its way."""
    made = apply(cast, out=out)
    sending.agree(actor=cast.actor("secretary", on), on=on, transfer_id=made)
    sending.issue(actor=cast.actor("township_officer", on), on=on, transfer_id=made, dues_paid_to="2026-02", days=days)
    return made


def full(cast: Cast, place: str, day: date) -> int:
    """Full members of a branch on a day: those who would be asked to an election."""
    one = cast.organisations[place].pk
    who = "secretary" if place == "branch" else "stranger"
    return queries.counts(cast.scope(who).on(day), [one])[one].full


def test_transfer_within_the_county_counts_right_in_both_branches_on_every_day(cast: Cast) -> None:
    made = issued(cast)
    receiving.admit(
        actor=cast.actor("stranger"), on=date(2026, 3, 5), transfer_id=made, branch_id=cast.organisations["away"].pk
    )
    receiving.receive(actor=cast.actor("stranger"), on=date(2026, 3, 8), transfer_id=made)
    receiving.send_slip(actor=cast.actor("stranger"), on=date(2026, 3, 9), transfer_id=made)
    for day in DAYS:
        moved = day >= date(2026, 3, 8)
        assert (full(cast, "branch", day), full(cast, "away", day)) == ((2, 2) if moved else (3, 1)), day
    done = Transfer.objects.get(pk=made)
    assert (done.state, done.slip_on, done.closed_on) == ("done", date(2026, 3, 9), date(2026, 3, 9))
    assert list(done.steps.values_list("state", flat=True).order_by("on", "pk")) == [
        "applied", "agreed", "approved", "transit", "admitted", "received", "slip", "done",
    ]  # fmt: skip


def test_letter_of_ninety_days_and_of_three_months_end_on_different_days(cast: Cast) -> None:
    made = issued(cast, days=90)
    assert Transfer.objects.get(pk=made).valid_until == date(2026, 5, 30)
    until = sending.renew(
        actor=cast.actor("township_officer"),
        on=ISSUED,
        transfer_id=made,
        proof="支部证明",
        valid_until=date(2026, 6, 1),
    )
    assert until == date(2026, 6, 1)


def test_letter_longer_than_three_months_is_refused(cast: Cast) -> None:
    made = apply(cast)
    sending.agree(actor=cast.actor("secretary"), on=ISSUED, transfer_id=made)
    with pytest.raises(Refused) as refused:
        sending.issue(
            actor=cast.actor("township_officer"), on=ISSUED, transfer_id=made, dues_paid_to="2026-02",
            valid_until=date(2026, 6, 2),
        )  # fmt: skip
    assert refused.value.code == "validity"


def test_usual_validity_is_ten_days_within_and_thirty_outside(cast: Cast) -> None:
    assert Transfer.objects.get(pk=issued(cast)).valid_until == date(2026, 3, 11)
    sending.withdraw(
        actor=cast.actor("secretary"), on=ISSUED, transfer_id=Transfer.objects.get().pk, reason="本人不去了"
    )
    made = issued(cast, out=True)
    assert Transfer.objects.get(pk=made).valid_until == date(2026, 3, 31)


def test_numbers_follow_each_other_within_the_committees_year(cast: Cast) -> None:
    first = issued(cast)
    sending.withdraw(actor=cast.actor("secretary"), on=ISSUED, transfer_id=first, reason="不去了")
    second = issued(cast, out=True)
    assert [each.number for each in Transfer.objects.order_by("pk")] == ["〔2026〕第0001号", "〔2026〕第0002号"]
    assert second != first


def test_expired_letter_is_not_admitted_until_it_is_renewed_on_the_branchs_proof(cast: Cast) -> None:
    made, late = issued(cast), date(2026, 4, 1)
    away = cast.organisations["away"].pk
    assert transfers.listing(cast.scope("stranger").on(late)).rows[0].state == "expired"
    with pytest.raises(Refused) as refused:
        receiving.admit(actor=cast.actor("stranger"), on=late, transfer_id=made, branch_id=away)
    assert refused.value.code == "expired"
    with pytest.raises(Refused) as unproven:
        sending.renew(actor=cast.actor("township_officer"), on=late, transfer_id=made, proof=" ")
    assert unproven.value.field == "proof"
    sending.renew(actor=cast.actor("township_officer"), on=late, transfer_id=made, proof="因住院没有按时转接")
    receiving.admit(actor=cast.actor("stranger"), on=late, transfer_id=made, branch_id=away)
    assert Transfer.objects.get(pk=made).state == "admitted"
    assert transfers.listing(cast.scope("stranger").on(late - timedelta(days=1))).rows[0].state == "expired"


def test_last_day_of_the_letter_is_still_good(cast: Cast) -> None:
    made = issued(cast)
    receiving.admit(
        actor=cast.actor("stranger"), on=date(2026, 3, 11), transfer_id=made, branch_id=cast.organisations["away"].pk
    )
    assert Transfer.objects.get(pk=made).state == "admitted"


def test_return_needs_a_reason_and_the_member_stays_where_he_was(cast: Cast) -> None:
    made = issued(cast)
    with pytest.raises(Refused):
        receiving.give_back(actor=cast.actor("stranger"), on=date(2026, 3, 3), transfer_id=made, reason="")
    receiving.give_back(actor=cast.actor("stranger"), on=date(2026, 3, 3), transfer_id=made, reason="档案缺入党志愿书")
    assert (full(cast, "branch", date(2026, 3, 4)), full(cast, "away", date(2026, 3, 4))) == (3, 1)
    assert apply(cast, on=date(2026, 3, 4)) != made


def test_slip_of_an_outside_letter_ends_the_membership_on_the_day_it_names(cast: Cast) -> None:
    made = issued(cast, out=True)
    sending.take_slip(
        actor=cast.actor("township_officer"), on=date(2026, 3, 25), transfer_id=made, received_on=date(2026, 3, 20)
    )
    held = Membership.objects.get(person=cast.people["member"])
    assert (held.valid_to, held.ended) == (date(2026, 3, 20), "transferred")
    assert [full(cast, "branch", date(2026, 3, n)) for n in (19, 20)] == [3, 2]


def test_posts_that_need_the_membership_end_with_it(cast: Cast) -> None:
    cast.appoint("member", "organisation_member", "branch")
    made = issued(cast)
    receiving.admit(actor=cast.actor("stranger"), on=ISSUED, transfer_id=made, branch_id=cast.organisations["away"].pk)
    receiving.receive(actor=cast.actor("stranger"), on=date(2026, 3, 8), transfer_id=made)
    assert Post.objects.get(person=cast.people["member"]).valid_to == date(2026, 3, 8)


def test_between_branches_of_one_committee_no_letter_travels(cast: Cast) -> None:
    township, second = cast.organisations["township"].pk, cast.organisations["second"].pk
    made = sending.apply(
        actor=cast.actor("secretary"), on=FIRST, person_id=cast.people["member"].pk, goal=Goal(township), reason="home"
    )
    sending.agree(actor=cast.actor("secretary"), on=FIRST, transfer_id=made)
    officer = cast.actor("township_officer")
    assert sending.issue(actor=officer, on=FIRST, transfer_id=made, dues_paid_to="2026-02") == ""
    receiving.admit(actor=officer, on=FIRST, transfer_id=made, branch_id=second)
    receiving.receive(actor=officer, on=FIRST, transfer_id=made)
    done = Transfer.objects.get(pk=made)
    assert (done.state, done.issued_on, done.closed_on) == ("done", None, FIRST)
    assert Membership.objects.current().get(person=cast.people["member"]).organisation_id == second


def test_receiving_side_sees_nothing_before_the_letter_is_out(cast: Cast) -> None:
    made = apply(cast)
    assert transfers.listing(cast.scope("stranger")).rows == ()
    with pytest.raises(NotVisible):
        transfer_records.record(cast.scope("stranger"), made)
    sending.agree(actor=cast.actor("secretary"), on=ISSUED, transfer_id=made)
    sending.issue(actor=cast.actor("township_officer"), on=ISSUED, transfer_id=made, dues_paid_to="2026-02")
    seen = transfer_records.record(cast.scope("stranger").on(ISSUED), made)
    assert seen.deeds == {"admit", "return"}
    late = transfer_records.record(cast.scope("stranger").on(date(2026, 3, 12)), made)
    assert late.deeds == {"return"}
    assert late.row.turn == "from_committee"
    assert not seen.person_open
    assert "****" in seen.member.citizen_number


@pytest.mark.parametrize("who", ["stranger", "clerk", "villager", "mobile_member"])
def test_step_of_another_side_is_not_found(cast: Cast, who: str) -> None:
    made = apply(cast)
    with pytest.raises(NotVisible):
        sending.agree(actor=cast.actor(who), on=ISSUED, transfer_id=made)


def test_branch_secretary_does_not_issue_the_committees_letter(cast: Cast) -> None:
    made = apply(cast)
    sending.agree(actor=cast.actor("secretary"), on=ISSUED, transfer_id=made)
    with pytest.raises(NotVisible):
        sending.issue(actor=cast.actor("secretary"), on=ISSUED, transfer_id=made, dues_paid_to="2026-02")


def test_member_asks_for_himself_and_decides_nothing(cast: Cast) -> None:
    made = apply(cast, by="member")
    assert [each.id for each in transfers.own_transfers(cast.scope("member"))] == [made]
    assert transfers.own_transfers(cast.scope("mobile_member")) == ()
    with pytest.raises(NotVisible):
        sending.agree(actor=cast.actor("member"), on=ISSUED, transfer_id=made)


def test_secretary_does_not_agree_to_the_own_transfer(cast: Cast) -> None:
    made = apply(cast, who="secretary")
    with pytest.raises(NotVisible):
        sending.agree(actor=cast.actor("secretary"), on=ISSUED, transfer_id=made)
    sending.agree(actor=cast.actor("township_officer"), on=ISSUED, transfer_id=made)


def test_second_transfer_is_refused_while_one_is_open(cast: Cast) -> None:
    apply(cast)
    with pytest.raises(Refused) as refused:
        apply(cast, out=True)
    assert refused.value.code == "under_way"


def test_step_before_the_last_one_is_refused(cast: Cast) -> None:
    made = apply(cast)
    with pytest.raises(Refused) as refused:
        sending.agree(actor=cast.actor("secretary"), on=FIRST - timedelta(days=1), transfer_id=made)
    assert refused.value.field == "on"


@pytest.mark.parametrize("dues", ["", "2026", "2026-13", "二月"])
def test_letter_needs_the_month_to_which_dues_are_paid(cast: Cast, dues: str) -> None:
    made = apply(cast)
    sending.agree(actor=cast.actor("secretary"), on=ISSUED, transfer_id=made)
    with pytest.raises(Refused) as refused:
        sending.issue(actor=cast.actor("township_officer"), on=ISSUED, transfer_id=made, dues_paid_to=dues)
    assert refused.value.field == "dues_paid_to"


def test_who_died_on_the_way_is_not_received(cast: Cast) -> None:
    made = issued(cast)
    Person.objects.filter(pk=cast.people["member"].pk).update(died_on=date(2026, 3, 4))
    receiving.admit(
        actor=cast.actor("stranger"), on=date(2026, 3, 5), transfer_id=made, branch_id=cast.organisations["away"].pk
    )
    with pytest.raises(Refused) as refused:
        receiving.receive(actor=cast.actor("stranger"), on=date(2026, 3, 6), transfer_id=made)
    assert refused.value.code == "not_there"

"""What papers owe: a return slip, a certificate, its yearly check, a half-yearly report; met as soon as they are done."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people import Cast
from zhendi.domain.mobile.models import Certificate, Outgoing
from zhendi.domain.mobile.operations import certificates, reports
from zhendi.domain.people.operations.transfers import sending
from zhendi.kernel import clock
from zhendi.obligations import operations
from zhendi.obligations.queries.duties import duties_of
from zhendi.policy.schema import SubjectKind

pytestmark = pytest.mark.django_db

ISSUED = date(2026, 3, 1)


def state(cast: Cast, kind: SubjectKind, subject: int, rule: str, day: date) -> str:
    """How a duty stands for the county."""
    found = [
        each for each in duties_of(cast.scope("county_officer", day), kind=kind, subject=subject) if each.rule == rule
    ]
    return found[-1].status if found else ""


def letter(cast: Cast) -> int:
    """A letter out of the county, good until 31 March."""
    goal = sending.Goal(to_name="中共杭州市西湖区委组织部")
    made = sending.apply(
        actor=cast.actor("secretary"), on=ISSUED, person_id=cast.people["member"].pk, goal=goal, reason="work"
    )
    sending.agree(actor=cast.actor("secretary"), on=ISSUED, transfer_id=made)
    sending.issue(actor=cast.actor("township_officer"), on=ISSUED, transfer_id=made, dues_paid_to="2026-02")
    return made


def test_slip_is_due_until_the_last_day_and_closes_the_duty_at_once(cast: Cast) -> None:
    made = letter(cast)
    for day, status in ((date(2026, 3, 20), "due"), (date(2026, 3, 26), "due_soon"), (date(2026, 4, 1), "overdue")):
        with clock.frozen(day):
            operations.derive(on=day)
            assert state(cast, "transfer", made, "4.5c.slip", day) == status
    late = date(2026, 4, 2)
    with clock.frozen(late):
        sending.take_slip(
            actor=cast.actor("township_officer"), on=late, transfer_id=made, received_on=date(2026, 3, 15)
        )
        assert state(cast, "transfer", made, "4.5c.slip", late) == "met_late"


def test_renewed_letter_is_not_overdue_any_more(cast: Cast) -> None:
    made, late = letter(cast), date(2026, 4, 1)
    with clock.frozen(late):
        operations.derive(on=late)
        assert state(cast, "transfer", made, "4.5c.slip", late) == "overdue"
        sending.renew(actor=cast.actor("township_officer"), on=late, transfer_id=made, proof="支部证明")
        assert state(cast, "transfer", made, "4.5c.slip", late) == "due"


def test_withdrawn_letter_owes_no_slip(cast: Cast) -> None:
    made, day = letter(cast), date(2026, 3, 30)
    with clock.frozen(day):
        operations.derive(on=day)
        sending.withdraw(actor=cast.actor("secretary"), on=day, transfer_id=made, reason="不去了")
        assert state(cast, "transfer", made, "4.5c.slip", day) == ""


def test_certificate_and_its_check_are_owed_and_met_at_once(cast: Cast) -> None:
    movement, day = Outgoing.objects.get(person=cast.people["mobile_member"]), date(2026, 3, 10)
    with clock.frozen(day):
        operations.derive(on=day)
        assert state(cast, "outgoing", movement.pk, "4.5c.certificate-held", day) == "overdue"
        certificates.issue(actor=cast.actor("secretary"), on=day, movement_ids=[movement.pk])
        assert state(cast, "outgoing", movement.pk, "4.5c.certificate-held", day) == "met"
    year = date(2027, 5, 1)
    with clock.frozen(year):
        operations.derive(on=year)
        assert state(cast, "outgoing", movement.pk, "4.5c.certificate-checked", year) == "overdue"
        made = Certificate.objects.get().pk
        certificates.check(actor=cast.actor("secretary"), on=year, certificate_ids=[made])
        assert state(cast, "outgoing", movement.pk, "4.5c.certificate-checked", year) == "met"


def test_report_of_the_half_year_is_met_when_filed(cast: Cast) -> None:
    branch, day = cast.organisations["branch"].pk, date(2026, 6, 25)
    with clock.frozen(day):
        operations.derive(on=day)
        assert state(cast, "organisation", branch, "4.5c.half-year", day) == "due_soon"
        reports.file(actor=cast.actor("secretary"), on=day, organisation_id=branch)
        assert state(cast, "organisation", branch, "4.5c.half-year", day) == "met"

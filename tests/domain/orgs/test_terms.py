"""Terms of office: TV-6 of the domain fact sheet, and putting the end off."""

from __future__ import annotations

from datetime import date

import pytest

from tests.domain.orgs.county import APPROVAL, TODAY, key, scope
from tests.people import Cast
from zhendi.domain.orgs import queries
from zhendi.domain.orgs.models import Term
from zhendi.domain.orgs.operations import terms
from zhendi.domain.orgs.operations.checks import Approval
from zhendi.kernel.errors import NotVisible, Refused

ELECTED = date(2026, 3, 15)


@pytest.mark.parametrize(
    ("kind", "division", "ends_on", "remind_from"),
    [
        ("branch", "341823100201", date(2031, 3, 15), date(2030, 9, 15)),
        ("general_branch", "341823100201", date(2031, 3, 15), date(2030, 9, 15)),
        ("branch", "341823100000", date(2029, 3, 15), date(2028, 9, 15)),
        ("branch", "", date(2029, 3, 15), date(2028, 9, 15)),
        ("committee", "341823100000", date(2031, 3, 15), date(2030, 9, 15)),
    ],
)
def test_tv_6_a_village_branch_serves_five_years_an_agency_branch_three(kind, division, ends_on, remind_from) -> None:
    reckoned = terms.reckon(kind, division, ELECTED)
    assert reckoned is not None
    assert (reckoned.ends_on, reckoned.remind_from) == (ends_on, remind_from)
    assert reckoned.citation.startswith("《")


def test_a_term_of_an_old_year_is_reckoned_by_the_rule_of_that_year() -> None:
    reckoned = terms.reckon("branch", "341823100201", date(2015, 5, 1))
    assert reckoned is not None and reckoned.ends_on == date(2018, 5, 1)


def test_a_temporary_branch_has_no_term() -> None:
    assert terms.reckon("temporary_branch", "341823100201", ELECTED) is None


def start(cast: Cast, name: str = "branch", starts_on: date = ELECTED, who: str = "township_officer") -> date:
    return terms.start_term(
        actor=cast.actor(who, TODAY), on=TODAY, organisation_id=key(cast, name), starts_on=starts_on
    )


def postpone(cast: Cast, ends_on: date, on: date = TODAY, name: str = "branch", approval: Approval = APPROVAL) -> None:
    terms.postpone(
        actor=cast.actor("township_officer", TODAY),
        on=on,
        organisation_id=key(cast, name),
        ends_on=ends_on,
        approval=approval,
    )


@pytest.mark.django_db
def test_a_new_term_keeps_its_end_and_the_rule_it_comes_from(cast: Cast) -> None:
    assert start(cast) == date(2031, 3, 15)
    term = queries.record(scope(cast, "township_officer"), key(cast, "branch")).term
    assert term is not None
    assert (term.basis, term.ends_on) == ("computed", date(2031, 3, 15))
    assert "支部工作条例" in term.citation


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "latest"), [("branch", date(2032, 3, 15)), ("second", date(2030, 3, 15))])
def test_tv_6_a_term_is_put_off_by_a_year_and_no_longer(cast: Cast, name: str, latest: date) -> None:
    start(cast, name)
    with pytest.raises(Refused) as caught:
        postpone(cast, latest.replace(day=16), name=name)
    assert (caught.value.field, caught.value.code) == ("ends_on", "limit")
    postpone(cast, latest, name=name)
    assert Term.objects.get().ends_on == latest


@pytest.mark.django_db
def test_two_postponements_together_stay_within_the_year(cast: Cast) -> None:
    start(cast)
    postpone(cast, date(2031, 9, 15))
    with pytest.raises(Refused):
        postpone(cast, date(2032, 9, 15))


@pytest.mark.django_db
def test_a_day_before_the_postponement_shows_the_end_of_then(cast: Cast) -> None:
    start(cast)
    postpone(cast, date(2031, 9, 15))
    branch = key(cast, "branch")
    then = queries.record(scope(cast, "township_officer", date(2026, 5, 31)), branch).term
    now = queries.record(scope(cast, "township_officer"), branch).term
    assert then is not None and now is not None
    assert (then.ends_on, then.basis, then.postponed) == (date(2031, 3, 15), "computed", ())
    assert (now.ends_on, now.basis, now.citation) == (date(2031, 9, 15), "approved", APPROVAL.number)


@pytest.mark.django_db
def test_a_term_needs_an_approval_to_be_put_off_and_an_election_to_begin(cast: Cast) -> None:
    with pytest.raises(Refused) as caught:
        postpone(cast, date(2031, 9, 15))
    assert caught.value.code == "no_term"
    start(cast)
    with pytest.raises(Refused) as caught:
        postpone(cast, date(2031, 9, 15), approval=Approval("", TODAY))
    assert caught.value.field == "approval_number"
    for day in (ELECTED, date(2026, 6, 2)):
        with pytest.raises(Refused) as caught:
            start(cast, starts_on=day)
        assert caught.value.field == "starts_on"


@pytest.mark.django_db
def test_a_stranger_and_a_member_record_no_term(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        start(cast, who="stranger")
    with pytest.raises(Refused):
        start(cast, who="member")
    assert not Term.objects.exists()

"""The worked vectors of the specification (domain.md 2.8) and the boundaries of every rule of votes."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhendi.domain.ballots.counting.electorate import Voter, electorate
from zhendi.domain.ballots.counting.outcomes import again, decide, elect, is_valid
from zhendi.domain.ballots.counting.rules import Threshold, read, rule, rules
from zhendi.domain.ballots.counting.sheets import Ballot, fault, recovered_fit
from zhendi.kernel.errors import Unreadable

TODAY, OLD = date(2026, 6, 1), date(2019, 6, 1)
ELECTION = rule("party_election", TODAY)


def test_tv10_the_denominator_of_a_roll_of_fifty() -> None:
    roll = [Voter(number, "full") for number in range(1, 43)]
    roll += [Voter(43, "suspended"), Voter(44, "suspended")]  # probation within the Party, membership stopped
    roll += [Voter(number, "full", "长期卧床", consented=True, approved=True) for number in (45, 46)]
    roll += [Voter(number, "probationary") for number in range(47, 51)]
    counted = electorate(roll)
    assert (counted.on_roll, counted.due, counted.left_out) == (50, 42, 2)
    assert ELECTION.quorum is not None
    assert ELECTION.quorum.least(counted.due) == 34
    assert ELECTION.majority.least(counted.due) == 22


@pytest.mark.parametrize(("consented", "approved"), [(True, False), (False, True), (False, False)])
def test_an_exclusion_without_consent_and_approval_changes_nothing(*, consented: bool, approved: bool) -> None:
    counted = electorate([Voter(1, "full"), Voter(2, "full", "长期卧床", consented, approved)])
    assert (counted.due, counted.unsettled) == (2, (2,))


@pytest.mark.parametrize(("present", "valid"), [(40, True), (39, False)])
def test_tv11_four_fifths_of_fifty_must_be_present(*, present: int, valid: bool) -> None:
    assert is_valid(ELECTION, {"due": 50}, present) is valid


@pytest.mark.parametrize(
    ("day", "yes", "elected"), [(TODAY, 21, False), (OLD, 21, True), (TODAY, 25, False), (TODAY, 26, True)]
)
def test_tv11_more_than_half_of_what_the_rule_of_the_day_says(*, day: date, yes: int, elected: bool) -> None:
    result = elect(rule("party_election", day), {"due": 50}, {"甲": yes}, seats=1, present=40)
    assert (result.elected == ("甲",)) is elected


@pytest.mark.parametrize(("seats", "least"), [(1, 2), (2, 3), (3, 4), (5, 6), (7, 9), (9, 11), (10, 12)])
def test_tv13_candidates_exceed_seats_by_a_fifth(seats: int, least: int) -> None:
    assert ELECTION.least_candidates(seats) == least


@pytest.mark.parametrize(("recovered", "fits"), [(41, False), (40, True), (38, True)])
def test_tv16_more_sheets_back_than_given_out_is_void(*, recovered: int, fits: bool) -> None:
    assert recovered_fit(40, recovered) is fits


@pytest.mark.parametrize(("names", "word"), [(6, "too_many"), (5, ""), (4, "")])
def test_tv16_a_ballot_with_more_names_than_seats_is_void(names: int, word: str) -> None:
    slate = frozenset("甲乙丙丁戊己庚")
    ballot = Ballot(dict.fromkeys(sorted(slate)[:names], "yes"), {})
    assert fault(ballot, candidates=slate, seats=5, write_in=True) == word


def test_only_who_votes_no_may_write_in_a_name() -> None:
    slate = frozenset("甲乙")
    for mark, word in (("no", ""), ("yes", "write_in"), ("abstain", "write_in")):
        ballot = Ballot({"甲": mark, "乙": "no"}, {"甲": "丙"})
        assert fault(ballot, candidates=slate, seats=1, write_in=True) == word
    assert fault(Ballot({"甲": "no"}, {"甲": "丙"}), candidates=slate, seats=1, write_in=False) == "write_in"
    assert fault(Ballot({"丁": "yes"}, {}), candidates=slate, seats=1, write_in=True) == "stranger"


@pytest.mark.parametrize(
    ("present", "yes", "valid", "could_pass", "passed"),
    [(11, 11, False, False, False), (12, 12, True, False, False), (13, 12, True, True, False), (13, 13, True, True, True)],
)  # fmt: skip
def test_tv17_a_resolution_of_twenty_four(
    *, present: int, yes: int, valid: bool, could_pass: bool, passed: bool
) -> None:
    found = decide(rule("resolution", TODAY), {"due": 24}, present=present, yes=yes)
    assert (found.valid, found.could_pass, found.passed) == (valid, could_pass, passed)


@pytest.mark.parametrize(
    ("present", "yes", "written", "passed"), [(12, 12, 1, False), (13, 12, 1, True), (13, 12, 0, False)]
)
def test_tv17_an_admission_counts_written_opinions_as_votes_only(
    *, present: int, yes: int, written: int, passed: bool
) -> None:
    found = decide(rule("admission", TODAY), {"due": 24}, present=present, yes=yes, written_yes=written)
    assert found.passed is passed


def test_tv21_the_first_round_of_forty_five() -> None:
    first = rule("party_round", TODAY)
    assert first.quorum is not None
    assert (first.quorum.least(45), first.majority.least(45)) == (30, 23)
    assert not decide(first, {"due": 45}, present=29, yes=29).valid
    assert decide(first, {"due": 45}, present=30, yes=23).passed


def test_tv21_the_second_round_of_thirty_five_representatives() -> None:
    second = rule("representatives", TODAY)
    assert second.quorum is not None
    assert second.quorum.least(35) == 24
    assert not decide(second, {"body": 35}, present=23, yes=23).valid
    assert not decide(second, {"body": 35}, present=24, yes=12).passed  # exactly half
    assert decide(second, {"body": 35}, present=24, yes=13).passed


def test_a_tie_for_the_last_seat_is_voted_on_again_by_itself() -> None:
    votes = {"甲": 40, "乙": 30, "丙": 30, "丁": 10}
    result = elect(ELECTION, {"due": 50}, votes, seats=2, present=45)
    assert (result.elected, result.tied, result.tied_seats, result.open_seats) == (("甲",), ("丙", "乙"), 1, 0)
    assert again({"乙": 24, "丙": 20}, seats=1).elected == ("乙",)
    assert again({"乙": 22, "丙": 22}, seats=1).tied == ("丙", "乙")


def test_fewer_who_pass_than_seats_leave_a_seat_open() -> None:
    result = elect(ELECTION, {"due": 50}, {"甲": 40, "乙": 26, "丙": 25}, seats=3, present=45)
    assert (result.elected, result.open_seats) == (("甲", "乙"), 1)


def test_all_level_on_as_many_seats_are_all_elected() -> None:
    result = elect(ELECTION, {"due": 50}, {"甲": 30, "乙": 30}, seats=2, present=45)
    assert (set(result.elected), result.tied) == ({"甲", "乙"}, ())


def test_a_separate_village_election_needs_a_third_of_the_votes() -> None:
    second = rule("village_second", TODAY)
    assert elect(second, {"cast": 90}, {"甲": 29}, seats=1, present=90).open_seats == 1
    assert elect(second, {"cast": 90}, {"甲": 30}, seats=1, present=90).elected == ("甲",)


def test_assets_of_the_collective_need_two_thirds_of_all_members() -> None:
    collective = rule("collective", TODAY)
    assert not decide(collective, {"members": 90}, present=60, yes=59).passed
    assert decide(collective, {"members": 90}, present=60, yes=60).passed


def test_nobody_decides_nothing() -> None:
    assert not decide(rule("resolution", TODAY), {"due": 0}, present=0, yes=0).passed


def test_more_votes_than_voters_are_refused() -> None:
    with pytest.raises(ValueError, match="more votes"):
        decide(rule("resolution", TODAY), {"due": 24}, present=12, yes=13)


@given(st.integers(0, 5000), st.fractions(0, 1), st.sampled_from(["at_least", "more_than"]))
def test_the_least_number_is_the_boundary(whole: int, share: Fraction, word: str) -> None:
    strict = word == "more_than"
    threshold = Threshold(share, strict, "due")
    least = threshold.least(whole)
    enough = (lambda part: part > share * whole) if strict else (lambda part: part >= share * whole)
    assert enough(least)
    assert least == 0 or not enough(least - 1)


@given(st.dictionaries(st.sampled_from("甲乙丙丁戊己"), st.integers(0, 50), min_size=1), st.integers(1, 6))
def test_never_more_are_elected_than_seats_and_none_below_another_who_is_not(votes: dict[str, int], seats: int) -> None:
    result = elect(ELECTION, {"due": 50}, votes, seats=seats, present=45)
    assert len(result.elected) + result.tied_seats + result.open_seats == seats
    out = set(votes) - set(result.elected) - set(result.tied)
    assert all(votes[name] >= 26 for name in (*result.elected, *result.tied))
    assert all(
        votes[name] <= min((votes[each] for each in result.elected), default=50) or votes[name] < 26 for name in out
    )


def test_every_kind_of_vote_is_cited_and_in_force_today() -> None:
    for code, dated in rules().items():
        assert rule(code, TODAY).source, code
        assert [each.valid_from for each in dated] == sorted({each.valid_from for each in dated}), code


BROKEN = {
    "unknown key": 'majority = { at_least = "1/2", of = "due" }\nsecret = true',
    "no threshold": 'majority = { of = "due" }',
    "both": 'majority = { at_least = "1/2", more_than = "1/2", of = "due" }',
    "no base": 'majority = { at_least = "1/2", of = "everybody" }',
    "no share": 'majority = { at_least = "half", of = "due" }',
    "more than all": 'majority = { at_least = "3/2", of = "due" }',
    "by nothing": 'majority = { at_least = "1/0", of = "due" }',
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_rule_that_is_not_clear_is_refused_at_reading(case: str) -> None:
    text = (
        '[[vote]]\ncode = "x"\ntitle = "甲"\nform = "question"\n[[vote.rule]]\nfrom = 2020-01-01\nsource = "甲"\narticle = ""\n'
        f'confirmed_by = ""\n{BROKEN[case]}\n'
    )
    with pytest.raises(Unreadable, match="vote x"):
        read(text)


def test_an_uncited_rule_and_one_that_stands_twice_are_refused() -> None:
    with pytest.raises(Unreadable, match="missing"):
        read(
            '[[vote]]\ncode = "x"\ntitle = "甲"\nform = "question"\n[[vote.rule]]\nfrom = 2020-01-01\nmajority = {at_least="1/2", of="due"}\n'
        )
    once = '[[vote]]\ncode = "x"\ntitle = "甲"\nrule = []\n'
    with pytest.raises(Unreadable, match="twice"):
        read(once + once)
    with pytest.raises(Unreadable, match="no rule"):
        rule("party_round", date(1999, 1, 1))

"""An election from the end of the term to the posts: order, rights, ties, re-votes, seats left, void votes, approval."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.domain.democracy.polling import ABOVE, DAY, ENDS, Polling, act
from zhendi.domain.ballots.models import Vote
from zhendi.domain.ballots.operations import counts
from zhendi.domain.democracy.models import Election, ElectionBallot, ElectionStep, Nominee
from zhendi.domain.democracy.operations import (
    election_balloting,
    election_electorate,
    election_nominating,
    election_opening,
    election_results,
)
from zhendi.domain.democracy.operations.election_balloting import Holding
from zhendi.domain.democracy.operations.election_nominating import Nomination
from zhendi.domain.democracy.operations.election_opening import Beginning
from zhendi.domain.democracy.operations.election_results import Given
from zhendi.domain.orgs.models import Term
from zhendi.domain.people.models import Membership, Post, Suspension
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible, Refused

if TYPE_CHECKING:
    from tests.people import Cast
    from zhendi.domain.people.models import Person

pytestmark = pytest.mark.django_db


def refusal(call: Callable[..., object], **words: object) -> Refused:
    """The refusal that a call must meet."""
    with pytest.raises(Refused) as caught:
        call(**words)
    return caught.value


def _suspend(person: Person, ground: str) -> None:
    """Rights suspended from the day on."""
    Suspension.objects.create(person=person, ground=ground, valid_from=DAY, decision="纪〔2026〕1号")


def elected(polling: Polling) -> Polling:
    """Three of four are elected at once."""
    a, b, c, d = polling.names(0, 1, 2, 3)
    assert polling.round({a: 12, b: 11, c: 10, d: 3}) == "filled"
    return polling


def with_offices(polling: Polling) -> Polling:
    """The committee has held its first meeting."""
    first, second, third = Nominee.objects.filter(election=polling.pk).exclude(elected_on=None).order_by("pk")
    offices = {
        "secretary": Given(first.pk, 3),
        "organisation_member": Given(second.pk, 2),
        "publicity_member": Given(third.pk, 3),
    }
    election_results.first_meeting(**polling.act(election_id=polling.pk, present=3, offices=offices))
    return polling


def test_from_the_end_of_a_term_to_posts_term_and_publication(cast: Cast) -> None:
    polling = with_offices(elected(Polling(cast).ready()))
    election_results.report(**polling.act(election_id=polling.pk, number="百园报〔2026〕5号"))
    election_results.approve(**polling.act(ABOVE, election_id=polling.pk, number="泾川委〔2026〕20号"))
    roles = dict(Post.objects.filter(organisation=polling.branch, valid_to=None).values_list("person__name", "role"))
    a, b, c = polling.names(0, 1, 2)
    assert (roles[a], roles[b], roles[c]) == ("secretary", "organisation_member", "publicity_member")
    former = Post.objects.get(person=cast.people["secretary"], role="secretary")
    assert former.valid_to == DAY, "who was not elected again has stepped down"
    term = Term.objects.filter(organisation=polling.branch).latest("starts_on")
    assert (term.starts_on, term.ends_on) == (DAY, date(2031, 6, 1))
    cast.appoint("secretary", "secretary", "second")
    election_results.publish(**act(cast, ABOVE, DAY, election_id=polling.pk))
    held = polling.election
    assert (held.stage, held.held_on, held.elected_on, held.due_on) == ("published", DAY, DAY, None)
    steps = list(ElectionStep.objects.filter(election=held).order_by("pk").values_list("step", flat=True))
    assert steps == [
        "opened", "asked", "permitted", "nominated", "checked", "slated", "slate_approved", "balloting", "settled",
        "elected", "first_meeting", "reported", "approved", "published",
    ]  # fmt: skip


def test_every_step_leaves_its_entry_as_the_last_act(cast: Cast) -> None:
    polling = Polling(cast)
    assert Entry.objects.latest("no").action == "democracy.election_opened"
    polling.permitted()
    entry = Entry.objects.latest("no")
    assert (entry.action, entry.subject_id) == ("democracy.election_permitted", polling.pk)


def test_the_plan_is_reckoned_back_from_the_end_of_the_term(cast: Cast) -> None:
    held = Polling(cast).election
    plan = dict(held.plan.values_list("code", "due_on"))
    assert held.term_ends_on == ENDS
    assert plan["elected"] == date(2026, 8, 25), "seven days before the term ends"
    assert plan["asked"] == DAY, "should have been done before: due at once"
    assert "trusted" not in plan, "one round only"
    assert held.due_on == plan["asked"]


def test_a_tie_for_the_last_seat_is_voted_on_again_by_the_tied_alone(cast: Cast) -> None:
    polling = Polling(cast).ready(5)
    a, b, c, d, e = polling.names(0, 1, 2, 3, 4)
    assert polling.round({a: 11, b: 10, c: 7, d: 7}) == "tied"
    assert polling.elected() == {a, b}
    ballot = polling.draw()
    assert (ballot.round, ballot.seats, ballot.vote.code) == ("runoff", 1, "tied")
    assert {each.name for each in ballot.vote.candidates.all()} == {c, d}
    polling.voted(ballot, {c: 5, d: 6}, given=12)
    assert polling.settle(ballot) == "filled"
    assert polling.elected() == {a, b, d}, "more votes win, a majority is not asked"
    assert polling.election.stage == "elected"


def test_a_tie_that_stays_is_voted_on_once_more(cast: Cast) -> None:
    polling = Polling(cast).ready(5)
    a, b, c, d, e = polling.names(0, 1, 2, 3, 4)
    polling.round({a: 11, b: 10, c: 7, d: 7})
    assert polling.round({c: 6, d: 6}) == "tied"
    assert polling.round({c: 4, d: 6}) == "filled"
    assert polling.elected() == {a, b, d}


def test_a_seat_that_is_left_is_elected_separately_with_a_surplus_again(cast: Cast) -> None:
    polling = Polling(cast).ready(5)
    a, b, c, d, e = polling.names(0, 1, 2, 3, 4)
    assert polling.round({a: 12, b: 11, c: 6, d: 5, e: 2}) == "open", "six of twelve is not more than half"
    keys = list(Nominee.objects.filter(name__in=(c, d)).order_by("pk").values_list("pk", flat=True))
    short = polling.act(election_id=polling.pk, office_id=polling.office().pk)
    tellers = [cast.people[name].pk for name in ("villager", "clerk")]
    found = refusal(election_balloting.draw_up, **short, holding=Holding(DAY, tellers, nominee_ids=keys[:1]))
    assert found.code == "too_few"
    assert polling.round({c: 8, d: 4}, nominee_ids=keys) == "filled"
    assert polling.elected() == {a, b, c}
    assert list(ElectionBallot.objects.values_list("round", "outcome")) == [("main", "open"), ("separate", "filled")]


def test_a_seat_is_left_empty_only_if_half_of_the_electors_agree(cast: Cast) -> None:
    polling = Polling(cast).ready()
    a, b, c, d = polling.names(0, 1, 2, 3)
    words = polling.act(election_id=polling.pk, office_id=polling.office().pk)
    assert refusal(election_balloting.give_up, **words, agreed=12).code == "no_seats"
    assert polling.round({a: 12, b: 11, c: 5, d: 3}) == "open"
    assert refusal(election_balloting.give_up, **words, agreed=5).code == "agreed"
    election_balloting.give_up(**words, agreed=6)
    assert (polling.elected(), polling.election.stage) == ({a, b}, "elected")


def test_tv11_below_four_fifths_nobody_is_elected_and_all_is_held_again(cast: Cast) -> None:
    polling = Polling(cast, members=47).ready()
    a, b, c, d = polling.names(0, 1, 2, 3)
    ballot = polling.draw()
    polling.voted(ballot, {a: 39, b: 30, c: 29, d: 5}, given=39)
    assert Vote.objects.get(pk=ballot.vote_id).due == 50
    assert polling.settle(ballot) == "void"
    assert polling.elected() == set()
    assert polling.election.held_on == DAY
    assert polling.election.elected_on is None
    again = polling.draw()
    assert again.round == "main"
    polling.voted(again, {a: 40, b: 26, c: 25, d: 21}, given=40)
    assert polling.settle(again) == "open"
    assert polling.elected() == {a, b}, "forty of fifty is enough; 26 is more than half of those due, 25 is not"


def test_tv16_more_sheets_back_than_given_out_make_it_void(cast: Cast) -> None:
    polling = Polling(cast, members=37).ready()
    a, b, c, d = polling.names(0, 1, 2, 3)
    ballot = polling.draw()
    polling.voted(ballot, {a: 40, b: 39, c: 38, d: 1}, given=40, back=41)
    assert polling.settle(ballot) == "void"
    assert polling.round({a: 38, b: 37, c: 36, d: 1}, given=38) == "filled"


@pytest.mark.parametrize(("seats", "least"), [(1, 2), (2, 3), (3, 4), (5, 6), (7, 9)])
def test_tv13_nomination_does_not_end_below_the_surplus(cast: Cast, seats: int, least: int) -> None:
    polling = Polling(cast, members=12, seats={"委员": seats}).permitted()
    polling.nominate(polling.voters[: least - 1])
    assert refusal(election_nominating.close, **polling.act(election_id=polling.pk)).code == "too_few"
    polling.nominate(polling.voters[least - 1 : least])
    election_nominating.close(**polling.act(election_id=polling.pk))


def test_tv10_the_due_is_the_roll_without_those_who_are_rightly_left_out(cast: Cast) -> None:
    polling = Polling(cast, members=47).permitted()  # fifty on the roll with the cast's own three
    _suspend(polling.voters[-1], "probation")
    _suspend(polling.voters[-2], "stopped")
    Membership.objects.filter(person__in=[each.pk for each in polling.voters[36:40]]).update(standing="probationary")
    bedridden, consented = polling.voters[20:22], polling.voters[22]
    keys = []
    for each in (*bedridden, consented):
        words = {"person_id": each.pk, "ground": "bedridden", "evidence": "卫生院证明"}
        keys.append(election_electorate.ask_to_leave_out(**polling.act(election_id=polling.pk, **words)))
        one = {"election_id": polling.pk, "exclusion_id": keys[-1]}
        early = refusal(election_electorate.approve, **polling.act(**one, agreed=40))
        assert early.code == "not_consented"
        election_electorate.consent(**polling.act(ABOVE, **one, number="泾川组〔2026〕7号"))
    for key in keys[:2]:
        election_electorate.approve(**polling.act(election_id=polling.pk, exclusion_id=key, agreed=38))
    polling.checked().slated()
    ballot = polling.draw()
    a, b, c, d = polling.names(0, 1, 2, 3)
    polling.voted(ballot, {a: 34, b: 22, c: 21, d: 3}, given=34)
    vote = Vote.objects.get(pk=ballot.vote_id)
    # 4 probationary, 2 suspended, 2 left out; the third was not approved by the meeting and counts.
    assert (vote.roll.count(), vote.due) == (50, 42)
    assert (vote.result["quorum_needed"], vote.result["yes_needed"]) == (34, 22)
    polling.settle(ballot)
    assert polling.elected() == {a, b}, "21 of 42 is not more than half"


def test_somebody_written_in_is_checked_before_the_result_is_reported(cast: Cast) -> None:
    polling = Polling(cast).ready()
    a, b, c, d = polling.names(0, 1, 2, 3)
    outsider = polling.voters[7]
    assert polling.round({a: 12, b: 11, outsider.name: 10, c: 1, d: 1}) == "filled"
    assert polling.elected() == {a, b, outsider.name}
    with_offices(polling)
    words = polling.act(election_id=polling.pk)
    assert refusal(election_results.report, **words).code == "not_checked"
    one = Nominee.objects.get(way="written")
    assert refusal(polling.check, key=one.pk).code == "barred", "a name alone is nobody in the register"
    polling.check(one.pk, person_id=outsider.pk)
    election_results.report(**words)
    election_results.approve(**polling.act(ABOVE, election_id=polling.pk, number="1号"))
    assert Post.objects.filter(person=outsider, organisation=polling.branch).exists()


def test_a_result_that_is_not_accepted_is_elected_again(cast: Cast) -> None:
    polling = elected(Polling(cast).ready())
    words = {"election_id": polling.pk, "reason": "监票人是候选人的亲属"}
    assert refusal(election_results.annul, **polling.act(**words)).code == "not_yours"
    election_results.annul(**polling.act(ABOVE, **words))
    assert (polling.elected(), polling.election.stage) == (set(), "slate_approved")
    a, b, c, d = polling.names(0, 1, 2, 3)
    assert polling.round({a: 9, b: 9, d: 9, c: 1}) == "filled"
    assert polling.elected() == {a, b, d}


def test_two_rounds_the_villagers_confidence_names_the_candidates(cast: Cast) -> None:
    polling = Polling(cast, two_rounds=True).permitted().checked(5)
    order = list(Nominee.objects.order_by("pk").values_list("pk", flat=True))
    slate = polling.act(election_id=polling.pk, order=order, stroke_order=True)
    assert refusal(election_nominating.slate, **slate).code == "not_trusted"
    tellers = [cast.people[name].pk for name in ("villager", "clerk")]
    bare = polling.act(election_id=polling.pk, office_id=polling.office().pk, holding=Holding(DAY, tellers))
    assert refusal(election_balloting.draw_up, **bare).code == "no_voters"
    polling.publish_voters(10)
    a, b, c, d, e = polling.names(0, 1, 2, 3, 4)
    assert polling.round({a: 10, b: 8, c: 7, d: 6, e: 5}, given=10) == "filled"
    trusted = dict(Nominee.objects.values_list("name", "trusted"))
    assert trusted == {a: True, b: True, c: True, d: True, e: False}, "five of ten is not more than half"
    assert polling.election.trusted_on == DAY
    assert refusal(election_nominating.slate, **slate).code == "not_qualified"
    polling.slated()
    assert elected(polling).election.stage == "elected"


def test_two_rounds_too_few_with_confidence_open_nomination_again(cast: Cast) -> None:
    polling = Polling(cast, two_rounds=True).permitted().checked(4)
    polling.publish_voters(10)
    a, b, c, d = polling.names(0, 1, 2, 3)
    polling.round({a: 10, b: 8, c: 7, d: 5}, given=10)
    assert polling.election.stage == "permitted"
    [key] = polling.nominate(polling.voters[4:5])
    election_nominating.close(**polling.act(election_id=polling.pk))
    polling.check(key)
    ballot = polling.draw()
    assert [each.name for each in ballot.vote.candidates.all()] == polling.names(4), "only who has had no vote yet"
    polling.voted(ballot, {polling.voters[4].name: 9}, given=10)
    polling.settle(ballot)
    assert polling.election.trusted_on == DAY


def test_a_confidence_round_without_half_of_the_voters_is_held_again(cast: Cast) -> None:
    polling = Polling(cast, two_rounds=True).permitted().checked(4)
    polling.publish_voters(10)
    assert polling.round(dict.fromkeys(polling.names(0, 1, 2, 3), 5), given=5) == "void"
    assert polling.draw().round == "confidence"


def test_the_villagers_committee_has_its_own_rules(cast: Cast) -> None:
    polling = Polling(cast, "village", seats={"村委会主任": 1}, term_ends_on=ENDS)
    polling.permitted()
    office = polling.office().pk
    for name in ("赵一", "钱二"):
        few = Nomination(office, "joint", "第三村民小组", name=name, backers=4)
        assert (
            refusal(election_nominating.nominate, **polling.act(election_id=polling.pk, nomination=few)).code
            == "backers"
        )
        enough = Nomination(office, "joint", "第三村民小组", name=name, backers=5)
        election_nominating.nominate(**polling.act(election_id=polling.pk, nomination=enough))
    election_nominating.close(**polling.act(election_id=polling.pk))
    for one in Nominee.objects.all():
        polling.check(one.pk)
    polling.slated()
    polling.publish_voters(20)
    words = {"election_id": polling.pk, "name": "孙三", "text": "漏了我"}
    objection = election_electorate.object_to_voters(**polling.act(**words))
    tellers = [cast.people[name].pk for name in ("member", "clerk")]
    holding = polling.act(election_id=polling.pk, office_id=office)
    open_one = refusal(election_balloting.draw_up, **holding, holding=Holding(DAY, tellers))
    assert open_one.code == "unanswered"
    polling.later(3)
    election_electorate.answer_objection(**polling.act(election_id=polling.pk, objection_id=objection, answer="已补上"))
    early = Holding(date(2026, 6, 20), tellers)
    again = polling.act(election_id=polling.pk, office_id=office)
    assert refusal(election_balloting.draw_up, **again, holding=early).code == "voters_too_short"
    polling.later(3)
    assert refusal(election_electorate.object_to_voters, **polling.act(**words)).code == "late"
    polling.later(15)
    assert polling.round({"赵一": 10, "钱二": 9}, given=20) == "open", "ten of twenty votes is not more than half"
    keys = list(Nominee.objects.order_by("pk").values_list("pk", flat=True))
    assert polling.round({"赵一": 7, "钱二": 6}, given=20, nominee_ids=keys) == "filled", "a third is enough now"
    assert polling.elected() == {"赵一"}


def test_what_the_register_bars_no_check_can_pass(cast: Cast) -> None:
    polling = Polling(cast).permitted()
    _suspend(polling.voters[0], "probation")
    keys = polling.nominate(polling.voters[:5])
    election_nominating.close(**polling.act(election_id=polling.pk))
    assert refusal(polling.check, key=keys[0]).code == "barred"
    half = polling.act(ABOVE, election_id=polling.pk, nominee_id=keys[1], passed=["conduct"], qualified=True)
    assert refusal(election_nominating.check, **half).code == "open_lines"
    assert refusal(polling.check, key=keys[0], qualified=False).field == "reason"
    own = polling.act(election_id=polling.pk, nominee_id=keys[1], passed=[], qualified=True)
    assert refusal(election_nominating.check, **own).code == "not_yours"
    polling.check(keys[0], qualified=False, reason="留党察看")
    for key in keys[1:]:
        polling.check(key)
    assert polling.election.stage == "checked"


def test_who_is_over_the_usual_age_passes_with_a_reason_only(cast: Cast) -> None:
    polling = Polling(cast).permitted()
    old = polling.voters[0]
    old.born_on = date(1960, 5, 31)
    old.save(update_fields=["born_on"])
    [key] = polling.nominate([old])
    polling.nominate(polling.voters[1:4])
    election_nominating.close(**polling.act(election_id=polling.pk))
    assert refusal(polling.check, key=key).code == "reason"
    polling.check(key, reason="村里没有更合适的人，镇党委集体研究")
    assert Nominee.objects.get(pk=key).qualified


def test_too_few_who_are_fit_open_nomination_again(cast: Cast) -> None:
    polling = Polling(cast).permitted()
    keys = polling.nominate(polling.voters[:4])
    election_nominating.close(**polling.act(election_id=polling.pk))
    polling.check(keys[0], qualified=False, reason="有处分")
    for key in keys[1:]:
        polling.check(key)
    assert (polling.election.stage, polling.election.nominated_on) == ("permitted", None)


def test_steps_go_in_order_and_by_whom_they_belong_to(cast: Cast) -> None:
    polling = Polling(cast)
    one = {"election_id": polling.pk}
    assert refusal(election_opening.permit, **polling.act(ABOVE, **one, number="1号")).code == "stage"
    election_opening.ask(**polling.act(**one))
    assert refusal(election_opening.permit, **polling.act(**one, number="1号")).code == "not_yours"
    assert refusal(election_opening.permit, **polling.act(ABOVE, **one, number=" ")).field == "number"
    for who in ("stranger", "mobile_member", "clerk"):
        with pytest.raises(NotVisible):
            election_opening.permit(**polling.act(who, **one, number="1号"))
    early = act(cast, ABOVE, date(2026, 5, 31), **one, number="1号")
    assert refusal(election_opening.permit, **early).code == "day_early"
    draw = polling.act(**one, office_id=polling.office().pk, holding=Holding(DAY, [1, 2]))
    assert refusal(election_balloting.draw_up, **draw).code == "no_ballot"


def test_only_one_election_of_a_body_runs_at_a_time(cast: Cast) -> None:
    polling = Polling(cast)
    again = Beginning(polling.branch.pk, "committee", {"委员": 3})
    assert refusal(election_opening.start, **polling.act(beginning=again)).code == "running"
    village = Beginning(polling.branch.pk, "village", {"村委会主任": 1}, term_ends_on=ENDS)
    assert election_opening.start(**polling.act(beginning=village))


@pytest.mark.parametrize(
    ("sort", "words", "code"),
    [
        ("committee", {"seats": {}}, "seats"),
        ("committee", {"seats": {"委员": 31}}, "seats"),
        ("committee", {"seats": {"书记": 1}}, "seats"),
        ("direct", {"seats": {"书记": 1}}, "missing"),
        ("direct", {"seats": {"书记": 2}, "pilot_number": "县组〔2026〕1号"}, "seats"),
        ("village", {"seats": {"村委会主任": 1}}, "term_missing"),
        ("delegates", {"seats": {"代表": 5}}, "sort_missing"),
    ],
)
def test_what_cannot_be_begun_is_refused_at_once(cast: Cast, sort: str, words: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as caught:
        Polling(cast, sort, **words)  # type: ignore[arg-type]  # words of each case
    assert caught.value.code == code
    assert not Election.objects.exists()


def test_a_small_branch_elects_no_committee_but_a_secretary(cast: Cast) -> None:
    with pytest.raises(Refused) as caught:
        Polling(cast, members=3)
    assert caught.value.code == "no_committee"
    polling = Polling(cast, "secretary", members=0)
    assert polling.election.sort == "secretary"


def test_a_pilot_elects_the_secretary_and_the_committee_directly(cast: Cast) -> None:
    polling = Polling(cast, "direct", seats={"书记": 1, "委员": 2}, pilot_number="县组〔2026〕9号").permitted()
    keys = polling.nominate(polling.voters[:2], "书记") + polling.nominate(polling.voters[2:5], "委员")
    own = Nomination(polling.office("书记").pk, "self", "本人", person_id=polling.voters[5].pk)
    keys.append(election_nominating.nominate(**polling.act(election_id=polling.pk, nomination=own)))
    election_nominating.close(**polling.act(election_id=polling.pk))
    for key in keys:
        polling.check(key)
    polling.slated()
    a, b, c, d, e, f = polling.names(0, 1, 2, 3, 4, 5)
    assert polling.round({a: 10, b: 2, f: 0}, title="书记") == "filled"
    assert polling.election.stage == "slate_approved", "the other office is still open"
    assert polling.round({c: 10, d: 9, e: 2}, title="委员") == "filled"
    assert polling.election.stage == "elected"
    election_results.report(**polling.act(election_id=polling.pk))
    election_results.approve(**polling.act(ABOVE, election_id=polling.pk, number="1号"))
    roles = dict(Post.objects.filter(organisation=polling.branch, valid_to=None).values_list("person__name", "role"))
    assert (roles[a], roles[c], roles[d]) == ("secretary", "committee_member", "committee_member")


def test_the_secretary_who_is_elected_again_keeps_the_post(cast: Cast) -> None:
    polling = Polling(cast, "secretary").permitted()
    keys = polling.nominate([cast.people["secretary"], polling.voters[0]])
    election_nominating.close(**polling.act(election_id=polling.pk))
    for key in keys:
        polling.check(key)
    polling.slated()
    polling.round({cast.people["secretary"].name: 10, polling.voters[0].name: 2})
    election_results.report(**polling.act(election_id=polling.pk))
    election_results.approve(**polling.act(ABOVE, election_id=polling.pk, number="1号"))
    assert Post.objects.get(role="secretary", organisation=polling.branch).valid_to is None


def test_the_first_meeting_needs_its_quorum_a_majority_and_one_office_each(cast: Cast) -> None:
    polling = elected(Polling(cast).ready())
    first, second, _ = Nominee.objects.exclude(elected_on=None).order_by("pk")
    loser = Nominee.objects.get(elected_on=None)
    for present, offices, code in (
        (2, {"secretary": Given(first.pk, 2)}, "quorum"),
        (4, {"secretary": Given(first.pk, 2)}, "quorum"),
        (3, {"secretary": Given(first.pk, 1)}, "majority"),
        (3, {"secretary": Given(first.pk, 4)}, "majority"),
        (3, {"secretary": Given(loser.pk, 3)}, "not_elected"),
        (3, {"organisation_member": Given(first.pk, 3)}, "no_secretary"),
        (3, {"secretary": Given(first.pk, 3), "deputy_secretary": Given(first.pk, 3)}, "twice"),
    ):
        words = polling.act(election_id=polling.pk, present=present, offices=offices)
        assert refusal(election_results.first_meeting, **words).code == code
    assert refusal(election_results.report, **polling.act(election_id=polling.pk)).code == "no_secretary"
    offices = {"secretary": Given(first.pk, 2), "deputy_secretary": Given(second.pk, 3)}
    election_results.first_meeting(**polling.act(election_id=polling.pk, present=3, offices=offices))


def test_an_objection_to_the_count_stops_the_report(cast: Cast) -> None:
    polling = with_offices(elected(Polling(cast).ready()))
    vote = ElectionBallot.objects.get().vote_id
    counts.complain(**polling.act("member", vote_id=vote, text="有人代投"))
    assert refusal(election_results.report, **polling.act(election_id=polling.pk)).code == "unanswered"


def test_a_ballot_is_taken_over_once_and_only_when_counted(cast: Cast) -> None:
    polling = Polling(cast).ready()
    ballot = polling.draw()
    words = polling.act(election_id=polling.pk, ballot_id=ballot.pk)
    assert refusal(election_balloting.settle, **words).code == "not_counted"
    again = polling.act(election_id=polling.pk, office_id=polling.office().pk, holding=Holding(DAY, [1, 2]))
    assert refusal(election_balloting.draw_up, **again).code == "no_ballot", "one at a time"
    a, b, c, d = polling.names(0, 1, 2, 3)
    polling.voted(ballot, {a: 12, b: 11, c: 10, d: 3}, given=12)
    polling.settle(ballot)
    assert refusal(election_balloting.settle, **words).code == "settled"


def test_putting_off_moves_the_term_and_the_plan_and_has_its_limit(cast: Cast) -> None:
    polling = Polling(cast)
    words = {"election_id": polling.pk, "number": "泾川委〔2026〕30号"}
    far = polling.act(ABOVE, **words, ends_on=date(2027, 9, 2))
    assert refusal(election_opening.postpone, **far).code == "limit"
    election_opening.postpone(**polling.act(ABOVE, **words, ends_on=date(2027, 3, 1)))
    held = polling.election
    assert held.term_ends_on == date(2027, 3, 1)
    assert held.plan.get(code="elected").due_on == date(2027, 2, 22)
    assert Term.objects.latest("pk").ends_on == date(2027, 3, 1)


def test_a_refused_and_a_cancelled_election_make_room_for_another(cast: Cast) -> None:
    polling = Polling(cast)
    election_opening.ask(**polling.act(election_id=polling.pk))
    election_opening.refuse(**polling.act(ABOVE, election_id=polling.pk, reason="先做好矛盾化解"))
    assert refusal(election_opening.ask, **polling.act(election_id=polling.pk)).code == "ended"
    beginning = Beginning(polling.branch.pk, "committee", {"委员": 3})
    second = election_opening.start(**polling.act(beginning=beginning))
    election_opening.cancel(**polling.act(ABOVE, election_id=second, number="2号", reason="村庄撤并"))
    assert set(Election.objects.values_list("end", flat=True)) == {"refused", "cancelled"}

"""A decision goes from the proposal to the archive only in due form: two rounds, in their order, by their rules."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.domain.democracy.village import (
    DAY,
    FINISHED,
    FIRST,
    POSTED,
    RESOLVED,
    SECOND,
    TITLE,
    clear,
    poster,
    proposal,
    village,
)
from tests.domain.setup.county import refusal
from tests.people import Cast
from zhendi.domain.ballots.models import Vote
from zhendi.domain.ballots.operations import counts, rolls
from zhendi.domain.democracy.models import (
    Decision,
    DecisionEntry,
    DecisionFault,
    DecisionFile,
    DecisionObjection,
    DecisionRound,
    DecisionStep,
)
from zhendi.domain.democracy.operations import (
    decision_carrying_out,
    decision_files,
    decision_harm,
    decision_preparing,
    decision_proposing,
    decision_rounds,
)
from zhendi.domain.democracy.operations.decision_carrying_out import Asked
from zhendi.domain.democracy.operations.decision_preparing import Answer, Meeting
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible

pytestmark = pytest.mark.django_db

PDF, PNG = b"%PDF-1.7 test", b"\x89PNG\r\n\x1a\n test"


def standing(held: int) -> set[str]:
    """Codes of the faults that stand."""
    return set(DecisionFault.objects.filter(decision=held, cured_on=None).values_list("code", flat=True))


def test_from_the_proposal_to_the_archive_in_due_form(cast: Cast) -> None:
    made = village(cast).until("closed")
    held = made.held
    assert held.stage == "closed"
    assert held.closed_on == DAY + timedelta(days=FINISHED + 17)
    assert held.counts_until == date(2027, 1, 1)
    assert standing(held.pk) == set()
    taken = list(DecisionStep.objects.filter(decision=held).order_by("pk").values_list("step", flat=True))
    assert taken == [
        "proposed", "checked", "review", "reviewed", "noticed", "first", "second", "resolved", "published", "finished",
        "announced", "surveyed", "closed",
    ]  # fmt: skip
    codes = dict(DecisionRound.objects.values_list("number", "vote__code"))
    assert codes == {1: "party_round", 2: "representatives"}
    steps = Entry.objects.filter(subject_type="democracy.Decision", subject_id=str(held.pk))
    assert steps.count() == len(taken) + 1, "a line in the log is in the trail too"


def test_a_party_matter_is_voted_by_the_members_twice(cast: Cast) -> None:
    made = village(cast, kind="party", second_rule="resolution").until("second")
    votes = [row.vote for row in DecisionRound.objects.order_by("number").select_related("vote")]
    assert [vote.code for vote in votes] == ["party_round", "resolution"]
    assert votes[0].due == votes[1].due == 10
    made.resolved()
    assert made.held.stage == "resolved"


@pytest.mark.parametrize(
    ("kind", "rule"),
    [("collective", "representatives"), ("collective", "assembly"), ("village", "resolution"), ("party", "collective")],
)
def test_a_laxer_rule_than_the_kind_asks_is_refused(cast: Cast, kind: str, rule: str) -> None:
    refused = refusal(lambda: village(cast, kind=kind, second_rule=rule))
    assert refused.code == "laxer_rule"
    assert refused.field == "second_rule"


def test_collective_assets_are_voted_by_all_members_of_the_collective(cast: Cast) -> None:
    made = village(cast, kind="collective", second_rule="collective").until("reviewed")
    short = refusal(made.posted)
    assert short.code == "fault", "the law asks for ten days' notice"
    made.posted(days=10)
    made.round(1, 9, after=17)
    vote = Vote.objects.get(pk=made.drawn(2, after=24))
    assert vote.code == "collective"
    assert vote.roll.count() == 0, "no register holds them: their names are typed in"


def test_nothing_is_voted_before_every_line_is_checked(cast: Cast) -> None:
    made = village(cast)
    answers: dict[str, Answer] = clear()
    words = made.words(2)
    assert refusal(decision_preparing.check, **words, answers={}).code == "unanswered"
    risky = answers | {"livelihood": Answer("risk")}
    assert refusal(decision_preparing.check, **words, answers=risky).field == "measure-livelihood"
    unlawful = answers | {"lawful": Answer("risk", "以后再说")}
    assert refusal(decision_preparing.check, **words, answers=unlawful).code == "not_clear"
    measured = answers | {"livelihood": Answer("risk", "逐户谈过，三户另补水渠")}
    decision_preparing.check(**words, answers=measured)
    assert made.held.stage == "checked"
    assert made.held.checks.get(code="livelihood").measure.startswith("逐户")


def test_both_committees_must_meet_and_agree(cast: Cast) -> None:
    made = village(cast).until("checked")
    day = DAY + timedelta(days=4)
    words = made.words(4)
    few = refusal(decision_preparing.review, **words, body="party", meeting=Meeting(day, 5, 2, 2))
    assert few.code == "quorum"
    against = refusal(decision_preparing.review, **words, body="party", meeting=Meeting(day, 4, 4, 2))
    assert against.code == "not_agreed", "exactly half is not more than half"
    odd = refusal(decision_preparing.review, **words, body="party", meeting=Meeting(day, 5, 6, 6))
    assert odd.code == "counts"
    assert not decision_preparing.review(**words, body="party", meeting=Meeting(day, 5, 3, 3))
    assert made.held.stage == "checked", "one committee alone is not both"
    assert decision_preparing.review(**words, body="village", meeting=Meeting(day, 3, 3, 3))
    assert made.held.stage == "reviewed"


def test_a_short_notice_is_refused_and_a_fault_where_one_goes_on(cast: Cast) -> None:
    made = village(cast).until("reviewed")
    refused = refusal(made.posted, days=3)
    assert (refused.code, refused.field) == ("fault", "despite")
    assert "至少 5 天" in refused.message
    made.posted(days=3, despite="汛期要抢修")
    assert standing(made.decision_id) == set(), "nothing is voted yet"
    again = refusal(made.drawn, number=1)
    assert again.code == "fault"
    assert "公告天数不够" in again.details[0]
    made.drawn(1, despite="汛期要抢修")
    fault = DecisionFault.objects.get()
    assert (fault.code, fault.cured_on) == ("notice_short", None)
    assert "汛期" in fault.note


def test_a_vote_before_the_notice_ends_is_a_fault(cast: Cast) -> None:
    made = village(cast).until("noticed")
    early = refusal(made.drawn, number=1, after=POSTED + 5)
    assert "公告到" in early.details[0]
    made.drawn(1, after=POSTED + 6)
    assert standing(made.decision_id) == set()


def test_an_objection_is_answered_before_round_1(cast: Cast) -> None:
    made = village(cast).until("noticed")
    words = made.words(POSTED + 1, name="张大田", text="占了我家地头")
    one = decision_preparing.object_to(**words)
    assert decision_preparing.object_to(**words) == one, "the same again is the same"
    assert DecisionObjection.objects.count() == 1
    assert refusal(made.drawn, number=1).code == "objection_unanswered"
    decision_preparing.answer(**made.words(POSTED + 2, objection_id=one, text="现场量过，让开一尺，本人同意"))
    made.drawn(1)
    with pytest.raises(NotVisible):
        decision_preparing.answer(**made.words(FIRST, objection_id=0, text="x"))


def test_an_objection_left_open_while_the_first_round_was_voted_is_found(cast: Cast) -> None:
    made = village(cast).until("noticed")
    vote = made.drawn(1)
    decision_preparing.object_to(**made.words(FIRST, name="张大田", text="没有同我商量"))
    made.voted(vote, DAY + timedelta(days=FIRST), 9)
    assert refusal(made.drawn, number=2).code == "objection_unanswered"
    held = made.held.objections.get()
    decision_preparing.answer(**made.words(SECOND, objection_id=held.pk, text="已经商量好"))
    late = refusal(made.drawn, number=2)
    assert late.code == "fault"
    assert "有意见没有答复就投票" in late.details[0]


# --- TV-17 and TV-21: what lets round 2 open ----------------------------------------------------------------


def test_round_2_opens_only_after_round_1_is_counted_and_passed(cast: Cast) -> None:
    made = village(cast).until("noticed")
    assert refusal(made.drawn, number=2).code == "first_not_passed"
    vote = made.drawn(1)
    assert "还没有计票" in refusal(made.drawn, number=2).message
    made.voted(vote, DAY + timedelta(days=FIRST), 9)
    made.drawn(2)
    assert made.held.stage == "second", "it may still be objected to, but it is counted and passed"


@pytest.mark.parametrize(("yes", "no", "passes"), [(23, 7, True), (22, 8, False)])
def test_tv_21_of_45_members_30_come_and_23_carry_it(cast: Cast, yes: int, no: int, passes: bool) -> None:
    made = village(cast, members=42, others=34).until("noticed")
    vote = made.round(1, yes, no)
    assert Vote.objects.get(pk=vote).due == 45
    if passes:
        assert Vote.objects.get(pk=made.drawn(2)).roll.count() == 35
    else:
        assert "没有通过" in refusal(made.drawn, number=2).message
        assert refusal(made.drawn, number=1, after=SECOND).code == "twice", "what was voted down is not voted again"
        decision_rounds.reject(**made.words(SECOND))
        assert (made.held.end, made.held.end_reason) == ("rejected", "第一轮投票没有通过")


def test_tv_21_of_45_members_29_are_too_few_and_the_round_is_held_again(cast: Cast) -> None:
    made = village(cast, members=42, others=34).until("noticed")
    made.round(1, 29)
    assert refusal(made.drawn, number=2).code == "first_not_passed"
    made.drawn(1, after=SECOND)
    fault = DecisionFault.objects.get(code="quorum")
    assert "应有 30 人" in fault.note
    assert fault.cured_on == DAY + timedelta(days=SECOND), "a new vote is drawn up in its place"


def test_tv_17_a_resolution_of_24_passes_with_13_and_not_with_12(cast: Cast) -> None:
    made = village(cast, members=21, kind="party", second_rule="resolution").until("noticed")
    made.round(1, 16)
    vote = made.round(2, 12)
    held = Vote.objects.get(pk=vote)
    assert (held.due, held.result["valid"], held.result["passed"]) == (24, True, False)
    assert refusal(made.resolved).code == "not_passed"
    decision_rounds.reject(**made.words(RESOLVED))


def test_tv_17_thirteen_of_24_carry_it(cast: Cast) -> None:
    made = village(cast, members=21, kind="party", second_rule="resolution").until("noticed")
    made.round(1, 16)
    made.round(2, 13)
    made.resolved()
    assert made.held.stage == "resolved"


def test_a_void_first_round_stops_the_resolution(cast: Cast) -> None:
    made = village(cast).until("noticed")
    first = made.drawn(1)
    made.voted(first, DAY + timedelta(days=FIRST), 9)
    made.round(2, 8)
    day = DAY + timedelta(days=RESOLVED)
    counts.annul(actor=made.actor(day), on=day, vote_id=first, reason="名册漏了两个人")
    assert refusal(made.resolved).code == "not_passed"


def test_the_rounds_keep_their_distance(cast: Cast) -> None:
    made = village(cast).until("first")
    close = refusal(made.drawn, number=2, after=FIRST + 2)
    assert close.code == "fault"
    assert "相隔 2 天" in close.details[0]
    made.drawn(2, after=FIRST + 3)


def test_a_resolution_waits_until_nobody_may_object(cast: Cast) -> None:
    made = village(cast).until("first")
    vote = made.drawn(2)
    day = DAY + timedelta(days=SECOND)
    made.voted(vote, day, 8)
    assert refusal(made.resolved).code == "not_standing"
    made.confirmed(vote, day + timedelta(days=4))
    past = made.words(RESOLVED, number="1号", planned_on=DAY)
    assert refusal(decision_carrying_out.resolve, **past).field == "planned_on"
    made.resolved()


# --- after the vote ------------------------------------------------------------------------------------------


def test_a_publication_too_short_is_a_fault_until_it_is_put_up_again(cast: Cast) -> None:
    made = village(cast).until("resolved")
    assert refusal(made.published, days=6).code == "fault"
    made.published(days=6, despite="公告栏要拆")
    assert standing(made.decision_id) == {"publication_short"}
    decision_carrying_out.publish(**made.words(RESOLVED + 3, poster=poster(RESOLVED + 3, 15)))
    assert standing(made.decision_id) == set()
    assert made.held.published_on == DAY + timedelta(days=RESOLVED + 1), "the first day counts"


def test_the_log_keeps_days_and_money_and_the_same_line_once(cast: Cast) -> None:
    made = village(cast).until("published")
    assert refusal(decision_carrying_out.finish, **made.words(FINISHED)).code == "no_entry"
    words = made.words(40, text="路基压实", spent=Decimal(120000))
    assert decision_carrying_out.enter(**words) == decision_carrying_out.enter(**words)
    assert refusal(decision_carrying_out.enter, **made.words(40, text="x", spent=Decimal(-1))).field == "spent"
    assert DecisionEntry.objects.get().spent == 120000
    early = refusal(decision_carrying_out.finish, **made.words(39))
    assert early.code == "day_early"


def test_the_survey_adds_up_by_way_and_says_no_to_impossible_numbers(cast: Cast) -> None:
    made = village(cast).until("announced")
    for wrong in (
        Asked("visit", 10, 11, 5),
        Asked("visit", 10, 9, 10),
        Asked("visit", 0, 0, 0),
        Asked("mail", 9, 9, 9),
    ):
        assert refusal(decision_carrying_out.survey, **made.words(FINISHED + 9, asked=wrong)).field in {"asked", "way"}
    made.surveyed(60, 50, 48)
    made.surveyed(62, 50, 49)
    decision_carrying_out.survey(**made.words(FINISHED + 11, asked=Asked("phone", 30, 20, 20)))
    assert sorted(made.held.surveys.values_list("asked", flat=True)) == [30, 62]


def test_the_archive_waits_for_the_result_to_hang(cast: Cast) -> None:
    made = village(cast).until("announced")
    decision_carrying_out.survey(**made.words(FINISHED + 4, asked=Asked("visit", 120, 100, 97)))
    assert refusal(decision_carrying_out.close, **made.words(FINISHED + 5)).code == "early"
    made.closed()


def test_a_decision_is_withdrawn_for_a_reason_before_it_is_resolved(cast: Cast) -> None:
    made = village(cast).until("noticed")
    made.drawn(1)
    words = made.words(FIRST, reason="资金没有落实")
    assert refusal(decision_proposing.withdraw, **words).code == "voting"
    day = DAY + timedelta(days=FIRST)
    vote = DecisionRound.objects.get().vote_id
    by: dict[str, Any] = {"actor": made.actor(day), "on": day, "vote_id": vote}
    rolls.freeze(**by)
    counts.annul(**by, reason="提议撤回")
    assert refusal(decision_proposing.withdraw, **words | {"reason": " "}).field == "reason"
    decision_proposing.withdraw(**words)
    assert (made.held.end, made.held.counts_until) == ("withdrawn", date(2027, 1, 1))
    assert refusal(made.posted).code == "ended"
    again = decision_proposing.propose(
        actor=made.actor(day), on=day, organisation_id=cast.organisations["branch"].pk, proposal=proposal()
    )
    assert again != made.decision_id, "the title is free again"


def test_a_double_tap_proposes_once(cast: Cast) -> None:
    assert refusal(lambda: (village(cast), village(cast, members=0, others=0))).code == "twice"
    assert Decision.objects.count() == 1


def test_harm_is_reported_stops_the_work_by_a_named_person_and_is_remedied(cast: Cast) -> None:
    made = village(cast).until("published")
    one = decision_harm.report(**made.words(40, name="李水旺", text="路基堵了排水沟，淹了两亩田"))
    made_again = decision_harm.report(**made.words(41, name="李水旺", text="路基堵了排水沟，淹了两亩田"))
    assert made_again == one
    decision_carrying_out.enter(**made.words(41, text="继续铺设"))
    assert made.held.harms.get().suspended_on is None, "nothing stops by itself"
    decision_harm.suspend(**made.words(42, harm_id=one, reason="先疏通再说"))
    assert refusal(decision_carrying_out.enter, **made.words(43, text="浇筑")).code == "suspended"
    assert refusal(decision_carrying_out.finish, **made.words(43)).code == "suspended"
    remedied: dict[str, Any] = {"harm_id": one, "outcome": "remedied", "remedy": "埋涵管两处，赔青苗 800 元"}
    decision_harm.settle(**made.words(44, **remedied))
    assert refusal(decision_harm.settle, **made.words(45, **remedied)).code == "settled"
    harm = made.held.harms.get()
    assert (harm.settled_by, harm.outcome) == (harm.suspended_by, "remedied")
    decision_carrying_out.enter(**made.words(45, text="涵管埋好，恢复施工"))


def test_a_decision_that_does_harm_is_reversed_even_from_the_archive(cast: Cast) -> None:
    made = village(cast).until("closed")
    one = decision_harm.report(**made.words(FINISHED + 20, name="李水旺", text="路面塌了，压了管道"))
    decision_harm.settle(
        **made.words(FINISHED + 21, harm_id=one, outcome="reversed", remedy="村民代表会议重新表决，恢复原状")
    )
    held = made.held
    assert (held.stage, held.end) == ("closed", "reversed")
    assert DecisionStep.objects.filter(decision=held).latest("pk").step == "settled"


def test_harm_of_what_is_not_resolved_is_an_objection(cast: Cast) -> None:
    made = village(cast).until("noticed")
    assert refusal(decision_harm.report, **made.words(9, name="李水旺", text="x")).code == "stage"


def test_files_are_what_their_bytes_say_and_once(cast: Cast) -> None:
    made = village(cast).until("published")
    words = made.words(40, title="施工合同", content=PDF)
    one = decision_files.attach(**words)
    assert decision_files.attach(**words) == one
    assert refusal(decision_files.attach, **made.words(40, title="x", content=b"MZ")).field == "file"
    assert refusal(decision_files.attach, **made.words(40, title="x", content=PDF, shown=True)).field == "file"
    picture = decision_files.attach(**made.words(40, title="路基", content=PNG, shown=True))
    assert DecisionFile.objects.get(pk=picture).shown
    assert refusal(decision_files.detach, **made.words(40, file_id=one, reason="")).field == "reason"
    decision_files.detach(**made.words(40, file_id=one, reason="放错了"))
    assert DecisionFile.objects.count() == 1
    with pytest.raises(NotVisible):
        decision_files.detach(**made.words(40, file_id=one, reason="放错了"))


# --- who may -------------------------------------------------------------------------------------------------

DEEDS: dict[str, Any] = {
    "correct": (decision_proposing.correct, {"proposal": proposal()}),
    "withdraw": (decision_proposing.withdraw, {"reason": "x"}),
    "check": (decision_preparing.check, {"answers": {}}),
    "review": (decision_preparing.review, {"body": "party", "meeting": Meeting(DAY, 3, 3, 3)}),
    "post": (decision_preparing.post, {"from_on": DAY, "until_on": DAY, "place": "x"}),
    "object": (decision_preparing.object_to, {"name": "x", "text": "x"}),
    "answer": (decision_preparing.answer, {"objection_id": 1, "text": "x"}),
    "draw_up": (decision_rounds.draw_up, {"number": 1, "hall": decision_rounds.Hall(DAY, [])}),
    "reject": (decision_rounds.reject, {}),
    "resolve": (decision_carrying_out.resolve, {"number": "1", "planned_on": DAY}),
    "publish": (decision_carrying_out.publish, {"poster": poster(1, 7)}),
    "enter": (decision_carrying_out.enter, {"text": "x"}),
    "finish": (decision_carrying_out.finish, {}),
    "announce": (decision_carrying_out.announce, {"poster": poster(1, 7)}),
    "survey": (decision_carrying_out.survey, {"asked": Asked("visit", 1, 1, 1)}),
    "close": (decision_carrying_out.close, {}),
    "report": (decision_harm.report, {"name": "x", "text": "x"}),
    "suspend": (decision_harm.suspend, {"harm_id": 1, "reason": "x"}),
    "settle": (decision_harm.settle, {"harm_id": 1, "outcome": "remedied", "remedy": "x"}),
    "attach": (decision_files.attach, {"title": "x", "content": PDF}),
    "detach": (decision_files.detach, {"file_id": 1, "reason": "x"}),
}  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS)
def test_a_stranger_finds_nothing_and_who_only_sees_is_refused(cast: Cast, deed: str) -> None:
    made = village(cast)
    operation, words = DEEDS[deed]
    for who in ("stranger", "clerk", "villager", "member"):
        with pytest.raises(NotVisible):
            operation(**made.words(1, who, **words))
    cast.appoint("member", "deputy_secretary", "branch")
    assert refusal(operation, **made.words(1, "member", **words)).code == "not_yours"
    with pytest.raises(NotVisible):
        operation(**made.words(1, "secretary", **words) | {"decision_id": 0})


def test_only_who_leads_the_village_proposes(cast: Cast) -> None:
    day: dict[str, Any] = {"on": DAY, "proposal": proposal()}
    branch, county = cast.organisations["branch"].pk, cast.organisations["township"].pk
    with pytest.raises(NotVisible):
        decision_proposing.propose(actor=cast.actor("stranger", DAY), organisation_id=branch, **day)
    cast.appoint("member", "deputy_secretary", "branch")
    said = refusal(decision_proposing.propose, actor=cast.actor("member", DAY), organisation_id=branch, **day)
    assert said.code == "not_yours"
    assert decision_proposing.propose(actor=cast.actor("township_officer", DAY), organisation_id=branch, **day)
    with pytest.raises(NotVisible):
        decision_proposing.propose(actor=cast.actor("secretary", DAY), organisation_id=county, **day)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"title": ""}, "title"), ({"title": "字" * 61}, "title"), ({"reason": " "}, "reason"), ({"text": ""}, "text"),
        ({"kind": "other"}, "kind"), ({"proposer": ""}, "proposer"), ({"proposer": "members"}, "proposed_by"),
        ({"money_source": ""}, "money_source"), ({"money": Decimal(-1)}, "money"), ({"land": Decimal(-1)}, "land"),
        ({"households": -1}, "households"),
    ],
)  # fmt: skip
def test_what_cannot_be_voted_on_is_refused_under_its_field(cast: Cast, words: dict[str, Any], field: str) -> None:
    assert refusal(lambda: village(cast, **words)).field == field


def test_a_proposal_is_put_right_before_the_check_only(cast: Cast) -> None:
    made = village(cast)
    decision_proposing.correct(**made.words(1, proposal=proposal(title="村东机耕路硬化和护坡", land=Decimal("1.5"))))
    assert made.held.title != TITLE
    made.checked()
    assert refusal(decision_proposing.correct, **made.words(3, proposal=proposal())).code == "stage"


def test_no_day_in_the_future_and_none_before_the_proposal(cast: Cast) -> None:
    made = village(cast)
    late = made.words(0) | {"on": DAY + timedelta(days=1)}
    assert refusal(decision_preparing.check, **late, answers=clear()).code == "day_future"
    early = made.words(0) | {"on": DAY - timedelta(days=1)}
    assert refusal(decision_preparing.check, **early, answers=clear()).code == "day_early"

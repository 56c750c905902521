"""Who is present, apart from who votes; opinions handed in before; proxies in writing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.domain.ballots.hall import DAY, Hall, draft, number_of, opened, people
from zhendi.domain.ballots.counting import choices
from zhendi.domain.ballots.models import Proxy, RollEntry, SheetBatch
from zhendi.domain.ballots.operations import (
    attendance,
    boxes,
    counts,
    hours,
    keys,
    opinions,
    preparing,
    proxies,
    publishing,
    rolls,
    sheets,
)
from zhendi.domain.ballots.verifying import verify
from zhendi.kernel import parameters
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible, Refused

if TYPE_CHECKING:
    from tests.people import Cast

pytestmark = pytest.mark.django_db
SLATE = [preparing.Standing(name) for name in ("甲", "乙")]


def counted(hall: Hall) -> dict[str, Any]:
    hall.close()
    hall.put_shares()
    return counts.count(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)


def sealed(cast: Cast, number: int = 12, **words: object) -> Hall:
    """A vote whose box is sealed and that has not begun."""
    hall = Hall(cast, people(cast, number))
    hall.vote_id = preparing.draw_up(actor=hall.secretary, on=DAY, draft=draft(cast, **words))
    rolls.fill_members(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    rolls.freeze(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    hall.handed = keys.seal_here(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    return hall


def begin(hall: Hall) -> None:
    hours.open_vote(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    hours.open_vote(actor=hall.officer, on=DAY, vote_id=hall.vote_id)


def words_of(hall: Hall) -> dict[str, Any]:
    return {"actor": hall.secretary, "on": DAY, "vote_id": hall.vote_id}


# --- Present


def test_who_is_there_and_does_not_vote_counts_for_the_quorum(cast: Cast) -> None:
    hall = opened(cast)  # due 15: eight must be there
    for number in range(7):
        hall.say(number, "yes")
    made = attendance.register(**words_of(hall), numbers=[number_of(hall, each) for each in (6, 7, 8)])
    assert made == 3
    result = counted(hall)
    assert (result["voters"], result["present"], result["quorum_needed"]) == (7, 9, 8)
    assert (result["valid"], result["passed"], result["yes_needed"]) == (True, False, 8)
    assert (result["issued"], result["recovered"], result["good"]) == (7, 7, 7)
    assert all(each.holds for each in verify(publishing.published(hall.vote_id)))


def test_the_same_people_without_the_others_in_the_hall_are_too_few(cast: Cast) -> None:
    hall = opened(cast)
    for number in range(7):
        hall.say(number, "yes")
    assert not counted(hall)["valid"]


def test_a_county_may_say_that_who_votes_by_telephone_is_not_present(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = opened(cast)
    held = parameters.load()

    class Stricter:
        def integer(self, code: str, on: Any) -> int:
            return 0 if code == attendance.PHONE_PRESENT else held.integer(code, on)

    for number in range(12):
        hall.say(number, "yes")
    hall.close()
    hall.put_shares()
    monkeypatch.setattr(parameters, "load", Stricter)
    result = counts.count(**words_of(hall))
    assert (result["voters"], result["present"], result["valid"]) == (12, 0, False)
    assert all(each.holds for each in verify(publishing.published(hall.vote_id)))


def test_registering_twice_is_once_and_leaves_one_entry(cast: Cast) -> None:
    hall = opened(cast)
    before = Entry.objects.count()
    assert [attendance.register(**words_of(hall), numbers=[1, 2]) for _ in range(2)] == [2, 0]
    attendance.take_back(**words_of(hall), number=2)
    attendance.take_back(**words_of(hall), number=2)
    assert Entry.objects.count() == before + 2
    assert list(RollEntry.objects.exclude(present_on=None).values_list("number", flat=True)) == [1]


def test_who_has_no_vote_and_who_is_on_no_roll_are_not_counted_in(cast: Cast) -> None:
    hall = opened(cast)
    RollEntry.objects.filter(vote=hall.vote_id, number=3).update(right="probationary")
    for numbers, said in (([3], "没有表决权"), ([99], "没有这些号：99"), ([], "没有选人")):
        with pytest.raises(Refused, match=said):
            attendance.register(**words_of(hall), numbers=numbers)
    with pytest.raises(Refused, match="没有这个号"):
        attendance.take_back(**words_of(hall), number=99)
    with pytest.raises(NotVisible):
        attendance.register(actor=cast.actor("stranger", DAY), on=DAY, vote_id=hall.vote_id, numbers=[1])
    hall.close()
    with pytest.raises(Refused, match="已截止"):
        attendance.register(**words_of(hall), numbers=[1])


# --- Opinions handed in before the meeting


def test_tv17_an_opinion_counts_as_a_vote_and_not_for_the_quorum(cast: Cast) -> None:
    hall = sealed(cast, 12, code="admission", title="接收预备党员")  # due 15
    opinions.hand_in(**words_of(hall), number=number_of(hall, 11))
    with pytest.raises(Refused, match="已经收到"):
        opinions.hand_in(**words_of(hall), number=number_of(hall, 11))
    begin(hall)
    with pytest.raises(Refused, match="已经投过票"):
        hall.say(11, "no")
    for number in range(8):
        hall.say(number, "yes" if number < 7 else "no")
    hall.close()
    batch = SheetBatch.objects.get()
    assert (batch.place, batch.printed) == ("written", 1)
    sheets.recover(actor=hall.secretary, on=DAY, batch_id=batch.pk, number=1)
    for teller in hall.vote.tellers.order_by("number")[:2]:
        sheets.enter(
            actor=hall.secretary, on=DAY, batch_id=batch.pk, teller_id=teller.pk,
            votes={"yes": 1, "no": 0, "abstain": 0}, void=0,
        )  # fmt: skip
    hall.put_shares()
    result = counts.count(**words_of(hall))
    assert (result["present"], result["voters"], result["votes"]["yes"]) == (8, 9, 8)
    assert (result["valid"], result["passed"], result["written"]) == (True, True, {"yes": 1, "no": 0, "abstain": 0})
    found = verify(publishing.published(hall.vote_id), keys=[each.text for each in hall.handed[:2]])
    assert all(each.holds for each in found), found


def test_seven_present_and_many_opinions_are_no_meeting(cast: Cast) -> None:
    hall = sealed(cast, 12, code="admission")
    for number in range(7, 12):
        opinions.hand_in(**words_of(hall), number=number_of(hall, number))
    begin(hall)
    for number in range(7):
        hall.say(number, "yes")
    hall.close()
    batch = SheetBatch.objects.get()
    sheets.recover(actor=hall.secretary, on=DAY, batch_id=batch.pk, number=5)
    for teller in hall.vote.tellers.order_by("number")[:2]:
        sheets.enter(
            actor=hall.secretary, on=DAY, batch_id=batch.pk, teller_id=teller.pk,
            votes={"yes": 5, "no": 0, "abstain": 0}, void=0,
        )  # fmt: skip
    hall.put_shares()
    result = counts.count(**words_of(hall))
    assert (result["votes"]["yes"], result["present"], result["valid"]) == (12, 7, False)


def test_more_opinions_than_were_handed_in_void_the_vote(cast: Cast) -> None:
    hall = sealed(cast, code="admission")
    opinions.hand_in(**words_of(hall), number=number_of(hall, 0))
    begin(hall)
    hall.close()
    sheets.recover(actor=hall.secretary, on=DAY, batch_id=SheetBatch.objects.get().pk, number=2)
    counts.count(**words_of(hall))
    assert hall.vote.state == "void"


def test_who_comes_after_all_takes_the_opinion_back_and_votes(cast: Cast) -> None:
    hall = sealed(cast, code="admission")
    opinions.hand_in(**words_of(hall), number=number_of(hall, 0))
    begin(hall)
    with pytest.raises(Refused, match="投票中"):
        opinions.hand_in(**words_of(hall), number=number_of(hall, 1))
    opinions.take_back(**words_of(hall), number=number_of(hall, 0))
    assert not SheetBatch.objects.exists()
    hall.say(0, "yes")
    with pytest.raises(Refused, match="没有收到"):
        opinions.take_back(**words_of(hall), number=number_of(hall, 0))


def test_opinions_are_refused_where_the_rule_does_not_count_them(cast: Cast) -> None:
    hall = sealed(cast)
    with pytest.raises(Refused, match="不计票"):
        opinions.hand_in(**words_of(hall), number=1)
    with pytest.raises(NotVisible):
        opinions.hand_in(actor=cast.actor("stranger", DAY), on=DAY, vote_id=hall.vote_id, number=1)
    with pytest.raises(Refused, match="纸票用在哪里"):
        sheets.print_sheets(**words_of(hall), place="written", number=3)


# --- Proxies


def village(cast: Cast, **words: Any) -> Hall:
    return sealed(cast, form="election", code="village_election", title="村委会换届", slate=SLATE, **words)


def give_away(hall: Hall, giver: int, holder: int, **words: Any) -> int:
    given = {"relation": "sibling", "document": "委托书 2026-05-30"} | words
    return proxies.accept(
        **words_of(hall), giver=number_of(hall, giver), holder=number_of(hall, holder), **given
    )  # fmt: skip


def test_a_relative_brings_the_vote_of_one_who_is_away(cast: Cast) -> None:
    hall = village(cast)
    give_away(hall, 0, 1)
    begin(hall)
    with pytest.raises(Refused, match="已书面委托党员002"):
        hall.ballot(0, choices.election({1: "yes", 2: "no"}, {}))
    sheets.print_sheets(**words_of(hall), place="hall", number=5)
    with pytest.raises(Refused, match="已书面委托"):
        sheets.give(**words_of(hall), number=number_of(hall, 0), place="hall")
    with pytest.raises(Refused, match="没有委托别人"):
        sheets.give(**words_of(hall), number=number_of(hall, 1), place="hall", proxy=True)
    sheets.give(**words_of(hall), number=number_of(hall, 0), place="hall", proxy=True)
    sheets.give(**words_of(hall), number=number_of(hall, 1), place="hall")
    with pytest.raises(Refused, match="已经投过票"):
        sheets.give(**words_of(hall), number=number_of(hall, 0), place="hall", proxy=True)
    assert RollEntry.objects.filter(vote=hall.vote_id, channel="paper").count() == 2


def test_a_giver_who_comes_home_takes_the_proxy_back_unless_it_was_used(cast: Cast) -> None:
    hall = village(cast)
    kept, used = give_away(hall, 0, 1), give_away(hall, 2, 1)
    begin(hall)
    proxies.withdraw(actor=hall.secretary, on=DAY, proxy_id=kept)
    hall.drop(hall.ballot(0, choices.election({1: "yes", 2: "no"}, {})))
    sheets.print_sheets(**words_of(hall), place="hall", number=5)
    sheets.give(**words_of(hall), number=number_of(hall, 2), place="hall", proxy=True)
    for each in (kept, used):
        with pytest.raises(Refused, match="已经用了，或者已经撤销"):
            proxies.withdraw(actor=hall.secretary, on=DAY, proxy_id=each)
    with pytest.raises(NotVisible):
        proxies.withdraw(actor=cast.actor("stranger", DAY), on=DAY, proxy_id=used)


def test_the_desk_lets_a_proxy_vote_at_the_terminal(cast: Cast) -> None:
    hall = village(cast)
    give_away(hall, 0, 1)
    begin(hall)
    blinded = b"\x01" * 256
    given = words_of(hall) | {"number": number_of(hall, 0), "blinded": blinded}
    with pytest.raises(Refused, match="已书面委托"):
        boxes.credential_at_desk(**given)
    assert len(boxes.credential_at_desk(**given, proxy=True)) == 256


def test_nobody_takes_a_fourth_proxy_and_no_chain_is_made(cast: Cast) -> None:
    hall = village(cast)
    for giver in (1, 2, 3):
        give_away(hall, giver, 0)
    for giver, holder, said in (
        (4, 0, "最多接受3人"), (1, 5, "已经委托过"), (0, 6, "接受了别人的委托"), (6, 1, "自己也委托了"), (6, 6, "委托给自己"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=said):
            give_away(hall, giver, holder)
    assert Proxy.objects.count() == 3


@pytest.mark.parametrize(
    ("words", "said"), [({"relation": "friend"}, "受委托人是委托人的什么人"), ({"document": " "}, "没有填写委托书")]
)
def test_a_proxy_needs_a_relative_and_a_paper(cast: Cast, words: dict[str, str], said: str) -> None:
    hall = village(cast)
    with pytest.raises(Refused, match=said):
        give_away(hall, 0, 1, **words)


def test_another_villager_takes_a_proxy_since_the_law_of_2026(cast: Cast) -> None:
    hall = village(cast)
    assert give_away(hall, 0, 1, relation="villager")
    given = {"relation": "villager", "document": "委托书", "on": date(2025, 12, 31)}
    with pytest.raises(Refused, match="只能委托近亲属"):
        proxies.accept(
            **words_of(hall) | given, giver=number_of(hall, 2), holder=number_of(hall, 3)
        )  # fmt: skip


def test_a_candidate_takes_no_proxy_and_where_the_rule_knows_none_nobody_does(cast: Cast) -> None:
    hall = village(cast)
    hall.vote.candidates.filter(number=1).update(name=hall.voters[1].name)
    with pytest.raises(Refused, match="候选人不能接受委托"):
        give_away(hall, 0, 1)
    other = Hall(cast, hall.voters)
    other.vote_id = preparing.draw_up(actor=hall.secretary, on=DAY, draft=draft(cast))
    rolls.fill_members(actor=hall.secretary, on=DAY, vote_id=other.vote_id)
    rolls.freeze(actor=hall.secretary, on=DAY, vote_id=other.vote_id)
    with pytest.raises(Refused, match="不能委托别人"):
        give_away(other, 0, 1)
    begin(hall)
    with pytest.raises(Refused, match="投票中"):
        give_away(hall, 2, 3)


def test_of_registered_voters_those_count_who_voted_not_who_were_there(cast: Cast) -> None:
    hall = village(cast)
    begin(hall)
    for number in range(7):
        hall.drop(hall.ballot(number, choices.election({1: "yes", 2: "no"}, {})))
    attendance.register(**words_of(hall), numbers=[number_of(hall, each) for each in range(12)])
    result = counted(hall)
    assert (result["present"], result["voters"], result["valid"], result["elected"]) == (12, 7, False, [])


# --- Second ballots


def test_a_second_ballot_between_the_tied_is_won_by_more_votes(cast: Cast) -> None:
    hall = opened(cast, 12, form="election", code="party_election", title="支委", seats=1, slate=SLATE)
    second = Hall(cast, hall.voters)
    second.vote_id = preparing.draw_up(
        actor=hall.secretary, on=DAY, draft=draft(cast, form="election", code="tied", seats=1, slate=SLATE)
    )
    made = rolls.fill_from(actor=hall.secretary, vote_id=second.vote_id, source_id=hall.vote_id)
    assert made == RollEntry.objects.filter(vote=hall.vote_id).count()
    rolls.freeze(actor=hall.secretary, on=DAY, vote_id=second.vote_id)
    second.handed = keys.seal_here(actor=hall.secretary, on=DAY, vote_id=second.vote_id)
    begin(second)
    for number in range(12):
        mark = {1: "yes", 2: "no"} if number < 5 else {1: "no", 2: "abstain"} if number < 8 else {1: "no", 2: "yes"}
        second.drop(second.ballot(number, choices.election(mark, {})))
    result = counted(second)
    assert (result["votes"], result["elected"], result["tied"]) == ({"1": 5, "2": 4}, ["1"], [])


def test_a_roll_is_written_from_chosen_persons(cast: Cast) -> None:
    made = preparing.draw_up(actor=cast.actor("secretary", DAY), on=DAY, draft=draft(cast))
    keys_of = [cast.people[name].pk for name in ("member", "secretary")]
    assert rolls.fill_persons(actor=cast.actor("secretary", DAY), vote_id=made, person_ids=[*keys_of, keys_of[0]]) == 2
    with pytest.raises(NotVisible):
        rolls.fill_persons(actor=cast.actor("secretary", DAY), vote_id=made, person_ids=[10**9])
    with pytest.raises(NotVisible):
        rolls.fill_from(actor=cast.actor("secretary", DAY), vote_id=made, source_id=10**9)

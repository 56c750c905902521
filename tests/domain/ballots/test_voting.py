"""A vote from its draft to its result; and every way to cheat that we know, each refused or noticed."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from tests.domain.ballots.hall import DAY, Ballot, Hall, draft, number_of, opened
from zhendi.domain.ballots.counting import choices
from zhendi.domain.ballots.models import RollEntry, SheetBatch, Vote
from zhendi.domain.ballots.models.box import Ballot as Held
from zhendi.domain.ballots.models.box import Batch
from zhendi.domain.ballots.operations import boxes, counts, hours, keys, preparing, publishing, rolls, sheets
from zhendi.domain.ballots.sealing import blind, box
from zhendi.domain.ballots.verifying import find, verify
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible, Refused

if TYPE_CHECKING:
    from tests.people import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall(cast: Cast) -> Hall:
    """An open vote of twelve members besides the cast's own."""
    return opened(cast)


def vote_all(hall: Hall) -> None:
    for number in range(12):
        hall.say(number, "yes" if number < 9 else "no" if number < 11 else "abstain")


def counted(hall: Hall) -> dict[str, Any]:
    hall.close()
    hall.put_shares()
    return counts.count(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)


def test_twelve_vote_by_telephone_and_the_result_follows_the_rule(hall: Hall) -> None:
    vote_all(hall)
    result = counted(hall)
    assert result["votes"] == {"yes": 9, "no": 2, "abstain": 1}
    assert (result["voters"], result["due"], result["passed"]) == (12, 15, True)
    assert hall.vote.state == "counted"


def test_every_receipt_is_found_and_no_other(hall: Hall) -> None:
    vote_all(hall)
    counted(hall)
    assert all(publishing.holds_receipt(hall.vote_id, each) for each in hall.receipts)
    assert not publishing.holds_receipt(hall.vote_id, "AAAA-BBBB-CCCC-DDDD")
    assert not publishing.holds_receipt(hall.vote_id, "")


def test_anybody_can_check_the_published_file_and_tellers_the_sums(hall: Hall) -> None:
    vote_all(hall)
    counted(hall)
    file = json.loads(json.dumps(publishing.published(hall.vote_id)))
    lines = publishing.roll_lines(hall.vote)
    found = verify(file, roll=lines, keys=[each.text for each in hall.handed[:2]])
    assert all(each.holds for each in found), found
    assert [each.check for each in found] == ["chain", "credentials", "numbers", "paper", "outcome", "roll", "sums"]
    assert find(file, hall.receipts[0].lower())
    for name in [person.name for person in hall.voters]:
        assert name not in json.dumps(file, ensure_ascii=False)


def altered(file: dict[str, Any], way: str) -> dict[str, Any]:
    changed = json.loads(json.dumps(file))
    ballots = changed["batches"][0]["ballots"]
    match way:
        case "taken out":
            ballots.pop()
        case "doubled":
            ballots.append(ballots[0])
        case "changed":
            ballots[0]["sealed"] = ballots[0]["sealed"][:-2] + "00"
        case "forged":
            ballots[0]["signature"] = ballots[1]["signature"]
        case "more than voters":
            changed["roll"]["online"] = 3
        case "sheets":
            changed["roll"]["paper"], changed["paper"] = 1, [{"recovered": 2, "votes": {}}]
        case "outcome":
            changed["result"]["passed"] = False
        case "sums":
            changed["result"]["votes"] |= {"yes": 8, "no": 3}
        case "damaged":
            del changed["batches"]
    return changed


@pytest.mark.parametrize(
    ("way", "check"),
    [
        ("taken out", "chain"), ("doubled", "chain"), ("changed", "chain"), ("forged", "credentials"),
        ("more than voters", "numbers"), ("sheets", "paper"), ("outcome", "outcome"), ("sums", "sums"), ("damaged", "format"),
    ],
)  # fmt: skip
def test_a_file_that_was_altered_does_not_pass(hall: Hall, way: str, check: str) -> None:
    vote_all(hall)
    counted(hall)
    file = altered(publishing.published(hall.vote_id), way)
    failed = {each.check for each in verify(file, keys=[each.text for each in hall.handed[:2]]) if not each.holds}
    assert check in failed


def test_a_roll_that_was_changed_does_not_pass(hall: Hall) -> None:
    vote_all(hall)
    counted(hall)
    lines = publishing.roll_lines(hall.vote)
    found = verify(publishing.published(hall.vote_id), roll=[*lines, "99 鬼 full due"])
    assert [each.check for each in found if not each.holds] == ["roll"]


def test_the_same_ballot_twice_is_one_ballot(hall: Hall) -> None:
    ballot = hall.ballot(0, choices.question("yes"))
    assert hall.drop(ballot) == hall.drop(ballot)
    assert Held.objects.filter(vote=hall.vote_id).count() == 1


def test_a_credential_is_good_for_one_choice(hall: Hall) -> None:
    ballot = hall.ballot(0, choices.question("yes"))
    hall.drop(ballot)
    vote = hall.vote
    other = box.seal(bytes.fromhex(vote.box_key), choices.question("no"), vote=vote.name, length=vote.length)
    with pytest.raises(Refused, match="已经投过票"):
        hall.drop(Ballot(ballot.made, ballot.signature, other))


def test_nobody_gets_a_second_credential_but_the_first_again(hall: Hall) -> None:
    public = blind.read_public(hall.vote.credential_public)
    first, second = (blind.blind(public, secrets.token_bytes(32)) for _ in range(2))
    words = {"actor": hall.member(0), "on": DAY, "vote_id": hall.vote_id}
    signed = boxes.credential(**words, blinded=first.message)
    assert boxes.credential(**words, blinded=first.message) == signed
    with pytest.raises(Refused, match="已经投过票"):
        boxes.credential(**words, blinded=second.message)


def test_who_voted_by_telephone_gets_no_paper_and_the_other_way_round(hall: Hall) -> None:
    sheets.print_sheets(actor=hall.secretary, on=DAY, vote_id=hall.vote_id, place="hall", number=5)
    hall.say(0, "yes")
    with pytest.raises(Refused, match="已经投过票或领过票"):
        sheets.give(actor=hall.secretary, on=DAY, vote_id=hall.vote_id, number=number_of(hall, 0), place="hall")
    sheets.give(actor=hall.secretary, on=DAY, vote_id=hall.vote_id, number=number_of(hall, 1), place="hall")
    with pytest.raises(Refused, match="已经投过票"):
        hall.say(1, "yes")


@pytest.mark.parametrize("name", ["stranger", "villager", "clerk", "county_officer"])
def test_who_is_not_on_the_roll_finds_no_vote(hall: Hall, name: str) -> None:
    with pytest.raises(NotVisible):
        boxes.credential(actor=hall.cast.actor(name, DAY), on=DAY, vote_id=hall.vote_id, blinded=b"x" * 256)


def test_a_forged_credential_is_refused(hall: Hall) -> None:
    vote = hall.vote
    other = blind.new_key()
    made = blind.blind(other.public_key(), b"forged")
    signature = blind.unblind(other.public_key(), made, blind.sign(other, made.message))
    sealed = box.seal(bytes.fromhex(vote.box_key), choices.question("yes"), vote=vote.name, length=vote.length)
    with pytest.raises(Refused, match="不是这次投票发出的"):
        hall.drop(Ballot(made, signature, sealed))


def test_a_ballot_of_another_size_is_refused(hall: Hall) -> None:
    ballot = hall.ballot(0, choices.question("yes"))
    with pytest.raises(Refused, match="大小不对"):
        hall.drop(Ballot(ballot.made, ballot.signature, ballot.sealed + b"0"))


def test_no_early_count_and_no_count_with_too_few_tellers(hall: Hall) -> None:
    vote_all(hall)
    with pytest.raises(Refused, match="投票中"):
        counts.count(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    teller = hall.vote.tellers.order_by("number")[0]
    with pytest.raises(Refused, match="投票中"):
        counts.put_share(
            actor=hall.secretary, on=DAY, vote_id=hall.vote_id, teller_id=teller.pk, text=hall.handed[0].text
        )
    hall.close()
    hall.put_shares(1)
    with pytest.raises(Refused, match="还要1名监票人"):
        counts.count(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)


def test_a_teller_puts_in_the_own_share_only(hall: Hall) -> None:
    vote_all(hall)
    hall.close()
    first, second = hall.vote.tellers.order_by("number")[:2]
    words = {"actor": hall.secretary, "on": DAY, "vote_id": hall.vote_id}
    with pytest.raises(Refused, match="这不是"):
        counts.put_share(**words, teller_id=second.pk, text=hall.handed[0].text)
    with pytest.raises(Refused, match="没有抄对"):
        counts.put_share(**words, teller_id=first.pk, text=hall.handed[0].text[:-3])


def test_one_person_alone_neither_opens_nor_closes(cast: Cast, hall: Hall) -> None:
    assert not hours.close_vote(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    with pytest.raises(Refused, match="另一个人"):
        hours.close_vote(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    with pytest.raises(NotVisible):
        hours.close_vote(actor=cast.actor("stranger", DAY), on=DAY, vote_id=hall.vote_id)
    assert hours.close_vote(actor=cast.actor("member", DAY), on=DAY, vote_id=hall.vote_id)  # a teller


def test_nothing_kept_tells_who_voted_what_or_when(hall: Hall) -> None:
    before = Entry.objects.count()
    vote_all(hall)
    assert Entry.objects.count() == before
    columns = {field.name for field in Held._meta.get_fields()}
    assert columns == {"key", "vote", "credential", "prepared", "signature", "sealed", "batch"}
    blinded = set(RollEntry.objects.values_list("blinded", flat=True)) | set(
        RollEntry.objects.values_list("signed", flat=True)
    )
    for ballot in Held.objects.all():
        assert not blinded & {ballot.credential, ballot.prepared, ballot.signature}
    lengths = {len(each) for each in Held.objects.values_list("sealed", flat=True)}
    assert len(lengths) == 1


def test_ballots_go_in_shuffled_batches_of_at_least_ten(hall: Hall) -> None:
    for number in range(9):
        hall.say(number, "yes")
    assert not Batch.objects.exists()
    hall.say(9, "yes")
    hall.say(10, "no")
    hall.say(11, "no")
    hall.close()
    assert list(Batch.objects.order_by("number").values_list("size", flat=True)) == [10, 2]
    assert not Held.objects.filter(batch=None).exists()


def test_the_order_of_rows_is_not_the_order_of_voting(hall: Hall) -> None:
    for number in range(10):
        hall.say(number, "yes")
    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sealed FROM ballots_ballot ORDER BY {place}")
        stored = [box.receipt(bytes.fromhex(row[0])) for row in cursor.fetchall()]
    assert sorted(stored) == sorted(hall.receipts)
    assert stored != hall.receipts  # one chance in ten factorial to fail


def test_a_ballot_dropped_in_the_database_is_noticed(hall: Hall) -> None:
    vote_all(hall)
    counted(hall)
    ballot = Held.objects.first()
    assert ballot is not None
    Held.objects.create(
        key=secrets.token_hex(16), vote=ballot.vote, credential="f" * 64, prepared="00", signature=ballot.signature,
        sealed=ballot.sealed, batch=ballot.batch,
    )  # fmt: skip
    failed = {each.check for each in verify(publishing.published(hall.vote_id)) if not each.holds}
    assert {"chain", "credentials"} <= failed


def test_paper_and_telephone_are_one_count(hall: Hall) -> None:
    for number in range(6):
        hall.say(number, "yes")
    sheets.print_sheets(actor=hall.secretary, on=DAY, vote_id=hall.vote_id, place="hall", number=6)
    for number in range(6, 11):
        sheets.give(actor=hall.secretary, on=DAY, vote_id=hall.vote_id, number=number_of(hall, number), place="hall")
    hall.close()
    batch = SheetBatch.objects.get()
    sheets.recover(actor=hall.secretary, on=DAY, batch_id=batch.pk, number=5)
    one, two, _ = hall.vote.tellers.order_by("number")
    words = {"actor": hall.secretary, "on": DAY, "batch_id": batch.pk}
    assert not sheets.enter(**words, teller_id=one.pk, votes={"yes": 3, "no": 1}, void=1)
    assert not sheets.enter(**words, teller_id=two.pk, votes={"yes": 4, "no": 0}, void=1)
    hall.put_shares()
    with pytest.raises(Refused, match="还不一致"):
        counts.count(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    assert sheets.enter(**words, teller_id=two.pk, votes={"yes": 3, "no": 1}, void=1)
    result = counts.count(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    assert result["votes"] == {"yes": 9, "no": 1, "abstain": 0}
    assert (result["void"], result["voters"], result["passed"]) == (1, 11, True)
    assert all(each.holds for each in verify(publishing.published(hall.vote_id)))


def test_more_sheets_back_than_given_out_void_the_vote(hall: Hall) -> None:
    sheets.print_sheets(actor=hall.secretary, on=DAY, vote_id=hall.vote_id, place="hall", number=6)
    sheets.give(actor=hall.secretary, on=DAY, vote_id=hall.vote_id, number=number_of(hall, 0), place="hall")
    hall.close()
    sheets.recover(actor=hall.secretary, on=DAY, batch_id=SheetBatch.objects.get().pk, number=2)
    counts.count(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    assert (hall.vote.state, "多于发出" in hall.vote.void_reason) == ("void", True)


def test_a_browser_that_cannot_votes_on_the_server_or_not_at_all(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_words: object, **_more: object) -> None:
        raise OSError("power cut")

    with monkeypatch.context() as broken:
        broken.setattr(boxes, "_batch", crash)
        with pytest.raises(OSError, match="power cut"):
            boxes.vote_here(actor=hall.member(0), on=DAY, vote_id=hall.vote_id, choice=choices.question("yes"))
    assert not Held.objects.exists()
    assert RollEntry.objects.get(vote=hall.vote_id, person=hall.voters[0]).channel == ""
    boxes.vote_here(actor=hall.member(0), on=DAY, vote_id=hall.vote_id, choice=choices.question("yes"))
    with pytest.raises(Refused, match="已经投过票"):
        boxes.vote_here(actor=hall.member(0), on=DAY, vote_id=hall.vote_id, choice=choices.question("no"))


def test_a_crash_between_roll_and_box_loses_nothing(hall: Hall) -> None:
    ballot = hall.ballot(
        0, choices.question("yes")
    )  # the roll is marked; the telephone dies before the ballot is dropped
    assert RollEntry.objects.get(vote=hall.vote_id, person=hall.voters[0]).channel == "phone"
    assert hall.drop(ballot) == hall.drop(ballot)


def test_a_candidate_neither_counts_nor_helps(cast: Cast) -> None:
    standing = [preparing.Standing(name) for name in ("江水生", "谷丰年")]
    with pytest.raises(Refused, match="候选人不能当监票人"):
        preparing.draw_up(
            actor=cast.actor("secretary", DAY), on=DAY,
            draft=draft(cast, form="election", code="party_election", slate=standing),
        )  # fmt: skip


def test_an_election_with_a_tie_a_second_ballot_and_a_seat_left(cast: Cast) -> None:
    slate = [preparing.Standing(name) for name in ("甲", "乙", "丙", "丁")]
    hall = opened(cast, 12, form="election", code="party_election", title="支部委员选举", seats=3, slate=slate)
    marks = {number: {1: "yes", 2: "yes", 3: "no", 4: "no"} for number in range(6)}
    marks |= {number: {1: "yes", 2: "no", 3: "yes", 4: "no"} for number in range(6, 12)}
    for number, given in marks.items():
        hall.drop(hall.ballot(number, choices.election(given, {})))
    result = counted(hall)
    assert (result["valid"], result["yes_needed"]) == (True, 8)
    assert (result["elected"], result["open_seats"]) == (["1"], 2)
    assert result["votes"] == {"1": 12, "2": 6, "3": 6, "4": 0}


def test_a_ballot_with_too_many_names_is_void_and_says_so(cast: Cast) -> None:
    slate = [preparing.Standing(name) for name in ("甲", "乙")]
    hall = opened(cast, 12, form="election", code="party_election", seats=1, slate=slate)
    for number in range(12):
        given = {1: "yes", 2: "yes"} if number == 0 else {1: "yes", 2: "no"}
        hall.drop(hall.ballot(number, choices.election(given, {})))
    result = counted(hall)
    assert (result["void"], result["votes"]["1"], result["elected"]) == (1, 11, ["1"])


def test_a_name_written_in_beside_a_no_counts(cast: Cast) -> None:
    slate = [preparing.Standing(name) for name in ("甲", "乙")]
    hall = opened(cast, 12, form="election", code="party_election", seats=1, slate=slate)
    for number in range(12):
        hall.drop(hall.ballot(number, choices.election({1: "no", 2: "no"}, {1: "丙"})))
    result = counted(hall)
    assert (result["elected"], result["votes"]["w:丙"]) == (["w:丙"], 12)
    assert all(
        each.holds for each in verify(publishing.published(hall.vote_id), keys=[e.text for e in hall.handed[:2]])
    )


def test_complaints_are_answered_before_the_result_stands(hall: Hall) -> None:
    from datetime import timedelta

    vote_all(hall)
    counted(hall)
    made = counts.complain(actor=hall.member(0), on=DAY, vote_id=hall.vote_id, text="有人替别人填票")
    later = DAY + timedelta(days=4)
    with pytest.raises(Refused, match="过后才能生效"):
        counts.confirm(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    with pytest.raises(Refused, match="没有答复"):
        counts.confirm(actor=hall.secretary, on=later, vote_id=hall.vote_id)
    with pytest.raises(Refused, match="期限已经过了"):
        counts.complain(actor=hall.member(1), on=later, vote_id=hall.vote_id, text="再说一遍")
    counts.answer(actor=hall.secretary, on=later, complaint_id=made, text="代写人已登记，不是候选人")
    counts.confirm(actor=hall.secretary, on=later, vote_id=hall.vote_id)
    assert hall.vote.state == "confirmed"


def test_a_recount_with_the_shares_gives_the_same(hall: Hall) -> None:
    vote_all(hall)
    counted(hall)
    with pytest.raises(Refused, match="还要2名监票人"):
        counts.recount(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    hall.put_shares()
    assert counts.recount(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    assert not hall.vote.tellers.exclude(share="").exists()


def test_annulment_needs_a_reason_and_leaves_the_ballots_sealed(hall: Hall) -> None:
    with pytest.raises(Refused, match="没有填写无效的理由"):
        counts.annul(actor=hall.secretary, on=DAY, vote_id=hall.vote_id, reason=" ")
    counts.annul(actor=hall.secretary, on=DAY, vote_id=hall.vote_id, reason="会场停电，名册遗失")
    assert hall.vote.state == "void"
    with pytest.raises(Refused, match="无效"):
        hall.say(0, "yes")


def test_probationary_and_suspended_members_stand_on_the_roll_without_a_vote(cast: Cast, hall: Hall) -> None:
    entry = RollEntry.objects.get(vote=hall.vote_id, person=hall.voters[0])
    entry.right = "probationary"
    entry.save()
    with pytest.raises(Refused, match="没有表决权"):
        hall.say(0, "yes")


def test_a_browser_seals_the_box_without_the_server_learning_the_key(cast: Cast) -> None:
    from zhendi.domain.ballots.sealing import shares

    hall = Hall(cast, [])
    hall.vote_id = preparing.draw_up(actor=hall.secretary, on=DAY, draft=draft(cast))
    rolls.fill_members(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    rolls.freeze(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    key = shares.new_key()
    parts = shares.split(key, threshold=2, tellers=3)
    given = {part.number: keys.commitment(part) for part in parts}
    words = {"actor": hall.secretary, "on": DAY, "vote_id": hall.vote_id}
    with pytest.raises(Refused, match="钥匙不对"):
        keys.seal(**words, point="04" + "00" * 64, commitments=given)
    with pytest.raises(Refused, match="每名监票人"):
        keys.seal(**words, point=box.public_of(key).hex(), commitments={1: "0" * 64})
    keys.seal(**words, point=box.public_of(key).hex(), commitments=given)
    assert (hall.vote.state, hall.vote.keyed_here) == ("sealed", False)


BAD = {
    "no tellers": ({"teller_ids": []}, "至少选两名监票人"),
    "one must not open": ({"threshold": 1}, "在 2 到 3 之间"),
    "past": ({"held_on": DAY.replace(year=2025)}, "不能早于今天"),
    "no title": ({"title": ""}, "没有填写标题"),
    "unknown": ({"code": "acclaim"}, "请选择投票的种类"),
    "too few": ({"form": "election", "code": "party_election", "slate": [preparing.Standing("甲")]}, "候选人至少2名"),
    "twins": (
        {"form": "election", "code": "party_election", "slate": [preparing.Standing("甲"), preparing.Standing("甲")]},
        "同名",
    ),
    "slate": ({"slate": [preparing.Standing("甲")]}, "没有候选人"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_draft_that_cannot_be_voted_on_says_why(cast: Cast, case: str) -> None:
    words, said = BAD[case]
    with pytest.raises(Refused, match=said):
        preparing.draw_up(actor=cast.actor("secretary", DAY), on=DAY, draft=draft(cast, **words))
    assert not Vote.objects.exists()


@pytest.mark.parametrize("name", ["stranger", "villager"])
def test_who_holds_no_votes_here_finds_no_organisation(cast: Cast, name: str) -> None:
    with pytest.raises(NotVisible):
        preparing.draw_up(actor=cast.actor(name, DAY), on=DAY, draft=draft(cast))

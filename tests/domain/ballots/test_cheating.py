"""Ways to cheat, and to find out: each is refused, or noticed by whoever checks. The rest stands in test_voting.py."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from tests.domain.ballots.hall import DAY, Hall, draft, number_of, opened
from zhendi.domain.ballots.counting import choices
from zhendi.domain.ballots.models import RollEntry, Teller, Vote, VoteStep
from zhendi.domain.ballots.models.box import Ballot as Held
from zhendi.domain.ballots.models.box import Batch
from zhendi.domain.ballots.operations import boxes, counts, keys, preparing, publishing, rolls
from zhendi.domain.ballots.sealing import blind, box, chain
from zhendi.domain.ballots.verifying import find, verify
from zhendi.kernel import clock
from zhendi.kernel.audit.models import Entry
from zhendi.kernel.errors import NotVisible, Refused

if TYPE_CHECKING:
    from tests.people import Cast

pytestmark = pytest.mark.django_db
ANSWERS = ["yes"] * 8 + ["no"] * 3 + ["abstain"]


@pytest.fixture
def hall(cast: Cast) -> Hall:
    """An open vote of twelve members besides the cast's own."""
    return opened(cast)


def vote_all(hall: Hall) -> None:
    for number, answer in enumerate(ANSWERS):
        hall.say(number, answer)


def counted(hall: Hall) -> dict[str, Any]:
    hall.close()
    hall.put_shares()
    return counts.count(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)


def failed(hall: Hall) -> set[str]:
    """What does not hold of the published file, the tellers' shares at hand."""
    given = [each.text for each in hall.handed[:2]]
    return {each.check for each in verify(publishing.published(hall.vote_id), keys=given) if not each.holds}


# --- Voting for another


def test_nobody_takes_the_credential_of_another(cast: Cast, hall: Hall) -> None:
    other = number_of(hall, 1)
    with clock.frozen(DAY):
        address = reverse("me-vote-credential", args=[hall.vote_id])
        answer = cast.client("member").post(address, {"blinded": "01" * 256, "number": other})
        desk = reverse("vote-desk-credential", args=[hall.vote_id])
        for name in ("member", "villager", "stranger"):
            refused = cast.client(name).post(desk, {"blinded": "01" * 256, "number": other})
            assert (refused.status_code, b"signed" in refused.content) in {(404, False), (422, False)}
    assert answer.status_code == 200
    assert RollEntry.objects.get(vote=hall.vote_id, number=other).channel == ""
    assert RollEntry.objects.get(vote=hall.vote_id, person=cast.people["member"]).channel == "phone"
    with pytest.raises(NotVisible):
        boxes.credential(actor=cast.actor("stranger", DAY), on=DAY, vote_id=hall.vote_id, blinded=b"\x01" * 256)


def test_a_credential_of_one_vote_is_worth_nothing_in_another(cast: Cast, hall: Hall) -> None:
    ballot = hall.ballot(0, choices.question("yes"))
    second = Hall(cast, hall.voters)
    second.vote_id = preparing.draw_up(actor=hall.secretary, on=DAY, draft=draft(cast, title="另一件"))
    rolls.fill_members(actor=hall.secretary, on=DAY, vote_id=second.vote_id)
    rolls.freeze(actor=hall.secretary, on=DAY, vote_id=second.vote_id)
    keys.seal_here(actor=hall.secretary, on=DAY, vote_id=second.vote_id)
    Vote.objects.filter(pk=second.vote_id).update(state="open")
    with pytest.raises(Refused, match="不是这次投票发出的"):
        second.drop(ballot)


# --- Receipts


def test_a_forged_receipt_and_one_of_another_vote_are_not_in_the_box(hall: Hall) -> None:
    vote_all(hall)
    counted(hall)
    file = publishing.published(hall.vote_id)
    vote = hall.vote
    mine = box.receipt(
        box.seal(bytes.fromhex(vote.box_key), choices.question("yes"), vote=vote.name, length=vote.length)
    )
    real = hall.receipts[0]
    swapped = ("B" if real[0] == "A" else "A") + real[1:]
    for code in (mine, swapped, real[:-1], real[:4], "%", "----", "A" * 500, "", " "):
        assert not publishing.holds_receipt(hall.vote_id, code)
        assert not find(file, code)
    assert publishing.holds_receipt(hall.vote_id, real)


def test_a_receipt_tells_a_buyer_nothing_of_the_choice(hall: Hall) -> None:
    """The same choice gives another ballot each time, so that no list of ballots by choice can be made."""
    vote = hall.vote
    sealed = {
        box.seal(bytes.fromhex(vote.box_key), choices.question("yes"), vote=vote.name, length=vote.length)
        for _ in range(20)
    }
    assert len(sealed) == 20
    assert len({len(each) for each in sealed}) == 1


# --- The database in somebody's hand


def _taken_out(_hall: Hall) -> None:
    Held.objects.filter(batch__number=1).first().delete()  # type: ignore[union-attr]  # there are ten


def _changed(_hall: Hall) -> None:
    held = Held.objects.filter(batch__number=1).first()
    assert held is not None
    other = Held.objects.filter(batch__number=2).first()
    assert other is not None
    Held.objects.filter(pk=held.pk).update(sealed=other.sealed)


def _swapped(_hall: Hall) -> None:
    first, second = Batch.objects.order_by("number")
    one, other = first.ballots.first(), second.ballots.first()
    assert one is not None
    assert other is not None
    Held.objects.filter(pk=one.pk).update(batch=second)
    Held.objects.filter(pk=other.pk).update(batch=first)


def _batch_gone(_hall: Hall) -> None:
    Batch.objects.filter(number=1).delete()


def _added(hall: Hall) -> None:
    """One more by whoever has the database: without the vote's key there is no signature for it."""
    key = blind.new_key()
    made = blind.blind(key.public_key(), b"mine")
    signature = blind.unblind(key.public_key(), made, blind.sign(key, made.message))
    vote = hall.vote
    sealed = box.seal(bytes.fromhex(vote.box_key), choices.question("no"), vote=vote.name, length=vote.length)
    Held.objects.create(
        key="0" * 32, vote=vote, credential="1" * 64, prepared=made.prepared.hex(), signature=signature.hex(),
        sealed=sealed.hex(), batch=Batch.objects.get(number=2),
    )  # fmt: skip
    _chained_anew(hall)


def _chained_anew(hall: Hall) -> None:
    """Work the chain out anew, as whoever knows how it is made can."""
    before = chain.START
    for batch in Batch.objects.filter(vote=hall.vote_id).order_by("number"):
        before = chain.batch_digest(before, [box.digest(bytes.fromhex(each.sealed)) for each in batch.ballots.all()])
        Batch.objects.filter(pk=batch.pk).update(digest=before.hex(), size=batch.ballots.count())


@pytest.mark.parametrize(
    ("deed", "noticed"),
    [
        (_taken_out, "chain"), (_changed, "chain"), (_swapped, "chain"), (_batch_gone, "chain"), (_added, "credentials"),
    ],
)  # fmt: skip
def test_a_box_that_was_touched_in_the_database_does_not_pass(hall: Hall, deed: Any, noticed: str) -> None:
    vote_all(hall)
    counted(hall)
    assert failed(hall) == set()
    deed(hall)
    assert noticed in failed(hall)


def test_a_ballot_taken_out_with_the_chain_worked_out_anew_is_noticed_by_number_and_by_what_was_written_down(
    hall: Hall,
) -> None:
    vote_all(hall)
    hall.close()
    said = hall.vote.steps.get(action=VoteStep.Action.CLOSED).note
    _taken_out(hall)
    _chained_anew(hall)
    hall.put_shares()
    result = counts.count(actor=hall.secretary, on=DAY, vote_id=hall.vote_id)
    assert (result["issued"], result["recovered"]) == (12, 11)
    (ends,) = [each.words for each in verify(publishing.published(hall.vote_id)) if each.check == "chain"]
    assert said.endswith(json.loads(Entry.objects.get(action="ballots.closed").detail)["box"][:16])
    assert said[-16:] not in ends


def test_the_end_of_an_untouched_box_is_what_was_written_down_when_it_closed(hall: Hall) -> None:
    vote_all(hall)
    counted(hall)
    (ends,) = [each.words for each in verify(publishing.published(hall.vote_id)) if each.check == "chain"]
    assert hall.vote.steps.get(action=VoteStep.Action.CLOSED).note[-16:] in ends


def test_a_result_that_was_changed_does_not_pass(hall: Hall) -> None:
    vote_all(hall)
    counted(hall)
    held = hall.vote.result
    for result, noticed in (
        (held | {"votes": held["votes"] | {"yes": 9, "no": 2}}, "sums"), (held | {"passed": not held["passed"]}, "outcome"),
        (held | {"good": 13}, "numbers"), (held | {"present": 99}, "numbers"), (held | {"written": {"yes": 8}}, "outcome"),
    ):  # fmt: skip
        Vote.objects.filter(pk=hall.vote_id).update(result=result)
        assert noticed in failed(hall)


def test_a_voter_added_to_a_frozen_roll_is_noticed(hall: Hall) -> None:
    RollEntry.objects.create(vote=hall.vote, number=99, name="鬼")
    vote_all(hall)
    counted(hall)
    found = verify(publishing.published(hall.vote_id), roll=publishing.roll_lines(hall.vote))
    assert [each.check for each in found if not each.holds] == ["roll"]


# --- Reading what is kept


def dump() -> str:
    """Every row of every table, as a backup holds it."""
    found: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found.extend(map(str, cursor.fetchall()))
    return "\n".join(found)


def test_a_backup_of_an_open_vote_holds_no_choice_no_receipt_and_no_key(hall: Hall) -> None:
    vote_all(hall)
    held = dump()
    public = hall.vote.credential_public
    assert public.splitlines()[1] in held  # the dump is whole
    for text in ('{"a"', '"a":', *hall.receipts, "BEGIN PRIVATE", *(each.text for each in hall.handed)):
        assert text not in held
    for each in hall.handed:
        assert each.text.replace(" ", "") not in held
    assert not Teller.objects.exclude(share="").exists()


def test_a_backup_after_the_count_holds_no_key_either(hall: Hall) -> None:
    vote_all(hall)
    counted(hall)
    held = dump()
    for each in hall.handed:
        assert each.text not in held
        assert each.text.replace(" ", "") not in held
    assert hall.vote.credential_key == ""


def test_no_table_of_votes_keeps_a_moment() -> None:
    """Days only. The one moment is of wrong codes, which nobody votes with."""
    moments = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("ballots").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.DateTimeField | models.TimeField)
    }
    assert moments == {"Guess.since"}


def test_the_trail_and_the_log_say_nothing_while_people_vote(
    cast: Cast, hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    before = list(Entry.objects.values_list("pk", flat=True))
    with clock.frozen(DAY), caplog.at_level(logging.DEBUG):
        client = cast.client("member")
        client.post(reverse("me-vote-here", args=[hall.vote_id]), {"answer": "no"})
        made = hall.ballot(0, choices.question("yes"))
        body = {"prepared": made.made.prepared.hex(), "signature": made.signature.hex(), "sealed": made.sealed.hex()}
        Client().post(reverse("vote-cast", args=[hall.vote_id]), json.dumps(body), content_type="application/json")
    assert Held.objects.count() == 2
    assert set(Entry.objects.values_list("pk", flat=True)) - set(before) == set()
    for text in ('"a"', "answer", body["sealed"][:20], body["prepared"][:20], hall.voters[0].name):
        assert text not in caplog.text


def test_every_answer_of_the_server_has_one_length_whatever_was_chosen(cast: Cast, hall: Hall) -> None:
    sizes, pages = set(), set()
    with clock.frozen(DAY):
        for number, answer in enumerate(("yes", "no", "abstain")):
            made = hall.ballot(number, choices.question(answer))
            body = {
                "prepared": made.made.prepared.hex(), "signature": made.signature.hex(), "sealed": made.sealed.hex(),
            }  # fmt: skip
            sent = json.dumps(body)
            got = Client().post(reverse("vote-cast", args=[hall.vote_id]), sent, content_type="application/json")
            sizes.add((len(sent), len(got.content), tuple(sorted(got.headers))))
            screen = cast.client("secretary").get(reverse("vote-screen", args=[hall.vote_id]))
            pages.add(len(screen.content.decode().replace(f"<b>{number + 1}</b>", "")))
    assert len(sizes) == 1
    assert len(pages) == 1


def test_a_ballot_with_names_written_in_is_no_longer_than_one_without(cast: Cast) -> None:
    slate = [preparing.Standing(name) for name in ("甲", "乙")]
    hall = opened(cast, 2, form="election", code="party_election", seats=1, slate=slate)
    plain = hall.ballot(0, choices.election({1: "yes", 2: "no"}, {}))
    longest = hall.ballot(1, choices.election({1: "no", 2: "no"}, {1: "长" * 60, 2: "名" * 60}))
    assert len(plain.sealed) == len(longest.sealed)

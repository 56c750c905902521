"""Many at the same moment: never two ballots, never a lost one, on both databases."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from django.db import OperationalError, connections

from tests.domain.ballots.hall import DAY, number_of, opened
from tests.domain.ballots.test_attendance import village
from zhendi.domain.ballots.counting import choices
from zhendi.domain.ballots.models import Proxy, RollEntry, Slip
from zhendi.domain.ballots.models.box import Ballot as Held
from zhendi.domain.ballots.models.box import Batch
from zhendi.domain.ballots.operations import boxes, proxies, sheets, slips
from zhendi.domain.ballots.sealing import blind
from zhendi.kernel.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.people import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(deeds: Sequence[Callable[[], object]]) -> list[object]:
    """Do all at the same moment, each on a connection of its own; a refusal is a result, a busy database tries again."""

    def one(deed: Callable[[], object]) -> object:
        try:
            for _ in range(200):
                try:
                    return deed()
                except OperationalError:
                    continue
                except Refused as refused:
                    return refused.code
            raise AssertionError("the database stayed busy")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(one, deeds))


def test_one_voter_on_two_devices_gets_one_credential(cast: Cast) -> None:
    hall = opened(cast)
    public = blind.read_public(hall.vote.credential_public)
    actor = hall.member(0)
    blinded = [blind.blind(public, secrets.token_bytes(32)).message for _ in range(8)]
    found = at_once([
        lambda each=each: boxes.credential(actor=actor, on=DAY, vote_id=hall.vote_id, blinded=each) for each in blinded
    ])  # fmt: skip
    assert sum(isinstance(each, bytes) for each in found) == 1
    assert found.count("voted") == 7


def test_one_ballot_eight_times_is_one_ballot(cast: Cast) -> None:
    hall = opened(cast)
    ballot = hall.ballot(0, choices.question("yes"))
    found = at_once([lambda: hall.drop(ballot)] * 8)
    assert len(set(found)) == 1
    assert Held.objects.count() == 1


def test_forty_voters_at_once_leave_forty_ballots_in_whole_batches(cast: Cast) -> None:
    hall = opened(cast, 40)
    ballots = [hall.ballot(number, choices.question("yes")) for number in range(40)]
    found = at_once([lambda each=each: hall.drop(each) for each in ballots])
    assert len(set(found)) == 40
    hall.close()
    assert Held.objects.count() == 40
    assert sum(Batch.objects.values_list("size", flat=True)) == 40
    assert RollEntry.objects.filter(channel="phone").count() == 40


def test_four_ways_at_the_same_moment_are_one_vote(cast: Cast) -> None:
    """Telephone, printed code, desk and paper: one gets through, the others hear that the voter has voted."""
    hall = opened(cast)
    number, vote = number_of(hall, 0), hall.vote_id
    words: dict[str, Any] = {"actor": hall.secretary, "on": DAY, "vote_id": vote}
    sheets.print_sheets(**words, place="hall", number=9)
    (printed,) = slips.issue(**words, numbers=[number])
    slip = Slip.objects.get(digest=slips.digest(printed.code))
    public = blind.read_public(hall.vote.credential_public)
    blinded = [blind.blind(public, secrets.token_bytes(32)).message for _ in range(3)]
    actor = hall.member(0)
    ways: list[Callable[[], object]] = [
        lambda: boxes.credential(actor=actor, on=DAY, vote_id=vote, blinded=blinded[0]),
        lambda: boxes.credential_by_slip(on=DAY, slip_id=slip.pk, blinded=blinded[1]),
        lambda: boxes.credential_at_desk(**words, number=number, blinded=blinded[2]),
        lambda: sheets.give(**words, number=number, place="hall"),
    ]
    found = at_once(ways * 2)
    entry = RollEntry.objects.get(vote=vote, number=number)
    paper = found.count(None)
    got = {bytes(each) for each in found if isinstance(each, bytes)}
    assert (len(got), paper) in {(1, 0), (0, 1)}
    assert bool(paper) is (entry.channel == "paper")
    assert all(each == "voted" or each is None or isinstance(each, bytes) for each in found)


def test_one_code_on_eight_telephones_is_one_ballot(cast: Cast) -> None:
    hall = opened(cast)
    (printed,) = slips.issue(actor=hall.secretary, on=DAY, vote_id=hall.vote_id, numbers=[1])
    slip = Slip.objects.get(digest=slips.digest(printed.code))
    found = at_once([lambda: boxes.slip_here(on=DAY, slip_id=slip.pk, choice=choices.question("yes"))] * 8)
    assert found.count("voted") == 7
    assert Held.objects.count() == 1


def test_a_lost_slip_replaced_twice_at_once_leaves_one_code(cast: Cast) -> None:
    hall = opened(cast)
    words: dict[str, Any] = {"actor": hall.secretary, "on": DAY, "vote_id": hall.vote_id}
    slips.issue(**words, numbers=[1])
    at_once([lambda: slips.replace(**words, number=1).code] * 4)
    assert Slip.objects.filter(void_on=None).count() == 1


def test_a_proxy_given_twice_at_once_is_one(cast: Cast) -> None:
    hall = village(cast)
    words: dict[str, Any] = {
        "actor": hall.secretary,
        "on": DAY,
        "vote_id": hall.vote_id,
        "relation": "child",
        "document": "委托书",
    }
    one, two, three = (number_of(hall, each) for each in range(3))
    found = at_once([lambda: proxies.accept(**words, giver=one, holder=two),
                     lambda: proxies.accept(**words, giver=one, holder=three)] * 2)  # fmt: skip
    assert found.count("given") == 3
    assert Proxy.objects.count() == 1

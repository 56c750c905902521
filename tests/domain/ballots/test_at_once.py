"""Many at the same moment: never two ballots, never a lost one, on both databases."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError, connections

from tests.domain.ballots.hall import DAY, opened
from zhendi.domain.ballots.counting import choices
from zhendi.domain.ballots.models import RollEntry
from zhendi.domain.ballots.models.box import Ballot as Held
from zhendi.domain.ballots.models.box import Batch
from zhendi.domain.ballots.operations import boxes
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

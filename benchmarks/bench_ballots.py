"""2,000 voters: credentials signed blindly, ballots dropped one by one, the box opened and counted, the file checked.

Yardsticks: a bare insert of the same bytes for the box, hashing alone for the check. How long other verifiable systems
take to check one ballot (Belenios about 18 ms, Helios about 100 ms) stands in the design; a line says ours.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from benchmarks.row import Row

VOTERS = 2_000
DAY = date(2026, 6, 1)
_OTHERS = 0.018  # seconds a ballot: Belenios, as published (design/performance.md)


def rows() -> Iterable[Row]:
    """The table's lines for the database at hand."""
    from django.db import connection

    from zhendi.kernel import clock

    with clock.frozen(DAY):
        yield from _measured(connection.display_name)


def _measured(database: str) -> Iterable[Row]:
    from zhendi.domain.ballots.operations import boxes, counts, hours, publishing
    from zhendi.domain.ballots.verifying import verify
    from zhendi.kernel.scope import Actor, Scope

    vote, handed, people = _open(VOTERS)
    actors = [Actor(None, "党员", Scope(None, each, "党员", (), DAY)) for each in people]
    blinded = [_blinded(vote) for _ in actors]
    signed: list[bytes] = []
    taken = _timed(lambda: signed.extend(
        boxes.credential(actor=actor, on=DAY, vote_id=vote.pk, blinded=made.message)
        for actor, made in zip(actors, blinded, strict=True)
    ))  # fmt: skip
    yield Row("D3 votes", database, f"{VOTERS} credentials signed", taken, "five seconds", 5.0, 1)
    ballots = [_ballot(vote, made, each) for made, each in zip(blinded, signed, strict=True)]
    bare = _timed(lambda: _bare(vote, ballots))
    cast = _timed(lambda: [boxes.drop(vote_id=vote.pk, **each) for each in ballots])
    yield Row("D1 votes", database, f"{VOTERS} ballots dropped one by one", cast, "bare inserts", bare)
    for actor in _both():
        hours.close_vote(actor=actor, on=DAY, vote_id=vote.pk)
    for teller, each in zip(vote.tellers.order_by("number")[:2], handed, strict=False):
        counts.put_share(actor=_both()[0], on=DAY, vote_id=vote.pk, teller_id=teller.pk, text=each.text)
    tallied = _timed(lambda: counts.count(actor=_both()[0], on=DAY, vote_id=vote.pk))
    yield Row("D3 votes", database, f"{VOTERS} opened and counted", tallied, "five seconds", 5.0, 1)
    file = publishing.published(vote.pk)
    checked = _timed(lambda: verify(file, keys=[each.text for each in handed[:2]]))
    alone = _timed(
        lambda: [hashlib.sha256(bytes.fromhex(each["sealed"])) for b in file["batches"] for each in b["ballots"]]
    )
    yield Row("D2 votes", database, f"{VOTERS} checked from the file", checked, "hashing alone", alone)
    yield Row("D2 votes", database, "one ballot checked", checked / VOTERS, "Belenios, published", _OTHERS, 3.6)


def _open(number: int) -> tuple[Any, Any, list[int]]:
    """An open vote of so many members, the tellers' shares, and the voters' keys."""
    from zhendi.domain.ballots.models import RollEntry, Vote
    from zhendi.domain.ballots.operations import hours, keys, preparing, rolls
    from zhendi.domain.orgs.models import Organisation
    from zhendi.domain.people.models import Person

    place = Organisation.objects.create(
        full_name="村支部", short_name="村支部", kind="branch", depth=1, path="0001", division_code="",
        founded_on=date(2020, 1, 1), founded_precision="d",
    )  # fmt: skip
    people = Person.objects.bulk_create(Person(name=f"党员{n}", sort_name=f"dy{n}") for n in range(number + 2))
    draft = preparing.Draft(place.pk, "question", "resolution", "修路", "", DAY, [each.pk for each in people[:2]])
    made = preparing.draw_up(actor=_both()[0], on=DAY, draft=draft)
    RollEntry.objects.bulk_create(
        RollEntry(vote_id=made, number=n, name=each.name, person=each) for n, each in enumerate(people[2:], 1)
    )
    rolls.freeze(actor=_both()[0], on=DAY, vote_id=made)
    handed = keys.seal_here(actor=_both()[0], on=DAY, vote_id=made)
    for actor in _both():
        hours.open_vote(actor=actor, on=DAY, vote_id=made)
    return Vote.objects.get(pk=made), handed, [each.pk for each in people[2:]]


def _both() -> tuple[Any, Any]:
    """Two persons who hold the vote."""
    from zhendi.kernel.scope import Actor, Scope

    one, other = (
        Actor(None, name, Scope(None, key, name, (), DAY, everything=True)) for key, name in ((-1, "甲"), (-2, "乙"))
    )
    return one, other


def _blinded(vote: Any) -> Any:
    from zhendi.domain.ballots.sealing import blind

    return blind.blind(blind.read_public(vote.credential_public), secrets.token_bytes(32))


def _ballot(vote: Any, made: Any, signed: bytes) -> dict[str, bytes]:
    from zhendi.domain.ballots.counting import choices
    from zhendi.domain.ballots.sealing import blind, box

    key = blind.read_public(vote.credential_public)
    sealed = box.seal(bytes.fromhex(vote.box_key), choices.question("yes"), vote=vote.name, length=vote.length)
    return {"prepared": made.prepared, "signature": blind.unblind(key, made, signed), "sealed": sealed}


def _bare(vote: Any, ballots: list[dict[str, bytes]]) -> None:
    """The same bytes by the plainest insert, each in a transaction, and taken out again."""
    from zhendi.domain.ballots.models.box import Ballot

    for each in ballots:
        Ballot.objects.create(
            key=secrets.token_hex(16), vote=vote, credential=hashlib.sha256(each["prepared"]).hexdigest(),
            prepared=each["prepared"].hex(), signature=each["signature"].hex(), sealed=each["sealed"].hex(),
        )  # fmt: skip
    Ballot.objects.all().delete()


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started

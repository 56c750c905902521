"""2,000 voters: credentials signed blindly, ballots dropped one by one, the box opened and counted, the file checked;
and 2,000 more who come eight at a time, as on the last evening.

Yardsticks: a bare insert of the same bytes for the box, hashing alone for the check. Other verifiable systems check one
ballot in about 18 ms (Belenios) and 100 ms (Helios), as published (design/performance.md); no library of either is kept
here, so what is measured anew is only the arithmetic that such a check cannot do without: the powers of its proofs, by
Python's own numbers. They prove that a ballot is well formed while it stays sealed; ours proves that it was given out,
and the tellers open it. The figures compare time, not what is proved.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

from benchmarks.row import Row

VOTERS = 2_000
DAY = date(2026, 6, 1)
_OTHERS = 0.018  # seconds a ballot: Belenios, as published (design/performance.md)
_MOST = 0.005  # seconds a ballot: what issue 6 asks for
_EVENING = 600.0  # seconds: ten minutes
# Three options, each with a proof of 0 or 1 (8 powers), and one of their sum (4), modulo 2048 bits to 256 bits (Helios).
_POWERS, _MODULUS, _EXPONENT = 28, 2048, 256
_AT_ONCE = 8


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

    vote, handed, people = _open(VOTERS, "0001")
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
    yield Row("D2 votes", database, "one ballot checked", checked / VOTERS, "five milliseconds", _MOST, 1)
    yield Row("D2 votes", database, "one ballot checked", checked / VOTERS, "Helios' powers, measured here", _powers())
    yield Row("D4 votes", database, f"{VOTERS} voters, {_AT_ONCE} at once", _evening(), "ten minutes", _EVENING, 1)


def _evening() -> float:
    """Seconds in which all come, so many at a time, each for a credential and with a ballot; an error ends the run."""
    from django.db import connections

    from zhendi.domain.ballots.models.box import Ballot
    from zhendi.domain.ballots.operations import boxes
    from zhendi.kernel.scope import Actor, Scope

    vote, _, people = _open(VOTERS, "0002")
    made = [_blinded(vote) for _ in people]

    def come(person: int, blinded: Any) -> None:
        actor = Actor(None, "党员", Scope(None, person, "党员", (), DAY))
        try:
            signed = boxes.credential(actor=actor, on=DAY, vote_id=vote.pk, blinded=blinded.message)
            boxes.drop(vote_id=vote.pk, **_ballot(vote, blinded, signed))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        taken = _timed(lambda: list(pool.map(come, people, made)))
    assert Ballot.objects.filter(vote=vote).count() == VOTERS
    return taken


def _powers() -> float:
    """Seconds for the powers in the proofs of one ballot of three options."""
    modulus = secrets.randbits(_MODULUS) | 1 << (_MODULUS - 1) | 1
    base, exponents = secrets.randbits(_MODULUS), [secrets.randbits(_EXPONENT) for _ in range(_POWERS)]
    return _timed(lambda: [pow(base, each, modulus) for each in exponents])


def _open(number: int, path: str) -> tuple[Any, Any, list[int]]:
    """An open vote of so many members of a branch at ``path``, the tellers' shares, and the voters' keys."""
    from zhendi.domain.ballots.models import RollEntry, Vote
    from zhendi.domain.ballots.operations import hours, keys, preparing, rolls
    from zhendi.domain.orgs.models import Organisation
    from zhendi.domain.people.models import Person

    place = Organisation.objects.create(
        full_name=f"村支部{path}", short_name="村支部", kind="branch", depth=1, path=path, division_code="",
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

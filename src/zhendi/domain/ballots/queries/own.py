"""A vote as its voter sees it, whether by the own page or by a printed code, and what the voter's browser needs."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from zhendi.domain.ballots.models import RollEntry, Slip, Vote
from zhendi.domain.ballots.queries.votes import CandidateRow, outcome
from zhendi.domain.ballots.sealing import blind
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import Scope


class Sealing(NamedTuple):
    """What a browser needs to blind and seal: all of it public."""

    name: str
    modulus: str
    box: str
    length: int


class OwnVote(NamedTuple):
    """A vote as its voter sees it, with what the voter's browser needs."""

    id: int
    title: str
    text: str
    form: str
    organisation: str
    held_on: date
    state: str
    state_title: str
    seats: int
    candidates: tuple[CandidateRow, ...]
    write_in: bool
    said: str
    complaints_until: date | None
    void_reason: str
    sealing: Sealing


def ballot(scope: Scope, vote_id: int) -> tuple[OwnVote, bool]:
    """A vote on whose roll the reader stands, and whether the reader may still vote; ``NotVisible`` else. Two queries."""
    rows = RollEntry.objects.select_related("vote__organisation").filter(vote=vote_id, person=scope.person_id)
    entry = rows.first() if scope.person_id is not None else None
    if entry is None:
        raise NotVisible(f"vote {vote_id}")
    return _own(entry.vote), entry.right == RollEntry.Right.FULL and not entry.channel


def slip_ballot(slip_id: int) -> tuple[OwnVote, bool]:
    """The same for whoever has entered a printed code; ``NotVisible`` for a void one. Two queries."""
    slip = Slip.objects.select_related("vote__organisation", "entry").filter(pk=slip_id, void_on=None).first()
    if slip is None:
        raise NotVisible(f"slip {slip_id}")
    return _own(slip.vote), not slip.entry.channel


def _own(vote: Vote) -> OwnVote:
    rows = vote.candidates.order_by("number").values_list("number", "name", "words")
    return OwnVote(
        vote.pk, vote.title, vote.text, vote.form, vote.organisation.short_name or vote.organisation.full_name,
        vote.held_on, vote.state, vote.get_state_display(), vote.seats, tuple(CandidateRow(*row) for row in rows),
        bool(vote.rule.get("write_in")), outcome(vote.result), vote.complaints_until, vote.void_reason, _sealing(vote),
    )  # fmt: skip


def sealing(scope: Scope, vote_id: int) -> Sealing:
    """The public keys of a vote that the reader sees or may vote in."""
    vote = Vote.objects.visible_to(scope).filter(pk=vote_id).first()
    if vote is None:
        raise NotVisible(f"vote {vote_id}")
    return _sealing(vote)


def _sealing(vote: Vote) -> Sealing:
    modulus = blind.read_public(vote.credential_public).public_numbers().n if vote.credential_public else 0
    return Sealing(vote.name.hex(), f"{modulus:x}", vote.box_key, vote.length)

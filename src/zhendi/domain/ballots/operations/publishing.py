"""What is published of a vote: the file from which anybody can check it. It names nobody and shows no choice."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from zhendi.domain.ballots.models import RollEntry, Vote
from zhendi.domain.ballots.models.box import Ballot, Batch
from zhendi.domain.ballots.operations import rolls, sheets
from zhendi.domain.ballots.sealing import box
from zhendi.domain.ballots.verifying import FORMAT
from zhendi.kernel.errors import NotVisible

_PUBLIC = (Vote.State.COUNTED, Vote.State.CONFIRMED)
_PAPER = (RollEntry.Channel.PAPER, RollEntry.Channel.CARRIED)
_ONLINE = (RollEntry.Channel.PHONE, RollEntry.Channel.DESK)


def published(vote_id: int) -> dict[str, Any]:
    """The file of a counted vote, for whoever asks; ``NotVisible`` before it is counted. Six queries."""
    vote = Vote.objects.filter(pk=vote_id, state__in=_PUBLIC).select_related("organisation").first()
    if vote is None:
        raise NotVisible(f"vote {vote_id}")
    return {
        "format": FORMAT, "vote": _vote(vote), "roll": _roll(vote), "keys": _keys(vote), "batches": _batches(vote),
        "paper": _paper(vote), "result": vote.result,
    }  # fmt: skip


def roll_lines(vote: Vote) -> list[str]:
    """The frozen roll as it was hashed, for those whom it concerns: it holds names."""
    return [rolls.roll_line(each) for each in vote.roll.order_by("number")]


def holds_receipt(vote_id: int, code: str) -> bool:
    """Whether the ballot of a receipt code lies in the box of a counted vote. One query."""
    wanted = code.replace(" ", "").replace("-", "").upper()
    rows = Ballot.objects.filter(vote=vote_id, vote__state__in=_PUBLIC).values_list("sealed", flat=True)
    return bool(wanted) and any(box.receipt(bytes.fromhex(each)).replace("-", "") == wanted for each in rows.iterator())


def _vote(vote: Vote) -> dict[str, Any]:
    return {
        "name": vote.name.hex(), "title": vote.title, "form": vote.form, "seats": vote.seats,
        "held_on": vote.held_on.isoformat(), "organisation": vote.organisation.full_name, "rule": vote.rule,
        "candidates": {str(each.number): each.name for each in vote.candidates.order_by("number")}, "length": vote.length,
    }  # fmt: skip


def _roll(vote: Vote) -> dict[str, Any]:
    channels = list(vote.roll.values_list("channel", flat=True))
    return {
        "digest": vote.roll_digest, "lines": len(channels), "due": vote.due,
        "online": sum(each in _ONLINE for each in channels), "paper": sum(each in _PAPER for each in channels),
        "written": channels.count(RollEntry.Channel.WRITTEN),
    }  # fmt: skip


def _keys(vote: Vote) -> dict[str, Any]:
    return {
        "credentials": vote.credential_public, "box": vote.box_key, "threshold": vote.threshold, "here": vote.keyed_here,
        "tellers": [
            {"number": each.number, "name": each.name, "commitment": each.commitment} for each in vote.tellers.order_by("number")
        ],
    }  # fmt: skip


def _batches(vote: Vote) -> list[dict[str, Any]]:
    """Batches in their order, the ballots inside in the order of their digests: the order of nothing that happened."""
    inside: dict[int, list[dict[str, str]]] = defaultdict(list)
    rows = Ballot.objects.filter(vote=vote).values_list("batch__number", "prepared", "signature", "sealed")
    for number, prepared, signature, sealed in rows.iterator():
        inside[number].append({"prepared": prepared, "signature": signature, "sealed": sealed})
    return [
        {
            "number": batch.number, "digest": batch.digest,
            "ballots": sorted(inside[batch.number], key=lambda each: box.digest(bytes.fromhex(each["sealed"]))),
        }
        for batch in Batch.objects.filter(vote=vote).order_by("number")
    ]  # fmt: skip


def _paper(vote: Vote) -> list[dict[str, Any]]:
    found = []
    for batch in vote.sheets.order_by("number").prefetch_related("counts"):
        agreed = sheets.settled(batch)
        found.append({
            "number": batch.number, "place": batch.place, "printed": batch.printed, "recovered": batch.recovered or 0,
            "votes": agreed.votes if agreed else {}, "void": agreed.void if agreed else 0,
        })  # fmt: skip
    return found


def require_public(vote_id: int) -> None:
    """``NotVisible`` unless the vote is counted: what is under way is nobody's business but the voters'."""
    if not Vote.objects.filter(pk=vote_id, state__in=_PUBLIC).exists():
        raise NotVisible(f"vote {vote_id}")

"""Written opinions handed in before the meeting, where the rule counts them: as votes, not for the quorum.

Who handed one in stands on the roll; what it says is read by two tellers, each alone, like paper (``sheets.enter``).
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F, Max

from zhendi.domain.ballots import access
from zhendi.domain.ballots.counting.rules import restored
from zhendi.domain.ballots.models import RollEntry, SheetBatch, Vote
from zhendi.domain.ballots.operations import steps
from zhendi.kernel.audit import record
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor

_BEFORE = (Vote.State.FROZEN, Vote.State.SEALED)


@transaction.atomic
def hand_in(*, actor: Actor, on: date, vote_id: int, number: int) -> None:
    """A voter (number of the roll) who will be absent has handed in an opinion; no other way to vote is open any more.

    ``Refused`` where the rule does not count them, once voting has started, for who has no vote or handed one in.
    """
    vote = steps.in_state(access.require_hold(actor, steps.locked(vote_id)), *_BEFORE)
    if not restored(vote.rule).written:
        raise Refused("按这次投票的规定，会前的书面意见不计票。", code="not_counted")
    entry = _entry(vote, number)
    if entry.right != RollEntry.Right.FULL:
        raise Refused(f"{entry.name}在这次投票中没有表决权。", code="no_right", field="number")
    if entry.channel:
        raise Refused(f"已经收到{entry.name}的书面意见。", code="voted", field="number")
    entry.channel, entry.voted_on = RollEntry.Channel.WRITTEN, on
    entry.save(update_fields=["channel", "voted_on"])
    batch = vote.sheets.filter(place=SheetBatch.Place.WRITTEN).first()
    if batch is None:
        last = vote.sheets.aggregate(last=Max("number"))["last"] or 0
        batch = SheetBatch.objects.create(vote=vote, number=last + 1, place=SheetBatch.Place.WRITTEN, printed=0)
    SheetBatch.objects.filter(pk=batch.pk).update(printed=F("printed") + 1)
    _trail(actor, on, vote, "opinion", f"收到{entry.number}号{entry.name}的会前书面意见", number)


@transaction.atomic
def take_back(*, actor: Actor, on: date, vote_id: int, number: int) -> None:
    """The voter comes after all and takes the opinion back, unopened. ``Refused`` once voting has ended."""
    vote = steps.in_state(access.require_hold(actor, steps.locked(vote_id)), *_BEFORE, Vote.State.OPEN)
    entry = _entry(vote, number)
    if entry.channel != RollEntry.Channel.WRITTEN:
        raise Refused(f"没有收到{entry.name}的书面意见。", code="none", field="number")
    entry.channel, entry.voted_on = "", None
    entry.save(update_fields=["channel", "voted_on"])
    batches = vote.sheets.filter(place=SheetBatch.Place.WRITTEN)
    batches.update(printed=F("printed") - 1)
    batches.filter(printed=0).delete()
    _trail(actor, on, vote, "opinion_back", f"退回{entry.number}号{entry.name}的会前书面意见", number)


def _entry(vote: Vote, number: int) -> RollEntry:
    entry = vote.roll.select_for_update(of=("self",)).filter(number=number).first()
    if entry is None:
        raise Refused("名册上没有这个号。", code="number_unknown", field="number")
    return entry


def _trail(actor: Actor, on: date, vote: Vote, word: str, summary: str, number: int) -> None:
    record(
        actor=actor, action=f"ballots.{word}", on=on, subject_type="ballots.Vote", subject_id=vote.pk, path=vote.path,
        summary=f"投票“{vote.title}”：{summary}", detail={"number": number},
    )  # fmt: skip

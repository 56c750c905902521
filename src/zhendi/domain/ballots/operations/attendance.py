"""Who is present: registered at the desk or by a list, whether or not they vote. Who votes counts as present anyhow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q

from zhendi.domain.ballots import access
from zhendi.domain.ballots.models import RollEntry, Vote
from zhendi.domain.ballots.operations import steps
from zhendi.kernel import parameters
from zhendi.kernel.audit import record
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor

PHONE_PRESENT = "ballots.phone_present"
_MEETING = (Vote.State.FROZEN, Vote.State.SEALED, Vote.State.OPEN)


@transaction.atomic
def register(*, actor: Actor, on: date, vote_id: int, numbers: Sequence[int]) -> int:
    """Register voters (numbers of the roll) as present; gives how many were not before.

    ``Refused`` for a number that is not on the roll, for who has no vote (they do not count), and once voting has ended.
    """
    vote = steps.in_state(access.require_hold(actor, steps.locked(vote_id)), *_MEETING)
    wanted = set(numbers)
    if not wanted:
        raise Refused("没有选人。", code="nobody", field="numbers")
    held = dict(vote.roll.filter(number__in=wanted).values_list("number", "right"))
    if missing := sorted(wanted - set(held)):
        raise Refused(f"名册上没有这些号：{_listed(missing)}。", code="number_unknown", field="numbers")
    if without := sorted(number for number, right in held.items() if right != RollEntry.Right.FULL):
        raise Refused(f"没有表决权的不计入实到：{_listed(without)}号。", code="no_right", field="numbers")
    made = vote.roll.filter(number__in=wanted, present_on=None).update(present_on=on)
    if made:
        _trail(actor, on, vote, "present", f"登记到会{made}人", made)
    return made


@transaction.atomic
def take_back(*, actor: Actor, on: date, vote_id: int, number: int) -> None:
    """One was registered as present by mistake. ``Refused`` for a number that is not on the roll."""
    vote = steps.in_state(access.require_hold(actor, steps.locked(vote_id)), *_MEETING)
    if not vote.roll.filter(number=number).exists():
        raise Refused("名册上没有这个号。", code="number_unknown", field="number")
    if vote.roll.filter(number=number).exclude(present_on=None).update(present_on=None):
        _trail(actor, on, vote, "absent", f"取消{number}号的到会登记", 1)


def present(vote: Vote) -> int:
    """How many with a vote are present: registered, or voted in the hall, at the desk, into the carried box.

    Who voted by telephone counts where the county says so (``ballots.phone_present``, of the day the roll was frozen);
    who handed an opinion in before the meeting does not. One query.
    """
    ways = [RollEntry.Channel.PAPER, RollEntry.Channel.CARRIED, RollEntry.Channel.DESK]
    if parameters.load().integer(PHONE_PRESENT, vote.rule_on or vote.held_on):
        ways.append(RollEntry.Channel.PHONE)
    there = Q(channel__in=ways) | (~Q(present_on=None) & ~Q(channel=RollEntry.Channel.WRITTEN))
    return vote.roll.filter(there, right=RollEntry.Right.FULL).count()


def _listed(numbers: Sequence[int]) -> str:
    """The first ten numbers, as a sentence names them."""
    return "、".join(map(str, numbers[:10])) + ("等" if len(numbers) > 10 else "")


def _trail(actor: Actor, on: date, vote: Vote, word: str, summary: str, number: int) -> None:
    record(
        actor=actor, action=f"ballots.{word}", on=on, subject_type="ballots.Vote", subject_id=vote.pk, path=vote.path,
        summary=f"投票“{vote.title}”：{summary}", detail={"number": number},
    )  # fmt: skip

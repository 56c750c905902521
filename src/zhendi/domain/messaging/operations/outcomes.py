"""Writing down what a gateway said of messages; used by the sender and by whoever asks afterwards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from zhendi.domain.messaging import rows
from zhendi.domain.messaging.gateways import Carrier, Verdict
from zhendi.domain.messaging.limits import Limits, limits
from zhendi.domain.messaging.models import Message, MessageQuerySet, State
from zhendi.domain.messaging.operations import health
from zhendi.kernel import bulk

if TYPE_CHECKING:
    from zhendi.domain.messaging.operations.looking import Work


class Sent(NamedTuple):
    """What a run did: handed over and taken; no longer wanted; put off; refused or failed for good; unsure."""

    accepted: int = 0
    dropped: int = 0
    later: int = 0
    failed: int = 0
    unsure: int = 0

    def plus(self, other: Sent) -> Sent:
        """Both together."""
        return Sent(*(mine + its for mine, its in zip(self, other, strict=True)))


@transaction.atomic
def write_down(
    works: Sequence[Work], verdicts: Sequence[Verdict], *, carrier: Carrier, worker: str, now: datetime
) -> Sent:
    """What the gateway said of each, where the claim still holds (a receipt may have been faster).

    What is unsure stays in hand: it is asked for when its lease runs out.
    """
    messages = {work.message.key: work.message for work in works}
    said: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        said[verdict.outcome].append(verdict)
    mine = Message.objects.filter(state=State.SENDING, claim=worker)
    taken(mine, [(messages[each.key].pk, each.reference) for each in said["accepted"]], now)
    reasons: dict[str, list[int]] = defaultdict(list)
    for verdict in said["refused"]:
        reasons[verdict.reason or "通道不收"].append(messages[verdict.key].pk)
    for reason, ids in reasons.items():
        fail(mine.filter(rows.among(ids)), reason)
    ended = again(mine, [(messages[v.key].pk, messages[v.key].tries + 1, v.reason) for v in said["later"]], now)
    health.noted(carrier, {outcome: len(found) for outcome, found in said.items()}, _fault(verdicts), now)
    later, refused = len(said["later"]) - ended, len(said["refused"]) + ended
    return Sent(len(said["accepted"]), 0, later, refused, len(said["uncertain"]))


def taken(of: MessageQuerySet, found: Sequence[tuple[int, str]], now: datetime) -> None:
    """A gateway has taken these, under its own reference."""
    if not found:
        return
    of.filter(rows.among(pk for pk, _ in found)).update(
        state=State.SENT, sent_at=now, reason="", next_try_at=None, claimed_at=None
    )
    bulk.update(Message, ("reference",), [(pk, reference) for pk, reference in found if reference])


def fail(of: MessageQuerySet, reason: str) -> int:
    """These will not arrive: they go to the call list; gives how many."""
    return of.update(state=State.FAILED, reason=reason[:80], next_try_at=None, claimed_at=None)


def again(of: MessageQuerySet, found: Sequence[tuple[int, int, str]], now: datetime) -> int:
    """These were certainly not taken (key, tries so far, why): tried again after a while, or failed after the last
    try. Gives how many failed; one statement for each number of tries and reason.
    """
    bound = limits(now.date())
    groups: dict[tuple[int, str], list[int]] = defaultdict(list)
    for pk, tries, reason in found:
        groups[tries, reason[:60]].append(pk)
    return sum(_again(of.filter(rows.among(ids)), tries, reason, bound, now) for (tries, reason), ids in groups.items())


def _again(of: MessageQuerySet, tries: int, reason: str, bound: Limits, now: datetime) -> int:
    if tries >= bound.tries:
        return fail(of, f"试了{tries}次没发出去：{reason}")
    of.update(
        state=State.QUEUED, claim="", claimed_at=None, sent_on=None, reason=reason,
        next_try_at=now + bound.wait(tries),
    )  # fmt: skip
    return 0


def _fault(verdicts: Sequence[Verdict]) -> str:
    return next((each.reason for each in verdicts if each.outcome in ("later", "uncertain")), "")

"""Paper in the hall and in the carried box: sheets, who got one, what came back, and two tellers' counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import Max

from zhendi.domain.ballots import access
from zhendi.domain.ballots.counting.choices import ANSWERS, WRITTEN
from zhendi.domain.ballots.models import PaperCount, RollEntry, SheetBatch, Teller, Vote
from zhendi.domain.ballots.operations import proxies, steps
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

_MOST = 20_000
_CHANNEL: Mapping[str, str] = {
    SheetBatch.Place.HALL: RollEntry.Channel.PAPER, SheetBatch.Place.CARRIED: RollEntry.Channel.CARRIED,
}  # fmt: skip


@transaction.atomic
def print_sheets(*, actor: Actor, on: date, vote_id: int, place: str, number: int) -> int:
    """So many numbered sheets are printed for a place; gives the batch's key."""
    vote = steps.in_state(
        access.require_hold(actor, steps.locked(vote_id)), Vote.State.FROZEN, Vote.State.SEALED, Vote.State.OPEN
    )
    _require_place(place)
    if not 1 <= number <= _MOST:
        raise Refused(f"张数在 1 到 {_MOST} 之间。", code="number", field="number")
    last = vote.sheets.aggregate(last=Max("number"))["last"] or 0
    made = SheetBatch.objects.create(vote=vote, number=last + 1, place=place, printed=number)
    _trail(actor, on, vote, "printed", f"印制第{made.number}批纸票{number}张", {"batch": made.number, "sheets": number})
    return made.pk


@transaction.atomic
def give(
    *, actor: Actor, on: date, vote_id: int, number: int, place: str, helper: str = "", proxy: bool = False
) -> None:
    """A voter gets a sheet: the roll says so, and no other way to vote is open to the voter any more.

    ``proxy``: the holder of the voter's written proxy gets it. ``Refused`` for who has voted, has no vote, is helped by
    a candidate, has given the vote away and comes all the same, and when no sheet of the place is left.
    """
    vote = steps.in_state(access.require_hold(actor, steps.locked(vote_id)), Vote.State.OPEN)
    _require_place(place)
    entry = vote.roll.select_for_update().filter(number=number).first()
    if entry is None:
        raise Refused("名册上没有这个号。", code="number_unknown", field="number")
    if entry.right != RollEntry.Right.FULL:
        raise Refused(f"{entry.name}在这次投票中没有表决权。", code="no_right")
    if entry.channel:
        raise Refused(f"{entry.name}已经投过票或领过票了。", code="voted")
    proxies.require_brought(entry, proxy=proxy)
    if helper.strip() and vote.candidates.filter(name=helper.strip()).exists():
        raise Refused("候选人不能替别人填票，请另找一个人。", code="helper_stands", field="helper")
    channel = _CHANNEL[place]
    printed = sum(vote.sheets.filter(place=place).values_list("printed", flat=True))
    if vote.roll.filter(channel=channel).count() >= printed:
        raise Refused("这里印的纸票已经发完，先加印。", code="no_sheets")
    entry.channel, entry.voted_on, entry.helped_by = channel, on, words(helper, 60, "代写人", "helper", needed=False)
    entry.save(update_fields=["channel", "voted_on", "helped_by"])


@transaction.atomic
def recover(*, actor: Actor, on: date, batch_id: int, number: int) -> None:
    """So many sheets of a batch came back into the box. Too many are recorded too: the count declares the vote void."""
    batch, vote = _batch(actor, batch_id)
    if not 0 <= number <= _MOST:
        raise Refused(f"张数在 0 到 {_MOST} 之间。", code="number", field="number")
    batch.recovered = number
    batch.save(update_fields=["recovered"])
    batch.counts.all().delete()
    _trail(
        actor, on, vote, "recovered", f"第{batch.number}批纸票收回{number}张", {"batch": batch.number, "sheets": number}
    )


@transaction.atomic
def enter(*, actor: Actor, on: date, batch_id: int, teller_id: int, votes: Mapping[str, int], void: int) -> bool:
    """One teller's count of a batch; gives whether two counts agree now.

    ``Refused`` before the sheets that came back are counted, and for sums that do not add up.
    """
    batch, vote = _batch(actor, batch_id)
    teller = Teller.objects.filter(pk=teller_id, vote=vote).first()
    if teller is None:
        raise NotVisible(f"teller {teller_id}")
    if batch.recovered is None:
        raise Refused("先登记收回的张数。", code="not_recovered")
    given = _checked(vote, batch, votes, void)
    PaperCount.objects.update_or_create(batch=batch, teller=teller, defaults={"votes": given, "void": void, "on": on})
    _trail(actor, on, vote, "entered", f"监票人{teller.name}录入第{batch.number}批纸票", {"batch": batch.number})
    return settled(batch) is not None


def settled(batch: SheetBatch) -> PaperCount | None:
    """A count of the batch on which two tellers agree; ``None`` while there is none."""
    counts = list(batch.counts.order_by("pk"))
    for first in counts:
        for second in counts:
            if first.pk < second.pk and (first.votes, first.void) == (second.votes, second.void):
                return first
    return None


def options(vote: Vote) -> tuple[str, ...]:
    """What may be counted: the three answers, or the candidates' numbers."""
    numbers = tuple(str(each) for each in vote.candidates.order_by("number").values_list("number", flat=True))
    return numbers or ANSWERS


def _require_place(place: str) -> None:
    """Where sheets are printed for; opinions handed in before the meeting are on no sheet."""
    if place not in _CHANNEL:
        raise Refused("请选择纸票用在哪里。", code="place", field="place")


def _checked(vote: Vote, batch: SheetBatch, votes: Mapping[str, int], void: int) -> dict[str, int]:
    known = options(vote)
    given = {name: votes.get(name, 0) for name in (*known, *_written(vote, votes))}
    good = (batch.recovered or 0) - void
    if set(votes) - set(given) or void < 0 or min(given.values()) < 0 or good < 0:
        raise Refused("票数不能小于零，废票不能多于收回的票。", code="negative", field="void")
    if vote.form == Vote.Form.QUESTION and sum(given.values()) != good:
        raise Refused(f"赞成、反对、弃权加起来应是{good}，现在是{sum(given.values())}。", code="sum", field="votes")
    if vote.form == Vote.Form.ELECTION and max(given.values()) > good:
        raise Refused(f"任何一名候选人的票不能多于有效票{good}张。", code="sum", field="votes")
    if vote.form == Vote.Form.ELECTION and sum(given.values()) > good * vote.seats:
        raise Refused(f"得票加起来不能多于{good}张乘应选{vote.seats}名。", code="sum", field="votes")
    return given


def _written(vote: Vote, votes: Mapping[str, int]) -> list[str]:
    """Names written in, where the rule allows them."""
    allowed = vote.form == Vote.Form.ELECTION and bool(vote.rule.get("write_in"))
    return sorted(name for name in votes if allowed and name.startswith(WRITTEN) and name[len(WRITTEN) :].strip())


def _batch(actor: Actor, batch_id: int) -> tuple[SheetBatch, Vote]:
    batch = SheetBatch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None:
        raise NotVisible(f"sheets {batch_id}")
    vote = access.require_hold(actor, steps.locked(batch.vote_id))
    return batch, steps.in_state(vote, Vote.State.CLOSED)


def _trail(actor: Actor, on: date, vote: Vote, word: str, summary: str, detail: Mapping[str, int]) -> None:
    record(
        actor=actor, action=f"ballots.sheets_{word}", on=on, subject_type="ballots.Vote", subject_id=vote.pk, path=vote.path,
        summary=f"投票“{vote.title}”：{summary}", detail=detail,
    )  # fmt: skip

"""The box is opened by enough tellers, counted once for all ways of voting, and the result stands or is declared void."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from zhendi.domain.ballots import access
from zhendi.domain.ballots.counting import choices
from zhendi.domain.ballots.counting.choices import Sums
from zhendi.domain.ballots.counting.concluding import outcome_of
from zhendi.domain.ballots.counting.rules import VoteRule, restored
from zhendi.domain.ballots.counting.sheets import recovered_fit
from zhendi.domain.ballots.models import Complaint, RollEntry, SheetBatch, Teller, Vote, VoteStep
from zhendi.domain.ballots.models.box import Ballot
from zhendi.domain.ballots.operations import attendance, keys, sheets, steps
from zhendi.domain.ballots.sealing import box, shares
from zhendi.kernel import parameters
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

COMPLAINT_DAYS = "ballots.complaint_days"
_VOID_SHEETS = "收回的票多于发出的票，按规定整次投票无效"
_PAPER = (RollEntry.Channel.PAPER, RollEntry.Channel.CARRIED)


@transaction.atomic
def put_share(*, actor: Actor, on: date, vote_id: int, teller_id: int, text: str) -> int:
    """A teller puts the own share in, to count or to count again; gives how many are still needed.

    ``Refused`` for a share that is not the teller's.
    """
    vote = _holding(actor, vote_id, Vote.State.CLOSED, Vote.State.COUNTED)
    teller = vote.tellers.select_for_update().filter(pk=teller_id).first()
    if teller is None:
        raise NotVisible(f"teller {teller_id}")
    try:
        share = shares.read(text)
    except ValueError:
        raise Refused("钥匙没有抄对，请再核对一遍。", code="share", field="share") from None
    if share.number != teller.number or keys.commitment(share) != teller.commitment:
        raise Refused(f"这不是{teller.name}的钥匙。", code="not_the_share", field="share")
    teller.share, teller.given_on = shares.written(share), on
    teller.save(update_fields=["share", "given_on"])
    return max(vote.threshold - vote.tellers.exclude(share="").count(), 0)


@transaction.atomic
def count(*, actor: Actor, on: date, vote_id: int) -> dict[str, Any]:
    """Open the box, count all, and keep the result; the tellers' shares are forgotten. Gives the result.

    More sheets back than given out make the vote void, and nothing is counted. ``Refused`` while shares are missing and
    while two tellers do not agree on the paper.
    """
    vote = _holding(actor, vote_id, Vote.State.CLOSED)
    batches = list(vote.sheets.order_by("number"))
    if any(batch.recovered is None for batch in batches):
        raise Refused("还有纸票没有登记收回的张数。", code="not_recovered")
    if not _all_fit(vote, batches):
        return _declare_void(vote, _VOID_SHEETS, actor, on)
    found = _result(vote, batches, _key(vote))
    vote.result, vote.state = found, Vote.State.COUNTED
    vote.complaints_until = on + timedelta(days=parameters.load().integer(COMPLAINT_DAYS, on))
    vote.tellers.update(share="")
    vote.credential_key = ""
    steps.done(vote, VoteStep.Action.COUNTED, actor=actor, on=on, note=_said(found), detail={"result": found})
    return found


@transaction.atomic
def recount(*, actor: Actor, on: date, vote_id: int) -> bool:
    """Count again with the shares put in anew; gives whether the same came out. The first result stands until voided."""
    vote = _holding(actor, vote_id, Vote.State.COUNTED)
    found = _result(vote, list(vote.sheets.order_by("number")), _key(vote))
    same = all(found.get(name) == value for name, value in vote.result.items())
    vote.tellers.update(share="")
    note = "与原结果一致" if same else "与原结果不一致"
    steps.done(vote, VoteStep.Action.RECOUNTED, actor=actor, on=on, note=note, detail={"same": same})
    return same


@transaction.atomic
def complain(*, actor: Actor, on: date, vote_id: int, text: str) -> int:
    """Whoever may see the vote objects to its result within the period; gives the objection's key."""
    vote = Vote.objects.visible_to(actor.scope).filter(pk=vote_id).first()
    if vote is None:
        raise NotVisible(f"vote {vote_id}")
    steps.in_state(vote, Vote.State.COUNTED)
    if vote.complaints_until and on > vote.complaints_until:
        raise Refused("提意见的期限已经过了，请向上级党组织反映。", code="late")
    said = words(text, 400, "意见", "text")
    made = Complaint.objects.create(vote=vote, person_id=actor.scope.person_id, name=actor.label[:60], text=said, on=on)
    return made.pk


@transaction.atomic
def answer(*, actor: Actor, on: date, complaint_id: int, text: str) -> None:
    """Answer an objection."""
    found = Complaint.objects.select_for_update().filter(pk=complaint_id).first()
    if found is None:
        raise NotVisible(f"complaint {complaint_id}")
    access.require_hold(actor, steps.locked(found.vote_id))
    found.answer, found.answered_on = words(text, 400, "答复", "answer"), on
    found.save(update_fields=["answer", "answered_on"])


@transaction.atomic
def confirm(*, actor: Actor, on: date, vote_id: int) -> None:
    """The result stands: after the period, with every objection answered."""
    vote = _holding(actor, vote_id, Vote.State.COUNTED)
    if vote.complaints_until and on <= vote.complaints_until:
        raise Refused(f"提意见的期限到{vote.complaints_until.isoformat()}，过后才能生效。", code="early")
    if vote.complaints.filter(answered_on=None).exists():
        raise Refused("还有意见没有答复。", code="unanswered")
    vote.state = Vote.State.CONFIRMED
    steps.done(vote, VoteStep.Action.CONFIRMED, actor=actor, on=on)


@transaction.atomic
def annul(*, actor: Actor, on: date, vote_id: int, reason: str) -> None:
    """A named person declares the vote void, with the reason; the ballots stay sealed."""
    vote = _holding(actor, vote_id, *(each for each in Vote.State.values if each not in {"draft", "void"}))
    _declare_void(vote, words(reason, 200, "无效的理由", "reason"), actor, on)


def in_force(vote: Vote) -> VoteRule:
    """The rule by which the vote is counted: that of the day its roll was frozen."""
    return restored(vote.rule)


def _declare_void(vote: Vote, reason: str, actor: Actor, on: date) -> dict[str, Any]:
    vote.state, vote.void_reason, vote.credential_key = Vote.State.VOID, reason, ""
    vote.tellers.update(share="")
    steps.done(vote, VoteStep.Action.VOIDED, actor=actor, on=on, note=reason)
    return {}


def _holding(actor: Actor, vote_id: int, *states: str) -> Vote:
    return steps.in_state(access.require_hold(actor, steps.locked(vote_id)), *states)


def _key(vote: Vote) -> int:
    given = [shares.read(str(each.share)) for each in Teller.objects.filter(vote=vote).exclude(share="")]
    if len(given) < vote.threshold:
        raise Refused(f"还要{vote.threshold - len(given)}名监票人放进钥匙，才能开箱。", code="shares_missing")
    key = shares.combine(given[: vote.threshold])
    if not 0 < key < shares.ORDER or box.public_of(key).hex() != vote.box_key:
        raise Refused("这几把钥匙开不了这个票箱，请核对是不是这次投票的。", code="wrong_key")
    return key


def _all_fit(vote: Vote, batches: list[SheetBatch]) -> bool:
    """Whether no more sheets came back than were given out, and no more opinions than were handed in."""
    ways = Counter(vote.roll.values_list("channel", flat=True))
    written = [each for each in batches if each.place == SheetBatch.Place.WRITTEN]
    paper = [each for each in batches if each.place != SheetBatch.Place.WRITTEN]
    return all(
        recovered_fit(issued, sum(each.recovered or 0 for each in back))
        for issued, back in ((sum(ways[way] for way in _PAPER), paper), (ways[RollEntry.Channel.WRITTEN], written))
    )


def _result(vote: Vote, batches: list[SheetBatch], key: int) -> dict[str, Any]:
    """All ways of voting in one sum, and what the rule makes of it. Numbers only: no ballot is in it."""
    counted = in_force(vote)
    numbers = list(vote.candidates.order_by("number").values_list("number", flat=True))
    online = choices.sums(_opened(vote, key), candidates=numbers, seats=vote.seats, write_in=counted.write_in)
    paper = _paper([each for each in batches if each.place != SheetBatch.Place.WRITTEN])
    written = _paper([each for each in batches if each.place == SheetBatch.Place.WRITTEN])
    names = {f"{choices.WRITTEN}{name}": number for name, number in online.written.items()}
    votes = dict.fromkeys(sheets.options(vote), 0)
    for counts in (online.votes, names, paper.votes, written.votes):
        votes |= {name: votes.get(name, 0) + number for name, number in counts.items()}
    every = (online, paper, written)
    ways = Counter(vote.roll.exclude(channel="").values_list("channel", flat=True))
    found = {
        "votes": votes, "good": sum(each.good for each in every), "void": sum(each.void for each in every),
        "voters": ways.total(), "present": attendance.present(vote), "due": vote.due, "issued": ways.total(),
        "recovered": sum(each.good + each.void for each in every), "written": written.votes,
    }  # fmt: skip
    return found | outcome_of(counted, found, form=vote.form, seats=vote.seats)


def _opened(vote: Vote, key: int) -> Iterator[bytes]:
    """The choices in the box, in the order of their chance keys; a ballot that does not open is void."""
    for sealed in Ballot.objects.filter(vote=vote).order_by("key").values_list("sealed", flat=True).iterator():
        try:
            yield box.unseal(key, bytes.fromhex(sealed), vote=vote.name)
        except box.Unopenable:
            yield b""


def _paper(batches: list[SheetBatch]) -> Sums:
    votes: dict[str, int] = {}
    good = void = 0
    for batch in batches:
        agreed = sheets.settled(batch)
        if agreed is None and batch.recovered:
            raise Refused(f"第{batch.number}批纸票，两名监票人的计数还不一致，请重新核对。", code="not_settled")
        if agreed is not None:
            for name, number in agreed.votes.items():
                votes[name] = votes.get(name, 0) + number
            good += (batch.recovered or 0) - agreed.void
            void += agreed.void
    return Sums(votes, {}, good, void)


def _said(found: dict[str, Any]) -> str:
    if "passed" in found:
        votes = found["votes"]
        word = "通过" if found["passed"] else "没有通过" if found["valid"] else "到会人数不够，无效"
        return f"{votes['yes']} : {votes['no']} : {votes['abstain']}，{word}"
    return f"当选{len(found['elected'])}名" if found["valid"] else "到会人数不够，无效"

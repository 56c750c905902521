"""Printed codes for villagers without an account: shown once, kept as a keyed hash, good for one credential.

A code opens the own line of the roll and nothing else; what it gives is a blind signature, as on a member's telephone.
So the roll learns that the villager has voted, and the box learns nothing.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F

from zhendi.domain.ballots import access
from zhendi.domain.ballots.models import Guess, RollEntry, Slip, Vote
from zhendi.domain.ballots.models.slips import ADDRESS, CODE
from zhendi.domain.ballots.operations import steps
from zhendi.kernel import crypto, parameters
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

TRIES, MINUTES = "ballots.slip_tries", "ballots.slip_minutes"
DIGITS, _GROUP = 12, 4  # a number, so that it is typed on a telephone's number keys
_MOST = 500  # slips printed at once
_RUNNING = (Vote.State.FROZEN, Vote.State.SEALED, Vote.State.OPEN)
_WRONG = "没有对上。请照着纸条再输一遍；还是不行，请带身份证到投票站。"


class Printed(NamedTuple):
    """A slip as it is printed, once."""

    number: int
    name: str
    household: str
    code: str


@transaction.atomic
def issue(*, actor: Actor, on: date, vote_id: int, numbers: Sequence[int]) -> tuple[Printed, ...]:
    """New codes for voters (numbers of the roll), by household; a code not yet handed over is voided by its new one.

    ``Refused`` for more than 500 at once, and for who has no vote, has voted, has given the vote away or holds a code
    that was handed over (``replace`` is for a lost one).
    """
    vote = steps.in_state(access.require_hold(actor, steps.locked(vote_id)), *_RUNNING)
    entries = _entries(vote, numbers)
    held = Slip.objects.filter(entry__in=entries, void_on=None)
    if handed := list(held.exclude(handed_on=None).select_related("entry")[:10]):
        names = "、".join(each.entry.name for each in handed)
        raise Refused(f"这些人的投票码已经交到手里：{names}。丢了的，到投票站补发。", code="handed", field="numbers")
    held.update(void_on=on)
    made = _printed(vote, entries, on)
    _trail(actor, on, vote, "slips_printed", f"印投票码{len(made)}张", {"slips": len(made)})
    return made


@transaction.atomic
def replace(*, actor: Actor, on: date, vote_id: int, number: int) -> Printed:
    """A lost slip: the old code is void, a new one is given at the desk, in person, and counts as handed over."""
    vote = steps.in_state(access.require_hold(actor, steps.locked(vote_id)), *_RUNNING)
    (entry,) = _entries(vote, [number])
    if not Slip.objects.filter(entry=entry, void_on=None).update(void_on=on):
        raise Refused(f"{entry.name}没有印过投票码。", code="none", field="number")
    (made,) = _printed(vote, [entry], on)
    Slip.objects.filter(entry=entry, void_on=None).update(handed_on=on, handed_to=entry.name)
    _trail(actor, on, vote, "slip_replaced", f"补发{number}号{entry.name}的投票码，原码作废", {"number": number})
    return made


@transaction.atomic
def hand_over(*, actor: Actor, on: date, vote_id: int, numbers: Sequence[int], to: str) -> int:
    """Slips were put into the hand of ``to``, the voter or who lives in the same house; gives how many.

    ``Refused`` when none of them waits to be handed over.
    """
    vote = steps.in_state(access.require_hold(actor, steps.locked(vote_id)), *_RUNNING)
    taker = words(to, 60, "谁领走的", "to")
    waiting = Slip.objects.filter(vote=vote, entry__number__in=set(numbers), void_on=None, handed_on=None)
    given = waiting.update(handed_on=on, handed_to=taker)
    if not given:
        raise Refused("这些号没有等着送的投票码。", code="none", field="numbers")
    _trail(actor, on, vote, "slips_handed", f"交出投票码{given}张", {"slips": given})
    return given


def enter(*, now: datetime, on: date, code: str, address: str) -> Slip:
    """The slip of a code that somebody typed, while its vote is open.

    ``Refused`` for a wrong, void or used code alike, outside the hours, and after too many wrong ones from an address.
    Nobody is told which: a code is the only thing that is asked.
    """
    mark = crypto.index(address, ADDRESS)
    pause = timedelta(minutes=parameters.load().integer(MINUTES, on))
    tried = Guess.objects.filter(address=mark, since__gt=now - pause).values_list("failures", flat=True).first() or 0
    if tried >= parameters.load().integer(TRIES, on):
        minutes = pause // timedelta(minutes=1)
        raise Refused(f"输错的次数太多，过{minutes}分钟再试，或者带身份证到投票站。", code="throttled", field="code")
    found = Slip.objects.select_related("vote", "entry").filter(digest=digest(code), void_on=None).first()
    if found is None:
        _failed(mark, now, now - pause)
        raise Refused(_WRONG, code="wrong", field="code")
    if found.vote.state != Vote.State.OPEN:
        raise Refused(f"这次投票{found.vote.get_state_display()}，现在不能投票。", code="not_open", field="code")
    return found


def usable(slip_id: int) -> Slip:
    """A slip whose code was entered before; ``NotVisible`` once it is void. Whether its line may still vote, others ask."""
    found = Slip.objects.select_related("vote__organisation", "entry").filter(pk=slip_id, void_on=None).first()
    if found is None:
        raise NotVisible(f"slip {slip_id}")
    return found


def digest(code: str) -> str:
    """What is kept of a code: its keyed hash. Blanks, dashes and full-width digits do not matter."""
    plain = "".join(each for each in unicodedata.normalize("NFKC", code) if each.isdecimal())
    return crypto.index(plain, CODE)


@transaction.atomic
def _failed(mark: str, now: datetime, forgotten: datetime) -> None:
    """Count a wrong code. Counters that have run out are dropped: of who typed rightly nothing is kept at all."""
    Guess.objects.filter(since__lte=forgotten).delete()
    guess, _ = Guess.objects.get_or_create(address=mark, defaults={"since": now})
    Guess.objects.filter(pk=guess.pk).update(failures=F("failures") + 1)


def _entries(vote: Vote, numbers: Sequence[int]) -> list[RollEntry]:
    wanted = set(numbers)
    if not wanted:
        raise Refused("没有选人。", code="nobody", field="numbers")
    if len(wanted) > _MOST:
        raise Refused(f"一次最多印{_MOST}张，分几次印。", code="too_many", field="numbers")
    found = list(vote.roll.select_for_update(of=("self",)).filter(number__in=wanted).order_by("number"))
    if len(found) < len(wanted):
        missing = "、".join(map(str, sorted(wanted - {each.number for each in found})[:10]))
        raise Refused(f"名册上没有这些号：{missing}。", code="number_unknown", field="numbers")
    given_away = set(vote.proxies.filter(withdrawn_on=None).values_list("giver", flat=True))
    for each in found:
        if each.right != RollEntry.Right.FULL or each.channel or each.pk in given_away:
            raise Refused(
                f"{each.number}号{each.name}没有表决权、已经投过，或者委托了别人。", code="no_right", field="numbers"
            )
    return found


def _printed(vote: Vote, entries: Sequence[RollEntry], on: date) -> tuple[Printed, ...]:
    """New codes, kept as hashes, in the order in which they are carried round: by household, then by number."""
    codes = {each.pk: f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}" for each in entries}
    Slip.objects.bulk_create(
        Slip(vote=vote, entry=each, digest=digest(codes[each.pk]), printed_on=on) for each in entries
    )
    rows = [Printed(each.number, each.name, str(each.household), _grouped(codes[each.pk])) for each in entries]
    return tuple(sorted(rows, key=lambda row: (row.household == "", row.household, row.number)))


def _grouped(code: str) -> str:
    return " ".join(code[at : at + _GROUP] for at in range(0, DIGITS, _GROUP))


def _trail(actor: Actor, on: date, vote: Vote, word: str, summary: str, detail: dict[str, int]) -> None:
    record(
        actor=actor, action=f"ballots.{word}", on=on, subject_type="ballots.Vote", subject_id=vote.pk, path=vote.path,
        summary=f"投票“{vote.title}”：{summary}", detail=detail,
    )  # fmt: skip

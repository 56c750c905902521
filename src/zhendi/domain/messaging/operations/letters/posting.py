"""Printing, posting, what came back, and the next address."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from zhendi.domain.messaging import access
from zhendi.domain.messaging.models.letters import Letter, LetterPrint, LetterRun
from zhendi.domain.messaging.operations.letters import addresses, checks
from zhendi.kernel import clock
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor

REASONS = ("地址不详", "查无此人", "已搬走", "拒收", "无人签收", "其他")
_GONE = "已返乡、去世或不在名册"
_WAITING = (Letter.State.READY, Letter.State.PRINTED)


class Posted(NamedTuple):
    """A letter that was posted, or that came back: its key and the key by which the purpose knows the receiver."""

    letter_id: int
    subject_id: int


@transaction.atomic
def printed(*, actor: Actor, on: date, run_id: int, form: str, wanted: Mapping[int, tuple[str, str]]) -> int:
    """Note that all letters that wait are printed (again); gives how many.

    ``wanted``: receivers to whom something may be sent today, with name and salutation as they are now. Letters to
    others are dropped, changed names put right: nothing is printed for the dead or with a name that no longer holds.
    """
    one = checks.run(run_id, actor=actor)
    if not access.may_print(actor.scope, one.path):
        raise Refused("信封上有完整地址，您的职务不能打印。请书记或经办人打印。", code="not_yours")
    if form not in LetterPrint.Form.values:
        raise Refused("没有选择打印成什么。", code="form", field="form")
    waiting = list(one.letters.filter(state__in=_WAITING).defer("address").order_by("number"))
    gone = _drop_unwanted(one, waiting, wanted)
    kept = [each for each in waiting if each.pk not in gone]
    if not kept:
        raise Refused("没有要打印的信：还缺地址，或者都已寄出。", code="nothing")
    _call_by_name(kept, wanted)
    one.letters.filter(state__in=_WAITING).update(state=Letter.State.PRINTED, printed_on=on)
    LetterPrint.objects.create(run=one, at=clock.now(), by=actor.scope.person_id, form=form, letters=len(kept))
    detail = {"form": form, "letters": len(kept), "dropped": len(gone)}
    checks.entry(one, "print", on, f"打印“{one.title}”{len(kept)}封（含完整地址）", actor=actor, detail=detail)
    return len(kept)


@transaction.atomic
def post(
    *, actor: Actor, on: date, run_id: int, posted_on: date, wanted: Collection[int], besides: Collection[int] = ()
) -> tuple[Posted, ...]:
    """Note that the printed letters were posted on a day (may lie in the past), those in ``besides`` left out.

    A receiver who is no longer wanted on that day gets none: the letter is dropped. Gives the letters posted.
    """
    one = checks.run(run_id, actor=actor)
    checks.past(posted_on, actor=actor, field="posted_on")
    rows = list(one.letters.filter(state=Letter.State.PRINTED).exclude(pk__in=besides).defer("address"))
    if not rows:
        raise Refused("没有已打印待寄的信。先打印，再登记寄出。", code="nothing")
    if posted_on < one.made_at.astimezone(clock.ZONE).date():
        raise Refused("寄出日期早于做这一批信的日子。核对日期。", code="day_early", field="posted_on")
    gone = _drop_unwanted(one, rows, wanted)
    keys = [each.pk for each in rows if each.pk not in gone]
    Letter.objects.filter(pk__in=keys).update(state=Letter.State.POSTED, posted_on=posted_on)
    detail = {"posted_on": posted_on.isoformat(), "letters": len(keys), "dropped": len(gone)}
    summary = f"登记“{one.title}”{posted_on.isoformat()}寄出{len(keys)}封"
    checks.entry(one, "post", on, summary, actor=actor, detail=detail)
    return tuple(Posted(each.pk, each.subject_id) for each in rows if each.pk not in gone)


@transaction.atomic
def returned(*, actor: Actor, on: date, letter_id: int, returned_on: date, reason: str) -> Posted:
    """Note that a letter came back: it does not count, and nothing more goes to that address."""
    one = checks.letter(letter_id, actor=actor)
    checks.past(returned_on, actor=actor, field="returned_on")
    if one.state != Letter.State.POSTED or one.posted_on is None:
        raise Refused("只有寄出的信才登记退回。", code="state")
    if returned_on < one.posted_on:
        raise Refused("退回日期早于寄出日期。", code="day_early", field="returned_on")
    if reason not in REASONS:
        raise Refused("没有选择退回原因。", code="missing", field="reason")
    one.state, one.returned_on, one.reason = Letter.State.RETURNED, returned_on, reason
    one.save(update_fields=["state", "returned_on", "reason"])
    addresses.fault(one, returned_on, reason)
    checks.entry(one.run, "return", on, f"{one.name}的信退回：{reason}", actor=actor, detail={"letter": one.pk})
    return Posted(one.pk, one.subject_id)


@transaction.atomic
def again(*, actor: Actor, on: date, letter_id: int) -> int:
    """Make the letter that came back once more, to the address now in force or waiting for one; gives its key."""
    one = checks.letter(letter_id, actor=actor)
    if one.state != Letter.State.RETURNED:
        raise Refused("只有退回的信才改寄。", code="state")
    later = Letter.objects.filter(run=one.run, subject_id=one.subject_id, attempt__gt=one.attempt)
    if later.exists():
        raise Refused("已经改寄过一次。看这一批里最后那一封。", code="unchanged")
    found = addresses.known_to([(one.subject_id, one.person_id)], on).get(one.subject_id)
    last = one.run.letters.aggregate(last=Max("number"))["last"]
    made = Letter.objects.create(
        run=one.run, number=last + 1, attempt=one.attempt + 1, subject_id=one.subject_id, person=one.person, path=one.path,
        name=one.name, salutation=one.salutation, branch=one.branch, place=one.place, wish=one.wish,
        address=found.address if found else "", postcode=found.postcode if found else "",
        posting_id=found.posting_id if found else None,
        state=Letter.State.READY if found else Letter.State.MISSING,
    )  # fmt: skip
    checks.entry(one.run, "again", on, f"{one.name}的信改寄", actor=actor, detail={"letter": made.pk})
    return made.pk


@transaction.atomic
def leave(*, actor: Actor, on: date, letter_id: int, reason: str) -> None:
    """A letter that was not posted is not sent; why is kept."""
    one = checks.letter(letter_id, actor=actor)
    if one.state not in (Letter.State.MISSING, *_WAITING):
        raise Refused("已经寄出的信不能再撤。退回了就登记退回。", code="state")
    one.reason = checks.words(reason, 60, "原因", "reason")
    one.state = Letter.State.DROPPED
    one.save(update_fields=["state", "reason"])
    checks.entry(one.run, "leave", on, f"不给{one.name}寄：{one.reason}", actor=actor, detail={"letter": one.pk})


def _call_by_name(rows: Sequence[Letter], wanted: Mapping[int, tuple[str, str]]) -> None:
    """Names that were put right since the draft."""
    changed = [each for each in rows if (each.name, each.salutation) != wanted[each.subject_id]]
    for each in changed:
        each.name, each.salutation = wanted[each.subject_id]
    Letter.objects.bulk_update(changed, ["name", "salutation"], batch_size=400)


def _drop_unwanted(run: LetterRun, rows: Sequence[Letter], wanted: Collection[int]) -> set[int]:
    """Letters whose receiver is no longer to be written to."""
    gone = {each.pk for each in rows if each.subject_id not in wanted}
    if gone:
        run.letters.filter(pk__in=gone).update(state=Letter.State.DROPPED, reason=_GONE)
    return gone

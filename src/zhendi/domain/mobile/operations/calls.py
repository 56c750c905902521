"""Calls to members away: what came of each, and when to try again. One that reached the member is a contact."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from zhendi.domain.matters import operations as matters
from zhendi.domain.mobile import access
from zhendi.domain.mobile.models import Call, Outgoing
from zhendi.domain.mobile.models.contacts import Way
from zhendi.domain.mobile.operations import checks, contacts
from zhendi.domain.people.models import Phone
from zhendi.kernel import clock
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.parameters import load
from zhendi.kernel.scope import Actor

REACHED = frozenset({Call.Result.REACHED, Call.Result.MOVED, Call.Result.NEEDS_HELP})
_NEXT = "mobile.next_call_days"
_HELP, _ASKED, _GIVEN = "help", "电话里提出的求助", "电话里提的事办好了"


@transaction.atomic
def log(
    *,
    actor: Actor,
    on: date,
    movement_id: int,
    result: str,
    happened_on: date | None = None,
    note: str = "",
    next_on: date | None = None,
) -> int:
    """Write down a call; gives its key. ``happened_on``: its true day when it is entered later.

    Reached: a contact with this call as its proof. In need of help: a matter with its time limit as well. Not reached: tried again on ``next_on``, or after the days of the
    parameter. The same call pressed twice (same day, same result) is one.
    """
    row = checks.outgoing(movement_id, actor=actor)
    day = happened_on or on
    if result not in Call.Result.values:
        raise Refused("没有选择结果。", code="missing", field="result")
    if day > on:
        raise Refused("日期还没有到。填实际打电话的那一天。", code="day_future", field="happened_on")
    said = checks.words(note, 400, "说明", "note")
    again = Call.objects.filter(movement=row, on=day, result=result, note=said, noted_by=actor.scope.person_id).first()
    if again is not None:
        return again.pk
    if next_on is None and result == Call.Result.NO_ANSWER:
        next_on = day + timedelta(days=load().integer(_NEXT, on))
    made = Call.objects.create(
        movement=row, on=day, noted_at=clock.now(), noted_by=actor.scope.person_id, result=result, note=said,
        next_on=next_on,
    )  # fmt: skip
    if result == Call.Result.NEEDS_HELP and row.person_id is not None:
        made.matter_id = matters.bring_for(
            actor=actor, on=on, person_id=row.person_id, kind=_HELP, title=_ASKED, text=said
        )
        made.save(update_fields=["matter"])
    if result in REACHED:
        _reached(made, actor, on)
    else:
        checks.trail(row, "called", on, f"给{row.name}打电话：{Call.Result(result).label}", actor=actor, note=said)
    return made.pk


@transaction.atomic
def settle_help(*, actor: Actor, on: date, call_id: int) -> None:
    """The help that a member asked for in a call was given; the matter that it opened is closed with it."""
    held = Call.objects.filter(pk=call_id, result=Call.Result.NEEDS_HELP).select_related("matter").first()
    if held is None:
        raise NotVisible("no such call")
    row = checks.outgoing(held.movement_id, actor=actor)
    if held.settled_on is not None:
        raise Refused("这件事已经办好了。", code="done")
    held.settled_on = on
    held.save(update_fields=["settled_on"])
    if held.matter is not None and held.matter.answered_on is None and held.matter.closed_on is None:
        matters.answer(actor=actor, on=on, matter_id=held.matter.pk, note=_GIVEN, closes=True)
    checks.trail(row, "helped", on, f"{row.name}在电话里提的事办好了", actor=actor)


@transaction.atomic
def show_phone(*, actor: Actor, on: date, movement_id: int, purpose: str) -> str:
    """The whole number of a member away, for a purpose, written down; the register's, else the person's first; "" = none.

    ``NotVisible`` without the right to see whole numbers there.
    """
    row = Outgoing.objects.current().filter(pk=movement_id).first()
    if row is None or not access.may_see(actor.scope, row) or not access.may_unmask(actor.scope, row.path):
        raise NotVisible("no such movement")
    said = checks.words(purpose, 100, "用途", "purpose", needed=True)
    checks.trail(row, "unmasked", on, f"查看{row.name}的电话，用途：{said}", actor=actor)
    return number_of(row)


def number_of(row: Outgoing) -> str:
    """The number to call."""
    if row.phone or row.person_id is None:
        return str(row.phone)
    first = Phone.objects.filter(person=row.person_id).order_by("rank").first()
    return str(first.number) if first else ""


def _reached(made: Call, actor: Actor, on: date) -> None:
    contacts.note(
        actor=actor, on=on, movement_ids=[made.movement_id], way=Way.CALL, happened_on=made.on,
        proofs=[f"call:{made.pk}"], result=made.result, remark=made.note,
    )  # fmt: skip

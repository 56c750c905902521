"""The sending side: asked, agreed by the branch, reviewed and issued by the committee, renewed, withdrawn, and the
return slip of a letter that went outside.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from zhendi.domain.orgs.kinds import kind
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people import access
from zhendi.domain.people.models import Membership, Person, Transfer
from zhendi.domain.people.operations import standing, subjects
from zhendi.domain.people.operations.transfers import steps
from zhendi.domain.people.operations.transfers.steps import State
from zhendi.kernel import parameters
from zhendi.kernel.dates import add_months
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

MAXIMUM, WITHIN, OUTSIDE = "transfer.letter_maximum_months", "transfer.within_days", "transfer.outside_days"
_MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")
_MOVABLE = (Membership.Standing.FULL, Membership.Standing.PROBATIONARY)


class Goal(NamedTuple):
    """Where the relation is to go: a committee of ours, or (``to_name``, ``to_unit``) an organisation outside."""

    committee_id: int | None = None
    to_name: str = ""
    to_unit: str = ""


@transaction.atomic
def apply(*, actor: Actor, on: date, person_id: int, goal: Goal, reason: str, note: str = "") -> int:
    """Ask for a member's relation to be moved; gives the transfer's key. For whoever keeps the branch, and for oneself.

    ``Refused`` for one who is no member, one under way already, a goal that is missing or the same branch's committee
    with no other branch, and for a day before the membership began.
    """
    person, held = _member(actor, person_id)
    if reason not in Transfer.Reason.values:
        raise Refused("先选转接的原因。", code="missing", field="reason")
    if on < held.valid_from:
        raise Refused(f"组织关系从{held.valid_from.isoformat()}才开始，改日期。", code="too_early", field="on")
    if Transfer.objects.open().filter(person=person_id).exists():
        raise Refused(f"{person.name}已有一件转接在办，先办完或撤回那一件。", code="under_way")
    committee = _committee(goal, on)
    transfer = Transfer(
        person=person, name=person.name, direction="within" if committee else "out",
        way="electronic" if committee else "paper", reason=reason, standing=held.standing,
        from_organisation=held.organisation, from_committee=steps.committee_of(held.organisation),
        to_committee=committee, to_name="" if committee else goal.to_name.strip(), to_unit=goal.to_unit.strip()[:120],
        state=State.APPLIED, state_since=on, opened_on=on, dues_paid_to=person.dues_paid_to,
    )  # fmt: skip
    transfer.save()
    steps.move(transfer, State.APPLIED, actor=actor, on=on, note=note)
    where = committee.full_name if committee else transfer.to_name
    steps.close(
        transfer, actor=actor, on=on, action="applied", summary=f"{person.name}申请把组织关系转到{where}",
        place=held.organisation, detail={"reason": reason, "person": person_id},
    )  # fmt: skip
    return transfer.pk


@transaction.atomic
def agree(*, actor: Actor, on: date, transfer_id: int, note: str = "") -> None:
    """The sending branch agrees."""
    transfer = steps.take(actor=actor, transfer_id=transfer_id, side="from_branch")
    steps.expect(transfer, State.APPLIED)
    steps.in_order(transfer, on)
    steps.move(transfer, State.AGREED, actor=actor, on=on, note=note)
    _close(transfer, actor, on, "agreed", f"转出支部同意{transfer.name}转接组织关系", branch=True)


@transaction.atomic
def issue(
    *, actor: Actor, on: date, transfer_id: int, dues_paid_to: str, days: int | None = None,
    valid_until: date | None = None, note: str = "",
) -> str:  # fmt: skip
    """The sending committee has reviewed and issues the letter, good until a day; gives its number.

    ``dues_paid_to``: YYYY-MM, stands on the letter. The last day is ``valid_until``, or so many ``days`` after ``on``
    (the first not counted), or the usual number of days (policy); never later than ``transfer.letter_maximum_months``.
    Between two branches of one committee no letter is needed: the committee's review admits at once, "" is given.
    """
    transfer = steps.take(actor=actor, transfer_id=transfer_id, side="from_committee")
    steps.expect(transfer, State.AGREED)
    steps.in_order(transfer, on)
    if not _MONTH.fullmatch(dues_paid_to.strip()):
        raise Refused("写明党费交到哪一月，如 2026-05。", code="dues", field="dues_paid_to")
    transfer.dues_paid_to = dues_paid_to.strip()
    steps.move(transfer, State.APPROVED, actor=actor, on=on, note=note)
    if not transfer.internal:
        _write_letter(transfer, actor, on, _last_day(transfer, on, days, valid_until))
    said = f"，介绍信{transfer.number}，有效期至{transfer.valid_until}" if transfer.number else ""
    _close(transfer, actor, on, "issued", f"转出党委审核同意{transfer.name}转接组织关系{said}")
    return transfer.number


@transaction.atomic
def renew(
    *, actor: Actor, on: date, transfer_id: int, proof: str, days: int | None = None, valid_until: date | None = None
) -> date:
    """The letter is issued again on the branch's proof, good until the day given back. Past its date or before."""
    transfer = steps.take(actor=actor, transfer_id=transfer_id, side="from_committee")
    steps.expect(transfer, State.TRANSIT)
    steps.in_order(transfer, on)
    proof = steps.need(proof, "写明转出支部的证明和没有按期转接的原因。", "proof")
    until = _last_day(transfer, on, days, valid_until)
    if transfer.valid_until is not None and until <= transfer.valid_until:
        raise Refused("新的有效期要晚于现在的有效期。", code="not_later", field="valid_until")
    transfer.valid_until = until
    steps.move(transfer, State.TRANSIT, actor=actor, on=on, note=proof, valid_until=until)
    _close(transfer, actor, on, "renewed", f"续办{transfer.name}的介绍信，有效期至{until}")
    return until


@transaction.atomic
def withdraw(*, actor: Actor, on: date, transfer_id: int, reason: str) -> None:
    """The sending side takes it back before the receiving branch has received the member, who simply stays."""
    transfer = steps.take(actor=actor, transfer_id=transfer_id, side="from_branch")
    steps.expect(transfer, State.APPLIED, State.AGREED, State.APPROVED, State.TRANSIT, State.ADMITTED)
    _stop(transfer, State.WITHDRAWN, actor, on, steps.need(reason, "写明撤回的原因。", "reason"))
    _close(transfer, actor, on, "withdrawn", f"撤回{transfer.name}的组织关系转接", branch=True)


@transaction.atomic
def decline(*, actor: Actor, on: date, transfer_id: int, reason: str) -> None:
    """The sending committee sends an application back to its branch; a reason is needed (no unjustified refusal)."""
    transfer = steps.take(actor=actor, transfer_id=transfer_id, side="from_committee")
    steps.expect(transfer, State.APPLIED, State.AGREED)
    _stop(transfer, State.RETURNED, actor, on, steps.need(reason, "退回要写明理由。", "reason"))
    _close(transfer, actor, on, "declined", f"转出党委退回{transfer.name}的转接申请")


@transaction.atomic
def take_slip(*, actor: Actor, on: date, transfer_id: int, received_on: date, note: str = "") -> None:
    """The return slip of a letter that went outside is back: on the day it names the member left our branch.

    ``note``: the receiving organisation as the slip has it. A slip that comes late is taken all the same.
    """
    transfer = steps.take(actor=actor, transfer_id=transfer_id, side="from_committee")
    steps.expect(transfer, State.TRANSIT)
    steps.in_order(transfer, on)
    if transfer.direction != Transfer.Direction.OUT:
        raise Refused("县内转接的回执由转入党委在网上发出，不用登记。", code="within")
    if transfer.issued_on is None or not transfer.issued_on <= received_on <= on:
        raise Refused("接收日期要在开出介绍信之后、收到回执之前。", code="day", field="received_on")
    person, held = leaving(transfer)
    standing.leave(person=person, held=held, on=received_on)
    transfer.received_on, transfer.slip_on, transfer.closed_on = received_on, on, on
    steps.move(transfer, State.SLIP, actor=actor, on=on, note=note)
    steps.move(transfer, State.DONE, actor=actor, on=on)
    _close(transfer, actor, on, "slip", f"收回{transfer.name}的介绍信回执，{received_on}起组织关系转出")


def leaving(transfer: Transfer) -> tuple[Person, Membership]:
    """The person and the membership that is about to end, locked; ``Refused`` when the register has moved on."""
    person = Person.objects.select_for_update().get(pk=transfer.person_id or 0)
    held = Membership.objects.current().filter(person=person, organisation=transfer.from_organisation_id).first()
    if held is None or person.died_on is not None:
        raise Refused(f"{transfer.name}已经不在转出支部，撤回这一件转接。", code="not_there")
    return person, held


def _member(actor: Actor, person_id: int) -> tuple[Person, Membership]:
    path = subjects.path_of(person_id)
    if not (access.may_write(actor.scope, path) or access.is_oneself(actor.scope, person_id)):
        raise NotVisible(f"person {person_id}")
    person = Person.objects.select_for_update().get(pk=person_id)
    held = Membership.objects.current().select_related("organisation").filter(person=person_id).first()
    if held is None or held.standing not in _MOVABLE or person.died_on is not None:
        raise Refused(f"{person.name}没有可以转接的组织关系。", code="no_membership")
    return person, held


def _committee(goal: Goal, on: date) -> Organisation | None:
    if goal.committee_id is None:
        steps.need(goal.to_name, "选县内党委，或者写明县外接收组织的全称。", "to_name")
        return None
    found = Organisation.objects.filter(pk=goal.committee_id).first()
    if found is None or kind(found.kind).level != "committee" or (found.dissolved_on and found.dissolved_on <= on):
        raise Refused("选一个现有的县内党委。", code="committee", field="committee")
    return found


def _last_day(transfer: Transfer, on: date, days: int | None, valid_until: date | None) -> date:
    """A date, never a length of time: 90 days and three months are not the same (TV-52)."""
    known = parameters.load()
    if valid_until is None:
        usual = WITHIN if transfer.direction == Transfer.Direction.WITHIN else OUTSIDE
        valid_until = on + timedelta(days=days if days is not None else known.integer(usual, on))
    most = known.at(MAXIMUM, on)
    latest = add_months(on, int(most.value))
    if not on < valid_until <= latest:
        raise Refused(
            f"有效期最短一天，最长{most.value}个月，到{latest.isoformat()}为止（{most.citation()}）。",
            code="validity",
            field="valid_until",
        )
    return valid_until


def _write_letter(transfer: Transfer, actor: Actor, on: date, until: date) -> None:
    """The number is the next of the committee's year; the committee's row is locked, so that none is given twice."""
    committee = Organisation.objects.select_for_update(of=("self",)).get(pk=transfer.from_committee_id or 0)
    given = Transfer.objects.filter(from_committee=committee, year=on.year).aggregate(last=Max("serial"))["last"]
    transfer.year, transfer.serial = on.year, (given or 0) + 1
    transfer.issued_on, transfer.valid_until = on, until
    steps.move(transfer, State.TRANSIT, actor=actor, on=on, valid_until=until)


def _stop(transfer: Transfer, state: str, actor: Actor, on: date, reason: str) -> None:
    steps.in_order(transfer, on)
    transfer.closed_on = on
    steps.move(transfer, state, actor=actor, on=on, note=reason)


def _close(transfer: Transfer, actor: Actor, on: date, action: str, summary: str, *, branch: bool = False) -> None:
    place = transfer.from_organisation if branch else transfer.from_committee
    steps.close(transfer, actor=actor, on=on, action=action, summary=summary, place=place)

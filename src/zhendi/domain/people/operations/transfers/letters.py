"""What is printed of a transfer: the letter in three parts with the citizen number whole, or the slip for one outside.

Printing is written down like any other look at a whole citizen number; so is a list that goes out as a workbook.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import transaction

from zhendi.domain.people.access import WRITE
from zhendi.domain.people.access import transfers as access
from zhendi.domain.people.models import Membership, Phone, Sex, Transfer
from zhendi.domain.people.operations.transfers import steps
from zhendi.kernel.audit import record
from zhendi.kernel.dates import completed_years
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

_OVER = (Transfer.State.RETURNED, Transfer.State.WITHDRAWN)


class Printed(NamedTuple):
    """The words of the three parts. ``nationality``: GB/T 3304 code; ``slip_only``: the slip of a letter from outside."""

    number: str
    name: str
    sex: str
    age: int | None
    nationality: str
    standing: str
    citizen_number: str
    phone: str
    from_branch: str
    from_committee: str
    from_phone: str
    to_name: str
    to_unit: str
    dues_paid_to: str
    issued_on: date | None
    valid_until: date | None
    received_on: date | None
    slip_on: date | None
    slip_only: bool


@transaction.atomic
def print_letter(*, actor: Actor, on: date, transfer_id: int) -> Printed:
    """The letter for the issuing committee (whole citizen number, written down), the slip alone for the committee that
    received a letter from outside. ``Refused`` before the letter is issued or the member received, and for one given up.
    """
    if not Transfer.objects.visible_to(actor.scope).filter(pk=transfer_id).exists():
        raise NotVisible(f"transfer {transfer_id}")
    transfer = Transfer.objects.select_related(
        "person", "from_organisation", "from_committee", "to_committee", "to_organisation"
    ).get(pk=transfer_id)
    slip_only = transfer.direction == Transfer.Direction.IN
    if not (
        access.may_act(actor.scope, transfer, "to_committee") if slip_only else access.may_print(actor.scope, transfer)
    ):
        raise NotVisible(f"letter of transfer {transfer_id}")
    if not (transfer.received_on if slip_only else transfer.serial):
        said = "支部接收以后才有回执。" if slip_only else "还没有开出介绍信，不能打印。"
        raise Refused(said, code="not_issued")
    if transfer.state in _OVER:
        raise Refused("这次转接已经退回或撤回，介绍信作废，不能再打印。", code="over")
    place = transfer.to_committee if slip_only else transfer.from_committee
    what = "回执" if slip_only else f"介绍信{transfer.number}（含公民身份号码）"
    record(
        actor=actor, action="people.transfer_printed", on=on, subject_type=steps.SUBJECT, subject_id=transfer.pk,
        path=place.path if place else "", summary=f"打印{transfer.name}的{what}", detail={},
    )  # fmt: skip
    return _words(transfer, on, slip_only=slip_only)


def note_export(*, actor: Actor, on: date, number: int) -> None:
    """Write down that the list of transfers went out as a workbook, and how many rows."""
    if not (actor.scope.may("see") or actor.scope.may(WRITE)):
        raise NotVisible("transfers")
    record(
        actor=actor, action="export.transfers", on=on, subject_type="export.transfers", subject_id=None,
        path=actor.scope.home.path if actor.scope.home else "", summary=f"导出组织关系转接清单 {number} 件", detail={},
    )  # fmt: skip


def _words(transfer: Transfer, on: date, *, slip_only: bool) -> Printed:
    person = transfer.person
    phone = Phone.objects.filter(person=person).order_by("rank").first() if person else None
    day = transfer.issued_on or on
    committee, branch = transfer.from_committee, transfer.from_organisation
    receiving = transfer.to_committee
    return Printed(
        transfer.number, transfer.name, str(Sex(person.sex).label) if person and person.sex else "",
        completed_years(person.born_on, day) if person and person.born_on else None,
        person.nationality if person else "", str(Membership.Standing(transfer.standing).label),
        "" if slip_only or person is None else str(person.citizen_number or ""),
        str(phone.number) if phone and not slip_only else "", branch.full_name if branch else "",
        committee.full_name if committee else transfer.from_name, committee.phone if committee else "",
        receiving.full_name if receiving else transfer.to_name,
        transfer.to_organisation.full_name if transfer.to_organisation else transfer.to_unit,
        transfer.dues_paid_to, transfer.issued_on, transfer.valid_until, transfer.received_on, transfer.slip_on, slip_only,
    )  # fmt: skip

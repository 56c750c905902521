"""The receiving side: admitted by the committee, received by the branch, the return slip sent; or given back.

A member who comes from outside is entered by the committee from his letter and becomes known to the registers only
when the branch receives him: what the letter says of him stands sealed until then, and is erased at the end.
"""

from __future__ import annotations

import json
from datetime import date
from typing import NamedTuple

from django.db import transaction

from zhendi.domain.orgs.kinds import kind
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people import access
from zhendi.domain.people.models import CITIZEN, Membership, NameKey, Person, Phone, Transfer
from zhendi.domain.people.operations import standing
from zhendi.domain.people.operations.transfers import steps
from zhendi.domain.people.operations.transfers.sending import leaving
from zhendi.domain.people.operations.transfers.steps import State
from zhendi.kernel import crypto, pinyin
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.identifiers.citizen import parse_citizen_number
from zhendi.kernel.identifiers.invalid import InvalidIdentifier
from zhendi.kernel.identifiers.mobile import parse_mobile
from zhendi.kernel.scope import Actor

_STANDINGS = (Membership.Standing.FULL, Membership.Standing.PROBATIONARY)


class Letter(NamedTuple):
    """What a letter from outside says. ``standing``: full or probationary; ``dues_paid_to``: YYYY-MM or ""."""

    name: str
    citizen_number: str
    standing: str
    from_name: str
    number: str
    issued_on: date
    valid_until: date
    joined_on: date | None = None
    confirmed_on: date | None = None
    phone: str = ""
    dues_paid_to: str = ""
    reason: str = "home"


@transaction.atomic
def admit(*, actor: Actor, on: date, transfer_id: int, branch_id: int, note: str = "") -> None:
    """The receiving committee agrees and says which of its branches is to receive the member.

    ``Refused`` for a letter past its date (it must be renewed first), and for a branch that is not the committee's or
    holds no relations.
    """
    transfer = steps.take(actor=actor, transfer_id=transfer_id, side="to_committee")
    steps.expect(transfer, State.APPROVED if transfer.internal else State.TRANSIT)
    steps.in_order(transfer, on)
    if transfer.expired(on):
        said = f"介绍信{transfer.valid_until}已过期，请转出党委凭支部证明续办后再接收。"
        raise Refused(said, code="expired")
    transfer.to_organisation = _branch(actor, transfer, branch_id, on)
    transfer.admitted_on = on
    steps.move(transfer, State.ADMITTED, actor=actor, on=on, note=note)
    _close(transfer, actor, on, "admitted", f"转入党委同意接收{transfer.name}")


@transaction.atomic
def receive(*, actor: Actor, on: date, transfer_id: int, note: str = "") -> None:
    """The receiving branch receives the member: from this day on its member, until the day before the other's."""
    transfer = steps.take(actor=actor, transfer_id=transfer_id, side="to_branch")
    steps.expect(transfer, State.ADMITTED)
    steps.in_order(transfer, on)
    target = transfer.to_organisation
    if target is None or (target.dissolved_on and target.dissolved_on <= on):
        raise Refused("接收支部已经撤销，请转入党委重新指定。", code="dissolved")
    if transfer.direction == Transfer.Direction.IN:
        transfer.person = _arrived(transfer, target, on)
        transfer.said = ""
    else:
        person, held = leaving(transfer)
        standing.carry_over(person=person, held=held, target=target, on=on)
    transfer.received_on = on
    steps.move(transfer, State.RECEIVED, actor=actor, on=on, note=note)
    if transfer.internal:
        transfer.closed_on = on
        steps.move(transfer, State.DONE, actor=actor, on=on)
    summary = f"{target.full_name}接收{transfer.name}，{on}起为该支部党员"
    _close(transfer, actor, on, "received", summary, branch=True)


@transaction.atomic
def send_slip(*, actor: Actor, on: date, transfer_id: int, note: str = "") -> None:
    """The receiving committee sends the return slip, which closes the letter."""
    transfer = steps.take(actor=actor, transfer_id=transfer_id, side="to_committee")
    steps.expect(transfer, State.RECEIVED)
    steps.in_order(transfer, on)
    transfer.slip_on = transfer.closed_on = on
    steps.move(transfer, State.SLIP, actor=actor, on=on, note=note)
    steps.move(transfer, State.DONE, actor=actor, on=on)
    _close(transfer, actor, on, "slip", f"发出{transfer.name}的介绍信回执")


@transaction.atomic
def give_back(*, actor: Actor, on: date, transfer_id: int, reason: str) -> None:
    """The receiving side gives the letter back; without a reason it may not (no unjustified refusal, art. 25)."""
    held = Transfer.objects.visible_to(actor.scope).filter(pk=transfer_id).first()
    by_branch = held is not None and held.state == State.ADMITTED
    transfer = steps.take(actor=actor, transfer_id=transfer_id, side="to_branch" if by_branch else "to_committee")
    steps.expect(transfer, State.APPROVED if transfer.internal else State.TRANSIT, State.ADMITTED)
    steps.in_order(transfer, on)
    reason = steps.need(reason, "退回要写明理由，没有正当理由不得拒收。", "reason")
    transfer.closed_on, transfer.said = on, ""
    steps.move(transfer, State.RETURNED, actor=actor, on=on, note=reason)
    _close(transfer, actor, on, "returned", f"退回{transfer.name}的组织关系介绍信", branch=by_branch)


@transaction.atomic
def enter(*, actor: Actor, on: date, committee_id: int, branch_id: int, letter: Letter) -> int:
    """The committee enters a letter from outside and gives the member to a branch; gives the transfer's key.

    ``Refused`` for a letter past its date, a citizen number that cannot be, and one who is a member here already.
    """
    committee = Organisation.objects.filter(pk=committee_id).first()
    if committee is None or not access.may_write(actor.scope, committee.path) or _level(committee) != "committee":
        raise NotVisible(f"organisation {committee_id}")
    said = _checked(letter, on)
    transfer = Transfer(
        name=said["name"], said=json.dumps(said, ensure_ascii=False), direction="in", way="paper", reason=letter.reason,
        standing=letter.standing, from_name=letter.from_name.strip()[:120], to_committee=committee,
        state=State.TRANSIT, state_since=on, dues_paid_to=letter.dues_paid_to, outside_number=letter.number.strip()[:40],
        opened_on=on, issued_on=letter.issued_on, valid_until=letter.valid_until, admitted_on=on,
    )  # fmt: skip
    transfer.to_organisation = _branch(actor, transfer, branch_id, on)
    transfer.save()
    steps.move(transfer, State.TRANSIT, actor=actor, on=on, note="介绍信送到", valid_until=letter.valid_until)
    steps.move(transfer, State.ADMITTED, actor=actor, on=on)
    _close(transfer, actor, on, "entered", f"登记从{transfer.from_name}转来的{transfer.name}")
    return transfer.pk


def _branch(actor: Actor, transfer: Transfer, branch_id: int, on: date) -> Organisation:
    committee = transfer.to_committee
    found = Organisation.objects.select_for_update(of=("self",)).filter(pk=branch_id).first()
    if found is None or committee is None or not access.may_write(actor.scope, found.path):
        raise Refused("选一个接收的支部。", code="missing", field="branch")
    if not found.path.startswith(committee.path) or not kind(found.kind).may("hold_relation"):
        raise Refused(f"{found.full_name}不能接收，选{committee.full_name}下面的支部。", code="branch", field="branch")
    if found.dissolved_on and found.dissolved_on <= on:
        raise Refused(f"{found.full_name}已经撤销，换一个支部。", code="dissolved", field="branch")
    if found.pk == transfer.from_organisation_id:
        raise Refused("转入支部和转出支部是同一个。", code="same", field="branch")
    return found


def _level(one: Organisation) -> str:
    return kind(one.kind).level


def _checked(letter: Letter, on: date) -> dict[str, str]:
    """What the letter says, in order, ready to be sealed."""
    steps.need(letter.from_name, "写明转出党组织的全称。", "from_name")
    steps.need(letter.number, "写明介绍信编号。", "number")
    name = steps.need(letter.name, "写明姓名。", "name")[:60]
    if letter.standing not in _STANDINGS:
        raise Refused("先选是正式党员还是预备党员。", code="standing", field="standing")
    if letter.issued_on > on:
        raise Refused("开信日期还没有到，核对介绍信。", code="future", field="issued_on")
    if not letter.issued_on <= letter.valid_until or letter.valid_until < on:
        said = "介绍信已经过期，请对方续办后再登记。" if letter.valid_until < on else "有效期早于开信日期，核对介绍信。"
        raise Refused(said, code="expired", field="valid_until")
    try:
        number = parse_citizen_number(letter.citizen_number)
        phone = parse_mobile(letter.phone) if letter.phone.strip() else ""
    except InvalidIdentifier as fault:
        raise Refused(f"{fault}。", code="number", field="citizen_number") from fault
    index = crypto.index(number.value, CITIZEN)
    if Membership.objects.current().filter(person__citizen_index=index).exists():
        raise Refused("这个号码的人已经是本县党员，在县内转接里办。", code="member_here", field="citizen_number")
    days = {"joined_on": letter.joined_on, "confirmed_on": letter.confirmed_on}
    return {
        "name": name, "citizen_number": number.value, "phone": phone,
        **{word: day.isoformat() if day else "" for word, day in days.items()},
    }  # fmt: skip


def _arrived(transfer: Transfer, target: Organisation, on: date) -> Person:
    """The person of the letter: one whom we know (once a member here), or a new one; a member of the branch from now."""
    said = json.loads(str(transfer.said))
    number = parse_citizen_number(said["citizen_number"])
    index = crypto.index(number.value, CITIZEN)
    person = Person.objects.select_for_update().filter(citizen_index=index).first() or Person(
        name=said["name"], sort_name=pinyin.sort_name(said["name"]), citizen_number=number.value, sex=number.sex,
        born_on=number.birth,
    )  # fmt: skip
    for word in ("joined", "confirmed"):
        if said[f"{word}_on"] and getattr(person, f"{word}_on") is None:
            setattr(person, f"{word}_on", date.fromisoformat(said[f"{word}_on"]))
            setattr(person, f"{word}_precision", "d")
    person.dues_paid_to = transfer.dues_paid_to or person.dues_paid_to
    known = person.pk is not None
    person.save()
    if not known:
        NameKey.objects.bulk_create(NameKey(person=person, key=key) for key in pinyin.keys(person.name))
    if said["phone"] and not Phone.objects.filter(person=person).exists():
        Phone.objects.create(person=person, number=said["phone"], rank=1)
    standing.arrive(person=person, target=target, standing=transfer.standing, on=on)
    return person


def _close(transfer: Transfer, actor: Actor, on: date, action: str, summary: str, *, branch: bool = False) -> None:
    place = transfer.to_organisation if branch else transfer.to_committee
    steps.close(transfer, actor=actor, on=on, action=action, summary=summary, place=place)

"""The register of members who came from elsewhere: signing in, placing in a branch, leaving; one in two townships."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import transaction

from zhendi.domain.mobile import access
from zhendi.domain.mobile.models import CITIZEN, Claim, Incoming, MovementChange, Outgoing
from zhendi.domain.mobile.models.movements import Ended, SignedBy
from zhendi.domain.mobile.operations import checks, entries
from zhendi.domain.mobile.operations.keeping import phone as checked_phone
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.orgs.paths import depth
from zhendi.domain.people.models import CITIZEN as PERSON_CITIZEN
from zhendi.domain.people.models import Membership, Person
from zhendi.kernel import crypto
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.identifiers.citizen import parse_citizen_number
from zhendi.kernel.identifiers.invalid import InvalidIdentifier
from zhendi.kernel.scope import SEE, Actor

_TOWNSHIP = 2  # level of the tree
_LENGTHS = {
    "sending": (100, "流出地党组织"), "place": (80, "居住的村（社区）"), "employer": (100, "工作单位"), "trade": (60, "行业"),
    "remark": (400, "备注"),
}  # fmt: skip


_TITLES = (
    entries.TITLES
    | {"moved_on": "到达日期", "holds_certificate": "是否持活动证"}
    | {name: title for name, (_, title) in _LENGTHS.items()}
)


class Arrival(NamedTuple):
    """What the register says of a member who came. ``placed``: belongs to a branch here for its activities."""

    name: str
    citizen_number: str
    moved_on: date | None = None
    sending: str = ""
    place: str = ""
    employer: str = ""
    trade: str = ""
    reason: str = ""
    group: str = ""
    returns_on: date | None = None
    phone: str = ""
    holds_certificate: bool | None = None
    placed: bool | None = None
    remark: str = ""


class Arrived(NamedTuple):
    """What came of signing in: the new row, or the question to the township that has the member already."""

    movement_id: int | None
    claim_id: int | None
    holder: str = ""


@transaction.atomic
def arrive(*, actor: Actor, on: date, organisation_id: int, arrival: Arrival) -> Arrived:
    """Enter a member who came to live in a township; joined at once to the outgoing row of the same number.

    When another township has the member on its register, it is asked (``Claim``) and nothing else is written.
    """
    checks.not_future(on, actor=actor)
    town = _township(organisation_id, actor)
    values, number = _checked(arrival, actor)
    index = crypto.index(number, CITIZEN)
    held = Incoming.objects.current().filter(citizen_index=index).select_related("organisation").first()
    if held is not None:
        return _ask(held, town, actor, on)
    person = Person.objects.filter(citizen_index=crypto.index(number, PERSON_CITIZEN)).first()
    _require_from_elsewhere(person, town)
    row = Incoming.objects.create(
        person=person, citizen_number=number, organisation=town, path=town.path, valid_from=on, checked_on=on,
        signed_by=SignedBy.RECEIVING, outgoing=Outgoing.objects.current().filter(citizen_index=index).first(), **values,
    )  # fmt: skip
    note = f"从{row.sending}来" if row.sending else ""
    checks.enter(row, MovementChange.Action.SIGN_IN, on, f"登记流入党员{row.name}", actor=actor, note=note)
    return Arrived(row.pk, None)


@transaction.atomic
def place(*, actor: Actor, on: date, movement_id: int, placed: bool = True) -> None:
    """The member belongs to a branch here for its activities, or no longer."""
    row = checks.incoming(movement_id, actor=actor)
    if row.placed_in_branch == placed:
        raise Refused("现在就是这样，没有改动。", code="unchanged")
    row.placed_in_branch = placed
    row.revision += 1
    row.save()
    said = "编入支部" if placed else "不再编入支部"
    checks.enter(row, MovementChange.Action.CHANGE, on, f"流入党员{row.name}{said}", actor=actor, note=said)


@transaction.atomic
def change(*, actor: Actor, on: date, movement_id: int, arrival: Arrival) -> None:
    """Put the entry of a member who came right; what it was stays in its history.

    Who it is and whether placed in a branch are no part of it: ``name``, ``citizen_number``, ``placed`` are left aside.
    """
    row = checks.incoming(movement_id, actor=actor)
    checks.not_future(on, actor=actor)
    note = entries.put(row, _facts(arrival, actor), _TITLES)
    row.checked_on = on
    row.revision += 1
    row.save()
    checks.enter(row, MovementChange.Action.CHANGE, on, f"更改{row.name}的流入登记", actor=actor, note=note)


@transaction.atomic
def confirm(*, actor: Actor, on: date, movement_id: int) -> None:
    """The entry of a member who came was found true on the day."""
    row = checks.incoming(movement_id, actor=actor)
    checks.not_future(on, actor=actor)
    row.checked_on = on
    row.save()
    checks.enter(row, MovementChange.Action.CONFIRM, on, f"核对{row.name}的流入登记，与实际相符", actor=actor)


@transaction.atomic
def leave(*, actor: Actor, on: date, movement_id: int, note: str = "") -> None:
    """The member lives here no more."""
    row = checks.incoming(movement_id, actor=actor)
    checks.not_future(on, actor=actor)
    _end(row, on)
    said = checks.words(note, 200, "说明", "note")
    checks.enter(row, MovementChange.Action.RETURN, on, f"流入党员{row.name}已离开", actor=actor, note=said)


@transaction.atomic
def answer(*, actor: Actor, on: date, claim_id: int, released: bool, reply: str = "") -> None:
    """The township that has the member says whether the other one may have the row: then it goes on there."""
    claim = Claim.objects.select_for_update().select_related("organisation").filter(pk=claim_id).first()
    if claim is None:
        raise NotVisible("no such claim")
    row = checks.incoming(claim.movement_id, actor=actor)
    if claim.answered_on is not None:
        raise Refused("这件事已经答复过了。", code="done")
    claim.answer = Claim.Answer.RELEASED if released else Claim.Answer.KEPT
    claim.answered_on, claim.reply = on, checks.words(reply, 200, "说明", "reply")
    claim.save()
    taken = _hand_over(row, claim, on) if released else None
    said = f"{claim.organisation.short_name or claim.organisation.full_name}也登记了{row.name}：{Claim.Answer(claim.answer).label}"
    checks.enter(row, MovementChange.Action.SETTLE, on, said, actor=actor, note=claim.reply)
    if taken is not None:
        taken_on = f"流入党员{taken.name}转到{claim.organisation.short_name or claim.organisation.full_name}"
        checks.enter(taken, MovementChange.Action.SIGN_IN, on, taken_on, actor=actor)


def _hand_over(row: Incoming, claim: Claim, on: date) -> Incoming:
    _end(row, on)
    fields = ("person", "name", "citizen_number", "sex", "standing", "sending", "moved_on", "moved_precision", "employer", "trade", "reason", "group", "returns_on", "phone", "holds_certificate", "outgoing")  # fmt: skip
    return Incoming.objects.create(
        organisation=claim.organisation, path=claim.path, valid_from=on, checked_on=on, signed_by=SignedBy.RECEIVING,
        **{name: getattr(row, name) for name in fields},
    )  # fmt: skip


def _end(row: Incoming, on: date) -> None:
    if on < row.valid_from:
        raise Refused(f"{row.valid_from.isoformat()}才登记流入，日期不能早于这一天。", code="day_early", field="on")
    row.valid_to, row.ended = max(on, row.valid_from + timedelta(days=1)), Ended.MOVED_ON
    row.revision += 1
    row.save()


def _ask(held: Incoming, town: Organisation, actor: Actor, on: date) -> Arrived:
    if held.organisation_id == town.pk:
        raise Refused(f"{held.name}已经登记在这里。", code="already", field="citizen_number")
    if Claim.objects.filter(movement=held, organisation=town, answered_on=None).exists():
        raise Refused("已经请对方核对过，等对方答复。", code="asked", field="citizen_number")
    claim = Claim.objects.create(
        movement=held, organisation=town, path=town.path, claimed_on=on, claimed_by=actor.label[:80]
    )
    holder = (held.organisation.short_name or held.organisation.full_name) if held.organisation else "另一个乡镇"
    record(
        actor=actor, action="mobile.claimed", on=on, subject_type="mobile.Incoming", subject_id=held.pk,
        path=town.path, summary=f"{held.name}已登记在{holder}，请对方核对",
    )  # fmt: skip
    return Arrived(None, claim.pk, holder)


def _township(pk: int, actor: Actor) -> Organisation:
    town = Organisation.objects.filter(pk=pk).first()
    if town is None or not actor.scope.allows(SEE, town.path):
        raise NotVisible("no such organisation")
    if not actor.scope.allows(access.WRITE, town.path):
        raise Refused("您的职务不能登记流入党员，由乡镇党委登记。", code="not_yours", field="organisation")
    if depth(town.path) != _TOWNSHIP or town.dissolved_on is not None:
        raise Refused("流入党员登记在乡镇党委，选一个乡镇。", code="level", field="organisation")
    return town


def _checked(arrival: Arrival, actor: Actor) -> tuple[dict[str, Any], str]:
    try:
        number = parse_citizen_number(arrival.citizen_number)
    except InvalidIdentifier as fault:
        raise Refused(f"{fault}。", code="citizen_number", field="citizen_number") from fault
    return _facts(arrival, actor) | {
        "name": checks.words(arrival.name, 60, "姓名", "name", needed=True),
        "sex": number.sex,
        "placed_in_branch": arrival.placed,
    }, number.value


def _facts(arrival: Arrival, actor: Actor) -> dict[str, Any]:
    """What may be changed of an entry, checked."""
    if arrival.moved_on is not None:
        checks.not_future(arrival.moved_on, actor=actor, field="moved_on")
    entries.returning(arrival.returns_on, arrival.moved_on, "来的日期")
    chosen = {"reason": arrival.reason, "group": arrival.group}
    entries.known(chosen)
    return (
        entries.texts(arrival, _LENGTHS)
        | chosen
        | {
            "moved_on": arrival.moved_on,
            "moved_precision": "d" if arrival.moved_on else "",
            "returns_on": arrival.returns_on,
            "phone": checked_phone(arrival.phone),
            "holds_certificate": arrival.holds_certificate,
        }
    )


def _require_from_elsewhere(person: Person | None, town: Organisation) -> None:
    held = Membership.objects.current().filter(person=person).first() if person is not None else None
    if held is not None and held.path.startswith(town.path):
        raise Refused("此人的组织关系已在本乡镇，不是流入党员。", code="here", field="citizen_number")

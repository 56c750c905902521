"""The register of members away: signing in, changes, confirming an entry, and the end of a movement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F

from zhendi.domain.mobile import status
from zhendi.domain.mobile.models import CITIZEN, Incoming, MovementChange, Outgoing, Search
from zhendi.domain.mobile.models.movements import Ended, SignedBy
from zhendi.domain.mobile.operations import checks, contacts, entries
from zhendi.domain.mobile.places import of_row
from zhendi.kernel import bulk, crypto, provinces
from zhendi.kernel.audit import record
from zhendi.kernel.errors import Refused
from zhendi.kernel.identifiers.invalid import InvalidIdentifier
from zhendi.kernel.identifiers.mobile import parse_mobile
from zhendi.kernel.scope import Actor

_LENGTHS = {
    "province": (30, "省份"), "city": (40, "城市"), "district": (60, "县（市、区）"), "employer": (100, "工作单位"),
    "trade": (60, "行业"), "receiving": (100, "接收的党组织"), "remark": (400, "备注"),
}  # fmt: skip
_TITLES = (
    entries.TITLES
    | {"moved_on": "外出日期", "reported_in": "是否报到"}
    | {name: title for name, (_, title) in _LENGTHS.items()}
)


class Entry(NamedTuple):
    """What the register says of a member away. ``reported_in``: has reported to the organisation over there."""

    moved_on: date | None = None
    province: str = ""
    city: str = ""
    district: str = ""
    employer: str = ""
    trade: str = ""
    phone: str = ""
    reason: str = ""
    group: str = ""
    returns_on: date | None = None
    receiving: str = ""
    reported_in: bool | None = None
    remark: str = ""


@transaction.atomic
def sign_in(*, actor: Actor, on: date, person_id: int, entry: Entry, told_by: str) -> int:
    """Enter a member who went away, as the branch, a relative or the receiving side tells (``SignedBy``); gives the key.

    On record from the day ``on``. Whoever stands on the incoming register of a township with the same number is joined
    at once. ``Refused`` (``already``, ``missing``, ``day_future``, …); ``NotVisible`` for a member out of sight.
    """
    checks.not_future(on, actor=actor)
    if told_by not in SignedBy.values:
        raise Refused("没有选择是谁告知的。", code="missing", field="told_by")
    person, held = checks.member(person_id, actor=actor)
    standing = Outgoing.objects.current().filter(citizen_index=crypto.index(person.citizen_number, CITIZEN)).first()
    if standing is not None or Outgoing.objects.current().filter(person=person).exists():
        raise Refused(f"{person.name}已经登记为外出。去那一条改去向。", code="already", field="person")
    row = Outgoing(
        person=person, name=person.name, citizen_number=person.citizen_number, organisation=held.organisation,
        path=held.path, signed_by=told_by, checked_on=on, valid_from=on, **_checked(entry, on, actor),
    )  # fmt: skip
    row.save()
    _join(row)
    said = f"{SignedBy(told_by).label}告知，去{of_row(vars(row))}"
    checks.enter(row, MovementChange.Action.SIGN_IN, on, f"登记{person.name}外出", actor=actor, note=said)
    return row.pk


@transaction.atomic
def change(*, actor: Actor, on: date, movement_id: int, entry: Entry) -> None:
    """Put the entry of a member away right, or write down a move; what it was stays in its history."""
    row = checks.outgoing(movement_id, actor=actor)
    checks.not_future(on, actor=actor)
    values = _checked(entry, on, actor)
    note = entries.put(row, values, _TITLES)
    row.checked_on = on
    row.revision += 1
    row.save()
    checks.enter(row, MovementChange.Action.CHANGE, on, f"更改{row.name}的外出登记", actor=actor, note=note)


@transaction.atomic
def confirm(*, actor: Actor, on: date, movement_ids: Sequence[int]) -> int:
    """The entries were found true on the day; gives how many. One entry in the trail."""
    rows = contacts.written(movement_ids, actor=actor)
    checks.not_future(on, actor=actor)
    bulk.update(Outgoing, ("checked_on",), [(row.id, on) for row in rows if row.valid_to is None])
    bulk.insert(
        MovementChange,
        ("outgoing_id", "action", "on", "by"),
        [(row.id, MovementChange.Action.CONFIRM.value, on, actor.label[:80]) for row in rows],
    )
    record(
        actor=actor, action="mobile.confirmed", on=on, subject_type="mobile.Outgoing", subject_id=None,
        path=contacts.shared_path([row.path for row in rows]), summary=f"核对外出登记{len(rows)}人，与实际相符",
    )  # fmt: skip
    return len(rows)


@transaction.atomic
def classify(*, actor: Actor, on: date, movement_ids: Sequence[int], reason: str = "", group: str = "") -> int:
    """Say of several at once why they are away and to which group of 4.5b they belong; "" leaves it. Gives how many."""
    rows = [row for row in contacts.written(movement_ids, actor=actor) if row.valid_to is None]
    given = {"reason": reason, "group": group}
    values = {name: value for name, value in given.items() if value}
    if not values or any(value not in entries.CHOICES[name].values for name, value in values.items()):
        raise Refused("没有选择原因或类别。", code="missing", field="group")
    Outgoing.objects.filter(pk__in=[row.id for row in rows]).update(**values)
    note = "；".join(f"{_TITLES[name]}：{entries.word(name, value)}" for name, value in values.items())
    bulk.insert(
        MovementChange,
        ("outgoing_id", "action", "on", "by", "note"),
        [(row.id, MovementChange.Action.CHANGE.value, on, actor.label[:80], note) for row in rows],
    )
    record(
        actor=actor, action="mobile.classified", on=on, subject_type="mobile.Outgoing", subject_id=None,
        path=contacts.shared_path([row.path for row in rows]), summary=f"{len(rows)}名外出党员，{note}",
    )  # fmt: skip
    return len(rows)


@transaction.atomic
def end(*, actor: Actor, on: date, movement_id: int, ended: str, note: str = "") -> None:
    """A movement ends (returned, transferred, …): nothing is owed and nothing is sent any more.

    The other side's row ends with it, an open search ends as found.
    """
    row = checks.outgoing(movement_id, actor=actor)
    checks.not_future(on, actor=actor)
    if ended not in Ended.values:
        raise Refused("没有选择怎样结束。", code="missing", field="ended")
    if on < row.valid_from:
        raise Refused(f"{row.valid_from.isoformat()}才登记外出，日期不能早于这一天。", code="day_early", field="on")
    said = checks.words(note, 200, "说明", "note")
    row.ended, row.valid_to = ended, max(on, row.valid_from + timedelta(days=1))
    row.revision += 1
    row.save()
    _end_arrivals(row, on, ended)
    Search.objects.filter(movement=row, closed_on=None).update(closed_on=on, outcome=Search.Outcome.FOUND, note=said)
    told = f"{Ended(ended).label}，{said}" if said else str(Ended(ended).label)
    checks.enter(row, MovementChange.Action.RETURN, on, f"{row.name}的外出结束：{told}", actor=actor, note=told)


def phone(text: str) -> str:
    """A mobile number as it is kept; "" for none; ``Refused`` for one that cannot be."""
    if not text.strip():
        return ""
    try:
        return parse_mobile(text)
    except InvalidIdentifier as fault:
        raise Refused(f"{fault}。", code="phone", field="phone") from fault


def _checked(entry: Entry, on: date, actor: Actor) -> dict[str, Any]:
    values: dict[str, Any] = entry._asdict() | entries.texts(entry, _LENGTHS)
    if not (values["province"] or values["city"]):
        raise Refused("没有填写去了哪里。至少填省、市。", code="missing", field="province")
    values["province"], values["city"] = _place(values["province"], values["city"])
    entries.known(values)
    if entry.moved_on is None:
        raise Refused("没有填写外出日期。不清楚哪一天，填大致的日子。", code="missing", field="moved_on")
    checks.not_future(entry.moved_on, actor=actor, field="moved_on")
    entries.returning(entry.returns_on, entry.moved_on, "外出日期")
    return values | {
        "phone": phone(values["phone"]),
        "moved_precision": "d",
        "floating_on": status.floating_on(entry.moved_on, on),
    }


def _place(province: str, city: str) -> tuple[str, str]:
    """Province and city as the intake writes them, so that one place is counted as one; the city tells its province."""
    known = provinces.province(province)
    right = provinces.province_of_exactly(city)
    if right and known and known != right and known not in provinces.MUNICIPALITIES:
        raise Refused(f"{city}在{right}，不在{known}。核对省和市。", code="place", field="city")
    known = known or right
    return known, provinces.city(city, known)


def _join(row: Outgoing) -> None:
    """Whoever is on the incoming register with the same number is the other side."""
    Incoming.objects.current().filter(citizen_index=row.citizen_index, outgoing=None).update(outgoing=row)


def _end_arrivals(row: Outgoing, on: date, ended: str) -> None:
    joined = Incoming.objects.current().filter(outgoing=row)
    for arrival in joined:
        MovementChange.objects.create(
            incoming=arrival, action=MovementChange.Action.RETURN, on=on, by="流出地", note=str(Ended(ended).label)
        )
    later = max(on, *(arrival.valid_from + timedelta(days=1) for arrival in joined)) if joined else on
    joined.update(valid_to=later, ended=Ended.MOVED_ON, revision=F("revision") + 1)

"""Entering a unit into the register and putting its entry right."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from zhendi.domain.setup.models import Unit, UnitChange
from zhendi.domain.setup.operations import checks, noting
from zhendi.kernel.errors import Refused
from zhendi.kernel.identifiers.invalid import InvalidIdentifier
from zhendi.kernel.identifiers.unit_code import parse_unit_code
from zhendi.kernel.scope import Actor
from zhendi.kernel.wording import words

_LENGTHS = {
    "name": (120, "单位名称"),
    "industry": (60, "行业"),
    "address": (200, "地址"),
    "principal": (60, "负责人"),
    "phone": (40, "电话"),
    "remark": (400, "备注"),
}
_TITLES = {
    "name": "名称", "kind": "类别", "unit_code": "代码", "industry": "行业", "employees": "从业人数",
    "said_full": "正式党员", "said_probationary": "预备党员", "longitude": "经度", "latitude": "纬度",
    "address": "地址", "principal": "负责人", "phone": "电话", "starts_on": "开工", "ends_on": "计划竣工",
    "remark": "备注", "township_id": "所在党委", "responsible_id": "责任党组织",
}  # fmt: skip


class Entry(NamedTuple):
    """What the register says of a unit. ``township_id``: its committee; ``responsible_id`` None: that committee.

    ``longitude`` and ``latitude`` are degrees (WGS 84), given both or neither; ``starts_on`` and ``ends_on`` are of projects.
    """

    name: str
    kind: str
    township_id: int | None
    unit_code: str = ""
    industry: str = ""
    employees: int | None = None
    said_full: int | None = None
    said_probationary: int | None = None
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    address: str = ""
    principal: str = ""
    phone: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    responsible_id: int | None = None
    remark: str = ""


@transaction.atomic
def register(*, actor: Actor, on: date, entry: Entry) -> int:
    """Enter a unit; gives its key. ``Refused`` when its code, or its name in the township, is on the register."""
    checks.not_future(on, actor=actor)
    values = _checked(entry, on, actor=actor)
    unit = Unit(valid_from=_known_since(entry, on), **values)
    _require_free(unit)
    unit.save()
    noting.change(unit, UnitChange.Action.REGISTER, on, f"登记单位“{unit.name}”", actor=actor, detail=_said(values))
    return unit.pk


@transaction.atomic
def correct(*, actor: Actor, on: date, unit_id: int, entry: Entry) -> None:
    """Put a unit's entry right; what it was stays in its history. ``Refused`` when nothing differs."""
    unit = checks.living(unit_id, on, actor=actor)
    values = _checked(entry, on, actor=actor)
    changed = {name: (getattr(unit, name), value) for name, value in values.items() if getattr(unit, name) != value}
    if not changed:
        raise Refused("和现在的一样，没有改动。", code="unchanged")
    for name, (_, value) in changed.items():
        setattr(unit, name, value)
    _require_free(unit)
    unit.valid_from = _known_since(entry, unit.valid_from)
    unit.save()
    note = "；".join(
        f"{_TITLES[name]}：{_word(old)} → {_word(new)}" for name, (old, new) in changed.items() if _shown(name)
    )
    told = {name: [_word(old), _word(new)] for name, (old, new) in changed.items() if _shown(name)}
    detail = {"changed": told, "fields": sorted(changed)}
    noting.change(unit, UnitChange.Action.CORRECT, on, f"更正单位“{unit.name}”", actor=actor, note=note, detail=detail)


def _checked(entry: Entry, on: date, *, actor: Actor) -> dict[str, Any]:
    """The columns of the table, checked."""
    values: dict[str, Any] = entry._asdict()
    for name, (most, title) in _LENGTHS.items():
        values[name] = words(values[name], most, title, name, needed=name == "name")
    if entry.kind not in Unit.Kind.values:
        raise Refused("没有选择单位类别。", code="kind_unknown", field="kind")
    place = checks.township(entry.township_id, actor=actor)
    values["path"] = place.path
    if entry.responsible_id is not None:
        checks.organisation(entry.responsible_id, on, actor=actor, field="responsible")
    values["unit_code"] = _code(entry.unit_code)
    _position(entry)
    _project(entry)
    values["register_key"] = values["unit_code"] or f"{values['name']}@{place.pk}"
    return values


def _code(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return parse_unit_code(text).value
    except InvalidIdentifier as fault:
        raise Refused(f"{fault}。", code="unit_code", field="unit_code") from fault


def _position(entry: Entry) -> None:
    if (entry.longitude is None) != (entry.latitude is None):
        missing = "latitude" if entry.latitude is None else "longitude"
        raise Refused("经度和纬度要么都填，要么都不填。", code="position", field=missing)
    if entry.longitude is None or entry.latitude is None:
        return
    if not -180 <= entry.longitude <= 180:
        raise Refused("经度在-180到180之间，例如118.4123。", code="position", field="longitude")
    if not -90 <= entry.latitude <= 90:
        raise Refused("纬度在-90到90之间，例如30.6850。", code="position", field="latitude")


def _project(entry: Entry) -> None:
    if entry.starts_on and entry.ends_on and entry.ends_on < entry.starts_on:
        raise Refused("计划竣工早于开工。核对两个日期。", code="project", field="ends_on")
    if entry.kind == Unit.Kind.PROJECT and entry.starts_on is None:
        raise Refused("工程项目要填开工日期，组建期限从这一天算起。", code="project", field="starts_on")


def _known_since(entry: Entry, day: date) -> date:
    """A project is on record from its beginning, entered late or not: the time for setting up runs from there."""
    return min(entry.starts_on, day) if entry.kind == Unit.Kind.PROJECT and entry.starts_on else day


def _require_free(unit: Unit) -> None:
    held = Unit.objects.current().filter(register_key=unit.register_key).exclude(pk=unit.pk).first()
    if held is None:
        return
    if unit.unit_code:
        said = f"代码{unit.unit_code}已经登记在“{held.name}”名下。核对代码，同一单位就去更正那一条。"
        raise Refused(said, code="exists", field="unit_code")
    raise Refused("这个党委下面已经登记了同名单位。同一单位就去更正那一条，不同的写全称。", code="exists", field="name")


def _said(values: dict[str, Any]) -> dict[str, str]:
    return {name: _word(value) for name, value in values.items() if _shown(name) and value not in (None, "")}


def _shown(name: str) -> bool:
    return name in _TITLES and name != "phone"


def _word(value: Any) -> str:
    if value in (None, ""):
        return "—"
    return value.isoformat() if isinstance(value, date) else str(value)

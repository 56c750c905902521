"""The facts of a person as they are typed: names of the fields, and how each text is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from zhendi.domain.people.models import Person, Sex
from zhendi.kernel.dates import PartialDate
from zhendi.kernel.errors import Refused
from zhendi.kernel.identifiers.citizen import parse_citizen_number
from zhendi.kernel.identifiers.invalid import InvalidIdentifier
from zhendi.kernel.identifiers.mobile import parse_mobile, split_mobiles
from zhendi.kernel.registers import columns as partial_columns

FIELDS = {
    "name": "姓名", "citizen_number": "公民身份号码", "sex": "性别", "born_on": "出生日期", "nationality": "民族",
    "education": "学历", "degree": "学位", "native_place": "籍贯", "works_since": "参加工作日期", "occupation": "工作岗位",
    "phones": "手机号码", "residence": "家庭住址", "joined": "入党日期", "confirmed": "转正日期", "league_since": "入团日期",
    "league_until": "离团日期", "dues_standard": "党费标准", "dues_paid_to": "党费交至", "remark": "备注",
}  # fmt: skip
SENSITIVE = frozenset({"citizen_number", "phones", "residence", "remark"})
_PARTIAL = {
    "works_since": ("works_since", "works_since_precision"),
    "joined": ("joined_on", "joined_precision"),
    "confirmed": ("confirmed_on", "confirmed_precision"),
}
_FIELD_OF = {column: name for name, pair in _PARTIAL.items() for column in pair}
_ADDRESS_LENGTH = 200
_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_NATIONALITY = re.compile(r"\d\d")
_SEPARATORS = re.compile(r"[./年月]")


def read(given: Mapping[str, str]) -> tuple[dict[str, Any], tuple[str, ...] | None]:
    """Values of the person's columns, and the telephones (None when they are not given).

    ``Refused`` with the field at fault; ``LookupError`` for a name that is no field (a fault of the program).
    """
    columns: dict[str, Any] = {}
    phones: tuple[str, ...] | None = None
    for name, typed in given.items():
        text = typed.strip()
        if name == "phones":
            phones = _phones(text)
        elif name in _PARTIAL:
            columns.update(zip(_PARTIAL[name], partial_columns(_partial(name, text)), strict=True))
        elif name in _READERS:
            columns[name] = _READERS[name](name, text)
        elif name in FIELDS:
            columns[name] = _text(name, text)
        else:
            raise LookupError(f"no such fact of a person: {name}")
    return columns, phones


def field_of(column: str) -> str:
    """The field by which a column is known on pages."""
    return _FIELD_OF.get(column, column)


def _column(name: str) -> Any:
    return Person._meta.get_field(name)


def _refused(name: str, what: str) -> Refused:
    return Refused(what, code="unreadable", field=name)


def _text(name: str, text: str) -> str:
    longest = _column(name).max_length or _ADDRESS_LENGTH
    if len(text) > longest:
        raise _refused(name, f"{FIELDS[name]}最多 {longest} 个字，现在有 {len(text)} 个，删短一些。")
    return text


def _name(name: str, text: str) -> str:
    if not text:
        raise _refused(name, "姓名没有填。")
    return _text(name, " ".join(text.split()))


def _citizen_number(name: str, text: str) -> str:
    if not text:
        return ""
    try:
        return parse_citizen_number(text).value
    except InvalidIdentifier as invalid:
        raise _refused(name, f"{invalid.message}。") from invalid


def _phones(text: str) -> tuple[str, ...]:
    try:
        return tuple(dict.fromkeys(parse_mobile(piece) for piece in split_mobiles(text)))
    except InvalidIdentifier as invalid:
        raise _refused("phones", f"{invalid.message}。") from invalid


def _partial(name: str, text: str) -> PartialDate | None:
    """``1998-07``, ``1998.7`` or ``1998年7月1日``: as much of the day as is known."""
    if not text:
        return None
    parts = [part for part in _SEPARATORS.sub("-", text.rstrip("日")).strip("-").split("-") if part]
    try:
        return PartialDate.from_iso("-".join(part.zfill(2) for part in parts))
    except ValueError as fault:
        raise _refused(name, f"{FIELDS[name]}看不懂，写成 1998-07-01，日不清楚的写 1998-07。") from fault


def _day(name: str, text: str) -> date | None:
    found = _partial(name, text)
    if found and found.precision != "d":
        raise _refused(name, f"{FIELDS[name]}要写到日，如 1998-07-01。")
    return found.first_day if found else None


def _sex(name: str, text: str) -> int | None:
    if not text:
        return None
    if text not in {str(value) for value in Sex.values}:
        raise _refused(name, "性别选男或女。")
    return int(text)


def _nationality(name: str, text: str) -> str:
    if text and not _NATIONALITY.fullmatch(text):
        raise _refused(name, "民族从列表里选。")
    return text


def _money(name: str, text: str) -> Decimal | None:
    if not text:
        return None
    try:
        value = Decimal(text).quantize(Decimal("0.01"))
    except InvalidOperation as fault:
        raise _refused(name, f"{FIELDS[name]}写每月多少元，如 12.5。") from fault
    field = _column(name)
    if not 0 <= value < Decimal(10) ** (field.max_digits - field.decimal_places):
        raise _refused(name, f"{FIELDS[name]}看起来不对，核对后再填。")
    return value


def _month(name: str, text: str) -> str:
    if text and not _MONTH.fullmatch(text):
        raise _refused(name, f"{FIELDS[name]}写到月，如 2026-05。")
    return text


_READERS: dict[str, Callable[[str, str], Any]] = {
    "name": _name, "citizen_number": _citizen_number, "sex": _sex, "born_on": _day, "nationality": _nationality,
    "league_since": _day, "league_until": _day, "dues_standard": _money, "dues_paid_to": _month,
}  # fmt: skip

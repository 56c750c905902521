"""A county's own numbers: dated, cited, and never below a legal floor.

``settings.toml`` of the policy data says which parameters a county may set and in which direction from today's
national number: ``raise`` (only upwards), ``lower`` (only downwards), ``any`` (the document left it to the county).
What is not listed there is not to be set. An installation's own file holds ``[[override]]`` rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal, NamedTuple, cast

from zhendi.kernel.parameters import Dated, Parameter, Parameters
from zhendi.policy.lines import Entry, read

Direction = Literal["raise", "lower", "any"]
_OVERRIDE = {"code", "value", "from", "source", "confirmed_by"}


class Permission(NamedTuple):
    """In which direction a county may set a parameter, and why."""

    direction: Direction
    reason: str


def read_permissions(text: str, national: Parameters, file: str = "settings.toml") -> Mapping[str, Permission]:
    """Which numbers a county may set; ``Unreadable`` with file, line and parameter."""
    found: dict[str, Permission] = {}
    for entry in _entries(text, file):
        entry.only({"code", "may", "reason"})
        code, may = entry.text("code"), entry.text("may")
        if code not in national.by_code or code in found:
            entry.refuse("没有这个参数，或写了两次", "code")
        if may not in {"raise", "lower", "any"}:
            entry.refuse("may 应是 raise（只可提高）、lower（只可降低）、any（由县里定）之一", "may")
        found[code] = Permission(cast(Direction, may), entry.text("reason"))
    return found


def with_overrides(
    national: Parameters, permissions: Mapping[str, Permission], text: str, file: str = "local.toml"
) -> Parameters:
    """The numbers in force in one county. ``Unreadable`` for an uncited, undated, forbidden or too lax number.

    When a later national number becomes stricter than the county's, the national one takes over on its day.
    """
    local: dict[str, list[Dated]] = {}
    for entry in _entries(text, file):
        dated = _override(entry, national, permissions)
        local.setdefault(dated.code, []).append(dated)
    merged = {
        code: _merged(parameter, sorted(local[code], key=lambda row: row.valid_from), permissions[code].direction)
        if code in local
        else parameter
        for code, parameter in national.by_code.items()
    }
    return Parameters(merged)


def _entries(text: str, file: str) -> Sequence[Entry]:
    written = read(text, file)
    written.root.only(())
    return written.tables


def _override(entry: Entry, national: Parameters, permissions: Mapping[str, Permission]) -> Dated:
    entry.only(_OVERRIDE, {"article"})
    code, begins, value = entry.text("code"), entry.values["from"], entry.values["value"]
    if code not in permissions:
        entry.refuse(f"参数 {code} 不由县里定（可定的见 settings.toml）", "code")
    if type(begins) is not date:
        entry.refuse("from 应写日期，如 2026-01-01", "from")
    if type(value) is not int or value < 0:
        entry.refuse("value 应是不小于 0 的整数", "value")
    floor = national.at(code, begins)
    if not _allowed(value, floor.value, permissions[code].direction):
        way = "低于" if permissions[code].direction == "raise" else "高于"
        entry.refuse(
            f"{value}{floor.unit}{way}现行规定 {floor.value}{floor.unit}（{floor.citation()}），不能这样定", "value"
        )
    return Dated(
        code, value, floor.unit, begins, entry.text("source"), entry.text("article"), entry.text("confirmed_by")
    )


def _merged(parameter: Parameter, local: Sequence[Dated], direction: Direction) -> Parameter:
    days = sorted({row.valid_from for row in (*parameter.values, *local)})
    return replace(parameter, values=tuple(_in_force(parameter, local, direction, day) for day in days))


def _in_force(parameter: Parameter, local: Sequence[Dated], direction: Direction, day: date) -> Dated:
    own = [row for row in local if row.valid_from <= day]
    if not own:
        return parameter.at(day)
    if _allowed(own[-1].value, parameter.at(day).value, direction):
        return replace(own[-1], valid_from=day)
    return replace(parameter.at(day), valid_from=day)


def _allowed(value: int, floor: int, direction: Direction) -> bool:
    return direction == "any" or (value >= floor if direction == "raise" else value <= floor)

"""Registers going out to a workbook with the columns of the intake, within the reader's scope, always logged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from zhendi.intake.export import members, registers
from zhendi.intake.export.sheets import Download, Sheet, workbook
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor, Range, Scope, subtree

UNMASK = "unmask"
TO_FILL = "表头不用改，从下一行起每人（每个单位）填一行；没有的格留空，用不着的表不填。日期写作2026-06-30或2026.06。"
MASKED = "证件号码、电话、住址已打码，仅供查阅，不能用于导入。"


class Part(NamedTuple):
    """One sheet of a register."""

    name: str
    headings: Sequence[str]
    rows: Callable[..., Any]
    sensitive: bool


_REGISTERS: dict[str, tuple[str, tuple[Part, ...]]] = {
    "organisations": (
        "党组织名册",
        (Part("党组织", registers.ORGANISATIONS, registers.organisations, False),),
    ),
    "members": ("党员名册", (Part("党员", members.HEADINGS, members.rows, True),)),
    "mobile": (
        "流动党员登记册",
        (
            Part("流出党员", registers.OUTGOING, registers.outgoing, True),
            Part("流入党员", registers.INCOMING, registers.incoming, True),
        ),
    ),
    "hand_overs": (
        "党员交接名单",
        (
            Part("毕业生", registers.GRADUATES, registers.graduates, True),
            Part("退役军人", registers.VETERANS, registers.veterans, True),
        ),
    ),
    "units": ("各类单位党建覆盖情况统计表", (Part("单位台账", registers.UNITS, registers.units, False),)),
    "services": (
        "便民服务网点和事项",
        (
            Part("网点", registers.OUTLETS, registers.outlets, False),
            Part("服务事项", registers.ITEMS, registers.items, False),
        ),
    ),
}


def export(
    scope: Scope,
    register: str,
    *,
    actor: Actor,
    on: date,
    whole_numbers: bool = False,
    purpose: str = "",
    path: str = "",
) -> Download:
    """One register as a workbook. Numbers go out whole only for posts that may, with a purpose that is written down.

    ``path`` narrows to a subtree ("" = all that the reader sees). Raises ``NotVisible`` for an unknown register or
    a subtree beyond the reader's, ``Refused`` where a purpose or the right is missing.
    """
    if register not in _REGISTERS or (path and not scope.allows("see", path)):
        raise NotVisible(register)
    title, parts = _REGISTERS[register]
    sensitive = any(part.sensitive for part in parts)
    within = (subtree(path),) if path else scope.ranges()
    whole = whole_numbers and sensitive
    if whole:
        _require_unmask(scope, within, purpose)
    head = f"{members.root_name(within)}{title}（截至{on.year}年{on.month}月{on.day}日）"
    sheets = [
        Sheet(
            part.name,
            head,
            part.headings,
            part.rows(scope, within, whole=whole),
            "" if whole or not part.sensitive else MASKED,
        )
        for part in parts
    ]
    _log(actor, on, register, title, path, whole, purpose)
    return workbook(f"{head}{'' if whole or not sensitive else '（打码）'}.xlsx", sheets)


def template(register: str) -> Download:
    """An empty workbook with the columns of a register, to be filled in and taken in; ``NotVisible`` for an unknown one."""
    if register not in _REGISTERS:
        raise NotVisible(register)
    title, parts = _REGISTERS[register]
    sheets = [Sheet(part.name, f"{title}：{part.name}", part.headings, (), TO_FILL, to_fill=True) for part in parts]
    return workbook(f"{title}（空表）.xlsx", sheets)


def _require_unmask(scope: Scope, within: tuple[Range, ...], purpose: str) -> None:
    if not purpose.strip():
        raise Refused("导出完整证件号码须写明用途。", code="purpose_missing", field="purpose")
    allowed = scope.ranges(UNMASK)
    if not all(any(low <= one[0] and one[1] <= high for low, high in allowed) for one in within):
        raise Refused("您的职务不能导出完整证件号码。", code="forbidden", field="whole_numbers")


def _log(actor: Actor, on: date, register: str, title: str, path: str, whole: bool, purpose: str) -> None:
    record(
        actor=actor.account_id,
        action="export.whole" if whole else "export.masked",
        on=on,
        subject_type=f"export.{register}",
        subject_id=None,
        path=path or (actor.scope.home.path if actor.scope.home else ""),
        summary=f"导出{title}（{'完整证件号码' if whole else '打码'}）",
        detail={"purpose": purpose.strip()} if whole else {},
    )

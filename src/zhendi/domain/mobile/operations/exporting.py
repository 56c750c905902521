"""Lists go out as workbooks: written down; the call list with whole numbers only for a purpose."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhendi.domain.mobile import access
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor
from zhendi.kernel.wording import words

LISTS = {
    "outgoing": "外出党员名单",
    "incoming": "流入党员名单",
    "pairs": "两头对接名单",
    "keepers": "联系人名单",
    "lost": "失联查找名单",
    "clusters": "外出聚集地名单",
}


@transaction.atomic
def note_list(*, actor: Actor, on: date, of: str, number: int) -> None:
    """A list (a key of ``LISTS``) of so many rows, without numbers, went out. ``NotVisible`` for whoever sees no members."""
    if not actor.scope.may(SEE):
        raise NotVisible(of)
    record(
        actor=actor, action=f"export.{of}", on=on, subject_type=f"export.{of}", subject_id=None, path=_place(actor),
        summary=f"导出{LISTS[of]}{number}行", detail={"rows": number},
    )  # fmt: skip


@transaction.atomic
def note_calls(*, actor: Actor, on: date, number: int, whole: bool = False, purpose: str = "") -> None:
    """A call list of so many members went out. ``NotVisible`` for whoever sees no members; ``Refused`` for whole numbers
    without the right to see them or without a purpose.
    """
    if not actor.scope.may(SEE):
        raise NotVisible("calls")
    said = ""
    if whole:
        if not actor.scope.may(access.UNMASK):
            raise Refused("您的职务不能看完整号码，由党支部书记或经办人导出。", code="not_yours")
        said = words(purpose, 100, "用途", "purpose")
    told = f"，完整号码，用途：{said}" if said else ""
    record(
        actor=actor, action="export.calls", on=on, subject_type="export.calls", subject_id=None, path=_place(actor),
        summary=f"导出打电话名单{number}人{told}", detail={"rows": number, "whole": whole, "purpose": said},
    )  # fmt: skip


def _place(actor: Actor) -> str:
    return min((low for low, _ in actor.scope.ranges(SEE)), default="")

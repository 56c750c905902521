"""Feedback on a member's half-year: given by the township that has the member, or by whoever holds the certificate's code."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from zhendi.domain.mobile import access, half_years
from zhendi.domain.mobile.half_years import Half
from zhendi.domain.mobile.models import Certificate, Feedback
from zhendi.domain.mobile.models.certificates import TOKEN
from zhendi.domain.mobile.operations import checks
from zhendi.domain.mobile.operations.keeping import phone as checked_phone
from zhendi.kernel import crypto
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import SEE, Actor

_MOST_HELD = 200  # activities of a half-year: more is a slip of the pen


class Said(NamedTuple):
    """What is said: of which half-year ("2026-1"), at how many of how many activities, and how, in words."""

    half: str
    attended: int
    held: int
    conduct: str
    organisation: str = ""
    by: str = ""
    phone: str = ""


@transaction.atomic
def give(*, actor: Actor, on: date, movement_id: int, said: Said) -> int:
    """The township says it of a member who came; once a half-year, changed by saying it again. Gives its key.

    The home branch sees it where the member is one of ours. ``NotVisible`` and ``Refused`` as for the register.
    """
    row = checks.incoming(movement_id, actor=actor)
    place = row.organisation
    name = (place.short_name or place.full_name) if place else ""
    half = _half(said, on)
    values = {**_checked(said), "organisation": name[:100], "by": actor.label[:80], "said_on": on}
    made, _ = Feedback.objects.update_or_create(
        incoming=row, year=half.year, half=half.half,
        defaults={**values, "outgoing_id": row.outgoing_id, "way": Feedback.Way.REGISTER, "checked_on": on},
    )  # fmt: skip
    _enter(actor, on, made, row.path, f"反馈流入党员{row.name}{half.name}的表现")
    return made.pk


@transaction.atomic
def give_by_code(*, on: date, token: str, said: Said) -> None:
    """Whoever holds the code of a good certificate says it; the home branch must look at it first.

    The same organisation says it once a half-year; the same again is the same. ``NotVisible`` for a code that is none or
    not good any more; nothing tells whose it is.
    """
    one = Certificate.objects.select_related("movement").filter(token_index=crypto.index(token, TOKEN)).first()
    if one is None or not token or one.ended_on is not None or one.movement is None:
        raise NotVisible("certificate")
    half, values = _half(said, on), _checked(said)
    name = checks.words(said.organisation, 100, "您所在的党组织", "organisation", needed=True)
    by = checks.words(said.by, 40, "填写人", "by", needed=True)
    number = checked_phone(said.phone) if said.phone.strip() else ""
    try:
        with transaction.atomic():
            made = Feedback.objects.create(
                outgoing=one.movement, way=Feedback.Way.SCAN, year=half.year, half=half.half, organisation=name, by=by,
                phone=number, said_on=on, **values,
            )  # fmt: skip
    except IntegrityError:
        raise Refused(f"{name}已经反馈过{half.name}了，不用再填。", code="unchanged") from None
    _enter(None, on, made, one.movement.path, f"{name}反馈党员{one.movement.name}{half.name}的表现，待支部核实")


@transaction.atomic
def check(*, actor: Actor, on: date, feedback_id: int, true: bool) -> None:
    """The home branch has asked back: it is true and kept, or it is not and is erased."""
    row = Feedback.objects.select_for_update().filter(pk=feedback_id, way=Feedback.Way.SCAN).first()
    movement = row.outgoing if row is not None else None
    if row is None or movement is None or not access.may_see(actor.scope, movement):
        raise NotVisible("no such feedback")
    if not access.may_write(actor.scope, movement):
        raise Refused("您的职务不能核实反馈，由党支部书记、副书记或组织委员核实。", code="not_yours")
    if row.checked_on is not None:
        raise Refused(f"{row.checked_by}已经核实过。", code="unchanged")
    if true:
        row.checked_on, row.checked_by = on, actor.label[:80]
        row.save(update_fields=["checked_on", "checked_by"])
    _enter(
        actor,
        on,
        row,
        movement.path,
        f"{row.organisation}对{movement.name}的反馈{'核实无误' if true else '不属实，已删除'}",
    )
    if not true:
        row.delete()


@transaction.atomic
def note_export(*, actor: Actor, on: date, number: int) -> None:
    """A list of so much feedback went out as a workbook."""
    place = min((low for low, _ in actor.scope.ranges(SEE)), default="")
    record(
        actor=actor, action="export.feedback", on=on, subject_type="export.feedback", subject_id=None, path=place,
        summary=f"导出党员反馈{number}件", detail={"rows": number},
    )  # fmt: skip


def _half(said: Said, on: date) -> Half:
    half = half_years.read(said.half)
    if half is None or half.begins > on:
        raise Refused("选反馈的是哪个半年。", code="half", field="half")
    return half


def _checked(said: Said) -> dict[str, Any]:
    if not 0 <= said.held <= _MOST_HELD:
        raise Refused(f"活动次数在0到{_MOST_HELD}之间。", code="held", field="held")
    if not 0 <= said.attended <= said.held:
        raise Refused("参加的次数不能比开展的次数多。", code="attended", field="attended")
    return {
        "attended": said.attended, "held": said.held,
        "conduct": checks.words(said.conduct, 400, "表现", "conduct", needed=True),
    }  # fmt: skip


def _enter(actor: Actor | None, on: date, row: Feedback, path: str, summary: str) -> None:
    record(
        actor=actor, action="mobile.feedback", on=on, subject_type="mobile.Feedback", subject_id=row.pk, path=path,
        summary=summary, detail={"year": row.year, "half": row.half},
    )  # fmt: skip

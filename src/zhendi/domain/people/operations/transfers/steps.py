"""What every step of a transfer has in common: the row locked, the side allowed, the day in order, the step written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import F

from zhendi.domain.orgs.kinds import kind
from zhendi.domain.orgs.models import Organisation
from zhendi.domain.people.access import transfers as access
from zhendi.domain.people.access.transfers import Side
from zhendi.domain.people.models import Transfer, TransferStep
from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible, Refused
from zhendi.kernel.scope import Actor

SUBJECT = "people.Transfer"
State = Transfer.State
_SIDES = ("from_organisation", "from_committee", "to_organisation", "to_committee")
_LONGEST = 400


def take(*, actor: Actor, transfer_id: int, side: Side) -> Transfer:
    """The transfer, locked. ``NotVisible`` for one out of reach, and for one whose side the actor does not act for."""
    found = Transfer.objects.visible_to(actor.scope).filter(pk=transfer_id).exists()
    if not found:
        raise NotVisible(f"transfer {transfer_id}")
    held = Transfer.objects.select_for_update(of=("self",)).select_related(*_SIDES).get(pk=transfer_id)
    if not access.may_act(actor.scope, held, side):
        raise NotVisible(f"transfer {transfer_id}: {side}")
    return held


def expect(transfer: Transfer, *states: str) -> None:
    """``Refused`` when somebody else has moved it on, or it is not there yet."""
    if transfer.state not in states:
        label = State(transfer.state).label
        raise Refused(f"现在是“{label}”，这一步办不了。刷新这一页看办到哪一步。", code="state")


def in_order(transfer: Transfer, on: date) -> None:
    """``Refused`` for a day before the step that was taken last."""
    if on < transfer.state_since:
        day = transfer.state_since.isoformat()
        raise Refused(f"上一步是{day}办的，日期不能早于这一天。", code="too_early", field="on")


def move(
    transfer: Transfer, state: str, *, actor: Actor, on: date, note: str = "", valid_until: date | None = None
) -> None:
    """Write the step and what the transfer is by it."""
    transfer.state, transfer.state_since = state, on
    TransferStep.objects.create(
        transfer=transfer, state=state, on=on, account_id=actor.account_id, by=actor.label[:120],
        note=note.strip()[:_LONGEST], valid_until=valid_until,
    )  # fmt: skip


def close(
    transfer: Transfer, *, actor: Actor, on: date, action: str, summary: str, place: Organisation | None,
    detail: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """The end of an operation: the row saved and counted, and one entry of the trail at the place of who acted."""
    transfer.save()
    Transfer.objects.filter(pk=transfer.pk).update(revision=F("revision") + 1)
    record(
        actor=actor, action=f"people.transfer_{action}", on=on, subject_type=SUBJECT, subject_id=transfer.pk,
        path=place.path if place else "", summary=summary, detail=detail or {},
    )  # fmt: skip


def need(text: str, otherwise: str, field: str) -> str:
    """The words given; ``Refused`` for none."""
    if not text.strip():
        raise Refused(otherwise, code="missing", field=field)
    return text.strip()


def committee_of(branch: Organisation) -> Organisation:
    """The committee that issues and receives letters for a branch: the nearest above that may approve members, else
    the county's own.

    Source: 党员教育管理工作条例 2019 art. 25 (committees that may approve probationary members transfer directly).
    """
    above = [branch.path[:length] for length in range(len(branch.path) - 4, 0, -4)]
    chain = sorted(Organisation.objects.filter(path__in=above), key=lambda one: -len(one.path))
    approving = [one for one in chain if kind(one.kind).level == "committee" and kind(one.kind).may("admit")]
    if not chain:
        raise Refused(f"{branch.full_name}上面没有党委，不能转接组织关系。", code="no_committee")
    return (approving or chain[-1:])[0]

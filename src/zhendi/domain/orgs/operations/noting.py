"""The rows that every change of an organisation leaves: the recorded change, and one entry of the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhendi.domain.orgs.models import Change, Organisation
from zhendi.domain.orgs.operations.checks import Approval
from zhendi.kernel import audit
from zhendi.kernel.scope import Actor

SUBJECT = "orgs.Organisation"
_NOTE_LENGTH = 400


def change(
    one: Organisation,
    action: Change.Action,
    on: date,
    *,
    approval: Approval | None = None,
    other: Organisation | None = None,
    note: str = "",
) -> None:
    """One line of the organisation's own history."""
    Change.objects.create(
        organisation=one,
        action=action,
        on=on,
        approval_number=approval.number if approval else "",
        approved_on=approval.day if approval else None,
        other=other,
        note=note[:_NOTE_LENGTH],
    )


def entry(
    one: Organisation, action: Change.Action, on: date, summary: str, detail: Mapping[str, Any], *, actor: Actor
) -> None:
    """The operation's one entry, as the last act of its transaction."""
    audit.record(
        actor=actor,
        action=f"orgs.{action.value}",
        on=on,
        subject_type=SUBJECT,
        subject_id=one.pk,
        path=one.path,
        summary=summary,
        detail=detail,
    )

"""The one entry of the audit trail that every operation leaves as its last act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhendi.domain.activities.models import Activity
from zhendi.kernel import audit
from zhendi.kernel.scope import Actor

SUBJECT = "activities.Activity"


def entry(
    one: Activity, action: str, on: date, summary: str, *, actor: Actor, detail: Mapping[str, Any] | None = None
) -> None:
    """Record the operation; the engine derives anew what is asked of the organisation and of those who were there."""
    audit.record(
        actor=actor,
        action=f"activities.{action}",
        on=on,
        subject_type=SUBJECT,
        subject_id=one.pk,
        path=one.path,
        summary=summary,
        detail=detail or {},
    )

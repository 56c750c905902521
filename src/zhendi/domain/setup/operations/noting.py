"""The rows that every change of a unit leaves: a line of its history, one entry of the trail; and entries of lists gone out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhendi.domain.setup.models import Unit, UnitChange
from zhendi.kernel import audit
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import SEE, Actor

SUBJECT = "setup.Unit"
_NOTE_LENGTH = 400


def change(
    unit: Unit,
    action: UnitChange.Action,
    on: date,
    summary: str,
    *,
    actor: Actor,
    note: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Count the change, write it into the unit's history, and record it as the last act of the transaction."""
    unit.revision += 1
    unit.save(update_fields=["revision"])
    UnitChange.objects.create(unit=unit, action=action, on=on, note=note[:_NOTE_LENGTH])
    entry(unit, action.value, on, summary, actor=actor, detail=detail)


def entry(
    unit: Unit, action: str, on: date, summary: str, *, actor: Actor, detail: Mapping[str, Any] | None = None
) -> None:
    """The operation's one entry."""
    audit.record(
        actor=actor,
        action=f"setup.{action}",
        on=on,
        subject_type=SUBJECT,
        subject_id=unit.pk,
        path=unit.path,
        summary=summary,
        detail=detail or {},
    )


def export(*, actor: Actor, on: date, what: str, said: str) -> None:
    """Write down that a list went out; ``what`` names it, ``said`` tells how much."""
    if not actor.scope.may(SEE):
        raise NotVisible(what)
    home = actor.scope.home
    audit.record(
        actor=actor, action=f"export.{what}", on=on, subject_type=f"export.{what}", subject_id=None,
        path=home.path if home else "", summary=said, detail={},
    )  # fmt: skip

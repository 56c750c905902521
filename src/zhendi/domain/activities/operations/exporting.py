"""Writing down that a list of activities went out as a workbook."""

from __future__ import annotations

from datetime import date

from zhendi.kernel import audit
from zhendi.kernel.scope import Actor


def exported(*, actor: Actor, on: date, rows: int) -> None:
    """One entry; the list holds no sensitive value."""
    home = actor.scope.home
    audit.record(
        actor=actor,
        action="export.activities",
        on=on,
        subject_type="export.activities",
        subject_id=None,
        path=home.path if home else "",
        summary=f"导出活动清单（{rows}次）",
        detail={"rows": rows},
    )

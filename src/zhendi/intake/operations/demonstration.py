"""Marking an installation as one with generated people."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhendi.intake.access import require_intake
from zhendi.intake.models import Demonstration
from zhendi.kernel.audit import record
from zhendi.kernel.errors import Refused
from zhendi.kernel.scope import Actor


@transaction.atomic
def mark(*, actor: Actor, on: date, members: int, seed: int) -> None:
    """From now on pages say that everybody here is made up. ``Refused`` when it is marked already."""
    require_intake(actor)
    if Demonstration.objects.exists():
        raise Refused("这里已经是演示县。", code="marked")
    Demonstration.objects.create(members=members, seed=seed, on=on)
    record(
        actor=actor, action="intake.demonstration", on=on, subject_type="intake.Demonstration", subject_id=None, path="",
        summary=f"建立演示县：虚构党员{members}名", detail={"members": members, "seed": seed},
    )  # fmt: skip

"""A list of votes went out as a workbook: the trail says so."""

from __future__ import annotations

from datetime import date

from zhendi.kernel.audit import record
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import SEE, Actor


def note_export(*, actor: Actor, on: date, number: int) -> None:
    """Write down that so many votes were exported; ``NotVisible`` for who sees none."""
    if not actor.scope.may(SEE):
        raise NotVisible("votes")
    record(
        actor=actor, action="export.votes", on=on, subject_type="ballots.Vote", subject_id=None,
        path=min((low for low, _ in actor.scope.ranges(SEE)), default=""), summary=f"导出投票清单，{number}次",
    )  # fmt: skip

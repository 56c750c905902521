"""The reader as one who writes letters."""

from __future__ import annotations

from dataclasses import replace

from zhendi.domain.messaging.queries import letters as queries
from zhendi.domain.messaging.queries.letters import LetterRow, RunRecord
from zhendi.kernel.errors import NotVisible
from zhendi.kernel.scope import Actor
from zhendi.web.shell.request import Request


def acting(request: Request) -> Actor:
    """Always on today's state, whatever day is looked at."""
    return replace(request.actor, scope=request.scope.on(request.today))


def kept_run(request: Request, run_id: int) -> RunRecord:
    """A run that the reader keeps and that was not dropped; *not found* else."""
    row = queries.run(request.scope, run_id)
    if not row.may_keep or row.dropped_on is not None:
        raise NotVisible("no such run")
    return row


def kept_letter(request: Request, letter_id: int, *states: str) -> tuple[RunRecord, LetterRow]:
    """A letter of such a run that stands in one of these states; *not found* else."""
    one = queries.letter(request.scope, letter_id)
    row = kept_run(request, one.run_id)
    if one.state not in states:
        raise NotVisible("letter")
    return row, one

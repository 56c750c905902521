"""How far a run has come: ``kernel.progress`` under the run's key."""

from __future__ import annotations

from zhendi.kernel import progress
from zhendi.kernel.progress import Say, Step

__all__ = ["SENT", "Say", "Step", "forget", "of", "say"]

SENT = "准备中"  # a process has been sent to work and has not begun
_WORK = "intake"


def say(run_id: int, stage: str, done: int, total: int) -> None:
    """Note how far the run has come."""
    progress.say(_WORK, run_id, Step(stage, done, total))


def of(run_id: int) -> Step:
    """The last note; an empty one when there is none."""
    return progress.of(_WORK, run_id)


def forget(run_id: int) -> None:
    """Drop the note."""
    progress.forget(_WORK, run_id)

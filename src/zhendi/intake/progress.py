"""How far a run has come: a small file beside the database, since the writer keeps SQLite locked till the end."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

SENT = "准备中"  # a process has been sent to work and has not begun
Say = Callable[[str, int, int], None]


class Step(NamedTuple):
    """The stage in Chinese, and how many of how many pieces of work are done."""

    stage: str
    done: int
    total: int


def say(run_id: int, stage: str, done: int, total: int) -> None:
    """Note how far the run has come; readers see either the old note or the new one whole."""
    place = _file(run_id)
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps([stage, done, total], ensure_ascii=False), encoding="utf-8")
    fresh.replace(place)


def of(run_id: int) -> Step:
    """The last note; an empty one when there is none."""
    try:
        return Step(*json.loads(_file(run_id).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Step("", 0, 0)


def forget(run_id: int) -> None:
    """Drop the note."""
    _file(run_id).unlink(missing_ok=True)


def _file(run_id: int) -> Path:
    return Path(settings.DATA_DIR) / "progress" / f"{run_id}.json"

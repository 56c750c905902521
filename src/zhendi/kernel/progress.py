"""How far work outside a request has come: a small file beside the database.

The writer may keep SQLite locked till the end, so that no row could tell.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

Say = Callable[[str, int, int], None]


class Step(NamedTuple):
    """The stage in Chinese, and how many of how many pieces of work are done."""

    stage: str
    done: int
    total: int


def say(work: str, key: int, step: Step) -> None:
    """Note how far a piece of work has come; readers see either the old note or the new one whole."""
    place = _file(work, key)
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_suffix(f".{os.getpid()}")
    fresh.write_text(json.dumps(step, ensure_ascii=False), encoding="utf-8")
    fresh.replace(place)


def of(work: str, key: int) -> Step:
    """The last note; an empty one when there is none."""
    try:
        return Step(*json.loads(_file(work, key).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Step("", 0, 0)


def forget(work: str, key: int) -> None:
    """Drop the note."""
    _file(work, key).unlink(missing_ok=True)


def _file(work: str, key: int) -> Path:
    return Path(settings.DATA_DIR) / "progress" / f"{work}-{key}.json"

"""Notes of how far work has come: the last one whole, none where there is none, apart by work and key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from zhendi.kernel import progress
from zhendi.kernel.progress import Step


def test_the_last_note_is_read_until_it_is_forgotten(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    assert progress.of("plan", 1) == Step("", 0, 0)
    progress.say("plan", 1, Step("先分一遍", 1, 4))
    progress.say("plan", 1, Step("挑最省的分法", 3, 4))
    progress.say("intake", 1, Step("写入", 2, 9))
    assert progress.of("plan", 1) == Step("挑最省的分法", 3, 4)
    progress.forget("plan", 1)
    progress.forget("plan", 1)
    assert (progress.of("plan", 1), progress.of("intake", 1)) == (Step("", 0, 0), Step("写入", 2, 9))


def test_a_note_that_cannot_be_read_is_none(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    progress.say("plan", 1, Step("先分一遍", 1, 4))
    (tmp_path / "progress" / "plan-1.json").write_text("{", encoding="utf-8")
    assert progress.of("plan", 1) == Step("", 0, 0)

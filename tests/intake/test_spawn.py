"""Working outside the request: started without waiting, and collected when it ends."""

from __future__ import annotations

import sys
import threading
from typing import Any

import pytest

from zhendi.intake.operations.spawn import spawn


class Child:
    """A process that only notes whether somebody waited for it."""

    pid = 4711

    def __init__(self, command: list[str], **_options: Any) -> None:
        self.command = command
        self.waited = threading.Event()

    def wait(self) -> int:
        self.waited.set()
        return 0


def test_process_that_was_started_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Child] = []

    def start(command: list[str], **options: Any) -> Child:
        started.append(Child(command, **options))
        return started[0]

    monkeypatch.setattr("zhendi.intake.operations.spawn.subprocess.Popen", start)
    assert spawn(12, "--judge") == Child.pid
    assert started[0].command == [sys.executable, "-m", "zhendi", "intake_run", "12", "--judge"]
    assert started[0].waited.wait(5)

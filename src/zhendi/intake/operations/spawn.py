"""Working outside the request: a process of its own, detached, which goes on when the web worker ends."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

_WINDOWS = os.name == "nt"


def spawn(run_id: int, *words: str) -> int:
    """Start ``zhendi intake_run ID …`` and do not wait for it; gives its process number.

    A thread of its own collects its exit, so that no zombie is left; the process outlives this one if it must.
    """
    command = [sys.executable, "-m", "zhendi", "intake_run", str(run_id), *words]
    flags = subprocess.CREATE_NEW_PROCESS_GROUP if _WINDOWS else 0  # type: ignore[attr-defined,unused-ignore]  # Windows alone has the name
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and numbers only
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=not _WINDOWS,
        creationflags=flags,
        env=os.environ.copy(),
    )
    threading.Thread(target=process.wait, name=f"intake-{run_id}", daemon=True).start()
    return process.pid

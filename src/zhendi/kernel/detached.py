"""Working outside the request: a process of its own, which goes on when the web worker ends."""

from __future__ import annotations

import subprocess
import sys
import threading


def start(*words: str) -> int:
    """Start ``zhendi WORD …`` and do not wait for it; gives its process number.

    A thread of its own collects its exit, so that no zombie is left; the process outlives this one if it must.
    """
    windows = sys.platform == "win32"
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and words of our own only
        [sys.executable, "-m", "zhendi", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=not windows,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )
    threading.Thread(target=process.wait, name=f"detached-{process.pid}", daemon=True).start()
    return process.pid

"""What runs on the clock beside the web server: ``zhendi tick`` again and again, until the process that started it ends."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from typing import Any

import django
from django.core.management import call_command
from django.db import connections

EVERY = 60  # seconds between two ticks
_LOOK = 1  # seconds between two looks at the parent


def main() -> None:
    """Tick until the server is gone. Being ended in the midst of a job loses nothing: its transaction is rolled back."""
    server = os.getppid()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhendi.config.settings")
    django.setup()
    loop = threading.Thread(target=_tick, daemon=True)
    loop.start()
    while loop.is_alive() and os.getppid() == server:
        time.sleep(_LOOK)


def _tick() -> None:
    """A job that fails is said and tried again at the next tick; the web server goes on."""
    while True:
        try:
            call_command("tick", every=EVERY)
        except Exception as fault:
            sys.stderr.write(f"定时任务出错，{EVERY}秒后再试 / a job failed: {type(fault).__name__}: {fault}\n")
            connections.close_all()
            time.sleep(EVERY)


def _leave(*_signal: Any) -> None:
    os._exit(0)


if __name__ == "__main__":
    main()

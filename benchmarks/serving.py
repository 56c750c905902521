"""Pages asked for over HTTP, behind the product's own web server with its own settings.

What counts is the processor's time of the server's workers, on PostgreSQL with that of its backends: requests a second of one
processor. The client does not count, nor does whoever else uses the machine.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS = 8  # as the design's client held open
_PATIENCE = 60.0
_TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 1


class Server(NamedTuple):
    """A running server."""

    port: int
    process: int


class Page(NamedTuple):
    """What is asked for so many ``times`` a round."""

    server: Server
    address: str
    cookies: dict[str, str]
    times: int


def measured(asked: Mapping[str, Page], *, rounds: int) -> dict[str, float]:
    """Seconds of the processor for a request, in turn, each one's median; the first round warms and is left out."""
    taken: dict[str, list[float]] = {name: [] for name in asked}
    for number in range(rounds + 1):
        for name, page in asked.items():
            started = _processor(page.server)
            _ask(page)
            if number:
                taken[name].append((_processor(page.server) - started) / page.times)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


@contextmanager
def server(page: str = "") -> Iterator[Server]:
    """Gunicorn serving the product, or a yardstick by its name (``benchmarks.pages``)."""
    port = _free_port()
    program = Path(sys.executable).with_name("gunicorn")
    application = "benchmarks.served:application" if page else "zhendi.config.wsgi:application"
    process = subprocess.Popen(
        [program, "--config", ROOT / "src/zhendi/config/gunicorn.py", application],
        cwd=ROOT,
        env={**os.environ, "PORT": str(port), "BENCH_PAGE": page},
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _ask(page: Page) -> None:
    """The page so many times over ``CONNECTIONS`` connections kept open."""
    words = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
    host = ("127.0.0.1", page.server.port)
    asked = f"GET {page.address} HTTP/1.1\r\nHost: {host[0]}\r\nUser-Agent: bench\r\nCookie: {words}\r\n\r\n".encode()

    def share(number: int) -> None:
        with socket.create_connection(host) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for _ in range(number):
                line.sendall(asked)
                _answer(line)

    with ThreadPoolExecutor(CONNECTIONS) as hands:
        list(hands.map(share, [page.times // CONNECTIONS] * CONNECTIONS))


def _processor(server: Server) -> float:
    """What the workers of a server have used so far, and on PostgreSQL all backends but our own."""
    return sum(map(_used, [*_children(server.process), *_backends()]))


def _children(process: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _backends() -> list[int]:
    from django.db import connection

    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return [pid for (pid,) in cursor.fetchall()]


def _used(process: int) -> float:
    after = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(after[11]) + int(after[12])) / _TICK


def _answer(line: socket.socket) -> None:
    """Read one answer to its end; it must be a page."""
    got = bytearray(line.recv(65536))
    while (end := got.find(b"\r\n\r\n")) < 0:
        got += line.recv(65536)
    head = bytes(got[:end])
    assert head.startswith(b"HTTP/1.1 200"), head
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    while len(got) < end + 4 + length:
        got += line.recv(65536)


def _wait(port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])

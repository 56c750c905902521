"""A real PostgreSQL for one run: made in a folder of its own, started as another user than root, always ended."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import system
from shell import Failed, say

_USER = "zhendi"
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "log_min_messages": "fatal",
}
# The cluster lives for one run: durability would only cost time.
_PASSING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
}
# As the design measured (performance.md): every commit reaches the disk, and memory as a county's server has it.
_LASTING = {"shared_buffers": "3GB", "work_mem": "256MB"}


def programs(*, install: bool = True) -> Path | None:
    """The folder with ``initdb`` and ``postgres``: the newest on this machine, else installed where that is allowed."""
    found = list(Path("/usr/lib/postgresql").glob("*/bin"))
    found += [Path(program).resolve().parent for name in ("postgres",) if (program := shutil.which(name))]
    found += [*Path("/usr/local/opt").glob("postgresql*/bin"), *Path("/opt/homebrew/opt").glob("postgresql*/bin")]
    fit = [place for place in found if (place / "initdb").exists() and (place / "postgres").exists()]
    if fit:
        return max(fit, key=lambda place: [int(part) for part in place.parts if part.isdigit()] or [0])
    if install and system.apt("postgresql"):
        return programs(install=False)
    return None


@contextlib.contextmanager
def server(binaries: Path, *, lasting: bool = False) -> Iterator[str]:
    """Start a server on a private socket; gives its ``DATABASE_URL``. It ends with the block, or with this process.

    ``lasting``: its commits wait for the disk, as those of a county's server do; for measuring.
    """
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="zhendi-pg-"))
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        _as(account, [binaries / "initdb", "-D", folder / "data", "-U", _USER, "-A", "trust", "-E", "UTF8",
                      "--locale=C.UTF-8", "--no-sync", "--no-instructions"], folder)  # fmt: skip
        settings = _SETTINGS | (_LASTING if lasting else _PASSING)
        words = [binaries / "postgres", "-D", folder / "data", "-k", folder]
        words += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        process = subprocess.Popen(
            [str(word) for word in words],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - no threads here
            **_identity(account),
        )
        stack.callback(_stop, process)
        _wait(binaries, folder, process)
        _as(account, [binaries / "createdb", "-h", folder, "-U", _USER, _USER], folder)
        yield f"postgresql://{_USER}@{quote(str(folder), safe='')}/{_USER}"


def version(binaries: Path) -> str:
    """What the server calls itself."""
    return subprocess.run(
        [binaries / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout.strip()


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as: ourselves, or for root (whom PostgreSQL refuses) a system user."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "zhendi-test"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    if shutil.which("useradd"):
        say("建立系统用户 / system user zhendi-test")
        subprocess.run(["useradd", "--system", "--no-create-home", "zhendi-test"], check=False, capture_output=True)
        with contextlib.suppress(KeyError):
            return pwd.getpwnam("zhendi-test")
    return pwd.getpwnam("nobody")


def _identity(account: pwd.struct_passwd | None) -> dict[str, object]:
    if account is None:
        return {"start_new_session": True}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "start_new_session": True}


def _as(account: pwd.struct_passwd | None, words: list[object], folder: Path) -> None:
    done = subprocess.run(
        [str(word) for word in words], cwd=folder, capture_output=True, text=True, check=False, **_identity(account)
    )
    if done.returncode:
        raise Failed(f"PostgreSQL: {Path(str(words[0])).name}: {done.stderr.strip()}")


def _wait(binaries: Path, folder: Path, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    ready = [str(binaries / "pg_isready"), "-q", "-h", str(folder), "-U", _USER, "-d", "postgres"]
    while subprocess.run(ready, check=False, capture_output=True).returncode:
        if process.poll() is not None or time.monotonic() > deadline:
            raise Failed("PostgreSQL did not start")
        time.sleep(0.1)


def _stop(process: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):  # fast, immediate, last
        if process.poll() is not None:
            return
        process.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)


def _end_with_parent() -> None:
    """Linux: the server gets SIGINT even when this process is killed outright."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGINT)

"""What all commands of this folder share: where things lie, saying what happens, running, stamps, one lock."""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: set-up is not run twice at once there
    fcntl = None  # type: ignore[assignment]  # Windows has none

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
VAR = ROOT / "var"
TOOLS = VAR / "tools"
CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


class Failed(SystemExit):
    """A step that cannot go on; the message is for the person at the screen."""

    def __init__(self, message: str) -> None:
        print(message, file=sys.stderr, flush=True)
        super().__init__(1)


def say(line: str) -> None:
    """One line about what happens."""
    print(f"· {line}", flush=True)


def run(
    words: Sequence[str | Path],
    *,
    folder: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    check: bool = True,
) -> int:
    """Run a program with its output on the screen; gives its exit status, or ``Failed`` when ``check``."""
    status = subprocess.run(
        [str(word) for word in words], cwd=folder, env={**os.environ, **(environment or {})}, check=False
    ).returncode
    if check and status:
        raise Failed(f"✗ {Path(str(words[0])).name} {' '.join(str(word) for word in words[1:4])} … ({status})")
    return status


def answer(words: Sequence[str | Path], *, environment: Mapping[str, str] | None = None) -> str:
    """What a program prints; empty when it fails or is not there."""
    try:
        done = subprocess.run(
            [str(word) for word in words],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def digest(paths: Iterable[Path], *words: str) -> str:
    """A hash over the contents of files and some words; a missing file counts as empty."""
    total = hashlib.sha256(repr(words).encode())
    for path in paths:
        total.update(path.name.encode() + b"\0")
        total.update(path.read_bytes() if path.is_file() else b"")
    return total.hexdigest()


def fits(stamp: Path, wanted: str) -> bool:
    """Whether a step's stamp says that it was done for exactly this."""
    return stamp.is_file() and stamp.read_text("ascii") == wanted


def stamp(path: Path, wanted: str) -> None:
    """Note that a step is done."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(wanted, "ascii")


@contextlib.contextmanager
def alone(name: str) -> Iterator[None]:
    """Of two commands started at once one waits. The system lets go of the lock when a process dies."""
    VAR.mkdir(exist_ok=True)
    with (VAR / f"{name}.lock").open("a+b") as file:
        if fcntl is not None:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        yield

"""The data folder: database file, uploads, keys, secret. It is made before Django reads its settings."""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SECRET_NAME = "secret.key"  # noqa: S105 - the name of a file
_PARTS = ("files", "tmp", "progress", "fonts", "static")


def data_dir(environment: Mapping[str, str]) -> Path:
    """Where everything that is not the program lies: ``ZHENDI_DATA_DIR``, else ``var`` beside the program."""
    return Path(environment.get("ZHENDI_DATA_DIR") or ROOT / "var").resolve()


def make(folder: Path) -> None:
    """Make the folder, its parts and a signing secret where they are missing; readable by the owner alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for part in _PARTS:
        (folder / part).mkdir(mode=0o700, exist_ok=True)
    write_once(folder / SECRET_NAME, secrets.token_urlsafe(48) + "\n")


def write_once(path: Path, text: str) -> bool:
    """Write a file that must appear whole and must never be replaced; ``False`` when it is there already."""
    if path.exists():
        return False
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


@contextlib.contextmanager
def alone(folder: Path, seconds: float = 600) -> Iterator[None]:
    """Hold the folder's lock, so that of two commands started at once one waits for the other.

    The lock belongs to the process: when it is killed the system lets go of it. ``TimeoutError`` after
    ``seconds``.
    """
    with (folder / "ready.lock").open("a+b") as file:
        deadline = time.monotonic() + seconds
        while not _locked(file.fileno()):
            if time.monotonic() > deadline:
                raise TimeoutError(f"another command has been preparing {folder} for {seconds:.0f} s")
            time.sleep(0.1)
        try:
            yield
        finally:
            _unlock(file.fileno())


if sys.platform == "win32":
    import msvcrt

    def _locked(handle: int) -> bool:
        os.lseek(handle, 0, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _locked(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)

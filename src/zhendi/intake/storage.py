"""The bytes of uploaded files, sealed in the data folder: ``intake/RUN/NUMBER``; names from outside are never paths."""

from __future__ import annotations

import base64
import shutil
from pathlib import Path

from django.conf import settings

from zhendi.kernel import crypto

FILES = "intake.file"


def folder(run_id: int) -> Path:
    """Where the files of a run lie."""
    return Path(settings.DATA_DIR) / "intake" / str(run_id)


def keep(run_id: int, position: int, content: bytes) -> str:
    """Seal the bytes of one file; gives the name under which they lie."""
    place = folder(run_id)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{position:04d}.sealed"
    sealed = crypto.seal(base64.b64encode(content).decode(), FILES)
    (place / name).write_text(sealed, encoding="ascii")
    return name


def read(run_id: int, stored: str) -> bytes:
    """The bytes of a file that was kept; ``FileNotFoundError`` when it has been dropped."""
    return base64.b64decode(crypto.unseal((folder(run_id) / stored).read_text(encoding="ascii"), FILES))


def drop(run_id: int) -> None:
    """Forget the files of a run."""
    shutil.rmtree(folder(run_id), ignore_errors=True)

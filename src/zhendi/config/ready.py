"""Bringing the database to the program's state before a command runs: at once when it is there already."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.utils import DatabaseError

from zhendi.config import folder

_STAMP = "state.json"
_LOCK_NUMBER = 0x5A48_454E  # any constant; the same for all machines that share one PostgreSQL


def database() -> bool:
    """Migrate where the stamp of the last time does not fit; ``True`` when something was done."""
    wanted = fingerprint()
    if _stamped() == (wanted, _applied()):
        return False
    with folder.alone(settings.DATA_DIR), _alone_in_database():
        if _stamped() == (wanted, _applied()):
            return False
        call_command("migrate", interactive=False, verbosity=0)
        _stamp(wanted, _applied())
    return True


def fingerprint() -> str:
    """What the database ought to look like: all migrations of ours, the locked versions of others', which database."""
    digest = hashlib.sha256(str(settings.DATABASES["default"]["NAME"]).encode())
    digest.update(settings.DATABASE_URL.encode())
    for path in (settings.ROOT / "requirements.txt", *sorted((settings.ROOT / "src").rglob("migrations/*.py"))):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _applied() -> int:
    """How many migrations the database says it has had; 0 for an empty or missing one."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).is_file():
        return 0
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_migrations")
            return int(cursor.fetchone()[0])
    except DatabaseError:
        return 0


def _stamped() -> tuple[str, int] | None:
    try:
        stamp = json.loads((settings.DATA_DIR / _STAMP).read_text("utf-8"))
        return str(stamp["fingerprint"]), int(stamp["applied"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _stamp(wanted: str, applied: int) -> None:
    path = settings.DATA_DIR / _STAMP
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps({"fingerprint": wanted, "applied": applied}), "utf-8")
    draft.replace(path)


@contextlib.contextmanager
def _alone_in_database() -> Iterator[None]:
    """Several machines with folders of their own may share one PostgreSQL: it holds the second lock."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK_NUMBER])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK_NUMBER])

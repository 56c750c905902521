"""The sample county taken in once, for all tests of a module, in a transaction that is rolled back at its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from django.db import transaction

from zhendi.intake.operations import Outcome, take_in
from zhendi.kernel.scope import Actor, operator

TODAY = date(2026, 7, 1)


def clerk() -> Actor:
    """The operator at the command line."""
    return operator("测试", TODAY)


def take(paths: list[Path], **more: Any) -> Outcome:
    """Take in files or folders as the command line does."""
    return take_in(paths, actor=clerk(), on=TODAY, **more)


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside the block is rolled back at its end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def changes(outcome: Outcome) -> dict[str, dict[str, int]]:
    """What a run would change: figures that are not those of unchanged rows."""
    quiet = ("unchanged", "missing")
    return {
        register: told
        for register, figures in outcome.counts.items()
        if (told := {name: count for name, count in figures.items() if count and name not in quiet})
    }


def workbook(content: bytes) -> Any:
    """A workbook that the product made, to be looked at and changed."""
    import openpyxl

    return openpyxl.load_workbook(BytesIO(content))

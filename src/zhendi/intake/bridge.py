"""Between the pure engine and the database: what the engine must know, and its verdict as rows and findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from zhendi.intake.plans import Batch
from zhendi.kernel.scope import Range

Contents = Sequence[tuple[str, bytes]]
Say = Callable[[str, int, int], None]


class Found(NamedTuple):
    """One thing found in a cell. ``key`` and ``choices`` are set where a person may decide."""

    sheet: str
    row: int
    column: str
    heading: str
    field: str
    kind: str
    level: str
    value: str
    message: str
    key: str = ""
    choices: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True)
class FileFound:
    """What was found in one file; ``sheets`` and ``findings`` as they are kept."""

    name: str
    register: str
    fault: str
    counts: dict[str, int]
    sheets: list[dict[str, Any]]
    findings: list[list[Any]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict on files, ready to be compared with what is held. ``stamp``: the state of the database it knew."""

    verdict: Any
    batch: Batch
    ranges: tuple[Range, ...]
    as_of: date
    files: tuple[FileFound, ...]
    counts: dict[str, Any]
    stamp: int

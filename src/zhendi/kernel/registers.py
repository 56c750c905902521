"""Taking in a register: what a file would change in what is held, and what a run did change.

A register handed in is compared with what is held before anything is written. An empty cell says nothing and
erases nothing; a coarser date than the one held says nothing new. Rows are only ever added or changed by machine:
who is missing from a file is reported, never ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from zhendi.kernel.dates import PartialDate, Precision, compare_coarse

R = TypeVar("R")
Reason = Literal["outside", "older", "conflict"]


class Source(NamedTuple):
    """Where a row stands: the file's name as given, the sheet, the row as a spreadsheet shows it."""

    file: str
    sheet: str
    row: int


NOWHERE = Source("", "", 0)


class FieldChange(NamedTuple):
    """One value that a file would change; raw values, not yet masked."""

    field: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Changed(Generic[R]):
    """A held record that differs from its row."""

    pk: int
    row: R
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A held record that the file does not name though it names the others of its place."""

    pk: int
    title: str
    where: str


@dataclass(frozen=True, slots=True)
class HeldBack(Generic[R]):
    """A good row that is not written: beyond the writer's part of the tree, older than what is held, or at odds."""

    row: R
    reason: Reason
    message: str


@dataclass(slots=True)
class Plan(Generic[R]):
    """What taking in the rows would do."""

    new: list[R] = field(default_factory=list)
    changed: list[Changed[R]] = field(default_factory=list)
    unchanged: int = 0
    missing: list[Missing] = field(default_factory=list)
    held_back: list[HeldBack[R]] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Figures for the preview."""
        held = [each.reason for each in self.held_back]
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "missing": len(self.missing),
            "outside": held.count("outside"),
            "older": held.count("older"),
            "conflict": held.count("conflict"),
        }

    def empty(self) -> bool:
        """True when writing would change nothing."""
        return not self.new and not self.changed


@dataclass(slots=True)
class Journal:
    """Which rows a run made, and what those that it changed or removed held before; by ``app.Model`` label."""

    created: dict[str, list[int]] = field(default_factory=dict)
    before: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)
    removed: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def made(self, model: Any, ids: Iterable[int]) -> None:
        """Note new rows."""
        new = list(ids)
        if new:
            self.created.setdefault(model._meta.label, []).extend(new)

    def changed(self, model: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Note what rows hold now, given as ``(pk, value, …)``; the first image of a row in a run is kept."""
        for row in rows:
            image = self.before.setdefault(model._meta.label, {}).setdefault(row[0], {})
            for column, value in zip(columns, row[1:], strict=True):
                image.setdefault(column, value)

    def dropped(self, model: Any, rows: Iterable[Mapping[str, Any]]) -> None:
        """Note rows that are about to be removed, whole."""
        for row in rows:
            self.removed.setdefault(model._meta.label, []).append(dict(row))

    def touched(self) -> Iterator[str]:
        """Labels of the models that the run wrote."""
        yield from sorted({*self.created, *self.before, *self.removed})

    def empty(self) -> bool:
        """True when the run wrote nothing."""
        return not (self.created or self.before or self.removed)


def says_new(given: Any, held: Any) -> bool:
    """True when a cell says something and it is not what is held."""
    return given is not None and given not in ("", held)


@lru_cache(maxsize=65536)
def partial(day: date | None, precision: str) -> PartialDate | None:
    """The partial date that two columns hold."""
    known: Precision = precision or "d"  # type: ignore[assignment]  # the column's own choices
    return PartialDate.of(day, known) if day else None


def says_new_date(given: PartialDate | None, held: PartialDate | None) -> bool:
    """True when a date says something new: another day, or the same one more exactly."""
    if given is None or given == held:
        return False
    if held is None or compare_coarse(given, held):
        return True
    return len(given.iso()) > len(held.iso())


def columns(day: PartialDate | None) -> tuple[date | None, str]:
    """The two columns of a partial date."""
    return (day.first_day, day.precision) if day else (None, "")

"""Following the chain from its first entry to its last, in constant memory, without keeping writers waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from zhendi.kernel.audit import chain
from zhendi.kernel.audit.models import Entry

_STEP = 2000


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry: what is noted on paper as an anchor."""

    no: int
    at: datetime
    hash: str


@dataclass(frozen=True, slots=True)
class Verification:
    """``checked`` entries were followed. ``broken`` is the number of the first that does not fit, ``reason`` a
    Chinese sentence; None and "" when the chain holds.
    """

    checked: int
    head: Head | None
    broken: int | None = None
    reason: str = ""

    @property
    def holds(self) -> bool:
        """True when every entry fits the one before it and, where given, the anchor."""
        return self.broken is None


def verify(anchor: tuple[int, str] | None = None, say: Callable[[int], None] | None = None) -> Verification:
    """Follow the chain and stop at the first entry that does not fit.

    ``anchor``: number and hash of an entry noted earlier; a chain that is shorter, or has another hash there, was
    written anew or cut off. ``say`` is told how many entries have been followed.
    """
    checked, previous, last = 0, chain.BEGINNING, None
    for columns, found in _stream(say):
        reason = _fault(columns, found, checked + 1, previous, anchor)
        if reason:
            return Verification(checked, last, columns.no, reason)
        checked, previous, last = columns.no, found, Head(columns.no, columns.at, found)
    if anchor and checked < anchor[0]:
        return Verification(checked, last, checked + 1, f"留痕只有{checked}条，少于已记下的第{anchor[0]}条，末尾被删去")
    return Verification(checked, last)


def head() -> Head | None:
    """The newest entry; None while there is none."""
    found = Entry.objects.order_by("-no").values_list("no", "at", "hash").first()
    return Head(*found) if found else None


def _stream(say: Callable[[int], None] | None) -> Iterator[tuple[chain.Columns, str]]:
    """All entries in their order, by steps of the key: neither database has to hold a result open."""
    last = 0
    while rows := list(
        Entry.objects.filter(no__gt=last).order_by("no").values_list(*chain.Columns._fields, "hash")[:_STEP]
    ):
        for row in rows:
            yield chain.Columns(*row[:-1]), row[-1]
        last = rows[-1][0]
        if say:
            say(last)


def _fault(columns: chain.Columns, found: str, due: int, previous: str, anchor: tuple[int, str] | None) -> str:
    if columns.no != due:
        return f"缺第{due}条，下一条是第{columns.no}条"
    if columns.previous != previous:
        return "与前一条对不上，前一条被换过或删过"
    if chain.digest(columns) != found:
        return "内容与校验值不符，这一条被改过"
    if anchor and columns.no == anchor[0] and found != anchor[1]:
        return "校验值与已记下的不同，此条及以前的留痕被重写过"
    return ""

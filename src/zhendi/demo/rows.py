"""A row of a roster before it is written, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from zhendi.demo.hand import Hand
from zhendi.demo.organisations import Organisation
from zhendi.demo.people import Member


class Mark(NamedTuple):
    """What an intake must say of a row: ``level`` error (the row stays out) or warning (it comes in)."""

    level: str
    kind: str
    field: str
    detail: str


@dataclass(slots=True, eq=False)
class Row:
    """Somebody's row under a branch; ``mistake`` is the kind to be planted when it is written."""

    member: Member
    branch: Organisation
    hand: Hand
    mistake: str = ""
    first: Row | None = None  # the earlier row of the same person
    where: tuple[str, str | None, int] = ("", None, 0)  # file, sheet, row once written

    @property
    def clean(self) -> bool:
        """True while nothing is wrong with the row and nothing hangs on it."""
        return not self.mistake and self.first is None and not self.member.busy

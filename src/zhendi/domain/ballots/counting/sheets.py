"""Whether ballots count: the hall's sheets as a whole, and each ballot's marks (2020 rules, chapter 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Mark = Literal["yes", "no", "abstain"]


@dataclass(frozen=True, slots=True)
class Ballot:
    """One ballot: a mark for each candidate, and names written in beside a no (candidate -> name)."""

    marks: Mapping[str, Mark]
    written: Mapping[str, str]


def recovered_fit(issued: int, recovered: int) -> bool:
    """Whether the vote stands: no more sheets came back than were given out. More = void, all is voted again."""
    return 0 <= recovered <= issued


def fault(ballot: Ballot, *, candidates: frozenset[str], seats: int, write_in: bool) -> str:
    """Why a ballot is void, as a stable word; "" for a good one.

    ``too_many``: more names than seats; ``stranger``: a mark for nobody on the slate; ``write_in``: a name written in
    where none may be, or beside a yes or an abstention.
    """
    if not set(ballot.marks) <= candidates:
        return "stranger"
    if any(not write_in or ballot.marks.get(beside) != "no" for beside in ballot.written):
        return "write_in"
    chosen = sum(mark == "yes" for mark in ballot.marks.values()) + len(ballot.written)
    return "too_many" if chosen > seats else ""

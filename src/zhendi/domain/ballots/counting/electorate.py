"""The denominator: who counts as due, and why others do not (domain.md 2.2).

An exclusion takes somebody out of the denominator only with both the higher body's consent and the meeting's approval;
without either, whoever is absent still counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Right = Literal["full", "probationary", "suspended"]


@dataclass(frozen=True, slots=True)
class Voter:
    """One line of the roll. ``ground``: why the voter is asked to be left out ("" = not asked)."""

    number: int
    right: Right
    ground: str = ""
    consented: bool = False
    approved: bool = False

    @property
    def left_out(self) -> bool:
        """Whether the exclusion holds."""
        return bool(self.ground) and self.consented and self.approved


@dataclass(frozen=True, slots=True)
class Electorate:
    """How the denominator came about."""

    on_roll: int
    without_right: int
    left_out: int
    due: int
    unsettled: tuple[int, ...]


def electorate(roll: Sequence[Voter]) -> Electorate:
    """Count a roll. ``unsettled``: numbers of voters whose exclusion lacks consent or approval, and who therefore count."""
    with_right = [each for each in roll if each.right == "full"]
    left_out = [each for each in with_right if each.left_out]
    unsettled = tuple(each.number for each in with_right if each.ground and not each.left_out)
    return Electorate(len(roll), len(roll) - len(with_right), len(left_out), len(with_right) - len(left_out), unsettled)

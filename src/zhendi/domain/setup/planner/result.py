"""What the planner answers: groups, attachments, what is left out and why, and how good the whole is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Way = Literal["own", "joint", "attached", "none"]


@dataclass(frozen=True, slots=True)
class Group:
    """A joint branch. It meets at the unit ``hub``; ``farthest`` in metres; ``by_hand`` when people
    fixed it; ``broken`` says in Chinese which limits they went beyond.
    """

    hub: int
    units: tuple[int, ...]
    full: int
    members: int
    farthest: int
    cost: int
    by_hand: bool = False
    broken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attachment:
    """The members of one blank attached to an existing branch ``metres`` away."""

    unit: int
    host: int
    metres: int


@dataclass(frozen=True, slots=True)
class Option:
    """One of the three ways for one blank. ``rule`` cites the article; ``reason`` is a Chinese sentence."""

    way: Way
    feasible: bool
    recommended: bool
    reason: str
    rule: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is best for one blank: ``way`` is ``none`` where nothing is possible, and ``missing`` says what lacks."""

    unit: int
    way: Way
    options: tuple[Option, ...]
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Solution:
    """Groups with cost and proof, in person-metres. ``bound`` is proven: no grouping that keeps all limits and the
    groups fixed by hand costs less; ``None`` where nobody has looked.

    ``words`` are sentences for the reader about anything unusual.
    """

    groups: tuple[Group, ...]
    attached: tuple[Attachment, ...]
    left: tuple[int, ...]
    cost: int
    bound: int | None
    words: tuple[str, ...] = ()

    @property
    def gap_per_mille(self) -> int | None:
        """How far the cost may lie above the best possible, in thousandths of the bound, rounded up."""
        if self.bound is None:
            return None
        over = self.cost - self.bound
        return 0 if over <= 0 else -(-over * 1000 // max(self.bound, 1))


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole answer: one verdict for each blank, in the order of their keys, and the grouping."""

    verdicts: tuple[Verdict, ...]
    solution: Solution

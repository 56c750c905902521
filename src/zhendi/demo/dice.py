"""One seeded source of chance for everything that the generator decides: the same seed gives the same county."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Table(Generic[T]):
    """Values with weights, prepared once so that drawing is quick."""

    __slots__ = ("cumulative", "values")

    def __init__(self, weights: Mapping[T, float]) -> None:
        self.values = list(weights)
        self.cumulative = list(accumulate(weights.values()))


class Dice(random.Random):
    """Chance with the few words that the generator needs. Not for secrets."""

    def odds(self, share: float) -> bool:
        """True in about ``share`` (0 to 1) of all calls."""
        return self.random() < share

    def pick(self, values: Sequence[T]) -> T:
        """One of the values, all alike; ``IndexError`` when there are none."""
        return values[int(self.random() * len(values))]

    def draw(self, table: Table[T]) -> T:
        """One of the values by weight."""
        return self.choices(table.values, cum_weights=table.cumulative)[0]

    def between(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self.random() * (high - low + 1))

    def day(self, first: date, last: date) -> date:
        """A day from ``first`` to ``last``, both included; ``first`` when the span is empty."""
        return first + timedelta(days=self.between(0, max((last - first).days, 0)))

    def some(self, values: Sequence[T], count: int) -> list[T]:
        """So many different ones of the values (all when there are fewer), in random order."""
        return self.sample(values, min(count, len(values)))

    def apart(self, name: str) -> Dice:
        """Another source for one named part, so that a change in one part leaves the others as they were."""
        return Dice(f"{self.getrandbits(32)}{name}")

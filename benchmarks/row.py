"""One line of the table: ours against a yardstick, measured in turn in one run.

Only ratios are worth keeping: the machine is shared and its clock drifts, so both are timed alternately by
``interleaved`` and compared by their medians.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """``ours`` and ``yardstick`` in seconds; ``ratio`` is yardstick ÷ ours: above 1 we are that much faster.

    ``goal`` is the ratio that must be reached (design: T), ``None`` where the figure is for orientation.
    ``unit``: what is counted where it is not time; None for time.
    """

    area: str
    database: str
    what: str
    ours: float
    against: str
    yardstick: float
    goal: float | None = None
    unit: str | None = None

    @property
    def ratio(self) -> float:
        """How many times as long the yardstick takes."""
        return self.yardstick / self.ours if self.ours else float("inf")

    @property
    def met(self) -> bool:
        """Whether the goal is reached; true where there is none."""
        return self.goal is None or self.ratio >= self.goal


def interleaved(
    works: Mapping[str, Callable[[], object]], *, times: int = 3, before: Callable[[], object] = lambda: None
) -> dict[str, float]:
    """Time several works in turn, ``times`` rounds; gives each one's median in seconds. ``before`` each, outside the clock."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(times):
        for name, work in works.items():
            before()
            started = time.perf_counter()
            work()
            taken[name].append(time.perf_counter() - started)
    return {name: statistics.median(seconds) for name, seconds in taken.items()}

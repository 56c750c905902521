"""The set-up planner: time, and how far above its own proven bound, beside the greedy grouping (goals C1 to C4).

The planner touches no database. In rows named *gap* the two figures are per cent above the bound, not seconds.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable

from django.db import connection

from benchmarks.row import Row
from zhendi.domain.setup.planner.problem import Blank, Limits, Point, Problem, Weights

RADIUS = 5000
# Units, seconds at most, per cent above the bound at most, how many times nearer to the bound than the greedy grouping.
GOALS = ((50, None, 1.0, None), (200, 2.0, 1.0, None), (1000, 8.0, 1.5, 8.0), (5000, 40.0, 1.0, None))

CROWDS = ((300, 8.0), (600, 30.0))  # units, seconds at most


def rows() -> Iterable[Row]:
    """Two rows for each size, measured on the first database only."""
    if connection.vendor != "sqlite":
        return
    from zhendi.domain.setup.planner import solve

    for units, seconds, most, nearer in GOALS:
        asked = instance(units, seed=1)
        started = time.perf_counter()
        quick = solve.quick(asked).solution
        between = time.perf_counter()
        best = solve.plan(asked).solution
        taken, at_once = time.perf_counter() - between, between - started
        assert best.bound is not None
        ours, greedy = (100 * (cost / best.bound - 1) for cost in (best.cost, quick.cost))
        said = f"{units} units, {ours:.2f} % over bound"
        yield Row("planner", "none", said, taken, "greedy, at once", at_once)
        if seconds is not None:
            yield Row("planner", "none", f"{units} units, time", taken, f"goal of {seconds:g} s", seconds, 1.0)
        yield Row("planner", "none", f"{units} units, gap %", max(ours, 0.01), f"goal of {most:g} %", most, 1.0)
        yield Row("planner", "none", f"{units} units, gap %", max(ours, 0.01), "greedy's gap %", greedy, nearer)
    for units, seconds in CROWDS:
        asked = crowd(units, seed=1)
        started = time.perf_counter()
        found = solve.plan(asked).solution
        taken = time.perf_counter() - started
        assert found.bound is not None
        gap = max(100 * (found.cost / found.bound - 1), 0.01)
        yield Row("planner", "none", f"crowd of {units}, time", taken, f"goal of {seconds:g} s", seconds, 1.0)
        yield Row("planner", "none", f"crowd of {units}, gap %", gap, "goal of 1 %", 1.0, 1.0)


def crowd(number: int, *, seed: int) -> Problem:
    """Units of six trades within 300 metres, some with probationary members only: the hard input."""
    dice = random.Random(seed)
    found = []
    for key in range(number):
        full = dice.choice((0, 1, 1, 1, 2, 2))
        probationary = dice.choice((0, 0, 0, 1)) + (not full)
        at = Point(dice.randrange(300), dice.randrange(300))
        found.append(Blank(key, at, full, probationary, str(dice.randrange(6)), "town"))
    return Problem(tuple(found), Limits(3, 50, 5, RADIUS), Weights(1000, 2000, 5000, 20_000))


def instance(number: int, *, seed: int) -> Problem:
    """Towns with many units close together and a quarter scattered, six trades, one or two full members each."""
    dice = random.Random(seed)
    side = 12_000 * (number / 200) ** 0.5
    towns = [(dice.uniform(0, side), dice.uniform(0, side)) for _ in range(max(2, number // 50))]
    found = []
    for key in range(number):
        x, y = dice.choice(towns)
        x, y = dice.gauss(x, 1500), dice.gauss(y, 1500)
        if dice.random() < 0.25:
            x, y = dice.uniform(0, side), dice.uniform(0, side)
        trade, full = str(dice.randrange(6)), dice.choice((1, 2))
        found.append(Blank(key, Point(round(x), round(y)), full, 0, trade, "town"))
    limits = Limits(3, 50, 5, RADIUS, across_townships=True)
    return Problem(tuple(found), limits, Weights(1000, 2000, 5000, 20_000))

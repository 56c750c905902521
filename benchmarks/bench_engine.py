"""The engine at a county's size (and a city's and a province's with ``ZHENDI_BENCH_SIZE=city`` or ``province``).

The same facts lie in plain tables beside the product's own, so that three can be timed in turn over the same rows:
the engine with all that it keeps (duties, changes of status, figures of every place), a columnar engine that carries out
the same plan and keeps the same rows in a file (DuckDB), and a loop over the subjects as a first attempt writes it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from benchmarks import duties, yardsticks
from benchmarks.columnar import Columnar
from benchmarks.duties import Size
from benchmarks.row import Row, interleaved

SIZES = {
    "county": Size(branches=1_700, members=50_000, away=7_500),
    "city": Size(branches=17_000, members=500_000, away=75_000),
    "province": Size(branches=250_000, members=5_000_000, away=750_000),
}
AS_OF = date(2026, 6, 30)
_COLUMNAR = 1 / 3  # A1
_LOOP = {"sqlite": 300, "postgresql": 800}  # A5
_FUSED = 2.5  # A7
_ON_ONE_FACT = 12
_ROLLED_UP = 20  # A13
_STEP = 3_000  # A9, of SQLite
_SAMPLE = 100
_TIMES = 5


def rows() -> Iterable[Row]:
    """The table's lines for the database at hand; each size against the one before it too."""
    wanted = os.environ.get("ZHENDI_BENCH_SIZE", "county").split(",")
    before: tuple[str, float] | None = None
    for name in (each for each in SIZES if each in wanted):
        found = list(_of(name, SIZES[name]))
        yield from found
        if before is not None:
            yield replace(
                found[0],
                what=f"derive all, {name}",
                against=f"the same for a {before[0]}",
                yardstick=before[1],
                goal=None,
            )
        before = name, found[0].ours


def _of(name: str, size: Size) -> Iterator[Row]:
    from django.db import connection

    from zhendi.obligations.engine import deriving

    duties.grow(size)
    columnar = Columnar()
    asked = duties.question(AS_OF)
    row = partial(Row, "engine", connection.display_name)

    deriving.all_of(asked)
    bare = yardsticks.Bare()
    works = {
        "bare": bare.write,
        "columnar": lambda: columnar.derive(asked),
        "ours": lambda: deriving.all_of(asked),
    }
    with columnar.keeping():
        taken = interleaved(works, times=_TIMES, before=lambda: (duties.forget(), columnar.forget()))
    whole, what = taken["ours"], f"derive all, {name}"
    goal = _COLUMNAR if connection.vendor == "sqlite" else None
    yield row(
        f"{what}, {duties.count():,} duties", whole, "A1 the same plan, DuckDB in a file", taken["columnar"], goal
    )
    yield row(what, whole, "bare INSERT of the same rows", taken["bare"])
    by_hand = interleaved({"ours": lambda: deriving.month(asked), "by hand": columnar.by_hand}, times=_TIMES)
    yield row(f"work out and sum up, {name}", by_hand["ours"], "DuckDB by hand, states only", by_hand["by hand"])
    again = interleaved({"again": lambda: deriving.all_of(asked)}, times=3)["again"]
    yield row(f"derive again, {name}, nothing new", again, "the first time", whole)
    yield _rolled_up(asked, connection.display_name, name)
    loop = yardsticks.loop(size, asked, _SAMPLE)
    yield row(what, whole, f"A5 a loop, measured on {_SAMPLE} of each", loop, _LOOP[connection.vendor])
    yield row("bare INSERT of the same rows", taken["bare"], "A5 the loop: more no keeping can reach", loop)
    scan = interleaved({"scan": yardsticks.scan}, times=3)["scan"]
    yield row(what, whole, "one flat scan of the facts", scan)
    yield _fused(connection.display_name, name)
    yield from _step(asked, size, name, whole)


def _rolled_up(asked: Any, database: str, name: str) -> Row:
    """The figures of every place from the kept duties, against joining each duty with all places above it."""
    from zhendi.obligations.engine import deriving, rollup

    closure, month = yardsticks.Closure(), deriving.month_of(asked.as_of)
    works = {"ours": lambda: rollup.replace(asked, month), "closure": closure.sum_up}
    taken = interleaved(works, times=_TIMES)
    return Row(
        "engine", database, f"roll up, {name}", taken["ours"], "A13 joining all ancestors", taken["closure"], _ROLLED_UP
    )  # fmt: skip


def _fused(database: str, name: str) -> Row:
    """Twelve rules on one fact in one timeline against each with its own."""
    from zhendi.obligations.engine import filling

    asked = duties.question(AS_OF)
    first = next(rule for rule in asked.asked() if asked.kind(rule) == "organisation" and rule.kind == "standing")
    rules = tuple(replace(first, id=f"bench.{number}") for number in range(_ON_ONE_FACT))

    def together() -> None:
        filling.fill(replace(asked, rules=rules))

    def apart() -> None:
        for rule in rules:
            filling.fill(replace(asked, rules=(rule,)))

    taken = interleaved({"together": together, "apart": apart}, times=3)
    return Row(
        "engine",
        database,
        f"{len(rules)} rules on one fact in one scan, {name}",
        taken["together"],
        "A7 each by itself",
        taken["apart"],
        _FUSED,
    )


def _step(asked: Any, size: Size, name: str, whole: float) -> Iterator[Row]:
    """One fact of one branch, with the figures above it moved: the middle one of a hundred spread over the county (the first
    branches are the largest), and the 95th.
    """
    from django.db import connection

    from zhendi.obligations.engine import deriving

    goal = _STEP if connection.vendor == "sqlite" else None
    taken = []
    for branch in range(1, size.branches, size.branches // 100):
        duties.one_more_member(branch)
        started = time.perf_counter()
        deriving.some_of(asked, {"organisation": [branch]})
        taken.append(time.perf_counter() - started)
    taken.sort()
    for found, what in ((taken[len(taken) // 2], ""), (taken[len(taken) * 95 // 100], ", p95")):
        yield Row(
            "engine",
            connection.display_name,
            f"one branch after one fact, {name}{what}",
            found,
            "A9 all derived anew",
            whole,
            None if what else goal,
        )

"""Set partitioning as a linear or a whole-number programme, by HiGHS: every item once, every full branch not overrun."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import highspy
import numpy as np

from zhendi.domain.setup.planner.columns import Column
from zhendi.domain.setup.planner.crowds import Crowds
from zhendi.domain.setup.planner.ground import Ground
from zhendi.domain.setup.planner.pricing import Floats
from zhendi.domain.setup.planner.singles import Offer, Singles

SCALE = 1000.0  # person-kilometres inside of HiGHS, whose tolerances are absolute
Chosen = Column | Offer


class Dual(NamedTuple):
    """A relaxed answer in person-metres: its value, a price for each item, (at most zero) each full branch, (at least
    zero) each crowd.
    """

    value: float
    prices: Floats
    hosts: Floats
    relief: Floats


class Programme:
    """The programme over singles and a growing set of groups; it remembers its last basis."""

    def __init__(self, ground: Ground, alone: Singles, crowds: Crowds) -> None:
        self.ground, self.crowds = ground, crowds
        self.rooms = alone.rooms
        self.choices: list[Chosen] = []
        self._highs = _quiet()
        # The middle of the best prices, not a corner of them: a third of the rounds, and the same on every machine.
        self._highs.setOptionValue("solver", "ipm")
        self._highs.setOptionValue("run_crossover", "off")
        self._row_of = {host: len(ground.items) + place for place, host in enumerate(alone.rooms)}
        for _ in ground.items:
            self._highs.addRow(1.0, 1.0, 0, np.array([], dtype=np.int32), np.array([], dtype=np.float64))
        for room in alone.rooms.values():
            self._highs.addRow(-highspy.kHighsInf, float(room), 0, np.array([], dtype=np.int32), np.array([]))
        self._first_crowd = len(ground.items) + len(alone.rooms)
        for need in crowds.needs:
            self._highs.addRow(float(need), highspy.kHighsInf, 0, np.array([], dtype=np.int32), np.array([]))
        self.add([*alone.free, *alone.limited])

    def add(self, choices: Iterable[Chosen]) -> None:
        """Offer more choices."""
        more = list(choices)
        if not more:
            return
        entries = [self._entries(choice) for choice in more]
        starts = np.cumsum([0, *(len(each) for each in entries)])[:-1].astype(np.int32)
        rows = np.array([row for each in entries for row, _ in each], dtype=np.int32)
        values = np.array([value for each in entries for _, value in each], dtype=np.float64)
        costs = np.array([choice.cost for choice in more], dtype=np.float64) / SCALE
        many = len(more)
        self._highs.addCols(
            many, costs, np.zeros(many), np.full(many, highspy.kHighsInf), len(rows), starts, rows, values
        )
        self.choices += more

    def relaxed(self) -> Dual:
        """The best mixture of choices, and what each item is worth in it."""
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"HiGHS: {self._highs.modelStatusToString(self._highs.getModelStatus())}")
        dual = np.array(self._highs.getSolution().row_dual) * SCALE
        items = len(self.ground.items)
        value = self._highs.getInfo().objective_function_value * SCALE
        first = self._first_crowd
        return Dual(value, dual[:items], np.minimum(dual[items:first], 0.0), np.maximum(dual[first:], 0.0))

    def _entries(self, choice: Chosen) -> list[tuple[int, float]]:
        if isinstance(choice, Column):
            rows = self.crowds.touches(int(self.ground.item_of[choice.hub]), choice.items)
            return [*((item, 1.0) for item in choice.items), *self._crowded(rows)]
        row = self._row_of.get(choice.host) if choice.host is not None else None
        place = [(row, float(self.ground.members[choice.item]))] if row is not None else []
        return [(choice.item, 1.0), *place, *self._crowded(self.crowds.touches(choice.item, ()))]

    def _crowded(self, touched: Mapping[int, int]) -> list[tuple[int, float]]:
        return [(self._first_crowd + crowd, float(times)) for crowd, times in sorted(touched.items())]


class Picked(NamedTuple):
    """Chosen choices, and the proven bound over the offered ones in person-metres."""

    choices: tuple[Chosen, ...]
    bound: float


class Effort(NamedTuple):
    """When the whole-number search may stop: relative gap, and nodes. No clock: it would make plans differ."""

    gap: float
    nodes: int


def pick(choices: Sequence[Chosen], members: Mapping[int, int], rooms: Mapping[int, int], effort: Effort) -> Picked:
    """The cheapest choice that covers every item once; none where none was found.

    ``members`` by item, ``rooms`` by host. The same input gives the same answer. HiGHS is not
    told the first answer: 1.16 maps a given start wrongly through its presolve and then calls it the best.
    """
    items = sorted({item for choice in choices for item in _items(choice)})
    row_of = {item: row for row, item in enumerate(items)}
    host_row = {host: len(items) + row for row, host in enumerate(sorted(rooms))}
    highs = _quiet()
    lows = np.array([1.0] * len(items) + [-highspy.kHighsInf] * len(rooms))
    highs_ = np.array([1.0] * len(items) + [float(rooms[host]) for host in sorted(rooms)])
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(choices), len(lows)
    lp.col_cost_ = np.array([choice.cost / SCALE for choice in choices])
    lp.col_lower_, lp.col_upper_ = np.zeros(len(choices)), np.ones(len(choices))
    lp.row_lower_, lp.row_upper_ = lows, highs_
    entries = [_rows(choice, row_of, host_row, members) for choice in choices]
    lp.a_matrix_.start_ = np.cumsum([0, *(len(each) for each in entries)]).astype(np.int32)
    lp.a_matrix_.index_ = np.array([row for each in entries for row, _ in each], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([value for each in entries for _, value in each], dtype=np.float64)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(choices)
    highs.passModel(lp)
    return _run(highs, choices, effort)


def _run(highs: highspy.Highs, choices: Sequence[Chosen], effort: Effort) -> Picked:
    highs.setOptionValue("mip_rel_gap", effort.gap)
    highs.setOptionValue("mip_max_nodes", effort.nodes)
    highs.run()
    info = highs.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Picked((), info.mip_dual_bound * SCALE)
    values = np.array(highs.getSolution().col_value)
    chosen = tuple(choice for choice, value in zip(choices, values, strict=True) if value > 0.5)
    if abs(sum(choice.cost for choice in chosen) - info.objective_function_value * SCALE) > 1:
        # An answer that does not cost what it says proves nothing either; the first answer stays.
        return Picked((), 0.0)
    return Picked(chosen, info.mip_dual_bound * SCALE)


def _items(choice: Chosen) -> tuple[int, ...]:
    return choice.items if isinstance(choice, Column) else (choice.item,)


def _rows(
    choice: Chosen, row_of: Mapping[int, int], host_row: Mapping[int, int], members: Mapping[int, int]
) -> list[tuple[int, float]]:
    if isinstance(choice, Column):
        return [(row_of[item], 1.0) for item in choice.items]
    row = host_row.get(choice.host) if choice.host is not None else None
    place = [(row, float(members[choice.item]))] if row is not None else []
    return [(row_of[choice.item], 1.0), *place]


def _quiet() -> highspy.Highs:
    highs = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor alone has no types
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("random_seed", 0)
    return highs

"""Cells that stand for the cell above: merged downwards, ditto marks, and blocks whose name stands once."""

from __future__ import annotations

from collections.abc import Sequence

from zhendi.intake.reading.grid import Grid
from zhendi.intake.reading.table import Cell

_SIGNS = (
    "〃",
    "同上",
    '"',
    "”",
    "“",
    "″",
    "〞",
    "＂",
    "''",
    "’’",
    "′′",
    "同前",
    "同 上",
    "－〃－",
    '-"-',
    "—〃—",
    "々",
    "´´",
    "``",
)
_DITTO = frozenset(
    form for sign in _SIGNS for form in (sign, f" {sign}", f"{sign} ", f" {sign} ", f"\u3000{sign}", f"{sign}\u3000")
)
_FEW = 0.5  # share of filled cells below which a column is taken to name its blocks once


def fill_merged(grid: Grid, data: Sequence[int]) -> None:
    """Give every data row (counted from 1) the value of the range merged over it."""
    wanted = frozenset(data)
    for span in grid.merges:
        if span.bottom == span.top or span.top >= len(grid.rows) or span.left >= len(grid.rows[span.top]):
            continue
        value = grid.rows[span.top][span.left]
        for row in range(span.top + 1, min(span.bottom + 1, len(grid.rows))):
            if row + 1 in wanted and value is not None and grid.rows[row][span.left] is None:
                grid.rows[row][span.left] = value


def fill_ditto(grid: Grid, data: Sequence[int]) -> None:
    """Replace ditto marks by what stands in the data row above; in the first row they stay."""
    above: list[Cell] | None = None
    for number in data:
        row = grid.rows[number - 1]
        if above is not None and not _DITTO.isdisjoint(row):
            for place, cell in enumerate(row):
                if isinstance(cell, str) and cell in _DITTO:
                    row[place] = above[place]
        above = row


def fill_blocks(grid: Grid, data: Sequence[int], place: int, breaks: Sequence[int]) -> bool:
    """Fill a column downwards that names each block once, as a sheet does that lost its merged cells on export.

    Only when nothing is merged in the column, its first cell is filled and more than half are not, and no value comes
    back after another one. Never over a break (a total). True when cells were filled.
    """
    values = [grid.rows[number - 1][place] for number in data]
    named = [value for value in values if value is not None]
    if not named or values[0] is None or len(named) > _FEW * len(values) or len(named) > len(set(named)):
        return False
    if any(span.left <= place <= span.right and span.bottom > span.top >= data[0] - 1 for span in grid.merges):
        return False
    last: Cell = None
    before = 0
    for number in data:
        row = grid.rows[number - 1]
        if any(before < each < number for each in breaks):
            last = None
        if row[place] is None:
            row[place] = last
        last, before = row[place], number
    return True

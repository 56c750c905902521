"""Registers as forms: a title, a line on who reports for which day, a header, rows, a total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from zhendi.demo.dice import Dice
from zhendi.demo.grid import Grid
from zhendi.demo.layout import Column

Headings = Mapping[str, Sequence[str]]


def form(
    name: str,
    title: str,
    office: str,
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, Any]],
    on: date,
    *,
    total: bool = True,
) -> Grid:
    """One sheet of a register; cells of a row are found by the column's field."""
    grid = Grid(name, width=len(columns))
    grid.banner("title", title)
    grid.line("info", [f"填报单位：{office}", *[""] * max(len(columns) - 3, 0), f"截至{said(on)}"])
    grid.header(columns)
    for row in rows:
        grid.data([row.get(column.field, "") for column in columns])
    if total:
        grid.declared = grid.line("total", ["合计", len(rows)]), len(rows)
    return grid


def columns(headings: Headings, dice: Dice, groups: Mapping[str, str] | None = None, *, tidy: bool) -> list[Column]:
    """The columns of a register: the first words and the usual order of a tidy office, any words and order else."""
    chosen = [Column(field, words[0] if tidy else dice.pick(words)) for field, words in headings.items()]
    if tidy:
        return [Column(each.field, each.heading, (groups or {}).get(each.field, "")) for each in chosen]
    first, last = chosen[:1], [each for each in chosen if each.field == "remark"]
    middle = [each for each in chosen if each not in first and each not in last]
    dice.shuffle(middle)
    return [*first, *middle, *last]


def numbered(rows: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """The rows with their number in the column ``seq``."""
    for number, row in enumerate(rows, 1):
        row["seq"] = number
    return rows


def said(day: date) -> str:
    """A day in words: 2026年6月30日."""
    return f"{day.year}年{day.month}月{day.day}日"

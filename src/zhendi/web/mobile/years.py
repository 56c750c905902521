"""The contact year of one member: messages by month, calls by quarter, letters by festival, the symposium."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from zhendi.domain.mobile import cadence
from zhendi.domain.mobile.queries.records import Record
from zhendi.kernel.festivals import festivals
from zhendi.kernel.parameters import load
from zhendi.kernel.scope import Scope
from zhendi.obligations.queries.marks import Mark, marks

CLAUSE = "4.5e"
_STATES: Mapping[str, str] = {
    "overdue": "late", "missed": "late", "due": "soon", "due_soon": "soon", "met": "met", "met_late": "met", "waived": "waived",
}  # fmt: skip
_SHORT = {"spring": "春节", "party": "七一", "mid_autumn": "中秋", "national": "国庆"}
_QUARTERS = ("一季度", "二季度", "三季度", "四季度")


class Cell(NamedTuple):
    """One plot of the year: how many months it spans, its state ("" = not asked), its words."""

    months: int
    state: str
    text: str
    title: str


class Line(NamedTuple):
    """One duty through the year."""

    title: str
    cells: tuple[Cell, ...]


def calendar(scope: Scope, row: Record, year: int) -> tuple[Line, ...]:
    """The four lines of a year. One query."""
    rules = [f"{CLAUSE}.{duty}" for duty in cadence.DUTIES]
    found = marks(scope, rules=rules, subjects=[row.id])
    held = {duty: found.get((row.id, f"{CLAUSE}.{duty}"), ()) for duty in cadence.DUTIES}
    return (
        Line("短信", _spans(held["sms"], year, 1, [f"{month}月" for month in range(1, 13)])),
        Line("电话", _spans(held["call"], year, 3, _QUARTERS)),
        Line("书信", _letters(held["letter"], year, scope.as_of)),
        Line("座谈", _spans(held["symposium"], year, 12, [f"{year}年"])),
    )


def _spans(held: Sequence[Mark], year: int, months: int, names: Sequence[str]) -> tuple[Cell, ...]:
    by_start = {mark.period_from: mark for mark in held}
    starts = [date(year, 1 + months * n, 1) for n in range(12 // months)]
    return tuple(_cell(months, by_start.get(start), name) for start, name in zip(starts, names, strict=True))


def _letters(held: Sequence[Mark], year: int, on: date) -> tuple[Cell, ...]:
    """Festivals in the months in which they fall; two in one month share it."""
    lead = timedelta(days=load().integer(cadence.LEAD, on))
    codes = load().value(cadence.FESTIVALS, on)
    by_start = {mark.period_from: mark for mark in held}
    of_month: dict[int, list[Cell]] = {}
    for festival in festivals(year):
        if festival.code in codes:
            cell = _cell(1, by_start.get(festival.day - lead), _SHORT.get(festival.code, festival.name))
            of_month.setdefault(festival.day.month, []).append(cell)
    return tuple(_shared(of_month.get(month, ())) for month in range(1, 13))


def _shared(cells: Sequence[Cell]) -> Cell:
    if not cells:
        return Cell(1, "none", "", "")
    order = ("late", "soon", "met", "waived", "")
    worst = min(cells, key=lambda cell: order.index(cell.state))
    return worst._replace(text="、".join(cell.text for cell in cells), title="；".join(cell.title for cell in cells))


def _cell(months: int, mark: Mark | None, name: str) -> Cell:
    if mark is None:
        return Cell(months, "", name, f"{name}：不要求")
    state = _STATES.get(mark.status, "")
    due = f"{mark.due_on.month}月{mark.due_on.day}日前" if mark.due_on else ""
    said = {"met": "已做", "soon": due, "late": f"{due}没做", "waived": "免"}.get(state, "")
    return Cell(months, state, name, f"{name}：{said}" if said else name)

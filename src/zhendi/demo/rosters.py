"""A roster as sheets: one office's members in its layout, in its hand, with the mistakes that were planted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from zhendi.demo.aliases import Book
from zhendi.demo.dice import Dice
from zhendi.demo.forms import said
from zhendi.demo.grid import Grid
from zhendi.demo.hand import member_cells
from zhendi.demo.headings import STRANGE
from zhendi.demo.layout import Column, Layout
from zhendi.demo.rows import Mark, Row
from zhendi.demo.spoil import SPOILS, Bench

Marks = list[tuple[Row, Mark]]
_DITTO = ("〃", "同上", "″")
_SHEET_NAME = 31
_SHORT = 8  # rows of a sheet below whose total nothing was added
_GAP = 0.03


@dataclass(frozen=True, slots=True)
class Office:
    """Who writes the roster, for which day, in which layout, how carefully."""

    name: str
    on: date
    layout: Layout
    book: Book
    dice: Dice
    tidy: bool
    loose: bool = False  # writes days of joining as months


def roster(office: Office, rows: Sequence[Row]) -> tuple[list[Grid], Marks]:
    """The sheets of one file, and what an intake must say of which row."""
    marks: Marks = []
    grids = [_sheet(office, name, part, marks) for name, part in _parts(office, rows)]
    if office.layout.extra_sheets:
        grids += [_extra(kind, rows) for kind in office.layout.extra_sheets]
    return grids, marks


def _parts(office: Office, rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    split = office.layout.split
    if split == "branch":
        return [
            (_sheet_name(branch.short_name), list(part)) for branch, part in groupby(rows, key=lambda row: row.branch)
        ]
    if split == "group":
        parts = [
            ("村社区", [row for row in rows if row.branch.village]),
            ("机关企事业等", [row for row in rows if not row.branch.village]),
        ]
    elif split == "standing":
        parts = [
            ("正式党员", [row for row in rows if row.member.confirmed]),
            ("预备党员", [row for row in rows if not row.member.confirmed]),
        ]
    else:
        parts = [("党员名册", list(rows))]
    shuffled = office.layout.shuffled
    return [(name, sorted(part, key=lambda row: row.member.name) if shuffled else part) for name, part in parts if part]


def _sheet_name(text: str) -> str:
    return text.translate({ord(mark): None for mark in "[]:*?/\\"})[:_SHEET_NAME]


def _sheet(office: Office, name: str, rows: list[Row], marks: Marks) -> Grid:
    layout = office.layout
    grid = Grid(name, width=layout.offset + len(layout.columns))
    kept = rows[-2:] if layout.below and len(rows) > _SHORT else []
    counted = rows[: len(rows) - len(kept)]
    _above(office, grid, rows[0].branch.short_name, counted)
    grid.header(layout.columns, layout.offset)
    if layout.sample:
        sample = {"seq": "示例", "name": "张某某", "sex": "男"}
        grid.line("sample", [*[""] * layout.offset, *(sample.get(column.field, "") for column in layout.columns)])
    writer = Writer(office, grid, marks)
    writer.write(counted)
    _blanks(layout, grid, writer.number)
    _total(office, grid, counted)
    writer.write(kept)
    _foot(office, grid)
    _hide(office, grid)
    return grid


def _above(office: Office, grid: Grid, branch: str, rows: list[Row]) -> None:
    by_sheet = office.layout.branch_by == "sheet"
    title = f"{branch if by_sheet else office.name}党员名册"
    full, probationary = _standings(rows)
    for role in office.layout.top:
        if role == "title":
            grid.banner(role, title, office.layout.offset)
        elif role == "info":
            padding = [""] * (grid.width - office.layout.offset - 2)
            grid.line(
                role, [*[""] * office.layout.offset, f"填报单位：{office.name}", *padding, f"截至{said(office.on)}"]
            )
        elif role == "note":
            grid.banner(role, "注：1.以支部为单位填写；2.联系电话填本人手机。", office.layout.offset)
        elif role == "total":
            words = f"共有党员{full + probationary}名，其中正式党员{full}名、预备党员{probationary}名"
            grid.banner(role, words, office.layout.offset)
        else:
            grid.line(role)


def _blanks(layout: Layout, grid: Grid, number: int) -> None:
    for place in range(layout.numbered_blank):
        cells = [number + place + 1 if column.field == "seq" else "" for column in layout.columns]
        grid.line("seq_only", [*[""] * layout.offset, *cells])


def _total(office: Office, grid: Grid, rows: list[Row]) -> None:
    all_, (full, probationary) = len(rows), _standings(rows)
    style, offset = office.layout.total, [""] * office.layout.offset
    if style == "plain":
        number = grid.line("total", [*offset, "合计", all_])
    elif style == "words":
        words = f"合计：正式党员{full}名，预备党员{probationary}名，共计{all_}名"
        number = grid.banner("total", words, office.layout.offset)
    elif style == "unit":
        number = grid.line("total", [*offset, "合计", f"{all_}人"])
    else:
        return
    grid.declared = number, all_


def _standings(rows: list[Row]) -> tuple[int, int]:
    """Full and probationary members as the cells say: a planted mistake may say something else than what is so."""
    full = sum(1 for row in rows if row.member.confirmed and row.mistake not in ("type_conflict", "not_member_type"))
    none = sum(1 for row in rows if row.mistake == "not_member_type")
    return full, len(rows) - full - none


def _foot(office: Office, grid: Grid) -> None:
    for role in office.layout.foot:
        if role == "note":
            grid.banner(role, "备注：本表一式两份，乡镇留存一份。", office.layout.offset)
        else:
            grid.line(
                role, [*[""] * office.layout.offset, "填表人：", "", "审核人：", "", "填表日期：", said(office.on)]
            )


def _hide(office: Office, grid: Grid) -> None:
    layout = office.layout
    if layout.hidden_rows and len(grid.data_rows) > 6:
        grid.hidden_rows = set(office.dice.some(grid.data_rows, 2))
    grid.hidden_columns = [
        place + layout.offset for place, column in enumerate(layout.columns) if column.field in layout.hidden_columns
    ]


def _extra(kind: str, rows: Sequence[Row]) -> Grid:
    """A sheet that holds no members."""
    if kind == "help":
        grid = Grid("填报说明", role=kind)
        for text in (
            "填报说明",
            "一、姓名与身份证一致。",
            "二、所在党支部填写规范简称。",
            "三、日期填到日，不清楚的填到月。",
        ):
            grid.line("note", [text])
    elif kind == "dictionary":
        grid = Grid("代码表", role=kind, width=2)
        for pair in (("类别", "代码"), ("正式党员", "01"), ("预备党员", "02"), ("男", "1"), ("女", "2")):
            grid.line("note", pair)
    elif kind == "summary":
        grid = Grid("汇总", role=kind, width=2)
        grid.line("note", ["党支部", "党员数"])
        for branch, part in groupby(rows, key=lambda row: row.branch):
            grid.line("note", [branch.short_name, sum(1 for _ in part)])
    elif kind == "example":
        grid = Grid("填写示例", role=kind, width=3)
        grid.line("note", ["序号", "姓名", "所在党支部"])
        grid.line("note", ["示例", "张某某", "某某村党支部"])
    else:
        grid = Grid("Sheet2", role="empty")
    return grid


class Writer:
    """Writes rows below one another, branch by branch; ``number`` counts them."""

    def __init__(self, office: Office, grid: Grid, marks: Marks) -> None:
        self.office, self.grid, self.marks = office, grid, marks
        self.number = 0
        self.groups = 0
        self.bench = Bench(office.dice, office.book, office.on, office.layout.format != "csv")

    def write(self, rows: Sequence[Row]) -> None:
        """Rows with what stands between them."""
        for _, part in groupby(rows, key=lambda row: row.branch if not self.office.layout.shuffled else None):
            self._group(list(part))

    def _group(self, rows: list[Row]) -> None:
        office, grid, layout = self.office, self.grid, self.office.layout
        self.groups += 1
        branch = office.book.branch(rows[0].branch, tidy=office.tidy)
        if layout.branch_by == "section":
            count = f"（{len(rows)}人）" if office.dice.odds(0.5) else ""
            grid.banner("section", f"{rows[0].branch.short_name}{count}", layout.offset)
        first = 0
        for place, row in enumerate(rows):
            self._between()
            number = self._row(row, self._branch_word(row, branch, first=place == 0))
            first = first or number
        self._merge(first, len(grid.rows))
        if layout.subtotals:
            grid.line("subtotal", [*[""] * layout.offset, "小计", len(rows)])

    def _between(self) -> None:
        """The header again, or an empty line."""
        layout, grid = self.office.layout, self.grid
        plain = layout.branch_by == "column"
        if plain and layout.repeat and self.number and self.number % layout.repeat == 0:
            grid.header(layout.columns, layout.offset, again=True)
        elif plain and layout.gaps and self.number and self.office.dice.odds(_GAP):
            grid.line("blank")

    def _branch_word(self, row: Row, branch: str, *, first: bool) -> str:
        office, way = self.office, self.office.layout.branch_by
        if way == "column":
            return office.book.branch(row.branch, tidy=office.tidy)
        if way == "merged":
            return branch if first else ""
        return branch if first else _DITTO[self.groups % len(_DITTO)]

    def _row(self, row: Row, branch: str) -> int:
        layout = self.office.layout
        self.number += 1
        cells, _ = member_cells(row.member, row.hand, branch)
        cells = {column.field: cells.get(column.field, self.number) for column in layout.columns if column.field}
        if row.mistake:
            self._spoil(cells, row)
        number = self.grid.data([*[""] * layout.offset, *(self._cell(cells, column) for column in layout.columns)])
        row.where = ("", self.grid.name, number)
        return number

    def _cell(self, cells: dict[str, Any], column: Column) -> Any:
        if column.field:
            return cells[column.field]
        return self.office.dice.pick(STRANGE[column.heading])

    def _spoil(self, cells: dict[str, Any], row: Row) -> None:
        if row.first is not None:
            self.marks.append((row, Mark("error", row.mistake, "id", "the same number stands further up")))
            return
        self.marks.append((row, SPOILS[row.mistake](cells, row, self.bench)))

    def _merge(self, first: int, last: int) -> None:
        layout = self.office.layout
        if layout.branch_by != "merged" or last <= first:
            return
        place = next(number for number, column in enumerate(layout.columns) if column.field == "branch")
        self.grid.merges.append((first - 1, place + layout.offset, last - 1, place + layout.offset))

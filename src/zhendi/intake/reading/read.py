"""Reading one file: from its bytes to tables of cells whose columns are understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from pathlib import PurePosixPath

from zhendi.intake.reading import filling, headers, registers, rows, said, totals
from zhendi.intake.reading.grid import Grid, Unusable, column_of, letter
from zhendi.intake.reading.headers import Header
from zhendi.intake.reading.meanings import is_figure
from zhendi.intake.reading.rows import Sorted
from zhendi.intake.reading.table import Book, Cell, Row, Table
from zhendi.intake.reading.workbook import open_workbook
from zhendi.intake.undisturbed import undisturbed
from zhendi.intake.verdict import Column

Remembered = Mapping[str, Mapping[str, str]]
_TRIES = 4  # rows of headings that are tried on one sheet
_KEYS = ("name", "full")  # a second column of these is a second table beside the first
_PERSONS = ("members", "outgoing", "incoming")
_NAMING = ("section", "title", "total", "info")  # lines that may say whose rows follow
_BRANCH = ("branch", "org")


def read_book(name: str, content: bytes, remembered: Remembered | None = None) -> Book:
    """A file as tables. Never raises for what a file holds: ``Book.fault`` says why one could not be read.

    ``remembered`` are corrections of the mapping: signature of the headings -> letter of a column -> meaning,
    "" for a column that is not to be read.
    """
    with undisturbed():
        return _read(name, content, remembered or {})


def _read(name: str, content: bytes, remembered: Remembered) -> Book:
    try:
        source = open_workbook(name, content)
    except Unusable as fault:
        return Book(name, fault=fault.message, fault_kind=fault.kind)
    tables = [_table(grid, remembered) for grid in source.grids]
    data = [table for table in tables if table.role == "data"]
    days = [table.as_of for table in data if table.as_of]
    stem = PurePosixPath(name).stem
    book = Book(name, source.format, tables, days[0] if days else said.day_in([stem]), notices=source.notices)
    hidden = sum(len(table.hidden_rows) for table in data)
    if hidden:
        book.notices.append(f"有 {hidden} 行是隐藏的，已照常读取。")
    return book


def _table(grid: Grid, remembered: Remembered) -> Table:
    width = grid.width
    for row in grid.rows:
        if len(row) < width:
            row.extend([None] * (width - len(row)))
    first: Table | None = None
    start = 0
    for _ in range(_TRIES):  # a legend or a summary above the register has headings of its own
        header = headers.find_header(grid, start)
        if header is None:
            break
        table = _headed(grid, header, remembered)
        if table.role == "data":
            return table
        first, start = first or table, header.rows[-1] + 1
    return first or _headless(grid)


def _headless(grid: Grid) -> Table:
    role, note = registers.other_role(grid, _first_texts(grid))
    lacking = "找不到标题行（如“姓名”“公民身份号码”），没有读取。请补上标题行。"
    return Table(grid.name, role, state=grid.state, note=note or lacking)


def _headed(grid: Grid, header: Header, remembered: Remembered) -> Table:
    found = Sorted()
    rows.above(grid, header, found)
    headings = headers.headings(grid, header, rows.rough(grid, header))
    signature = headers.signature(headings)
    titles = _titles(found)
    decision = registers.decide(headings, (grid.name, *titles), remembered.get(signature) or {})
    columns = decision.mapped.columns
    if decision.role != "data":
        return _unread(grid, header, columns, signature, titles, decision.note)
    fields = {column.field: column_of(column.letter) for column in columns if column.field}
    rows.below(grid, header, fields, decision.mapped.register, found)
    table = Table(
        grid.name, "data", decision.mapped.register, grid.state, tuple(found.headers), columns, signature, titles=titles
    )
    if registers.is_aside(grid.name) and len(found.data) < 6:
        table.role, table.register, table.note = "help", "", "示例或说明，不是名册，没有读取"
        return table
    _finish(table, grid, found, fields)
    return table


def _unread(
    grid: Grid, header: Header, columns: tuple[Column, ...], signature: str, titles: tuple[str, ...], lacking: str
) -> Table:
    """A sheet that is no register; when it is not known what it is, its columns are shown for a person to correct."""
    role, note = registers.other_role(grid, titles)
    table = Table(grid.name, role, state=grid.state, signature=signature, titles=titles, note=note or lacking)
    if role == "unknown":
        table.header_rows, table.columns = tuple(row + 1 for row in header.rows), columns
    return table


def _finish(table: Table, grid: Grid, found: Sorted, fields: Mapping[str, int]) -> None:
    """Rows with everything filled in, totals, and what is hidden."""
    filling.fill_merged(grid, found.data)
    filling.fill_ditto(grid, found.data)
    named = [code for code in _BRANCH if code in fields and table.register in ("members", "outgoing")]
    breaks = found.roles.get("total", [])
    filled = [code for code in named if found.data and filling.fill_blocks(grid, found.data, fields[code], breaks)]
    table.rows = _rows(
        grid, found, [column_of(column.letter) for column in table.columns], _places(table, grid, found, not named)
    )
    table.totals = totals.totals(found, [place for code, place in fields.items() if is_figure(code, table.register)])
    table.as_of = said.day_in(_dated(found, table.header_rows[0]))
    table.other_rows = {role: numbers for role, numbers in found.roles.items() if numbers}
    table.hidden_rows = tuple(number for number in found.data if number in grid.hidden_rows)
    table.hidden_columns = tuple(letter(place) for place in sorted(grid.hidden_columns) if place < grid.width)
    if filled:
        table.note = "党支部只写在每段第一行：下面的空格按同一支部读取。"
    if any(
        column.reason.startswith(f"与 {letter(fields[key])} 列")
        for column in table.columns
        for key in _KEYS
        if key in fields
    ):
        table.note = "右边还有一组相同标题的列，没有读取。请把它们接到左边各行的下面。"
    if found.unread_from:
        table.note = f"第 {found.unread_from} 行起是另一张标题不同的表，没有读取。请把它单独放在一张工作表里。"


def _rows(grid: Grid, found: Sorted, places: Sequence[int], named: Sequence[tuple[str, str]]) -> list[Row]:
    pick = itemgetter(*places) if len(places) > 1 else lambda row: (row[places[0]],)
    source = grid.rows
    return [
        Row(number, pick(source[number - 1]), place, hint)
        for number, (place, hint) in zip(found.data, named, strict=True)
    ]


def _places(table: Table, grid: Grid, found: Sorted, unnamed: bool) -> list[tuple[str, str]]:
    """Organisation and hint of each data row, by section lines, inner titles, the sheet's title and name."""
    title = _title_place(table, grid, found) if unnamed and table.register in _PERSONS else ""
    general = said.hint((grid.name, *table.titles[:1])) if table.register in ("members", "incoming") else ""
    roles = found.role_of()
    below = table.header_rows[0]
    marks = sorted(
        number for number, role in roles.items() if role in _NAMING and (number > below or role == "section")
    )
    named: list[tuple[str, str]] = []
    now, at = (title, general), 0
    for number in found.data:
        while at < len(marks) and marks[at] < number:
            now = _after(found, marks[at], roles[marks[at]], now, (title, general))
            at += 1
        named.append(now)
    return named


def _after(
    found: Sorted, number: int, role: str, now: tuple[str, str], general: tuple[str, str]
) -> tuple[str, str]:  # fmt: skip
    """Organisation and hint after a line."""
    place, hint = now
    text = found.lines[number][0][1]
    if role == "section":
        named = said.organisation(text)
        said_of_all = said.hint((text,)) if not named else ""
        return (named or (place if said_of_all else said.section(text)), said_of_all or general[1])
    if role == "total":
        return general
    if role == "title":
        return said.titled(text) or general[0], hint
    named = said.organisation(text) if role == "info" else ""
    return (named, hint) if said.is_branch(named) else now


def _title_place(table: Table, grid: Grid, found: Sorted) -> str:
    """The branch that a title, a label or the sheet's name gives, else a village or unit, else any organisation."""
    tops = [text for number in sorted(found.lines) if number < table.header_rows[0] for _, text in found.lines[number]]
    titled = [said.titled(text) for text in table.titles[:2]]
    labelled = [said.labelled(text) for text in tops]
    candidates = [each for each in (*titled, *labelled, said.section(grid.name)) if each]
    named = [each for each in candidates if said.is_branch(each)] or [
        each for each in candidates if said.is_ground(each)
    ]
    return next(iter(named or [each for each in (*titled, *labelled) if said.ORGANISATION.search(each)]), "")


def _titles(found: Sorted) -> tuple[str, ...]:
    """Texts above the headings, titles first."""
    roles = found.role_of()
    order = sorted(
        (number for number in roles if number in found.lines), key=lambda number: (roles[number] != "title", number)
    )
    return tuple(
        text
        for number in order
        if roles[number] in ("title", "info", "note", "section")
        for _, text in found.lines[number]
    )


def _dated(found: Sorted, header: int) -> list[str]:
    """Lines that may give the day of the state: titles and information above the headings, dated notes anywhere."""
    roles = found.role_of()
    return [
        text
        for number in sorted(found.lines)
        for _, text in found.lines[number]
        if (number < header and roles[number] in ("title", "info")) or said.is_dated(text)
    ]


def _first_texts(grid: Grid) -> tuple[str, ...]:
    texts: list[Cell] = [cell for row in grid.rows[:3] for cell in row if isinstance(cell, str)]
    return tuple(str(text) for text in texts[:3])

"""Which rows of a sheet are data, and what the others are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from zhendi.intake.reading import content, headers, lines, said
from zhendi.intake.reading.grid import Grid, filled
from zhendi.intake.reading.headers import Header
from zhendi.intake.reading.meanings import register
from zhendi.intake.reading.table import Cell, Number

_LOOKED = 1000  # rows that are looked at before it is known what the columns mean
_EARLY = 6  # rows after the headings in which a row may be a sample by a mark in any cell
_MARKS = frozenset(
    "例示样范填e(（合总共小累计本全该各支注备说要附补以联此★※*审制经复校录统签盖负主分党书领组一二三四五六七八九十第截数密表单报编"
)
# Columns that forms fill in beforehand or down a whole block: they make no row a row of data.
_PREFILLED = frozenset(
    (
        "seq",
        "branch",
        "org",
        "town",
        "nation",
        "origin",
        "floating",
        "lost",
        "type",
        "dues",
        "kind",
        "parent",
        "level",
        "status",
    )
)


@dataclass(slots=True)
class Sorted:
    """Rows by what they are, counted from 1; ``lines`` holds the texts of those that are no data, with their columns."""

    data: list[int] = field(default_factory=list)
    headers: list[int] = field(default_factory=list)
    roles: dict[str, list[int]] = field(default_factory=dict)
    lines: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    unread_from: int = 0

    def put(self, role: str, number: int, row: Sequence[Cell] = ()) -> None:
        """Note a row that is no data."""
        self.roles.setdefault(role, []).append(number)
        if row:
            self.lines[number] = [
                (place, content.plain(cell) if not isinstance(cell, str) else cell) for place, cell in filled(row)
            ]

    def role_of(self) -> dict[int, str]:
        """Row number -> role of the rows that are no data."""
        return {number: role for role, numbers in self.roles.items() for number in numbers}


def above(grid: Grid, header: Header, found: Sorted) -> None:
    """Sort the rows above the headings: blanks, titles, information, notes, totals, a first section line."""
    titled = False
    for place in range(header.rows[0]):
        row = grid.rows[place]
        texts = [_text(cell) for _, cell in filled(row)]
        if not texts:
            found.put("blank", place + 1)
            continue
        role = lines.line(texts) or (
            "title" if not titled else "info" if len(texts) > 1 or len(texts[0]) < 30 else "note"
        )
        if role == "section" and not titled:
            role = "title"
        titled = titled or role == "title"
        found.put(role, place + 1, row)


def rough(grid: Grid, header: Header) -> list[int]:
    """Rows, from 0, that are probably data, before it is known what the columns mean."""
    least = max(2, round(0.25 * len(header.words)))
    rows = range(header.rows[-1] + 1, len(grid.rows))
    rows = rows[:: max(1, len(rows) // _LOOKED)]
    return [place for place in rows if sum(1 for cell in grid.rows[place] if cell is not None) >= least]


def below(grid: Grid, header: Header, fields: dict[str, int], of: str, found: Sorted) -> None:
    """Sort the rows below the headings; ``fields`` gives the place of each meaning, ``of`` the register."""
    found.headers += [place + 1 for place in header.rows]
    judge = _Judge(header, fields, of)
    keys = judge.keys
    second = keys[1] if len(keys) > 1 else keys[0]
    for place in range(header.rows[-1] + 1, len(grid.rows)):
        row = grid.rows[place]
        if row[keys[0]] is not None and row[second] is not None and judge.is_plain(row, place):
            found.data.append(place + 1)
            continue
        role = judge.role(row, place, after_data=bool(found.data))
        if role == "data":
            found.data.append(place + 1)
        elif role == "repeat":
            found.headers.append(place + 1)
        elif role == "other table":
            found.unread_from = place + 1
            break
        else:
            found.put(role, place + 1, row)
    _settle(found)


class _Judge:
    """Judges the rows of one sheet, with what it must know of the columns at hand."""

    def __init__(self, header: Header, fields: dict[str, int], of: str) -> None:
        self._header = header
        self._fields = fields
        self._first = header.rows[-1] + 1
        needs = [code for group in register(of).needs for code in group]
        order = [code for code in ("name", "full", "id", "code") if code in fields] + [
            code for code in needs if code in fields
        ]
        self.keys = [fields[code] for code in dict.fromkeys(order)][:2]
        self._persons = "name" in fields and register(of).meanings["name"].looks == "person"
        self._words = {self.keys[0]: header.words.get(self.keys[0], ("", ""))[1]}
        self._seq = fields.get("seq", -1)
        self._prefilled = frozenset(place for code, place in fields.items() if code in _PREFILLED)

    def is_plain(self, row: Sequence[Cell], place: int) -> bool:
        """True for a row that is data beyond doubt: keys are filled in and nothing marks it as anything else."""
        first = next(cell for cell in row if cell is not None)
        if isinstance(first, str) and (first[0] in _MARKS or first[0].isspace()):
            return False
        key = row[self.keys[0]]
        return (
            place - self._first >= _EARLY
            and key != self._words[self.keys[0]]
            and not (isinstance(key, str) and key[0] in _MARKS)
        )

    def role(self, row: Sequence[Cell], place: int, *, after_data: bool) -> str:
        """data, repeat, other table, or the role of a row that is no data."""
        texts = list(filled(row))
        if not texts:
            return "blank"
        if headers.repeats(row, self._header):
            return "repeat"
        if place == self._first and headers.is_numbering(row):
            return "header"
        role = self._line(texts, row)
        if role == "info" and said.is_branch(said.labelled(_text(texts[0][1]))):
            return "section"
        if role:
            return role
        if headers.is_other_header(row, self._header):
            return "other table"
        return self._content(texts, row, place, after_data=after_data)

    def _line(self, texts: list[tuple[int, Cell]], row: Sequence[Cell]) -> str:
        """The role of a line of words and totals, "" for a row of cells."""
        place, cell = texts[0]
        words = [str(each) for _, each in texts if isinstance(each, str)]
        if not isinstance(cell, str):
            return ""
        first = said.plain(cell)
        total = lines.total_of(first)
        if total and not self._is_keyed(row, place):
            return total
        if len(texts) == 1:
            return self._single(place, cell)
        labelled = sum(1 for each in words if "：" in each or ":" in each)
        few = len(texts) <= 4 and not self._is_keyed(row, place)
        branch = self._persons and place == self.keys[0] and said.is_branch(first)
        if 2 * labelled >= len(texts) or (few and (branch or (self._seq == place and not first.isdigit()))):
            return "" if lines.is_sample(cell) else lines.line(words)
        return ""

    def _single(self, place: int, cell: str) -> str:
        """A line of one text: words of its own, or a row of which only the name is filled in."""
        role = lines.line([cell])
        key = place == self.keys[0]
        if key and self._persons and role == "" and content.looks_like_person(cell):
            return ""
        if key and not self._persons and role in ("", "section") and not lines.is_section(said.plain(cell)):
            return ""
        if place == self._seq and said.plain(cell).isdigit():
            return "seq_only"
        return role or "note"

    def _content(self, texts: list[tuple[int, Cell]], row: Sequence[Cell], place: int, *, after_data: bool) -> str:
        """Sample, numbered but empty, or data."""
        early = place - self._first < _EARLY and not after_data
        first = texts[0][1]
        looked = (
            [cell for _, cell in texts if isinstance(cell, str)] if early or place - self._first < _EARLY else [first]
        )
        if any(isinstance(cell, str) and lines.is_sample(cell) for cell in looked):
            return "sample"
        if all(row[key] is None for key in self.keys):
            own = [cell for column, cell in texts if column not in self._prefilled]
            if len(own) < 2 and not any(isinstance(cell, str) and len(cell) > 40 for cell in own):
                return "seq_only"
        return "data"

    def _is_keyed(self, row: Sequence[Cell], place: int) -> bool:
        """True when a key other than the cell itself is filled in as in a row of data."""
        last = self.keys[-1]
        cell = row[last]
        return (
            last != place
            and cell is not None
            and not isinstance(cell, Number)
            and said.bare_figure(_text(cell)) is None
        )


def _settle(found: Sorted) -> None:
    """Section lines below the last row of data say nothing of any row: they are notes."""
    last = found.data[-1] if found.data else 0
    late = [number for number in found.roles.get("section", ()) if number > last]
    for number in late:
        found.roles["section"].remove(number)
        found.roles.setdefault("note", []).append(number)
    if late and not found.roles["section"]:
        del found.roles["section"]
    for numbers in found.roles.values():
        numbers.sort()


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else content.plain(cell)

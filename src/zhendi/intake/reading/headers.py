"""Finding the row or rows of headings under titles and notes, and what stands over each column."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from zhendi.intake.reading import lines
from zhendi.intake.reading.content import Profile, looks_like_data
from zhendi.intake.reading.grid import Grid, filled, letter
from zhendi.intake.reading.headingtext import normal
from zhendi.intake.reading.mapping import Heading, is_known
from zhendi.intake.reading.meanings import all_words
from zhendi.intake.reading.table import Cell

_WITHIN = 60  # rows in which a first header is looked for
_LONGEST = 40  # characters of a heading
_SAMPLE = 60  # cells of a column that are looked at
_PARENTS = frozenset(("入党", "转正", "出生", "党费", "单位", "联系人"))  # headings that may have one word below them
_LEVELS = 3  # rows that a header may have


class Header(NamedTuple):
    """The rows of headings, counted from 0, and per column the group over the heading and the heading."""

    rows: tuple[int, ...]
    words: dict[int, tuple[str, str]]


def find_header(grid: Grid, start: int = 0) -> Header | None:
    """The first rows of headings at or below a row; None when there are none within sight."""
    for row in range(start, min(len(grid.rows), start + _WITHIN)):
        if not _is_header(grid.rows[row]):
            continue
        rows = [row]
        while len(rows) < _LEVELS and rows[-1] + 1 < len(grid.rows) and _continues(grid, rows):
            rows.append(rows[-1] + 1)
        if len(rows) == 1 and row > start and _groups(grid, row - 1):
            rows.insert(0, row - 1)
        return Header(tuple(rows), _words(grid, rows))
    return None


def headings(grid: Grid, header: Header, data: Sequence[int]) -> list[Heading]:
    """All columns that have a heading or content; the cells looked at are spread over the data rows (from 0)."""
    step = max(1, len(data) // _SAMPLE)
    looked = data[::step][:_SAMPLE] if len(data) > _SAMPLE else data
    found = []
    for place in range(grid.width):
        group, leaf = header.words.get(place, ("", ""))
        sample = [cell for row in looked if place < len(grid.rows[row]) and (cell := grid.rows[row][place]) is not None]
        if leaf or group or sample:
            found.append(Heading(place, letter(place), group, leaf, Profile(sample)))
    return found


def signature(found: Iterable[Heading]) -> str:
    """A short name of this set of headings in these columns: the same form comes back under it."""
    text = "\n".join(
        f"{each.letter}:{normal(each.group)}/{normal(each.leaf)}" for each in found if each.leaf or each.group
    )
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def repeats(row: Sequence[Cell], header: Header) -> bool:
    """True for a row that says the headings again, in whole or in one of its levels."""
    same = other = 0
    for place, cell in filled(row):
        said = normal(cell) if isinstance(cell, str) else ""
        group, leaf = header.words.get(place, ("", ""))
        if said and said in (normal(leaf), normal(group), normal(group + leaf)):
            same += 1
        else:
            other += 1
    return same >= 2 and same > 2 * other


def is_other_header(row: Sequence[Cell], header: Header) -> bool:
    """True for a row of headings that differ from those above: another table begins."""
    exact = sum(1 for _, cell in filled(row) if isinstance(cell, str) and normal(cell) in all_words())
    return exact >= 3 and _is_header(row, least=4) and not repeats(row, header)


def is_numbering(row: Sequence[Cell]) -> bool:
    """True for the line of column numbers that forms have under their headings: 甲 乙 1 2 3."""
    said = [str(cell) if isinstance(cell, str) else getattr(cell, "shown", "") for _, cell in filled(row)]
    numbers = [int(each) for each in (text.strip("()（） ") for text in said) if each.isdigit() and len(each) < 4]
    rest = [each for each in said if not each.strip("()（） ").isdigit()]
    return len(numbers) >= 4 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and all(
        each.strip() in ("甲", "乙", "丙", "丁", "栏次", "列", "A", "B", "C", "—", "-") for each in rest
    )  # fmt: skip


def _is_header(row: Sequence[Cell], least: int = 2) -> bool:
    texts = [(place, cell) for place, cell in filled(row)]
    if len(texts) < least or not all(_is_wordy(cell) for _, cell in texts):
        return False
    known = sum(1 for _, cell in texts if is_known("", str(cell)))
    return known >= least and known >= 0.4 * len(texts) and not _is_labelled(texts)


def _is_wordy(cell: Cell) -> bool:
    """True for a cell that may be a heading."""
    return isinstance(cell, str) and len(cell) <= _LONGEST and not looks_like_data(cell)


def _is_labelled(texts: Sequence[tuple[int, Cell]]) -> bool:
    """True for a line such as 填报单位：… 联系人：…: words followed by a colon and more."""
    labels = sum(1 for _, cell in texts if isinstance(cell, str) and ("：" in cell[:-1] or ":" in cell[:-1]))
    return labels * 2 >= len(texts)


def _continues(grid: Grid, rows: Sequence[int]) -> bool:
    """True when the next row holds the words under the groups of the row above."""
    above, below = grid.rows[rows[-1]], grid.rows[rows[-1] + 1]
    texts = [(place, cell) for place, cell in filled(below)]
    if not texts or not all(_is_wordy(cell) for _, cell in texts) or lines.is_sample(str(texts[0][1])):
        return False
    if len(texts) == 1 and (lines.line([str(texts[0][1])]) or _is_wide(grid, rows[-1] + 1, texts[0][0])):
        return False
    groups = _spread(grid, rows[-1])
    known = under = 0
    for place, cell in texts:
        under += _is_under(grid, rows[-1], place)
        known += is_known(groups.get(place, ""), str(cell))
    return known >= 0.5 * len(texts) and under >= 0.6 * len(texts) and not _repeats_above(above, below)


def _is_under(grid: Grid, row: int, place: int) -> bool:
    """True when the heading of a row over a column leaves room for another one below it."""
    if any(span.left <= place <= span.right and span.top <= row < span.bottom for span in grid.merges):
        return False
    return grid.rows[row][place] is None or _is_wide(grid, row, place) or normal(str(grid.rows[row][place])) in _PARENTS


def _repeats_above(above: Sequence[Cell], below: Sequence[Cell]) -> bool:
    same = sum(1 for one, other in zip(above, below, strict=False) if one is not None and one == other)
    return same >= 3


def _is_wide(grid: Grid, row: int, place: int) -> bool:
    """True when a heading stands over several columns, by merging or because nothing stands to its right."""
    if any(span.top <= row <= span.bottom and span.left == place and span.right > place for span in grid.merges):
        return True
    cells = grid.rows[row]
    return place + 1 < len(cells) and cells[place + 1] is None


def _groups(grid: Grid, row: int) -> bool:
    """True when a row over the headings names groups of columns rather than the table."""
    texts = [(place, cell) for place, cell in filled(grid.rows[row])]
    if texts and lines.line([str(cell) for _, cell in texts]):
        return False
    if len(texts) < 2 or any(not isinstance(cell, str) or len(cell) > 12 or looks_like_data(cell) for _, cell in texts):
        return False
    wide = sum(1 for place, _ in texts if _is_wide(grid, row, place))
    return wide >= 0.5 * len(texts) and not any("：" in str(cell) or ":" in str(cell) for _, cell in texts)


def _spread(grid: Grid, row: int) -> dict[int, str]:
    """Per column the text that stands over it in a row: merged ranges first, else what stands to its left."""
    cells = grid.rows[row]
    merged = {
        place: str(cells[span.left])
        for span in grid.merges
        if span.top <= row <= span.bottom and span.left < len(cells) and cells[span.left] is not None
        for place in range(span.left, span.right + 1)
    }
    spread: dict[int, str] = {}
    last = ""
    for place in range(grid.width):
        cell = cells[place] if place < len(cells) else None
        if cell is not None:
            last = str(cell)
        elif place in merged:
            last = merged[place]
        spread[place] = last
    return spread


def _words(grid: Grid, rows: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Group and heading of each column out of one to three rows; a cell merged downwards is one heading."""
    words: dict[int, tuple[str, str]] = {}
    spreads = [_spread(grid, row) for row in rows[:-1]]
    for place in range(grid.width):
        column = [_text(grid.rows[row], place) for row in rows]
        leaf = next((each for each in reversed(column) if each), "")
        depth = max((level for level, each in enumerate(column) if each), default=0)
        groups = [spread[place] for spread in spreads[:depth]] if leaf else []
        kept = [each for level, each in enumerate(groups) if each and each != leaf and each not in groups[:level]]
        if leaf:
            words[place] = ("".join(kept), leaf)
    return words


def _text(row: Sequence[Cell], place: int) -> str:
    cell = row[place] if place < len(row) else None
    return str(cell) if isinstance(cell, str) else ""

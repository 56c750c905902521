"""Tables of a web page saved as .xls, as the exports of some office systems are."""

from __future__ import annotations

import re
from html import unescape

from zhendi.intake.reading import limits
from zhendi.intake.reading.grid import Grid, Span, Unusable, Workbook, cells, trim, within
from zhendi.intake.reading.table import Cell

# Every step ends at the next angle bracket, so that no page, however broken, takes more than one pass.
_TOKEN = re.compile(r"<(/?)(table|tr|td|th|br|p|div)\b([^<>]*)>|<[^<>]*>|([^<]+)|<", re.IGNORECASE)
_SPAN = re.compile(r"""(row|col)span\s*=\s*["']?(\d{1,5})""", re.IGNORECASE)


def open_html(text: str) -> Workbook:
    """Each outermost table as a sheet. Nothing is fetched or run. Raises ``Unusable`` for one that is too large."""
    tables = _Tables()
    for found in _TOKEN.finditer(text):
        end, tag, attributes, words = found.groups()
        if tag:
            tables.tag(tag.lower(), attributes, ends=bool(end))
        elif words:
            tables.words(words)
    tables.tag("table", "", ends=True)
    return Workbook("html", tables.grids, ["文件是网页格式的表格：已按表格内容读取。"])


class _Tables:
    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self._depth = 0
        self._rows: list[list[Cell]] = []
        self._spans: list[Span] = []
        self._taken: set[tuple[int, int]] = set()
        self._text: list[str] | None = None
        self._size = (1, 1)

    def tag(self, tag: str, attributes: str, *, ends: bool) -> None:
        """A tag that begins or ends something; a table inside a cell is text of that cell."""
        if tag == "table":
            self._table(ends=ends)
        elif tag in ("br", "p", "div"):
            self.words("\n")
        elif self._depth == 1:
            self._end_cell()
            if tag == "tr" and not ends:
                self._rows.append([])
            elif tag in ("td", "th") and not ends and self._rows:
                spans = {name.lower(): int(number) for name, number in _SPAN.findall(attributes)}
                self._size = (spans.get("row", 1) or 1, min(spans.get("col", 1) or 1, limits.COLUMNS))
                self._text = []

    def words(self, text: str) -> None:
        """Text, kept when it stands in a cell."""
        if self._text is not None:
            self._text.append(text)

    def _table(self, *, ends: bool) -> None:
        if not ends:
            self._depth += 1
        elif self._depth:
            if self._depth == 1:
                self._end_cell()
                self.grids.append(
                    Grid(f"表{len(self.grids) + 1}", trim(self._rows), merges=within(self._spans, self._rows))
                )
                self._rows, self._spans, self._taken = [], [], set()
            self._depth -= 1

    def _end_cell(self) -> None:
        if self._text is None:
            return
        text, self._text = unescape("".join(self._text)).strip(), None
        row, cell = len(self._rows) - 1, self._rows[-1]
        while (row, len(cell)) in self._taken:
            cell.append(None)
        height, width = self._size
        place = len(cell)
        cell += cells((text, *[None] * (width - 1)))
        if len(self._rows) > limits.ROWS or len(cell) > limits.COLUMNS or len(self._taken) > limits.CELLS // 10:
            raise Unusable(
                "dimension", f"超出可读范围（{limits.ROWS} 行、{limits.COLUMNS} 列）。请分成几个文件后再导入。"
            )
        if height > 1 or width > 1:
            self._spans.append(Span(row, place, row + height - 1, place + width - 1))
            down, across = range(row + 1, row + min(height, 2000)), range(place, place + width)
            self._taken.update((below, right) for below in down for right in across)

"""Tables of a web page saved as .xls, as the exports of some office systems are."""

from __future__ import annotations

from html.parser import HTMLParser

from zhendi.intake.reading import limits
from zhendi.intake.reading.grid import Grid, Span, Unusable, Workbook, cells, trim
from zhendi.intake.reading.table import Cell


def open_html(text: str) -> Workbook:
    """Each outermost table as a sheet. Nothing is fetched or run. Raises ``Unusable`` for one that is too large."""
    reader = _Tables()
    reader.feed(text)
    reader.close()
    return Workbook("html", reader.grids, ["文件是网页格式的表格：已按表格内容读取。"])


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self._depth = 0
        self._rows: list[list[Cell]] = []
        self._spans: list[Span] = []
        self._taken: dict[tuple[int, int], bool] = {}
        self._text: list[str] | None = None
        self._size = (1, 1)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
        elif self._depth == 1 and tag == "tr":
            self._end_cell()
            self._rows.append([])
        elif self._depth == 1 and tag in ("td", "th") and self._rows:
            self._end_cell()
            said = dict(attrs)
            self._size = (_number(said.get("rowspan")), _number(said.get("colspan")))
            self._text = []
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._depth == 1 and tag in ("td", "th", "tr", "table"):
            self._end_cell()
        if tag == "table" and self._depth:
            self._depth -= 1
            if not self._depth:
                self.grids.append(Grid(f"表{len(self.grids) + 1}", trim(self._rows), merges=self._spans))
                self._rows, self._spans, self._taken = [], [], {}

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def _end_cell(self) -> None:
        if self._text is None:
            return
        row, place = len(self._rows) - 1, len(self._rows[-1])
        text, self._text = "".join(self._text).strip(), None
        while self._taken.pop((row, place), False):
            self._rows[-1].append(None)
            place += 1
        height, width = self._size
        self._rows[-1] += cells((text, *[None] * (width - 1)))
        if len(self._rows) > limits.ROWS or len(self._rows[-1]) > limits.COLUMNS:
            raise Unusable(
                "dimension", f"超出可读范围（{limits.ROWS} 行、{limits.COLUMNS} 列）。请分成几个文件后再导入。"
            )
        if height > 1 or width > 1:
            self._spans.append(Span(row, place, row + height - 1, place + width - 1))
            below = ((row + down, place + right) for down in range(1, height) for right in range(width))
            self._taken.update(dict.fromkeys(below, True))


def _number(text: str | None) -> int:
    return min(int(text), limits.COLUMNS) if text and text.isdigit() and int(text) else 1

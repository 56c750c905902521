"""Declared totals: what a line of totals, a section line or a title says of the number of rows, and of which rows."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence

from zhendi.intake.reading import said
from zhendi.intake.reading.grid import letter
from zhendi.intake.reading.rows import Sorted
from zhendi.intake.reading.table import Total

_Texts = Sequence[tuple[int, str]]
_SAYING = ("total", "subtotal", "section", "title", "info", "note")


def totals(found: Sorted, figures: Collection[int]) -> list[Total]:
    """All totals of a sheet in the order of rows; ``figures`` are the places of columns that hold figures themselves:
    a number beneath them is their sum, not a count of rows.
    """
    spans = _Spans(found)
    declared: list[Total] = []
    for number, role in spans.lines:
        span = spans.of(number, role)
        if span and role in _SAYING:
            texts = found.lines.get(number, [])
            declared += _worded(number, texts, span) or (
                _counted(number, texts, figures, span) if "total" in role else []
            )
        spans.passed(number, role)
    return declared


class _Spans:
    """Which data rows a line is about, told line by line from the top."""

    def __init__(self, found: Sorted) -> None:
        self._data = found.data
        self.lines = sorted((number, role) for number, role in found.role_of().items())
        self._ends = [number for number, role in self.lines if role in ("section", "subtotal", "total")]
        self._first = found.data[0] if found.data else 0
        below = [number for number, role in self.lines if role == "total" and number > self._first]
        self._grand = max(below, default=found.data[-1] + 1 if found.data else 0)
        self._part = 0  # the line that opened the present section
        self._table = 0  # the title that opened the present one of several tables
        self._summed = 0  # the last line of totals

    def of(self, number: int, role: str) -> tuple[int, int] | None:
        """First and last data row that a line is about; None when there is none."""
        later = bisect_right(self._ends, number)
        if role == "section" or (role == "title" and number > self._first):
            return self._between(number, self._ends[later] if later < len(self._ends) else self._grand)
        if role == "subtotal":
            return self._between(self._part, number)
        if role == "total" and number > self._first:
            only_sums = self._between(self._summed, number) is None  # no row since the last total: a total of totals
            return self._between(0 if only_sums else self._table, number)
        return self._between(0, self._grand)

    def passed(self, number: int, role: str) -> None:
        """Note that the line lies behind."""
        if role in ("section", "subtotal"):
            self._part = number
        elif role == "title" and self._summed:
            self._table = self._part = number
        elif role == "total" and number > self._first:
            self._summed = number

    def _between(self, after: int, before: int) -> tuple[int, int] | None:
        first, end = bisect_right(self._data, after), bisect_left(self._data, before)
        return (self._data[first], self._data[end - 1]) if first < end else None


def _counted(number: int, texts: _Texts, figures: Collection[int], span: tuple[int, int]) -> list[Total]:
    """The first number beside the word."""
    numbers = [(place, figure) for place, text in texts[1:] if (figure := said.bare_figure(text)) is not None]
    beside = len(numbers) == 1 and numbers[0][0] == texts[0][0] + 1
    counts = [(place, figure) for place, figure in numbers if beside or place not in figures]
    return [Total(number, letter(place), "rows", figure, *span) for place, figure in counts[:1]]


def _worded(number: int, texts: _Texts, span: tuple[int, int]) -> list[Total]:
    """Figures said in words, each what once."""
    found: dict[str, Total] = {}
    for place, text in texts:
        for what, figure in said.figures(text).items():
            found.setdefault(what, Total(number, letter(place), what, figure, *span))
    return list(found.values())

"""Declared totals: what a line of totals, a section line or a title says of the number of rows, and of which rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from zhendi.intake.reading import said
from zhendi.intake.reading.grid import letter
from zhendi.intake.reading.rows import Sorted
from zhendi.intake.reading.table import Total


def totals(found: Sorted, figures: Collection[int]) -> list[Total]:
    """All totals of a sheet in the order of rows; ``figures`` are the places of columns that hold figures themselves:
    a number beneath them is their sum, not a count of rows.
    """
    declared: list[Total] = []
    roles = found.role_of()
    grand = _last_total(roles, found)
    begun = 0  # the row after which the present block began
    for number in sorted(roles):
        role = roles[number]
        span = _span(found, roles, number, role, begun, grand)
        if span and role in ("total", "subtotal", "section", "title", "info", "note"):
            texts = found.lines.get(number, [])
            declared += (
                _counted(number, texts, figures, span)
                if role in ("total", "subtotal")
                else _worded(number, texts, span)
            )
        if role in ("section", "subtotal") or (role == "title" and begun):
            begun = number
    return declared


def _last_total(roles: Mapping[int, str], found: Sorted) -> int:
    """The last total below data, or the row after all data."""
    below = [number for number, role in roles.items() if role == "total" and found.data and number > found.data[0]]
    return max(below, default=found.data[-1] + 1 if found.data else 0)


def _span(
    found: Sorted, roles: Mapping[int, str], number: int, role: str, begun: int, grand: int
) -> tuple[int, int] | None:
    """First and last data row that a line is about; None when there is none."""
    if role == "section":
        ends = [each for each in sorted(roles) if each > number and roles[each] in ("section", "subtotal", "total")]
        rows = [each for each in found.data if number < each < (ends[0] if ends else grand)]
    elif role == "subtotal":
        rows = [each for each in found.data if begun < each < number]
    elif role == "total" and found.data and number > found.data[0]:
        rows = [each for each in found.data if each < number]
    else:
        rows = [each for each in found.data if each < grand]
    return (rows[0], rows[-1]) if rows else None


def _counted(
    number: int, texts: Sequence[tuple[int, str]], figures: Collection[int], span: tuple[int, int]
) -> list[Total]:
    """Figures of a line of totals, in words or as the first number beside the word."""
    worded = _worded(number, texts, span)
    if worded:
        return worded
    numbers = [(place, figure) for place, text in texts[1:] if (figure := said.bare_figure(text)) is not None]
    beside = len(numbers) == 1 and numbers[0][0] == texts[0][0] + 1
    counts = [(place, figure) for place, figure in numbers if beside or place not in figures]
    return [Total(number, letter(place), "rows", figure, *span) for place, figure in counts[:1]]


def _worded(number: int, texts: Sequence[tuple[int, str]], span: tuple[int, int]) -> list[Total]:
    """Figures said in words, each what once."""
    found: dict[str, Total] = {}
    for place, text in texts:
        for what, figure in said.figures(text).items():
            found.setdefault(what, Total(number, letter(place), what, figure, *span))
    return list(found.values())

"""Positions of a register's rows: exchanged ones put right, half ones and those far from the county left empty."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from statistics import median
from typing import Any

from zhendi.intake.judging.sheet import WARNING, Note, Sheet, rejected
from zhendi.intake.known import Point

# China lies between these degrees; a county is never wider than about two degrees from its middle.
_EAST, _NORTH = (Decimal(73), Decimal(136)), (Decimal(3), Decimal(54))
_WIDTH = Decimal("1.5")


class Line:
    """A row on its way."""

    def __init__(self, sheet: Sheet, index: int, said: dict[str, Any], notes: list[Note]) -> None:
        self.sheet, self.index, self.said, self.notes = sheet, index, said, notes

    @property
    def good(self) -> bool:
        """True while nothing speaks against the row."""
        return not rejected(self.notes)

    def note(self, name: str, level: Any, kind: str, message: str) -> None:
        """Set down something that was found."""
        self.notes.append(Note(self.index, name, level, kind, message))

    @property
    def point(self) -> Point | None:
        """Longitude and latitude, where both are there."""
        east, north = self.said["lon"], self.said["lat"]
        return (east, north) if east is not None and north is not None else None


def settle(good: Sequence[Line], middle: Point | None = None) -> None:
    """Put exchanged positions right; leave those empty that are half or lie far from ``middle`` (where it is not known,
    from the middle of all the others).
    """
    for line in good:
        _whole(line)
        _exchanged(line)
    points = [point for line in good if (point := line.point) and _in_china(*point)]
    middle = middle or ((median(east for east, _ in points), median(north for _, north in points)) if points else None)
    for line in good:
        point = line.point
        if point and not (_in_china(*point) and middle and _near(point, middle)):
            line.said["lon"] = line.said["lat"] = None
            line.note("lon", WARNING, "coordinates_outside", "坐标不在本县范围内，暂按空白处理，请核对经纬度")


def _whole(line: Line) -> None:
    """One of the two says nothing without the other."""
    for name, other, words in (("lon", "lat", "经度"), ("lat", "lon", "纬度")):
        if line.said[name] is None and line.said[other] is not None:
            line.said[other] = None
            if any(note.field == name for note in line.notes):
                continue  # what is wrong with it was said
            message = f"没有{words}，位置不全，暂按空白处理，请把经度、纬度都填上"
            line.note(other, WARNING, "coordinates_half", message)


def _exchanged(line: Line) -> None:
    point = line.point
    if point and not _in_china(*point) and _in_china(point[1], point[0]):
        line.said["lon"], line.said["lat"] = point[1], point[0]
        line.note("lon", WARNING, "coordinates_swapped", "经度、纬度写反了，已对调，请核对")


def _in_china(east: Decimal, north: Decimal) -> bool:
    return _EAST[0] <= east <= _EAST[1] and _NORTH[0] <= north <= _NORTH[1]


def _near(point: Point, middle: Point) -> bool:
    return abs(point[0] - middle[0]) <= _WIDTH and abs(point[1] - middle[1]) <= _WIDTH

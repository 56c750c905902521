"""A grid as comma-separated text in the encodings that offices have."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

from zhendi.demo.grid import Grid

_CODECS = {"UTF-8": "utf-8", "UTF-8 with BOM": "utf-8-sig", "GB18030": "gb18030"}


def write_csv(path: Path, grid: Grid, encoding: str) -> None:
    """Write one sheet; every record has the full width, so that an empty line is still a record."""
    with path.open("w", encoding=_CODECS[encoding], newline="") as file:
        writer = csv.writer(file)
        for row in grid.rows:
            writer.writerow([*map(_text, row), *[""] * (grid.width - len(row))])


def _text(cell: Any) -> str:
    if isinstance(cell, float):
        return f"{cell:g}" if abs(cell) < 1e15 else f"{cell:.5E}"
    return cell.isoformat() if isinstance(cell, date) else "" if cell is None else str(cell)

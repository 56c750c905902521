"""Grids written as files: xlsx, xls, csv."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from zhendi.demo.grid import Grid
from zhendi.demo.workbooks.csvfile import write_csv
from zhendi.demo.workbooks.xls import write_xls
from zhendi.demo.workbooks.xlsx import write_xlsx


def write(path: Path, grids: Sequence[Grid], encoding: str = "") -> None:
    """Write the sheets to a file whose suffix says its format; ``encoding`` only for csv (one sheet)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        write_csv(path, grids[0], encoding)
    elif path.suffix == ".xls":
        write_xls(path, grids)
    else:
        write_xlsx(path, grids)

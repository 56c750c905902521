"""Judging a table of administrative divisions: code and name."""

from __future__ import annotations

from collections.abc import Sequence

from zhendi.intake.judging import cells, numbers
from zhendi.intake.judging.cells import Read
from zhendi.intake.judging.context import Context
from zhendi.intake.judging.sheet import REJECTED, Note, Sheet, rejected
from zhendi.intake.reading.table import Cell
from zhendi.intake.verdict import DivisionRow

_MISSING = Read("", "division_unknown", "没有填写区划代码，请补填12位代码")


def judge(sheets: Sequence[Sheet], context: Context) -> None:
    """Judge the tables; the codes are known to all registers that are judged after them."""
    first: dict[str, int] = {}
    for sheet in sheets:
        columns = sheet.read({"code": _code, "name": cells.words}, ("code",))
        for index in range(len(sheet)):
            code, name = columns.reads["code"][index].value, columns.reads["name"][index].value
            notes = list(columns.notes.get(index, ()))
            if not name:
                notes.append(Note(index, "name", REJECTED, "name_missing", "没有填写区划名称，请补填"))
            if code and first.setdefault(code, index) != index:
                notes.append(Note(index, "code", REJECTED, "division_duplicate", f"区划代码{code}重复，请删去其中一行"))
            if not rejected(notes):
                context.verdict.divisions.append(DivisionRow(code, name, sheet.source(index)))
            sheet.finish(notes, accepted=not rejected(notes))


def _code(cell: Cell) -> Read:
    return _MISSING if cell is None else numbers.division(cell)

"""Every sheet of the county's sample workbooks is read as its answers say."""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from zhendi.intake.reading.apart import read_paths
from zhendi.intake.reading.read import read_book
from zhendi.intake.reading.table import Book

SAMPLES = Path(
    os.environ.get("ZHENDI_INTAKE_SAMPLES") or Path(__file__).resolve().parents[3].parent / "shared/data/intake"
)


@cache
def answers() -> dict[str, Any]:
    return json.loads((SAMPLES / "answers.json").read_text(encoding="utf-8"))["files"]


@cache
def books() -> dict[str, Book]:
    return {name: read_book(name, content, {}) for name, content in read_paths([SAMPLES])}


def each_sheet() -> list[tuple[str, Any, Any]]:
    found = [
        (f"{name}/{table.sheet}", table, said)
        for name, book in books().items()
        for table, said in zip(book.tables, answers()[name]["sheets"], strict=True)
    ]
    assert len(found) == sum(len(said["sheets"]) for said in answers().values()) > 50
    return found


def data_sheets() -> list[tuple[str, Any, Any]]:
    return [each for each in each_sheet() if each[2]["role"] == "data"]


def test_the_samples_lie_beside_the_repository() -> None:
    assert (SAMPLES / "answers.json").is_file(), f"no samples in {SAMPLES}; set ZHENDI_INTAKE_SAMPLES"


def test_a_folder_gives_exactly_the_files_of_the_answers() -> None:
    assert list(books()) == sorted(answers())


@pytest.mark.parametrize("what", ["name", "role", "state"])
def test_every_sheet_is_known_for_what_it_is(what: str) -> None:
    got = {
        where: {"name": table.sheet or None, "role": table.role, "state": table.state}[what]
        for where, table, _ in each_sheet()
    }
    assert got == {where: said[what] for where, _, said in each_sheet()}


def test_the_formats_are_told_by_content() -> None:
    assert {name: book.format for name, book in books().items()} == {
        name: said["format"] for name, said in answers().items()
    }


def test_all_rows_of_headings_are_found_also_the_repeated_ones() -> None:
    assert {where: list(table.header_rows) for where, table, _ in data_sheets()} == {
        where: said["header_rows"] for where, _, said in data_sheets()
    }


def test_every_column_has_its_meaning() -> None:
    assert {where: {c.letter: c.field for c in table.columns if c.field} for where, table, _ in data_sheets()} == {
        where: said["columns"] for where, _, said in data_sheets()
    }


def test_every_row_of_data_is_read_and_no_other() -> None:
    assert {where: (len(t.rows), t.rows[0].number, t.rows[-1].number) for where, t, _ in data_sheets()} == {
        where: (said["data_rows"], said["first_data_row"], said["last_data_row"]) for where, _, said in data_sheets()
    }


def test_every_other_row_has_its_role() -> None:
    assert {where: table.other_rows for where, table, _ in data_sheets()} == {
        where: said["other_rows"] for where, _, said in data_sheets()
    }


def test_hidden_rows_and_columns_are_read_and_named() -> None:
    assert {where: (list(t.hidden_rows), list(t.hidden_columns)) for where, t, _ in data_sheets()} == {
        where: (said["hidden_data_rows"], said["hidden_columns"]) for where, _, said in data_sheets()
    }


def test_declared_totals_are_found_with_the_rows_they_are_about() -> None:
    got, wanted = {}, {}
    for where, table, said in data_sheets():
        if total := said.get("declared_total"):
            wanted[where] = (total["value"], total["rows_above"])
            found = [each for each in table.totals if each.row == total["row"] and each.what == "rows"]
            got[where] = [(t.figure, sum(t.first <= row.number <= t.last for row in table.rows)) for t in found]
    assert got == {where: [pair] for where, pair in wanted.items()}


def test_the_day_of_the_state_is_read_from_the_sheets() -> None:
    days = {name: book.as_of.isoformat() for name, book in books().items() if book.as_of}
    assert set(days.values()) == {"2026-06-30"} and len(days) >= 12

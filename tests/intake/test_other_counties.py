"""Counties that the importer was not built on: other places, headings, layouts, habits and mistakes, with their answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zhendi.demo.generate import Generated, generate
from zhendi.intake.judging.engine import judge
from zhendi.intake.reading.apart import read_paths
from zhendi.intake.reading.read import read_book
from zhendi.intake.verdict import Verdict

ON = date(2026, 6, 30)
Place = tuple[str, str, int]


def told(verdict: Verdict, level: str) -> set[tuple[Place, str]]:
    """What was found of a level: place and kind."""
    return {
        ((file.name, sheet.name, each.row), each.kind)
        for file in verdict.files
        for sheet in file.sheets
        for each in sheet.of(level)
    }


def planted(county: Generated, folder: Path, level: str) -> set[tuple[Place, str]]:
    """What was planted of a level."""
    return {
        ((each.file.removeprefix(f"{folder}/"), each.sheet or "", each.row), each.mark.kind)
        for each in county.planted
        if each.mark.level == level
    }


@pytest.mark.parametrize("seed", [1, 12, 18, 23, 29, 37])
def test_another_county_is_judged_as_well(seed: int, tmp_path: Path) -> None:
    county = generate(tmp_path, members=700, seed=seed, on=ON, harsh=True)
    verdict = judge([read_book(*each) for each in read_paths([tmp_path])], today=ON, as_of=ON)
    assert told(verdict, "rejected") == planted(county, tmp_path, "error")
    assert planted(county, tmp_path, "warning") <= told(verdict, "warning")
    found = {(row.citizen_number, row.organisation, row.standing) for row in verdict.members}
    assert found == {(each.number, each.branch, each.standing) for each in county.good}
    assert not [sheet.note for file in verdict.files for sheet in file.sheets if sheet.role == "unknown"]

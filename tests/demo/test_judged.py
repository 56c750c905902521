"""Other counties' habits: what the generator planted is what the intake finds, no more and no less."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zhendi.demo.generate import Generated, generate
from zhendi.intake import bridge
from zhendi.intake.plans import EVERYWHERE

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 30)
LEVELS = {"error": "rejected", "warning": "warning"}


def judged(folder: Path, generated: Generated) -> bridge.Judged:
    contents = [(str(path.relative_to(folder)), path.read_bytes()) for path in generated.files]
    return bridge.judge(contents, ranges=EVERYWHERE, as_of=ON, today=ON, say=lambda *_: None)


@pytest.mark.parametrize(("harsh", "seed"), [(False, 341823), *((True, seed) for seed in (1, 3, 5, 7, 9))], ids=str)
def test_intake_finds_what_was_planted_and_takes_in_everybody_else(tmp_path: Path, harsh: bool, seed: int) -> None:
    generated = generate(tmp_path, members=1500, seed=seed, on=ON, harsh=harsh, xls=harsh)
    verdict = judged(tmp_path, generated)
    assert {file.name: file.fault for file in verdict.files if file.fault} == {}
    found = {
        (file.name, finding[0], finding[1], finding[5], finding[6])
        for file in verdict.files
        for finding in file.findings
        if finding[6] in LEVELS.values()
    }
    planted = {(each.file, each.sheet, each.row, each.mark.kind, LEVELS[each.mark.level]) for each in generated.planted}
    assert planted - found == set()
    assert {each for each in found - planted if each[4] == "rejected"} == set()
    taken = {row.citizen_number: (row.organisation, row.standing) for row in verdict.batch.members}
    assert taken == {each.number: (each.branch, each.standing) for each in generated.good}
    assert len(verdict.batch.organisations) == len(generated.county.organisations)

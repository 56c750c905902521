"""What the parts of the intake promise each other."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.intake import answers
from zhendi.domain.mobile import operations as mobile
from zhendi.domain.orgs.operations import divisions, register
from zhendi.domain.people.operations import roster
from zhendi.domain.services import operations as services
from zhendi.domain.setup import operations as setup
from zhendi.intake import bridge, titles, verdict
from zhendi.intake.reading.meanings import meanings

JUDGING = answers.ROOT / "src/zhendi/intake/judging"
_KIND = re.compile(r'"([a-z]+(?:_[a-z0-9]+)+)", (?:f?"|message|told|said|_unplaced)')


@pytest.mark.parametrize(
    ("judged", "taken"),
    [
        (verdict.DivisionRow, divisions.DivisionRow),
        (verdict.OrganisationRow, register.OrganisationRow),
        (verdict.MemberRow, roster.MemberRow),
        (verdict.OutgoingRow, mobile.OutgoingRow),
        (verdict.IncomingRow, mobile.IncomingRow),
        (verdict.HandOverRow, mobile.HandOverRow),
        (verdict.UnitRow, setup.UnitRow),
        (verdict.OutletRow, services.OutletRow),
        (verdict.ItemRow, services.ItemRow),
    ],
)
def test_rows_have_the_columns_of_the_operations_that_take_them_in(judged: type, taken: type) -> None:
    assert judged._fields == taken._fields  # type: ignore[attr-defined]  # both are named tuples
    assert judged._field_defaults == taken._field_defaults  # type: ignore[attr-defined]  # both are named tuples
    assert judged.__annotations__ == taken.__annotations__


def test_judging_reads_no_database() -> None:
    words = "import sys, zhendi.intake.judging.engine; print([name for name in sys.modules if name.startswith('django.db')])"
    done = subprocess.run(
        [sys.executable, "-c", words],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(answers.ROOT / "src")},
    )
    assert done.stdout.strip() == "[]"


def test_every_kind_of_finding_has_a_chinese_title() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in sorted(JUDGING.glob("*.py")))
    kinds = set(_KIND.findall(source)) - {"general_branch"} | {
        e["kind"] for what in ("errors", "warnings") for e in answers.answers()[what]
    }
    assert len(kinds) > 50
    assert kinds - titles.titled() == set()


def test_every_kind_that_a_person_decides_is_explained() -> None:
    assert all(
        titles.explanation(kind)
        for kind in ("branch_ambiguous", "branch_unknown", "duplicate_person", "same_name_and_birth")
    )
    assert titles.explanation("id_length") == ""


def test_every_column_of_the_samples_has_a_meaning() -> None:
    used = {
        field
        for file in answers.answers()["files"].values()
        for sheet in file["sheets"]
        for field in (sheet.get("columns") or {}).values()
    }
    assert used - set(meanings()) == set()


@pytest.mark.parametrize(
    ("field", "value", "masked"),
    [
        ("id", "999999198001010016", "999999********0016"),
        ("id", " 999999 19800101 0016", "999999********0016"),
        ("id", "待补", "待补"),
        ("phone", "19900001234", "199****1234"),
        ("contact_phone", "199-0000-1234", "199****1234"),
        ("addr", "临河县柳林乡某村5号", "临河县柳林乡****"),
        ("remark", "电话19900001234", "电话199****1234"),
        ("branch", "北门社区", "北门社区"),
    ],
)
def test_values_of_people_are_masked_in_findings(field: str, value: str, masked: str) -> None:
    assert bridge.masked(field, value) == masked


def test_the_samples_are_missed_when_they_are_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ZHENDI_INTAKE_SAMPLES", str(tmp_path))
    with pytest.raises(AssertionError, match="no sample workbooks"):
        answers.samples()

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from zhendi.kernel.errors import Unreadable
from zhendi.kernel.parameters import Parameters, policy_folder
from zhendi.policy import cases, load, trial
from zhendi.policy.cases import _case
from zhendi.policy.lines import Entry, read

POLICY = load.load()
CASES = load.cases_of(POLICY)
JUNK = ["", 0, 7, -1, True, [], {}, ["x"], [{}], [{"who": 1}], [{"who": "甲"}], {"part": "x"}, "不存在"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule} {case.name}")
def test_case_of_the_policy_data_holds(case) -> None:
    (verdict,) = trial.run([case], POLICY)
    assert verdict.faults == ()


def test_every_rule_has_cases_of_each_sort() -> None:
    cases.require(POLICY, CASES)
    assert {case.rule for case in CASES} == {rule.id for rule in POLICY.rules()}


@pytest.mark.parametrize("code", sorted({code for rule in POLICY.rules() for code in rule.parameters()}))
def test_no_number_can_change_without_a_case_noticing(code: str) -> None:
    """Each number that a rule reads, one higher: some case must fail, or the cases prove nothing about it."""
    parameter = POLICY.parameters.by_code[code]
    raised = tuple(replace(dated, value=dated.value + 1) for dated in parameter.values)
    changed = Parameters({**POLICY.parameters.by_code, code: replace(parameter, values=raised)})
    touched = [case for case in CASES if code in POLICY.rule(case.rule).parameters()]
    verdicts = trial.run(touched, replace(POLICY, parameters=changed))
    assert not all(verdict.holds for verdict in verdicts)


WRONG = """
[[case]]
name = "错的"
rule = "0.2.minimum"
as_of = 2026-06-01
given = [
  { fact = "在册党支部", who = "东村支部", from = 2026-01-05 },
  { fact = "正式党员", who = "东村支部", from = 2026-01-05, count = 2 },
]
expect = [EXPECT]
"""


@pytest.mark.parametrize(
    ("expect", "says"),
    [
        ('{ who = "东村支部", status = "已达到" }', ["状态应为 已达到，得出 逾期", "计 2", "不少于 3", "支部工作条例"]),
        ('{ who = "东村支部", status = "逾期", due = 2026-04-06 }', ["到期日应为 2026-04-06，得出 2026-04-05"]),
        ('{ who = "东村支部", status = "逾期", counted = 3 }', ["计入数应为 3，得出 2"]),
        ("", ["不应有事项，得出“逾期”"]),
        ('{ who = "东村支部", status = "逾期" }, { who = "东村支部", status = "应办" }', ["规则没有提出要求"]),
    ],
)
def test_wrong_case_fails_and_says_why(tmp_path: Path, expect: str, says: list[str]) -> None:
    path = tmp_path / "错.toml"
    path.write_text(WRONG.replace("EXPECT", expect), "utf-8")
    out = StringIO()
    with pytest.raises(CommandError, match="有案例不符"):
        call_command("cases", str(path), stdout=out)
    said = out.getvalue()
    assert "不符：错的（错.toml 第 2 行，规则 0.2.minimum，截至 2026-06-01）" in said
    assert all(words in said for words in says), said
    assert "不符 1 个" in said


def test_wrong_share_fails_and_says_why() -> None:
    case = next(case for case in CASES if case.figure and case.figure.whole == 3)
    assert case.figure is not None
    wrong = replace(case, figure=replace(case.figure, part=3, reaches=True))
    (verdict,) = trial.run([wrong], POLICY)
    assert any("占比应为 3/3，得出 2/3" in fault for fault in verdict.faults)
    assert any("未达到目标 100%" in fault for fault in verdict.faults)


def test_command_runs_all_cases_and_counts_them() -> None:
    out = StringIO()
    call_command("cases", stdout=out)
    assert out.getvalue().strip() == f"案例 {len(CASES)} 个，相符 {len(CASES)} 个，不符 0 个"


def test_command_names_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="打不开案例文件"):
        call_command("cases", str(tmp_path / "无.toml"))


def test_two_cases_of_one_rule_with_one_name_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "双.toml"
    path.write_text(WRONG.replace("EXPECT", "") * 2, "utf-8")
    with pytest.raises(Unreadable, match="同名"):
        cases.read_file(path, POLICY)


def test_junk_in_any_key_of_a_case_is_read_or_refused_and_never_breaks() -> None:
    entries = read((policy_folder() / "cases" / "0-aim.toml").read_text("utf-8"), "0-aim.toml").tables
    spoilt = [
        replace(entry, values={**entry.values, key: junk})
        for entry in entries
        for key in [*entry.values, "figure", "waived"]
        for junk in JUNK
    ]
    refused = [said for entry in spoilt if (said := _refused(entry))]
    assert len(refused) > 1000
    assert all(said.startswith("0-aim.toml 第 ") for said in refused)


def _refused(entry: Entry) -> str:
    try:
        _case(entry, POLICY)
    except Unreadable as refused:
        return str(refused)
    return ""

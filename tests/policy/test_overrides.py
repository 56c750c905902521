from __future__ import annotations

from datetime import date

import pytest

from zhendi.kernel.errors import Unreadable
from zhendi.kernel.parameters import policy_folder, read_parameters
from zhendi.policy import load, overrides
from zhendi.policy.overrides import Permission
from zhendi.policy.wording import read_wording

NATIONAL = read_parameters((policy_folder() / "parameters.toml").read_text("utf-8"), "parameters.toml")
PERMISSIONS = overrides.read_permissions((policy_folder() / "settings.toml").read_text("utf-8"), NATIONAL)
TODAY = date(2026, 6, 1)


def local(code: str, value: object, begins: str = "2026-01-01", source: str = "县委文件〔2026〕1号") -> str:
    return (
        f'[[override]]\ncode = "{code}"\nvalue = {value}\nfrom = {begins}\nsource = "{source}"\n'
        f'article = "一"\nconfirmed_by = "组织部"\n'
    )


def in_county(text: str):
    return overrides.with_overrides(NATIONAL, PERMISSIONS, text)


def test_county_sets_a_number_from_its_day_with_its_own_citation() -> None:
    found = in_county(local("remedy.secretary_months", 2))
    assert found.value("remedy.secretary_months", date(2025, 12, 31)) == 3
    dated = found.at("remedy.secretary_months", TODAY)
    assert (dated.value, dated.citation(), dated.unit) == (2, "《县委文件〔2026〕1号》一", "个月")


@pytest.mark.parametrize(
    ("code", "value", "says"),
    [
        ("branch.usual_maximum", 51, "高于现行规定 50人"),
        ("term.reminder_months", 5, "低于现行规定 6个月"),
        ("mobile.out_of_contact_months", 7, "高于现行规定 6个月"),
        ("branch.minimum_full", 2, "不由县里定"),
        ("target.complete", 90, "不由县里定"),
        ("remedy.secretary_months", -1, "不小于 0"),
        ("remedy.secretary_months", '"二"', "不小于 0"),
        ("remedy.secretary_months", "true", "不小于 0"),
    ],
)
def test_number_below_the_floor_or_not_the_countys_is_refused(code: str, value: object, says: str) -> None:
    with pytest.raises(Unreadable, match=says) as caught:
        in_county(local(code, value))
    assert "local.toml 第 3 行" in str(caught.value) or "local.toml 第 2 行" in str(caught.value)


@pytest.mark.parametrize(
    ("code", "value"), [("branch.usual_maximum", 50), ("term.reminder_months", 6), ("setup.own_branch_full", 2)]
)
def test_floor_itself_and_what_is_stricter_are_allowed(code: str, value: int) -> None:
    assert in_county(local(code, value)).value(code, TODAY) == value


def test_uncited_number_is_refused() -> None:
    with pytest.raises(Unreadable, match="缺少 source"):
        in_county(local("remedy.secretary_months", 2, source=""))


def test_later_national_number_that_is_stricter_takes_over_and_a_laxer_one_does_not() -> None:
    text = """
[[parameter]]
code = "cap"
title = "上限"
unit = "人"
values = [
  { value = 50, from = 2018-01-01, source = "旧", confirmed_by = "" },
  { value = 60, from = 2026-03-01, source = "放宽", confirmed_by = "" },
  { value = 30, from = 2027-01-01, source = "收紧", confirmed_by = "" },
]
"""
    may = {"cap": Permission("lower", "一般")}
    found = overrides.with_overrides(read_parameters(text, "t"), may, local("cap", 40))
    days = [date(2025, 1, 1), date(2026, 2, 1), date(2026, 4, 1), date(2027, 1, 1)]
    assert [found.value("cap", day) for day in days] == [50, 40, 40, 30]
    assert [found.at("cap", day).source for day in days] == ["旧", "县委文件〔2026〕1号", "县委文件〔2026〕1号", "收紧"]


def test_permission_for_an_unknown_number_is_refused() -> None:
    with pytest.raises(Unreadable, match="没有这个参数"):
        overrides.read_permissions('[[setting]]\ncode = "x"\nmay = "any"\nreason = "无"\n', NATIONAL)


def test_every_number_that_neither_document_nor_law_sets_is_the_countys() -> None:
    ours = {code for code, each in NATIONAL.by_code.items() if any("缺省值" in row.source for row in each.values)}
    assert ours <= PERMISSIONS.keys()
    assert {PERMISSIONS[code].direction for code in ours} == {"any"}


def test_county_attaches_its_own_wording_with_its_source() -> None:
    found = read_wording('[[text]]\nid = "3.4b"\ntext = "必须单独组建党组织。"\nsource = "县委文件"\n')
    assert found["3.4b"].text == "必须单独组建党组织。"
    with pytest.raises(Unreadable, match="没有这一条款"):
        read_wording('[[text]]\nid = "9.9"\ntext = "x"\nsource = "y"\n')
    with pytest.raises(Unreadable, match="缺少 source"):
        read_wording('[[text]]\nid = "3.4b"\ntext = "x"\nsource = ""\n')


def test_all_clauses_can_be_worded() -> None:
    text = "".join(f'[[text]]\nid = "{clause.id}"\ntext = "x"\nsource = "y"\n' for clause in load.load().clauses)
    assert len(read_wording(text)) == 71

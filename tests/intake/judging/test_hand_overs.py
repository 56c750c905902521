"""Hand-over lists: which list it is, who must pick up, and that no row is lost because nobody is named."""

from __future__ import annotations

import pytest

from tests.intake.tables import COUNTY, KNOWN, ORGANISATIONS, TOWN, WILLOW, found, judged, number, table
from zhendi.intake.known import Known, KnownMember
from zhendi.intake.reading.read import read_book
from zhendi.intake.verdict import HandOverRow, Verdict

SCHOOL = "name id school graduated town org dest phone"
ARMY = "name id unit discharged town"


def graduate(serial: int = 1, town: str = "", org: str = "") -> tuple[str, ...]:
    return ("孟新", number(serial), "江城大学", "2026.06", town, org, "回乡", "19900001234")


def row(verdict: Verdict) -> HandOverRow:
    (only,) = verdict.hand_overs
    return only


def test_a_graduate_goes_to_whom_the_list_names() -> None:
    said = row(
        judged(table("hand_overs", SCHOOL, graduate(town="柳林乡", org="柳树湾村"), sheet="甲"), name="毕业生.xlsx")
    )
    assert (said.organisation, said.office, said.office_name) == (WILLOW, "school", "江城大学")
    assert said.left is not None
    assert said.left.iso() == "2026-06"


def test_a_soldier_goes_to_the_township_when_no_branch_is_named() -> None:
    said = row(judged(table("hand_overs", ARMY, ("沈军", number(2), "某部", "2026-03-01", "柳林乡")), name="退役.xlsx"))
    assert (said.organisation, said.office, said.office_name) == (TOWN, "veterans", "某部")


def test_whoever_is_on_our_rolls_goes_to_the_own_branch() -> None:
    held = Known(ORGANISATIONS, members=lambda numbers: {each: KnownMember(WILLOW, "孟欣") for each in numbers})
    verdict = judged(table("hand_overs", SCHOOL, graduate()), name="毕业生.xlsx", known=held)
    assert row(verdict).organisation == WILLOW
    assert found(verdict, "warning") == [(3, "name", "name_id_mismatch")]


@pytest.mark.parametrize(("town", "org"), [("", "没有的支部"), ("别处乡", "")])
def test_whom_nobody_can_place_the_county_picks_up(town: str, org: str) -> None:
    verdict = judged(table("hand_overs", SCHOOL, graduate(town=town, org=org)), name="毕业生.xlsx")
    assert row(verdict).organisation == COUNTY
    assert [kind for _, _, kind in found(verdict, "warning")] == ["receiver_unknown"]
    assert not found(judged(table("hand_overs", SCHOOL, graduate()), name="毕业生.xlsx"), "warning")


def test_a_row_without_a_number_and_one_that_comes_twice_are_sent_back() -> None:
    verdict = judged(
        table("hand_overs", SCHOOL, graduate(), graduate(), ("无号", "", "江城大学", "", "", "", "", "")),
        name="毕业生.xlsx",
    )
    assert len(verdict.hand_overs) == 1
    assert {(at, kind) for at, _, kind in found(verdict)} == {(4, "duplicate_row"), (5, "id_missing")}


def test_without_any_organisation_nobody_can_pick_up() -> None:
    verdict = judged(table("hand_overs", SCHOOL, graduate()), name="毕业生.xlsx", known=Known(()))
    assert [kind for _, _, kind in found(verdict)] == ["receiver_unknown"]


@pytest.mark.parametrize(
    ("title", "headings", "register"),
    [
        (
            "2026届毕业生党员组织关系交接名单",
            "姓名,性别,身份证号,毕业院校,毕业时间,毕业去向,联系电话,接收党组织",
            "hand_overs",
        ),
        ("退役军人党员交接登记表", "序号,姓名,身份证号码,原服役部队,退役时间,户籍乡镇,手机号码", "hand_overs"),
        ("柳林乡党员花名册", "姓名,性别,身份证号,毕业院校,学历,入党时间,转正时间,所在党支部", "members"),
    ],
)
def test_lists_are_told_from_rosters_by_their_headings(title: str, headings: str, register: str) -> None:
    heads = headings.split(",")
    cells = [
        "孟新" if head == "姓名" else number(1) if "身份证" in head else "2026年6月" if "时间" in head else "甲"
        for head in heads
    ]
    lines = [title, headings, ",".join(cells)]
    book = read_book("名单.csv", "\n".join(lines).encode())
    assert [(each.role, each.register) for each in book.tables] == [("data", register)]
    assert KNOWN.home == ""

"""Registers of organisations of another county."""

from __future__ import annotations

import pytest

from tests.intake.tables import AS_OF, COUNTY, KNOWN, TOWN, WILLOW, found, judged, table
from zhendi.intake.known import Known

FIELDS = "full short kind parent division est start end"
ROOT = ("中国共产党临河县委员会", "县委", "党委", None, "999123", "1949.10", "2021-06-02", "2026-06-02")
TOWNSHIP = ("中共临河县柳林乡委员会", "柳林乡党委", "党委", "县委", "999123200", "1958年", "2021-06-14", "2026-06-14")
VILLAGE = (
    "临河县柳林乡柳树湾村支部委员会 ",
    "柳树湾村党支部",
    "支部",
    "柳林乡党委",
    "999123200202",
    "1970-05-01",
    "2024-03-01",
    "2029-03-01",
)


def changed(cells: tuple[object, ...], **other: object) -> tuple[object, ...]:
    """A row with some cells changed."""
    return tuple(other.get(name, cell) for name, cell in zip(FIELDS.split(), cells, strict=True))


def register(*rows: tuple[object, ...], known: Known = Known()) -> object:  # noqa: B008 - frozen
    """The verdict on a register."""
    return judged(table("organisations", FIELDS, *rows), known=known, name="党组织名册.xlsx")


def test_a_register_comes_in_with_official_names_and_its_tree() -> None:
    verdict = register(ROOT, TOWNSHIP, VILLAGE)
    assert [(each.full_name, each.kind, each.parent) for each in verdict.organisations] == [
        (COUNTY, "county_committee", ""), (TOWN, "committee", COUNTY), (WILLOW, "branch", TOWN)
    ]  # fmt: skip
    assert [each.division_code for each in verdict.organisations] == ["999123000000", "999123200000", "999123200202"]
    assert found(verdict) == found(verdict, "warning") == []


@pytest.mark.parametrize(
    ("other", "field", "kind"),
    [
        ({"full": None, "short": None}, "full", "name_missing"),
        ({"parent": ""}, "parent", "parent_missing"),
        ({"parent": "工商联党委"}, "parent", "parent_unknown"),
        ({"parent": "柳树湾村党支部"}, "parent", "parent_self"),
        ({"kind": "党组", "full": "中共临河县柳林乡某处"}, "kind", "kind_unknown"),
    ],
)
def test_a_bad_row_is_left_out_with_its_reason(other: dict[str, object], field: str, kind: str) -> None:
    verdict = register(ROOT, TOWNSHIP, changed(VILLAGE, **other))
    assert found(verdict) == [(5, field, kind)]
    assert len(verdict.organisations) == 2


def test_the_same_organisation_twice_stands_once() -> None:
    verdict = register(ROOT, TOWNSHIP, VILLAGE, changed(VILLAGE, full="中国共产党临河县柳林乡柳树湾村支部委员会"))
    assert found(verdict) == [(6, "full", "org_duplicate")]


def test_two_organisations_above_each_other_are_both_left_out_with_what_hangs_below() -> None:
    one = changed(
        VILLAGE, full="中共临河县柳林乡甲村总支部委员会", short="甲村党总支", kind="党总支", parent="乙村党总支"
    )
    other = changed(
        VILLAGE, full="中共临河县柳林乡乙村总支部委员会", short="乙村党总支", kind="党总支", parent="甲村党总支"
    )
    below = changed(VILLAGE, parent="甲村党总支")
    verdict = register(ROOT, TOWNSHIP, one, other, below)
    assert found(verdict) == [
        (5, "parent", "parent_cycle"),
        (6, "parent", "parent_cycle"),
        (7, "parent", "parent_unknown"),
    ]


def test_parents_of_one_name_in_two_townships_are_told_apart_by_the_childs_own_name() -> None:
    other = changed(TOWNSHIP, full="中共临河县河口镇委员会", short="河口镇党委", division="999123100")
    unions = [
        changed(
            VILLAGE,
            full=f"中共临河县{town}中心村总支部委员会",
            short="中心村党总支",
            kind="党总支",
            parent=f"{town}党委",
        )
        for town in ("柳林乡", "河口镇")
    ]
    child = changed(
        VILLAGE, full="中共临河县河口镇中心村第一支部委员会", short="中心村第一党支部", parent="中心村党总支"
    )
    verdict = register(ROOT, TOWNSHIP, other, *unions, child)
    assert found(verdict) == []
    assert verdict.organisations[-1].parent == "中共临河县河口镇中心村总支部委员会"


def test_a_register_of_a_township_stands_on_what_the_county_holds() -> None:
    fresh = changed(
        VILLAGE, full="中共临河县柳林乡新桥村支部委员会", short="新桥村党支部", parent="中共临河县柳林乡委员会"
    )
    verdict = register(fresh, known=KNOWN)
    assert [(each.full_name, each.parent) for each in verdict.organisations] == [
        ("中共临河县柳林乡新桥村支部委员会", TOWN)
    ]


@pytest.mark.parametrize(
    ("other", "field", "kind"),
    [
        ({"est": "1963年2月30日"}, "est", "date_impossible"),
        ({"est": "2063-01-01"}, "est", "date_future"),
        ({"end": "2023-03-01"}, "end", "term_end_before_start"),
        ({"end": "2027-03-01"}, "end", "term_length"),
        ({"division": "999124200202"}, "division", "division_unknown"),
        ({"division": "99912320020"}, "division", "division_unknown"),
    ],
)
def test_a_doubtful_value_stays_empty_or_is_said_and_the_row_comes_in(
    other: dict[str, object], field: str, kind: str
) -> None:
    verdict = register(ROOT, TOWNSHIP, changed(VILLAGE, **other))
    assert found(verdict, "warning") == [(5, field, kind)]
    assert len(verdict.organisations) == 3


def test_branches_that_are_no_villages_have_terms_of_three_years() -> None:
    office = changed(VILLAGE, full="中共临河县柳林乡机关支部委员会", short="柳林乡机关党支部", end="2027-03-01")
    assert found(register(ROOT, TOWNSHIP, office), "warning") == []
    assert found(register(ROOT, TOWNSHIP, changed(office, end="2029-03-01")), "warning") == [(5, "end", "term_length")]


def test_a_table_of_divisions_among_the_files_decides_which_codes_there_are() -> None:
    codes = table("divisions", "code name", ("999123", "临河县"), ("999123200", "柳林乡"), ("999123200201", "大堰村"))
    verdict = judged(codes, table("organisations", FIELDS, ROOT, TOWNSHIP, VILLAGE), known=Known())
    assert [each.code for each in verdict.divisions] == ["999123000000", "999123200000", "999123200201"]
    assert found(verdict, "warning") == [(5, "division", "division_unknown")]


def test_a_secretary_who_stands_in_no_roster_of_the_branch_is_said() -> None:
    from tests.intake.tables import number

    branches = table(
        "organisations", FIELDS + " sec", (*ROOT, ""), (*TOWNSHIP, "不在名册"), (*VILLAGE, "李 四"), sheet="组织"
    )
    people = ("张三", number(1), "柳树湾村", "正式党员", "2008.07", "2009.07")
    roster = table("members", "name id branch type join confirm", people, sheet="党员")
    verdict = judged(branches, roster, known=Known(), as_of=AS_OF)
    assert found(verdict, "warning") == [(5, "sec", "secretary_not_in_roster")]
    assert verdict.organisations[-1].secretary == "李四"

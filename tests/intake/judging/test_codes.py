"""Words and codes."""

from __future__ import annotations

import pytest

from tests.intake.tables import figure
from zhendi.intake.judging import codes


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("男", 1),
        ("男性", 1),
        ("1", 1),
        (figure(1), 1),
        ("女", 2),
        ("２", 2),
        (" 女 ", 2),
        ("1男", 1),
        ("2-女", 2),
        (None, None),
    ],
)
def test_sex_is_read_from_words_and_codes(cell: object, value: int | None) -> None:
    assert codes.sex(cell).value == value


def test_another_word_is_no_sex() -> None:
    assert codes.sex("未知").kind == "sex_unknown"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("汉族", "01"), ("汉", "01"), ("01", "01"), ("1", "01"), (figure(1), "01"), ("蒙古", "02"), ("蒙古族", "02"), ("回", "03"),
        ("维吾尔", "05"), ("土家", "15"), ("土", "30"), ("畲", "22"), (figure(15), "15"), ("高山族", "23"), ("京", "49"), ("怒", "42"),
        ("基诺族", "56"), ("01汉族", "01"), ("03-回族", "03"), (None, ""), ("", ""),
    ],
)  # fmt: skip
def test_nationality_is_a_code_of_the_standard(cell: object, code: str) -> None:
    read = codes.nationality(cell)
    assert (read.value, read.kind) == (code, "")


@pytest.mark.parametrize("cell", ["外星族", "57", "0", "中国"])
def test_what_is_no_nationality_is_said_and_left_empty(cell: str) -> None:
    read = codes.nationality(cell)
    assert (read.value, read.kind) == ("", "nationality_unknown")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("正式党员", "full"), ("01.正式党员", "full"), ("正式", "full"), ("中共党员", "full"), ("01", "full"), (figure(1), "full"), ("是", "full"),
        ("预备党员", "probationary"), ("中共预备党员", "probationary"), ("2", "probationary"), ("02", "probationary"), ("否", "probationary"),
    ],
)  # fmt: skip
def test_standing_is_read_from_words_and_codes(cell: object, value: str) -> None:
    assert codes.standing(cell).value == value


@pytest.mark.parametrize("cell", ["发展对象", "入党积极分子", "入党申请人", "共青团员", "群众"])
def test_who_is_no_member_is_told_apart(cell: str) -> None:
    assert codes.standing(cell).kind == "not_member_type"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("党委", "committee"), ("基层党委", "committee"), ("党工委", "work_committee"), ("工委", "work_committee"), ("县委", "county_committee"),
        ("党总支", "general_branch"), ("总支部", "general_branch"), ("党支部", "branch"), ("支部委员会", "branch"), ("联合党支部", "joint_branch"),
        ("临时支部", "temporary_branch"), ("流动党员党支部", "mobile_branch"), ("老年党支部", "elderly_branch"), ("离退休干部党支部", "elderly_branch"),
        ("功能型党支部", "functional_branch"), ("党小组", "group"), ("", ""), ("党组", ""),
    ],
)  # fmt: skip
def test_kinds_of_organisations_are_read_from_words(said: str, kind: str) -> None:
    assert codes.organisation_kind(said) == kind


@pytest.mark.parametrize(
    ("said", "name", "kind"),
    [
        ("非公企业", "甲公司", "firm"), ("企业", "甲公司", "firm"), ("农民专业合作社", "甲合作社", "coop"), ("律所", "甲律师事务所", "law"),
        ("中介组织", "甲律师事务所", "law"), ("中介组织", "甲会计师事务所（普通合伙）", "acc"), ("中介组织", "甲税务师事务所", "tax"),
        ("", "甲律师事务所", "law"), ("住宅小区", "某小区", "estate"), ("市场", "某市场", "market"), ("社会团体", "某协会", "assoc"),
        ("民办非企业单位", "某中心", "assoc"), ("幼儿园", "某幼儿园", "school"), ("个体工商户", "某店", "firm"), ("其他", "某处", "other"),
    ],
)  # fmt: skip
def test_kinds_of_units_are_read_from_words_and_offices_by_their_name(said: str, name: str, kind: str) -> None:
    assert codes.unit_kind(said, name) == kind


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("单独组建", "own"),
        ("独立", "own"),
        ("联合组建", "joint"),
        ("挂靠", "attached"),
        ("无", ""),
        ("未组建", ""),
        (None, ""),
        ("尚未组建", ""),
    ],
)
def test_coverage_is_read_from_words(cell: object, value: str) -> None:
    read = codes.coverage(cell)
    assert (read.value, read.kind) == (value, "")


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("县级", "county"),
        ("乡镇级", "township"),
        ("街道", "township"),
        ("村（社区）级", "village"),
        ("村民组", "group"),
        ("网格", "group"),
    ],
)
def test_levels_are_read_from_words(cell: str, value: str) -> None:
    assert codes.level(cell).value == value

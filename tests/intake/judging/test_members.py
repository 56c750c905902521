"""Rosters of another county: other layouts, other habits, other mistakes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.intake.tables import (
    AS_OF,
    FIRST,
    KNOWN,
    NORTH,
    ORGANISATIONS,
    SECOND,
    WILLOW,
    every,
    figure,
    found,
    judged,
    number,
    table,
)
from zhendi.intake.known import Known, KnownMember

FIELDS = "name id branch type join confirm"
GOOD = ("张三", number(1), "柳树湾村支部", "正式党员", "2008.07", "2009.07")


def row(**other: object) -> tuple[object, ...]:
    """A good row with some cells changed."""
    return tuple(other.get(name, cell) for name, cell in zip(FIELDS.split(), GOOD, strict=True))


def test_a_good_row_comes_in_in_normal_form() -> None:
    fields = "name sex nation birth id edu origin work join confirm type branch post job phone addr dues dues_to floating dest lost remark"
    cells = (
        "李　四", "1", "汉", "1980.01", f"'{number(2)}", "大专", "临河", "2000.8", figure(39644), "09.7", "正式", "柳树湾村", "书记", "务农",
        figure(19900001234, "19900001234"), "柳林乡柳树湾村", figure(5), "2026年6月", "否", "", "否", "退役军人",
    )  # fmt: skip
    verdict = judged(table("members", fields, cells))
    (member,) = verdict.members
    assert (member.name, member.sex, member.nationality, member.born_on) == ("李四", 1, "01", date(1980, 1, 1))
    assert (member.organisation, member.standing) == (WILLOW, "full")
    assert [day.iso() for day in (member.joined, member.confirmed, member.works_since) if day] == [
        "2008-07-15",
        "2009-07",
        "2000-08",
    ]
    assert (member.phones, member.dues_standard, member.dues_paid_to) == (("19900001234",), Decimal(5), "2026-06")
    assert (member.said_floating, member.said_lost, member.post, member.remark) == (False, False, "书记", "退役军人")
    assert found(verdict) == []


@pytest.mark.parametrize(
    ("other", "field", "kind"),
    [
        ({"name": ""}, "name", "name_missing"),
        ({"id": None}, "id", "id_missing"),
        ({"id": "99999919800101"}, "id", "id_length"),
        ({"id": figure(9.99999198001e17, "9.99999E+17")}, "id", "id_precision_lost"),
        ({"branch": None}, "branch", "branch_missing"),
        ({"branch": "红旗村支部"}, "branch", "branch_unknown"),
        ({"branch": "大堰村"}, "branch", "branch_ambiguous"),
        ({"branch": "北门社区支部"}, "branch", "wrong_township"),
        ({"branch": "防汛临时党支部"}, "branch", "branch_cannot_hold"),
        ({"type": "发展对象"}, "type", "not_member_type"),
        ({"type": "党外人士"}, "type", "type_unknown"),
        ({"join": "2008年2月30日"}, "join", "date_impossible"),
        ({"join": "2008.13"}, "join", "date_impossible"),
        ({"confirm": "2026.08"}, "confirm", "date_future"),
        ({"confirm": "2008.06"}, "confirm", "confirm_before_join"),
        ({"join": "1997.12", "confirm": "1998.12"}, "join", "under_18"),
        ({"type": "预备党员"}, "type", "type_conflict"),
    ],
)
def test_a_bad_row_is_left_out_with_its_reason(other: dict[str, object], field: str, kind: str) -> None:
    verdict = judged(table("members", FIELDS, row(**other)))
    assert found(verdict) == [(3, field, kind)]
    assert verdict.members == []


@pytest.mark.parametrize(
    ("other", "field", "kind"),
    [
        ({"join": "不详"}, "join", "date_unknown"),
        ({"confirm": "待查"}, "confirm", "date_unknown"),
        ({"type": "预备", "confirm": "", "join": "2023.5"}, "join", "probation_overdue"),
    ],
)
def test_a_doubtful_row_comes_in_with_a_warning(other: dict[str, object], field: str, kind: str) -> None:
    verdict = judged(table("members", FIELDS, row(**other)))
    assert found(verdict, "warning") == [(3, field, kind)]
    assert len(verdict.members) == 1


def test_the_number_governs_sex_and_birth() -> None:
    verdict = judged(table("members", FIELDS + " sex birth", (*GOOD, "女", "1981-01-01")))
    assert found(verdict, "warning") == [(3, "sex", "sex_mismatch"), (3, "birth", "birth_mismatch")]
    assert (verdict.members[0].sex, verdict.members[0].born_on) == (1, date(1980, 1, 1))


@pytest.mark.parametrize("cell", ["1980.01", "1980", "1980年1月"])
def test_a_birth_of_less_precision_does_not_contradict_the_number(cell: str) -> None:
    assert found(judged(table("members", FIELDS + " birth", (*GOOD, cell))), "warning") == []


def test_one_joins_on_the_eighteenth_birthday_and_not_the_day_before() -> None:
    assert found(judged(table("members", FIELDS, row(join="1998-01-01", confirm="1999-01-01")))) == []
    assert found(judged(table("members", FIELDS, row(join="1997-12-31", confirm="1999-01-01")))) == [
        (3, "join", "under_18")
    ]


def test_dates_are_compared_at_the_coarser_precision() -> None:
    assert found(judged(table("members", FIELDS, row(join="2008-07-15", confirm="2008.07")))) == []


@pytest.mark.parametrize(
    ("said", "iso"),
    [("同左", "2008-07"), ("同入党时间", "2008-07"), ("与入党日期相同", "2008-07"), ("预备期", None), ("未转正", None)],
)
def test_words_for_the_day_of_confirmation_are_understood(said: str, iso: str | None) -> None:
    verdict = judged(table("members", FIELDS, row(confirm=said)))
    confirmed = verdict.members[0].confirmed
    assert (confirmed.iso() if confirmed else None) == iso
    assert found(verdict, "warning") == []


@pytest.mark.parametrize(
    "remark",
    [
        "2025年12月去世",
        "已故",
        "2026年3月组织关系转出",
        "停止党籍",
        "病逝",
        "已转出至外县",
        "退役军人；2026年1月转出",
        "开除党籍",
    ],
)
def test_who_is_gone_by_the_remark_is_left_out(remark: str) -> None:
    assert found(judged(table("members", FIELDS + " remark", (*GOOD, remark)))) == [(3, "remark", "not_current")]


@pytest.mark.parametrize(
    "remark",
    [
        "配偶已去世",
        "父亲已故",
        "转出未成，关系仍在本支部",
        "拟转出（手续未办）",
        "2019年从外县转入",
        "其子病故",
        "准备转出",
        "退役军人",
    ],
)
def test_a_remark_about_others_or_about_plans_keeps_the_member(remark: str) -> None:
    assert found(judged(table("members", FIELDS + " remark", (*GOOD, remark)))) == []


@pytest.mark.parametrize(
    ("status", "good"),
    [("正常", True), ("", True), ("在册", True), ("已去世", False), ("停止党籍", False), ("已转出", False)],
)
def test_the_status_column_tells_who_is_gone(status: str, good: bool) -> None:
    verdict = judged(table("members", FIELDS + " status", (*GOOD, status)))
    assert found(verdict) == ([] if good else [(3, "status", "not_current")])


def test_the_branch_may_stand_in_a_title_or_a_section_line() -> None:
    cells = ("张三", number(1), "正式党员", "2008.07", "2009.07")
    verdict = judged(table("members", "name id type join confirm", cells, place="柳树湾村党支部"))
    assert [each.organisation for each in verdict.members] == [WILLOW]


def test_a_sheet_of_probationary_members_needs_no_column_for_it() -> None:
    cells = ("张三", number(1), "柳树湾村", "2026.01")
    verdict = judged(table("members", "name id branch join", cells, hint="probationary"))
    assert [each.standing for each in verdict.members] == ["probationary"]


def test_without_any_word_on_the_standing_the_days_tell_it_and_a_person_is_told() -> None:
    fields = "name id branch join confirm"
    verdict = judged(
        table(
            "members",
            fields,
            ("甲", number(1), "柳树湾村", "2008.07", "2009.07"),
            ("乙", number(2), "柳树湾村", "2026.01", None),
        )
    )
    assert [each.standing for each in verdict.members] == ["full", "probationary"]
    assert [kind for *_, kind in found(verdict, "warning")] == ["type_missing", "type_missing"]


def test_an_empty_standing_in_a_column_of_standings_is_not_guessed() -> None:
    assert found(judged(table("members", FIELDS, row(type="", confirm="", join="2000.07")))) == [
        (3, "type", "type_missing")
    ]


def test_the_township_is_known_by_the_file_the_sheet_or_a_column() -> None:
    away = ("王五", number(3), "北门社区支部", "正式党员", "2008.07", "2009.07")
    assert found(judged(table("members", FIELDS, away), name="柳林乡党员.xlsx")) == [(3, "branch", "wrong_township")]
    assert found(judged(table("members", FIELDS, away), name="全县党员.xlsx")) == []
    assert found(judged(table("members", FIELDS, away, sheet="柳林乡"), name="全县党员.xlsx")) == [
        (3, "branch", "wrong_township")
    ]
    assert found(judged(table("members", FIELDS + " town", (*away, "南关街道")), name="全县.xlsx")) == []
    assert found(judged(table("members", FIELDS + " town", (*away, "柳林乡")), name="全县.xlsx")) == [
        (3, "branch", "wrong_township")
    ]


def test_the_first_row_of_a_person_stands() -> None:
    verdict = judged(table("members", FIELDS, row(), row(), row(branch="大堰村一支部")))
    assert found(verdict) == [(4, "id", "duplicate_row"), (5, "id", "duplicate_person")]
    assert [each.organisation for each in verdict.members] == [WILLOW]


def test_a_bad_first_row_does_not_stand_in_the_way_of_a_good_one() -> None:
    verdict = judged(table("members", FIELDS, row(branch="红旗村"), row()))
    assert found(verdict) == [(3, "branch", "branch_unknown")]
    assert len(verdict.members) == 1


def test_a_persons_answer_lets_the_later_row_stand() -> None:
    sheet = table("members", FIELDS, row(), row(branch="大堰村一支部"))
    verdict = judged(sheet, decide=lambda key: FIRST if key.startswith("person:") else "")
    assert [each.organisation for each in verdict.members] == [FIRST]
    assert found(verdict) == [(3, "id", "duplicate_person")]


def test_a_persons_answer_places_a_slip_of_the_pen() -> None:
    sheet = table("members", FIELDS, row(branch="柳树弯村支部"))
    (doubt,) = [each for each in every(judged(sheet)) if each.key]
    assert [choice.code for choice in doubt.choices] == [WILLOW]
    verdict = judged(sheet, decide=lambda key: WILLOW if key == doubt.key else "")
    assert [each.organisation for each in verdict.members] == [WILLOW]
    assert [each.organisation for each in judged(sheet, decide=lambda _key: NORTH).members] == []


def test_same_name_and_birth_under_two_numbers_is_asked_about_and_both_come_in() -> None:
    sheet = table("members", FIELDS, row(), row(id=number(5)))
    verdict = judged(sheet)
    assert found(verdict, "doubtful") == [(4, "id", "same_name_and_birth")]
    assert len(verdict.members) == 2
    assert found(judged(sheet, decide=lambda key: "two" if key.startswith("same:") else ""), "doubtful") == []
    one = judged(sheet, decide=lambda key: "one" if key.startswith("same:") else "")
    assert found(one) == [(4, "id", "same_person")]
    assert len(one.members) == 1


def held(branch: str) -> Known:
    """The county holds 张三 in a branch."""
    return Known(
        ORGANISATIONS,
        members=lambda numbers: {each: KnownMember(branch, "张三") for each in numbers if each == number(1)},
    )


def test_who_is_held_elsewhere_is_not_moved_by_one_side_alone() -> None:
    verdict = judged(table("members", FIELDS, row()), known=held(SECOND))
    assert found(verdict) == [(3, "id", "duplicate_person")]
    moved = judged(
        table("members", FIELDS, row()),
        known=held(SECOND),
        decide=lambda key: WILLOW if key.startswith("person:") else "",
    )
    assert [each.organisation for each in moved.members] == [WILLOW]


def test_who_is_missing_from_the_roster_of_the_old_branch_has_moved() -> None:
    stays = row(name="李四", id=number(2), branch="大堰村第二支部")
    verdict = judged(table("members", FIELDS, row(), stays), known=held(SECOND))
    assert found(verdict) == []
    assert len(verdict.members) == 2


def test_rejected_rows_still_count_as_seen() -> None:
    verdict = judged(table("members", FIELDS, row(branch="红旗村")))
    assert verdict.seen == {number(1)}


def test_wrong_telephones_and_nationalities_stay_empty() -> None:
    verdict = judged(table("members", FIELDS + " phone nation", (*GOOD, "1990000", "外星族")))
    assert found(verdict, "warning") == [(3, "phone", "phone_invalid"), (3, "nation", "nationality_unknown")]
    assert (verdict.members[0].phones, verdict.members[0].nationality) == ((), "")


def test_the_day_of_the_files_is_the_latest_that_they_name_and_never_to_come() -> None:
    assert judged(table("members", FIELDS, GOOD)).as_of == AS_OF
    assert judged(table("members", FIELDS, GOOD), as_of=date(2025, 12, 31)).as_of == date(2025, 12, 31)


def test_nothing_is_known_and_nothing_is_guessed_without_a_register() -> None:
    verdict = judged(table("members", FIELDS, GOOD), known=Known())
    assert found(verdict) == [(3, "branch", "branch_unknown")]


def test_findings_say_where_what_and_what_to_do_in_chinese() -> None:
    verdict = judged(table("members", FIELDS, row(join="2008.13")))
    (each,) = [one for one in every(verdict) if one.level == "rejected"]
    assert (each.sheet, each.row, each.column, each.heading, each.value) == ("表", 3, "E", "join", "2008.13")
    assert "请" in each.message


def test_known_is_asked_only_once_for_all_members() -> None:
    asked: list[int] = []

    def members(numbers: object) -> dict[str, KnownMember]:
        asked.append(len(list(numbers)))  # type: ignore[call-overload]  # an iterable of any kind
        return {}

    judged(
        table("members", FIELDS, row(), row(id=number(2), name="李四")),
        known=Known(KNOWN.organisations, members=members),
    )
    assert asked == [2]

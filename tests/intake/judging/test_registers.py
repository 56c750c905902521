"""The other registers of another county: movement, units, services; totals; files without a register."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.intake.tables import (
    AS_OF,
    KNOWN,
    ORGANISATIONS,
    STREET,
    TOWN,
    WILLOW,
    figure,
    found,
    judged,
    number,
    table,
    unit_number,
)
from zhendi.intake.judging import services
from zhendi.intake.judging.engine import judge
from zhendi.intake.known import Known, KnownMember
from zhendi.intake.reading.table import Book, Table, Total
from zhendi.kernel import provinces

OUT = "name id org since prov city district cert last reported"
GONE = ("张三", number(1), "柳树湾村支部", "2024.3", "江苏", "苏州市", "昆山市", "临流动证1号", "2026-05", "已报到")
HERE = Known(
    ORGANISATIONS, members=lambda numbers: {each: KnownMember(WILLOW, "张三") for each in numbers if each == number(1)}
)


def out(**other: object) -> tuple[object, ...]:
    """An outgoing row with some cells changed."""
    return tuple(other.get(name, cell) for name, cell in zip(OUT.split(), GONE, strict=True))


def test_an_outgoing_member_is_placed_by_the_roster() -> None:
    verdict = judged(table("outgoing", OUT, GONE), known=HERE)
    (row,) = verdict.outgoing
    assert (row.organisation, row.moved.iso() if row.moved else "", row.province, row.city) == (
        WILLOW,
        "2024-03",
        "江苏省",
        "苏州市",
    )
    assert row.reported_in is True
    assert found(verdict) == found(verdict, "warning") == []


@pytest.mark.parametrize(
    ("other", "field", "kind"),
    [
        ({"id": number(9)}, "id", "not_in_roster"),
        ({"name": "李四"}, "name", "name_id_mismatch"),
        ({"since": "2022-09-31"}, "since", "date_impossible"),
        ({"since": "2028.3"}, "since", "date_future"),
        ({"prov": None, "city": None, "district": None}, "prov", "destination_missing"),
        ({"id": number(1)[:-1]}, "id", "id_length"),
    ],
)
def test_a_bad_outgoing_row_is_left_out(other: dict[str, object], field: str, kind: str) -> None:
    assert found(judged(table("outgoing", OUT, out(**other)), known=HERE)) == [(3, field, kind)]


@pytest.mark.parametrize(
    ("other", "field", "kind"),
    [
        ({"since": "2026-02-01"}, "since", "away_under_6_months"),
        ({"last": "2025-10"}, "last", "last_contact_over_6_months"),
        ({"last": "2027-10"}, "last", "date_future"),
        ({"prov": "浙江省"}, "prov", "place_mismatch"),
        ({"org": "大堰村第一支部"}, "org", "org_mismatch"),
        ({"since": "不详"}, "since", "date_unknown"),
    ],
)
def test_a_doubtful_outgoing_row_comes_in(other: dict[str, object], field: str, kind: str) -> None:
    verdict = judged(table("outgoing", OUT, out(**other)), known=HERE)
    assert found(verdict, "warning") == [(3, field, kind)]
    assert [row.province for row in verdict.outgoing] == ["江苏省"]


def test_six_months_to_the_day_are_six_months() -> None:
    assert (
        found(judged(table("outgoing", OUT, out(since="2025-12-30", last="2025-12-30")), known=HERE), "warning") == []
    )
    assert found(judged(table("outgoing", OUT, out(since="2025.12", last="2025.12")), known=HERE), "warning") == []


def test_the_same_person_twice_and_the_same_certificate_twice_are_said() -> None:
    both = Known(ORGANISATIONS, members=lambda numbers: {each: KnownMember(WILLOW, "张三") for each in numbers})
    verdict = judged(table("outgoing", OUT, GONE, GONE, out(id=number(4))), known=both)
    assert found(verdict) == [(4, "id", "duplicate_row")]
    assert found(verdict, "warning") == [(5, "cert", "cert_duplicate")]


def test_members_marked_as_floating_must_stand_in_the_register_of_outgoing_members() -> None:
    fields = "name id branch type join confirm floating"
    member = ("张三", number(1), "柳树湾村", "正式", "2008.07", "2009.07", "是")
    roster, away = table("members", fields, member), table("outgoing", OUT, GONE, sheet="流出")
    assert found(judged(roster), "warning") == []
    assert found(judged(roster, away), "warning") == []
    nobody = table("outgoing", OUT, out(id=number(9)), sheet="流出")
    assert found(judged(roster, nobody), "warning") == [(3, "floating", "floating_flag_mismatch")]
    held = Known(ORGANISATIONS, outgoing=set, has_outgoing=True)
    assert found(judged(roster, known=held), "warning") == []
    assert found(judged(roster, known=Known(ORGANISATIONS, has_outgoing=True)), "warning") == [
        (3, "floating", "floating_flag_mismatch")
    ]


def test_incoming_members_belong_to_the_township_and_not_to_a_branch_of_it() -> None:
    fields = "name sex id type from since town place card group"
    row = ("李四", "男", number(2), "正式党员", "外省某镇党委", "2023-05", "南关街道", "北门社区", "是", "未编入")
    verdict = judged(table("incoming", fields, row), known=HERE)
    assert [(each.organisation, each.sex, each.placed_in_branch) for each in verdict.incoming] == [(STREET, 1, False)]
    mine = ("张三", "男", number(1), "正式党员", "", "2023-05", "柳林乡", "", "", "")
    assert found(judged(table("incoming", fields, mine), known=HERE)) == [(3, "id", "already_member_here")]
    elsewhere = ("张三", "男", number(1), "正式党员", "", "2023-05", "南关街道", "", "", "")
    assert found(judged(table("incoming", fields, elsewhere), known=HERE)) == []
    nowhere = ("李四", "男", number(2), "正式党员", "", "2023-05", "城关镇", "", "", "")
    assert found(judged(table("incoming", fields, nowhere), known=HERE)) == [(3, "town", "township_unknown")]


@pytest.mark.parametrize(
    ("city", "province"),
    [
        ("湖州市", "浙江省"),
        ("苏州", "江苏省"),
        ("延边朝鲜族自治州", "吉林省"),
        ("大兴安岭地区", "黑龙江省"),
        ("上海市", "上海市"),
        ("某市", ""),
    ],
)
def test_a_city_lies_in_one_province(city: str, province: str) -> None:
    assert provinces.province_of(city) == province


@pytest.mark.parametrize(
    ("said", "full"),
    [
        ("江苏", "江苏省"),
        ("新疆", "新疆维吾尔自治区"),
        ("北京", "北京市"),
        ("广西壮族自治区", "广西壮族自治区"),
        ("某省", "某省"),
    ],
)
def test_provinces_are_written_in_full(said: str, full: str) -> None:
    assert provinces.province(said) == full


UNIT = "name kind code emp full prob has cover org lon lat town"
SHOP = (
    "临河县某某有限公司",
    "非公企业",
    unit_number(1),
    "43人",
    figure(3),
    None,
    "是",
    "单独组建",
    "柳树湾村党支部",
    figure(118.4),
    figure(30.6),
    "柳林乡",
)


def unit(**other: object) -> tuple[object, ...]:
    """A unit with some cells changed."""
    return tuple(other.get(name, cell) for name, cell in zip(UNIT.split(), SHOP, strict=True))


def test_a_unit_comes_in_in_normal_form() -> None:
    (row,) = judged(table("units", UNIT, SHOP)).units
    assert (row.kind, row.employees, row.said_full, row.said_probationary) == ("firm", 43, 3, None)
    assert (row.township, row.coverage, row.organisation) == (TOWN, "own", WILLOW)
    assert (row.longitude, row.latitude) == (Decimal("118.4"), Decimal("30.6"))


@pytest.mark.parametrize(
    ("other", "field", "kind"),
    [
        ({"name": ""}, "name", "name_missing"),
        ({"code": unit_number(1)[:-1]}, "code", "credit_code_invalid"),
        ({"emp": "约20"}, "emp", "not_a_number"),
        ({"full": "若干"}, "full", "not_a_number"),
        ({"emp": figure(2)}, "emp", "members_exceed_employees"),
        ({"town": "城关镇"}, "town", "township_unknown"),
        ({"town": None}, "town", "township_unknown"),
    ],
)
def test_a_bad_unit_is_left_out(other: dict[str, object], field: str, kind: str) -> None:
    assert found(judged(table("units", UNIT, unit(**other)))) == [(3, field, kind)]


def test_the_same_code_is_the_same_unit_and_without_codes_the_same_name_in_a_township() -> None:
    assert found(judged(table("units", UNIT, unit(), unit(name="另一个名字")))) == [(4, "code", "unit_duplicate")]
    assert found(judged(table("units", UNIT, unit(code=None), unit(code=None)))) == [(4, "name", "unit_duplicate")]
    assert found(judged(table("units", UNIT, unit(code=None), unit(code=None, town="南关街道")))) == []


def test_exchanged_coordinates_are_put_right_and_those_far_away_stay_empty() -> None:
    rows = [unit(code=unit_number(serial)) for serial in range(2, 8)]
    swapped = unit(code=unit_number(10), lon=figure(30.61), lat=figure(118.41))
    far, zero = unit(code=unit_number(11), lat=figure(40.6)), unit(code=unit_number(12), lon=figure(0), lat=figure(0))
    verdict = judged(table("units", UNIT, *rows, swapped, far, zero))
    assert found(verdict, "warning") == [
        (9, "lon", "coordinates_swapped"),
        (10, "lon", "coordinates_outside"),
        (11, "lon", "coordinates_outside"),
    ]
    assert [(row.longitude, row.latitude) for row in verdict.units[-3:]] == [
        (Decimal("118.41"), Decimal("30.61")),
        (None, None),
        (None, None),
    ]


def test_an_organisation_that_is_not_registered_covers_nobody() -> None:
    verdict = judged(table("units", UNIT, unit(org="某某有限公司党支部")))
    assert found(verdict, "warning") == [(3, "org", "org_unknown")]
    assert [(row.coverage, row.organisation) for row in verdict.units] == [("none", "")]


@pytest.mark.parametrize(
    ("cell", "days", "unit"),
    [
        ("5个工作日", 5, "working"), ("承诺10个工作日", 10, "working"), ("3天", 3, ""), (figure(7), 7, ""), ("1日（自然日）", 1, "calendar"),
        ("２０个工作日内", 20, "working"), ("即办", 0, "working"), ("当场办结", 0, "working"), ("15个自然日", 15, "calendar"),
    ],
)  # fmt: skip
def test_time_limits_are_so_many_days(cell: object, days: int, unit: str) -> None:
    assert services.time_limit(cell).value == (days, unit)


@pytest.mark.parametrize("cell", ["3-5个工作日", "尽快办理", "约3天", figure(2.5)])
def test_what_is_no_single_number_of_days_is_no_time_limit(cell: object) -> None:
    assert services.time_limit(cell).kind == "time_limit_invalid"


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("身份证、户口簿", "身份证；户口簿"),
        ("1.身份证；2.户口簿", "身份证；户口簿"),
        ("①身份证\n②户口簿等", "身份证；户口簿"),
        ("（1）身份证", "身份证"),
        ("无", ""),
    ],
)
def test_papers_to_bring_are_listed_one_by_one(cell: str, kept: str) -> None:
    assert services.materials(cell).value == kept


def test_items_keep_their_promise_within_the_law() -> None:
    fields = "name level legal prom"
    rows = (
        ("低保", "乡级", "30个工作日", "20个工作日"),
        ("救助", "乡级", "10个工作日", "15个工作日"),
        ("低保", "乡级", "30个工作日", "即办"),
        ("低保", "县级", "5个工作日", "1日（自然日）"),
    )
    verdict = judged(table("items", fields, *rows))
    assert found(verdict) == [(4, "prom", "promise_over_legal"), (5, "name", "item_duplicate")]
    assert found(verdict, "warning") == [(6, "prom", "time_limit_calendar_days")]
    assert [(each.promised_days, each.unit) for each in verdict.items] == [(20, "working"), (1, "calendar")]


def test_a_declared_total_is_held_against_the_rows_that_it_stands_for() -> None:
    fields = "name id branch type join confirm"
    rows = [(f"党员{serial}甲", number(serial), "柳树湾村", "正式党员", "2008.07", "2009.07") for serial in range(1, 4)]
    sheet = table("members", fields, *rows)
    sheet.totals = [
        Total(6, "B", "rows", 4, 3, 5),
        Total(7, "B", "full", 3, 3, 5),
        Total(8, "B", "probationary", 1, 3, 5),
    ]
    assert found(judged(sheet), "warning") == [(6, "", "declared_total_mismatch"), (8, "", "declared_total_mismatch")]


def test_sheets_that_are_no_register_are_kept_with_their_note() -> None:
    verdict = judge(
        [
            Book("说明.xlsx", "xlsx", [Table("说明", "help", note="填表说明")]),
            Book("坏.xls", fault="打不开", fault_kind="broken"),
        ],
        today=AS_OF,
    )
    assert [(file.kind, file.fault) for file in verdict.files] == [("", ""), ("", "打不开")]
    assert verdict.files[0].sheets[0].note == "填表说明"


def test_rosters_are_read_in_the_order_of_their_names_whatever_the_order_of_the_upload() -> None:
    fields = "name id branch type join confirm"
    row = ("张三", number(1), "柳树湾村", "正式党员", "2008.07", "2009.07")
    books = [Book(name, "xlsx", [table("members", fields, row)]) for name in ("02.xlsx", "01.xlsx")]
    verdict = judge(books, known=KNOWN, today=AS_OF)
    assert [each.source.file for each in verdict.members] == ["01.xlsx"]
    assert [file.name for file in verdict.files] == ["02.xlsx", "01.xlsx"]


def test_the_day_of_the_files_comes_from_their_titles() -> None:
    books = [
        Book("甲.xlsx", as_of=date(2025, 12, 31)),
        Book("乙.xlsx", as_of=date(2026, 3, 31)),
        Book("丙.xlsx", as_of=date(2030, 1, 1)),
    ]
    assert judge(books, today=AS_OF).as_of == date(2026, 3, 31)
    assert judge([Book("甲.xlsx")], today=AS_OF).as_of == AS_OF


WORKS = "name kind code town head phone start end resp"


def test_a_project_comes_in_with_its_days_its_principal_and_who_answers_for_it() -> None:
    row = (
        "柳林乡引水工程项目部",
        "工程项目部",
        unit_number(2),
        "柳林乡",
        "王一",
        "0563-5100000",
        "2026-02-01",
        "2027年3月31日",
        "柳树湾村党支部",
    )
    (found,) = judged(table("units", WORKS, row)).units
    assert (found.principal, found.phone, found.responsible) == ("王一", "0563-5100000", WILLOW)
    assert (found.starts_on, found.ends_on) == (date(2026, 2, 1), date(2027, 3, 31))


def test_a_project_that_ends_before_it_begins_is_sent_back_and_a_month_alone_counts_for_nothing() -> None:
    wrong = ("引水工程项目部", "工程项目部", unit_number(2), "柳林乡", "", "", "2026-02-01", "2026-01-31", "")
    verdict = judged(table("units", WORKS, wrong))
    assert not verdict.units
    coarse = ("引水工程项目部", "工程项目部", unit_number(2), "柳林乡", "", "", "2026-02", "", "没有的党支部")
    (found,) = judged(table("units", WORKS, coarse)).units
    assert (found.starts_on, found.responsible) == (None, "")

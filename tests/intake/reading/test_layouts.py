"""Other counties' habits: other headings, orders and layouts than the samples have."""

import pytest

from tests.intake.reading.books import NAMES, fields, number, numbers, only, people, sheet, xlsx
from zhendi.intake.reading.read import read_book

HEADINGS = ["序号", "姓名", "身份证号", "入党时间"]


def test_headings_in_another_language_and_order_are_understood() -> None:
    rows = [["Mobile", "ID card", "Name", "Sex", "入党日期"]]
    rows += [[f"1990000{place:04d}", number(place), NAMES[place], "男", "1999-01-01"] for place in range(4)]
    assert fields(sheet(rows)) == {"A": "phone", "B": "id", "C": "name", "D": "sex", "E": "join"}


def test_unknown_headings_are_placed_by_what_their_cells_hold() -> None:
    rows = [["序号", "姓名", "证照", "甲乙", "联络", "入党", "归属"]]
    rows += [[p + 1, NAMES[p], number(p), "男", f"1990000{p:04d}", "1999.01", "东风村党支部"] for p in range(5)]
    table = sheet(rows)
    assert fields(table) == {"A": "seq", "B": "name", "C": "id", "D": "sex", "E": "phone", "F": "join", "G": "branch"}
    by_content = {column.letter: column for column in table.columns}["C"]
    assert by_content.confidence < 0.8 and "按内容判断" in by_content.reason


def test_a_column_that_no_register_asks_for_is_kept_and_said() -> None:
    table = sheet([[*HEADINGS, "血型"], *[[*row, "A"] for row in people(3)]])
    last = table.columns[-1]
    assert (last.field, last.heading, last.confidence) == ("", "血型", 0.0) and "认不出" in last.reason
    assert table.rows[0].cells[-1] == "A"


def test_of_two_columns_of_one_meaning_the_better_is_taken_and_the_other_said() -> None:
    table = sheet([[*HEADINGS, "户籍地址", "家庭住址"], *[[*row, "泾县", "泾川镇"] for row in people(3)]])
    assert fields(table)["F"] == "addr" and "E" not in fields(table) and "F 列" in table.columns[4].reason


def test_of_telephones_there_may_be_several_columns() -> None:
    table = sheet([[*HEADINGS, "联系电话", "手机号码"], *[[*row, "19900000001", "19900000002"] for row in people(3)]])
    assert (fields(table)["E"], fields(table)["F"]) == ("phone", "phone")


def test_headings_with_stars_blanks_brackets_and_line_breaks_are_the_same_words() -> None:
    rows = [["*姓  名（必填）", "身份证\n号码（18位）", "入 党\n时 间", "党费标准（元／月）", "1.民族"]]
    rows += [[NAMES[place], number(place), "1999.01", 5, "汉族"] for place in range(3)]
    assert fields(sheet(rows)) == {"A": "name", "B": "id", "C": "join", "D": "dues", "E": "nation"}


def test_three_merged_rows_of_headings_are_put_together() -> None:
    rows = [
        ["登记表"],
        ["序号", "党员基本信息", "", "", "", "组织信息", "", ""],
        ["", "姓名", "性别", "证件", "", "支部", "日期", ""],
        ["", "", "", "类型", "号码", "", "入党", "转正"],
        *[[p + 1, NAMES[p], "男", "身份证", number(p), "东风支部", "1999.01", "2000.01"] for p in range(4)],
    ]
    table = sheet(rows, "A2:A4", "B2:E2", "F2:H2", "B3:B4", "C3:C4", "D3:E3", "F3:F4", "G3:H3")
    assert fields(table) == {"A": "seq", "B": "name", "C": "sex", "E": "id", "F": "branch", "G": "join", "H": "confirm"}
    assert numbers(table) == [5, 6, 7, 8]


def test_a_group_changes_what_the_word_beneath_it_means() -> None:
    rows = [
        ["外出党员台账（截止2026年3月）"],
        ["序号", "姓名", "身份证号", "何时外出", "外出去向", "", "", "支部联系人", "", "活动证"],
        ["", "", "", "", "省", "市", "县", "姓名", "电话", ""],
        ["甲", "乙", 1, 2, 3, 4, 5, 6, 7, 8],
        *[
            [p + 1, NAMES[p], number(p), "2020.03", "浙江省", "杭州市", "余杭区", "王联", "19900001111", "H1"]
            for p in range(3)
        ],
    ]
    book = read_book(
        "流动.xlsx", xlsx({"外出": rows}, {"外出": ["E2:G2", "H2:I2", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "J2:J3"]}), {}
    )
    table = only(book)
    assert table.register == "outgoing" and table.other_rows == {"title": [1], "header": [4]}
    assert list(fields(table).values()) == [
        "seq",
        "name",
        "id",
        "since",
        "prov",
        "city",
        "district",
        "contact",
        "contact_phone",
        "cert",
    ]
    assert book.as_of is not None and book.as_of.isoformat() == "2026-03-31"


def test_a_header_far_down_and_far_right_is_found() -> None:
    rows = [[""], [""], ["", "", "某镇党员情况"], [""], ["", "", "注：请认真填写。"], [""], ["", "", *HEADINGS]]
    table = sheet([*rows, *[["", "", *row] for row in people(3)]])
    assert table.header_rows == (7,) and list(fields(table)) == ["C", "D", "E", "F"] and numbers(table) == [8, 9, 10]


def test_tables_of_several_branches_below_each_other_are_one_sheet() -> None:
    def block(branch: str) -> list[list[object]]:
        return [
            [f"{branch}党员花名册"],
            ["填报单位：某镇", "", "2025年12月31日"],
            list(HEADINGS),
            *people(3),
            ["合计", "3人"],
            [""],
        ]

    table = sheet(block("东风村党支部") + block("红星村党支部"))
    assert numbers(table) == [4, 5, 6, 12, 13, 14] and table.header_rows == (3, 11)
    assert [row.place for row in table.rows] == ["东风村党支部"] * 3 + ["红星村党支部"] * 3
    assert [(total.figure, total.first, total.last) for total in table.totals] == [(3, 4, 6), (3, 12, 14)]


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("党支部：东风村党支部", "东风村党支部"),
        ("（二）红星社区党总支第二支部（共2名，其中预备党员1名）", "红星社区党总支第二支部"),
        ("一、东风村（24人）", "东风村"),
        ("3、机关党支部：", "机关党支部"),
        ("东风村党支部 书记：王五", "东风村党支部"),
    ],
)
def test_a_line_above_its_members_names_their_branch(line: str, place: str) -> None:
    table = sheet([["某镇党员名册"], HEADINGS, [line], *people(2), ["红星村党支部"], *people(2, 2)], "A3:D3", "A6:D6")
    assert [row.place for row in table.rows] == [place, place, "红星村党支部", "红星村党支部"]
    assert table.other_rows["section"] == [3, 6]


def test_after_a_total_no_section_is_taken_for_granted() -> None:
    table = sheet([HEADINGS, ["东风村党支部"], *people(2), ["合计", "2人"], *people(1, 2)])
    assert [row.place for row in table.rows] == ["东风村党支部", "东风村党支部", ""]


def test_sections_of_full_and_probationary_members_say_so_of_every_row() -> None:
    rows = [
        ["某村党支部党员名单"],
        HEADINGS,
        ["一、正式党员（2名）"],
        *people(2),
        ["二、预备党员（1名）"],
        *people(1, 2),
    ]
    table = sheet([*rows, ["注：截至2026年6月底"]])
    assert [(row.place, row.hint) for row in table.rows] == [
        ("某村党支部", "full"), ("某村党支部", "full"), ("某村党支部", "probationary"),
    ]  # fmt: skip
    assert table.other_rows["note"] == [8] and table.other_rows["section"] == [3, 6]


def test_sheets_named_after_standing_or_branch_say_it_of_their_rows() -> None:
    body = [["党员花名册"], HEADINGS, *people(2)]
    book = read_book("a.xlsx", xlsx({"预备党员": body, "正式党员": body, "东风村": body, "Sheet4": body}), {})
    assert [(t.rows[0].place, t.rows[0].hint) for t in book.tables] == [
        ("", "probationary"),
        ("", "full"),
        ("东风村", ""),
        ("", ""),
    ]


def test_cells_merged_downwards_and_ditto_marks_are_filled_in() -> None:
    rows = [["党支部", "姓名", "身份证号", "学历"]]
    rows += [["东风村党支部" if p == 0 else "", NAMES[p], number(p), "大专" if p == 0 else "〃"] for p in range(3)]
    rows += [
        ["红星村党支部", NAMES[3], number(3), "同上"],
        [" 同上 ", NAMES[4], number(4), "小学"],
        ["", NAMES[5], number(5), '"'],
    ]
    table = sheet(rows, "A2:A4")
    assert [row.cells[0] for row in table.rows] == ["东风村党支部"] * 3 + ["红星村党支部"] * 2 + [None]
    assert [row.cells[3] for row in table.rows] == ["大专"] * 4 + ["小学"] * 2


def test_a_branch_missing_in_a_few_rows_is_never_filled_in() -> None:
    rows = [["东风村党支部" if p != 2 else "", NAMES[p], number(p)] for p in range(5)]
    assert sheet([["党支部", "姓名", "身份证号"], *rows]).rows[2].cells[0] is None


def test_blocks_that_lost_their_merged_cells_in_a_text_file_are_filled_and_said() -> None:
    lines = ["支部,姓名,身份证号码,入党时间"]
    lines += [
        f"{'东风村支部' if p == 0 else '红星村支部' if p == 4 else ''},{NAMES[p]},{number(p)},1999.01" for p in range(6)
    ]
    table = only(read_book("名册.csv", "\r\n".join(lines).encode("gb18030"), {}))
    assert [row.cells[0] for row in table.rows] == ["东风村支部"] * 4 + [
        "红星村支部"
    ] * 2 and "每段第一行" in table.note


def test_samples_totals_signatures_and_numbered_empty_rows_are_no_data() -> None:
    rows = [
        [*HEADINGS, "备注"], ["例", "张某", number(9), "2010.07", ""], ["1", "张某", number(8), "2010.07", "示例，请勿删除"],
        *[[*row, ""] for row in people(2)], ["3"], [4, "", "", "", ""], ["总人数", "2"], ["审核人：", "", "填表人：", "", "2026年6月30日"],
    ]  # fmt: skip
    table = sheet(rows)
    assert numbers(table) == [4, 5]
    assert table.other_rows == {"sample": [2, 3], "seq_only": [6, 7], "total": [8], "signature": [9]}


def test_rows_below_the_total_are_data() -> None:
    table = sheet([HEADINGS, *people(2), ["合计", "共2人"], ["补报："], *people(1, 2), ["联系人：党建办"]])
    assert numbers(table) == [2, 3, 6] and table.other_rows == {"total": [4], "note": [5, 7]}
    assert [(total.figure, total.first, total.last) for total in table.totals] == [(2, 2, 3)]


def test_a_row_without_number_or_name_is_still_data() -> None:
    table = sheet(
        [
            [*HEADINGS, "性别"],
            [1, "", number(1), "1999.01", "男"],
            [2, "李四光", "", "", ""],
            [3, "", "", "1999.01", "女"],
            *people(1),
        ]
    )
    assert numbers(table) == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("line", "figures"),
    [
        ("合计：正式党员601名，预备党员20名，共计621名", {"full": 601, "probationary": 20, "rows": 621}),
        ("总计593人，其中正式党员582人、预备党员10人", {"full": 582, "probationary": 10, "rows": 593}),
        ("共有党员２３名", {"rows": 23}),
        ("本页小计 12", {"rows": 12}),
    ],
)
def test_totals_in_words_are_counted(line: str, figures: dict[str, int]) -> None:
    table = sheet([HEADINGS, *people(2), [line]])
    assert {total.what: total.figure for total in table.totals} == figures and numbers(table) == [2, 3]


def test_a_sum_beneath_a_column_of_figures_is_no_count_of_rows() -> None:
    rows = [
        ["序号", "单位名称", "统一社会信用代码", "职工人数", "正式党员数"],
        [1, "甲公司", "91341823MA2AAAAA1X", 30, 3],
    ]
    table = sheet([*rows, [2, "乙公司", "91341823MA2AAAAA2X", 12, 0], ["合计", "", "", 42, 3]], name="单位")
    assert table.register == "units" and table.totals == []


def test_another_table_lower_down_is_left_and_said() -> None:
    table = sheet(
        [HEADINGS, *people(2), [""], ["网点名称", "层级", "地址", "开放时间"], ["东风村站", "村级", "村部", "8:00"]]
    )
    assert numbers(table) == [2, 3] and "第 5 行" in table.note


def test_names_of_people_are_never_taken_for_notes_or_totals() -> None:
    rows = [["姓名", "身份证号", "入党时间"]]
    rows += [
        [name, number(place), "1999.01"]
        for place, name in enumerate(("合计平", "共小平", "注一鸣", "计春花", "附中华", "示例人"))
    ]
    assert numbers(sheet([*rows, ["党员"]]))[:5] == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("line", "file", "day"),
    [
        ("某镇党员名册（截至2026年6月30日）", "a.xlsx", "2026-06-30"),
        ("填报时间：2025/2/28", "a.xlsx", "2025-02-28"),
        ("二〇二四年十一月三十日", "a.xlsx", "2024-11-30"),
        ("某镇党员名册（2024年2月）", "党员名册2026年6月.xlsx", "2024-02-29"),
        ("某镇党员名册", "党员名册20260630.xlsx", "2026-06-30"),
        ("注：入党时间写成2010.07", "名册.xlsx", None),
        ("注：数据截止2026.3.31", "名册.xlsx", "2026-03-31"),
    ],
)
def test_the_day_of_the_state_is_read_from_lines_and_the_name_of_the_file(
    line: str, file: str, day: str | None
) -> None:
    book = read_book(file, xlsx({"名册": [[line], HEADINGS, *people(2)]}), {})
    assert (book.as_of and book.as_of.isoformat()) == day


def test_a_dated_signature_below_the_rows_gives_the_day_too() -> None:
    book = read_book(
        "a.xlsx", xlsx({"名册": [HEADINGS, *people(2), ["填表人：王五", "", "填表日期：2026年6月30日"]]}), {}
    )
    assert book.as_of is not None and book.as_of.isoformat() == "2026-06-30"


def test_a_section_line_with_its_count_in_another_cell_is_a_section() -> None:
    rows = [["姓名", "身份证号", "入党时间"], ["东风村党支部", "", "2人"], *[row[1:] for row in people(2)]]
    table = sheet(rows)
    assert table.other_rows == {"section": [2]} and [row.place for row in table.rows] == ["东风村党支部"] * 2


def test_a_legend_with_headings_of_its_own_above_the_register_is_passed_over() -> None:
    rows = [["填写示意"], ["性别", "民族", "学历"], ["男", "汉族", "大专"], [""], ["党员名册"], HEADINGS, *people(3)]
    table = sheet(rows)
    assert (table.register, table.header_rows, numbers(table)) == ("members", (6,), [7, 8, 9])


def test_a_second_table_beside_the_first_is_said() -> None:
    rows = [
        [*HEADINGS, "", *HEADINGS],
        *[[*left, "", *right] for left, right in zip(people(2), people(2, 2), strict=True)],
    ]
    table = sheet(rows)
    assert list(fields(table)) == ["A", "B", "C", "D"] and "右边还有一组" in table.note


def test_names_of_sheets_with_marks_of_markup_are_read() -> None:
    table = sheet([HEADINGS, *people(2)], name="A&B <“甲”> 'x'")
    assert len(table.rows) == 2

"""Formats, number formats and encodings: what stands in a cell comes out as the spreadsheet shows it."""

import io
from datetime import date

import openpyxl
import pytest
import xlsxwriter
import xlwt

from tests.intake.reading.books import HEAD, NAMES, fields, number, numbers, only, people, saved, xlsx
from zhendi.intake.reading.numberformat import general, shown
from zhendi.intake.reading.read import read_book
from zhendi.intake.reading.table import Number


def test_numbers_come_with_the_text_that_is_shown() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "身份证号", "入党时间", "转正时间", "党费标准"])
        for row in range(1, 4):
            sheet.write_row(row, 0, [NAMES[row], 999999197001010000])
            sheet.write_number(row, 2, 1998.1, book.add_format({"num_format": "0.00"}))
            sheet.write_datetime(row, 3, date(1999, 10, 1), book.add_format({"num_format": 'yyyy"年"m"月"'}))
            sheet.write_number(row, 4, 12.5, book.add_format({"num_format": '0.00"元"'}))
    cells = only(read_book("a.xlsx", file.getvalue(), {})).rows[0].cells
    assert cells == (
        NAMES[1],
        Number(999999197001010000.0, "9.99999E+17"),
        Number(1998.1, "1998.10"),
        date(1999, 10, 1),
        Number(12.5, "12.50元"),
    )


def test_a_date_cell_is_a_day_however_much_of_it_is_shown() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", "身份证号", "入党时间", "转正时间"])
    sheet.append([NAMES[0], number(0), date(1998, 7, 1), date(1999, 7, 1)])
    sheet["D2"].number_format = "yyyy.mm"
    assert only(read_book("a.xlsx", saved(book), {})).rows[0].cells[2:] == (date(1998, 7, 1), date(1999, 7, 1))


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (5, "000", "005"), (1234.5, "#,##0.00", "1,234.50"), (0.25, "0%", "25%"), (-3.14159, "0.00", "-3.14"), (7, '"第"0"组"', "第7组"),
        (12.5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "12.50"), (19900001234, "General", "19900001234"), (1.5, "[Red]0.0;-0.0", "1.5"),
        (1e20, "General", "1E+20"), (3.0, "@", "3"), (2.5, "# ?/?", "2.5"), (8, "[$¥-804]0.00", "8.00"),
    ],
)  # fmt: skip
def test_a_number_is_shown_by_its_format(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


def test_format_general_turns_to_powers_of_ten_beyond_eleven_digits() -> None:
    assert [general(each) for each in (99999999999.0, 123456789012.0, 0.1, 35000.0)] == [
        "99999999999",
        "1.23457E+11",
        "0.1",
        "35000",
    ]


def test_the_old_format_gives_the_same_cells() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    sheet.write_merge(0, 0, 0, 4, "某镇党员名册")
    for place, word in enumerate(["党支部", "姓名", "身份证号", "入党时间", "转正时间"]):
        sheet.write(1, place, word)
    for row in range(2, 5):
        sheet.write(row, 1, NAMES[row])
        sheet.write(row, 2, number(row))
        sheet.write(row, 3, 1998.1, xlwt.easyxf(num_format_str="0.00"))
        sheet.write(row, 4, date(1999, 7, 1), xlwt.easyxf(num_format_str="YYYY-MM-DD"))
    sheet.write_merge(2, 4, 0, 0, "东风村党支部")
    sheet.row(3).hidden = True
    file = io.BytesIO()
    book.save(file)
    read = read_book("名册.xls", file.getvalue(), {})
    table = only(read)
    assert read.format == "xls" and numbers(table) == [3, 4, 5] and table.hidden_rows == (4,)
    assert table.rows[2].cells == ("东风村党支部", NAMES[4], number(4), Number(1998.1, "1998.10"), date(1999, 7, 1))


TEXT = "姓名,身份证号,备注\r\n" + "".join(f'{NAMES[place]},{number(place)},"甲,乙\n丙"\r\n' for place in range(3))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_files_are_read_in_every_encoding_and_separator(encoding: str, separator: str) -> None:
    text = TEXT.replace(",", separator).replace(f"甲{separator}乙", "甲,乙")
    table = only(read_book("名册.csv", text.encode(encoding), {}))
    assert numbers(table) == [2, 3, 4] and table.rows[1].cells == (NAMES[1], number(1), "甲,乙\n丙")


@pytest.mark.parametrize("name", ["名册.xls", "名册.csv", "名册.dat", "名册"])
def test_the_extension_may_be_wrong(name: str) -> None:
    book = read_book(name, xlsx({"名册": [HEAD, *people(3)]}), {})
    assert len(only(book).rows) == 3 and bool(book.notices) == ("." in name)


def test_a_web_page_called_xls_is_read_as_its_table() -> None:
    rows = "".join(
        f"<tr><td>{'' if p else ''}{NAMES[p]}</td><td>{number(p)}</td><td>1999.01<br></td></tr>" for p in range(3)
    )
    page = f"<html><meta charset=gbk><table><tr><th colspan=3>党员名册</th></tr><tr><td>姓名<td>身份证号<td>入党&nbsp;时间</tr>{rows}</table>"
    book = read_book("导出.xls", page.encode("gb18030"), {})
    table = only(book)
    assert (
        book.format == "html" and fields(table) == {"A": "name", "B": "id", "C": "join"} and numbers(table) == [3, 4, 5]
    )


def test_hidden_sheets_rows_and_columns_are_read_and_said() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (HEAD, *people(4)):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    other = book.create_sheet("旧")
    other.append(["x"])
    other.sheet_state = "veryHidden"
    read = read_book("a.xlsx", saved(book), {})
    first, second = read.tables
    assert (first.hidden_rows, first.hidden_columns, numbers(first)) == ((3,), ("C",), [2, 3, 4, 5])
    assert second.state == "hidden" and any("1 行是隐藏" in notice for notice in read.notices)


def test_a_formula_counts_with_its_stored_result_and_is_said() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["姓名", "身份证号", "年龄"])
        sheet.write_row(1, 0, [NAMES[0], number(0)])
        sheet.write_formula(1, 2, "=2026-1970", None, 56)
    read = read_book("a.xlsx", file.getvalue(), {})
    assert only(read).rows[0].cells[2] == Number(56.0, "56") and any("公式" in notice for notice in read.notices)


def test_text_that_looks_like_a_formula_stays_text() -> None:
    table = only(read_book("a.csv", f"姓名,身份证号,备注\n{NAMES[0]},{number(0)},=1+1\n".encode(), {}))
    assert table.rows[0].cells[2] == "=1+1"


def test_outer_blanks_and_line_ends_of_a_cell_are_kept() -> None:
    table = only(read_book("a.xlsx", xlsx({"名册": [HEAD, [1, " 张三\u3000", f"{number(1)}\t", "\n"]]}), {}))
    assert table.rows[0].cells[1:] == (" 张三\u3000", f"{number(1)}\t", None)

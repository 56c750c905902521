"""Files made to harm or merely broken: refused with a word, never a crash, a hang or memory without end."""

import io
import os
import time
import zipfile
from collections.abc import Iterator

import pytest

from tests.intake.reading.books import HEAD, altered, archive, only, people, xlsx
from zhendi.intake.reading import limits
from zhendi.intake.reading.read import read_book

GOOD = xlsx({"名册": [HEAD, *people(3)]})
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    """Whatever comes, an answer stands within seconds."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 20


def kind(content: bytes, name: str = "名册.xlsx") -> str:
    book = read_book(name, content, {})
    assert bool(book.fault) == bool(book.fault_kind)
    assert not book.fault or book.fault.endswith("。")
    return book.fault_kind


def with_doctype(part: bytes) -> bytes:
    return LAUGHS + part.partition(b"?>")[2] if part.startswith(b"<?xml") else LAUGHS + part


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
def test_a_document_type_in_any_part_is_refused(part: str) -> None:
    assert kind(altered(GOOD, {part: with_doctype})) == "dtd"


def test_laughs_by_the_thousand_million_among_the_texts_are_refused() -> None:
    texts = LAUGHS + b"<sst><si><t>&b;</t></si></sst>"
    assert kind(altered(GOOD, {"xl/sharedStrings.xml": texts})) == "dtd"


def test_a_part_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    bomb = b"<worksheet>" + b"<row/>" * (60 * 1024 * 1024 // 6)
    assert kind(altered(GOOD, {SHEET: bomb})) == "bomb"


def test_many_parts_that_unpack_to_too_much_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "INFLATED", 1000)
    assert kind(GOOD) == "bomb"


def test_a_part_that_lies_about_its_length_is_refused() -> None:
    raw = bytearray(altered(GOOD, {SHEET: lambda part: part + b" " * 100_000}))
    real = zipfile.ZipFile(io.BytesIO(bytes(raw))).getinfo(SHEET).file_size
    place = raw.rfind(real.to_bytes(4, "little"))
    raw[place : place + 4] = (2000).to_bytes(4, "little")
    assert kind(bytes(raw)) == "broken"


def test_two_parts_of_one_name_are_refused() -> None:
    file = io.BytesIO(GOOD)
    with zipfile.ZipFile(file, "a") as book, pytest.warns(UserWarning, match="Duplicate"):
        book.writestr(SHEET, b"<worksheet/>")
    assert kind(file.getvalue()) == "broken"


@pytest.mark.parametrize("cell", [b'<c r="XFD1048576" t="n"><v>1</v></c>', b'<c t="n" r="ZZZ9"><v>1</v></c>', b'<c\nr="XFD1048576"><v>1</v></c>', b"<x:c r='XFD1048576'><x:v>1</x:v></x:c>", b'<c r="' + b"A" * 99999 + b'1"><v>1</v></c>', b'<c r="A' + b"9" * 9999 + b'"><v>1</v></c>'])  # fmt: skip
def test_a_cell_far_out_is_refused_by_its_place(cell: bytes) -> None:
    content = altered(GOOD, {SHEET: lambda part: part.replace(b"</row>", cell + b"</row>", 1)})
    assert kind(content) in ("dimension", "broken")


def test_cells_far_out_that_hold_nothing_do_no_harm() -> None:
    content = altered(GOOD, {SHEET: lambda part: part.replace(b"</row>", b'<c r="XFD1048576" s="0"/></row>', 1)})
    assert kind(content) == ""


def test_a_claimed_dimension_of_a_thousand_million_cells_is_not_believed() -> None:
    content = altered(GOOD, {SHEET: lambda part: part.replace(b'ref="A1:D4"', b'ref="A1:XFD1048576"')})
    assert (
        b"XFD1048576" in zipfile.ZipFile(io.BytesIO(content)).read(SHEET)
        and len(only(read_book("a.xlsx", content, {})).rows) == 3
    )


def test_merged_ranges_upon_each_other_are_refused() -> None:
    many = b"<mergeCells>" + b'<mergeCell ref="A1:D4"/>' * 20_000 + b"</mergeCells>"
    assert kind(altered(GOOD, {SHEET: lambda part: part.replace(b"</sheetData>", b"</sheetData>" + many)})) == "broken"


def test_macros_and_links_are_said_and_left_alone() -> None:
    content = altered(GOOD, {"xl/vbaProject.bin": b"\0macro", "xl/externalLinks/externalLink1.xml": b"<externalLink/>"})
    notices = read_book("名册.xlsm", content, {}).notices
    assert any("宏" in each for each in notices) and any("链接" in each for each in notices) and len(notices) == 2


def test_a_locked_workbook_says_that_it_is_locked() -> None:
    assert (
        kind(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600)
        == "encrypted"
    )


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"", "empty"), (b"\xef\xbb\xbf\r\n", "empty"), (b"%PDF-1.7 x", "not_a_workbook"), (b"\x89PNG\r\n", "not_a_workbook"), (b"Rar!\x1a\x07", "not_a_workbook"),
        (b"MZ\x90\x00", "not_a_workbook"), (b"a\0b\0c" * 50, "not_a_workbook"), (GOOD[: len(GOOD) // 2], "broken"), (b"PK\x03\x04" + b"x" * 500, "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000, "broken"), (b'<?xml version="1.0"?><Workbook/>', "unsupported"), (b"<html>no</html>", "unsupported"),
        (b"\xff\xff\xfe name,\x80\x81\xff", "encoding"), (archive({"word/document.xml": "<a/>", "[Content_Types].xml": "<a/>"}), "unsupported"),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_refused_by_its_content(content: bytes, wanted: str) -> None:
    assert kind(content) == wanted


def test_a_file_above_the_bound_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LARGEST", 1000)
    assert kind(GOOD) == "too_large"


@pytest.mark.parametrize(
    "text",
    ["a," * 100_000, "姓名,身份证号\n" * 700_000, '"' + "x" * 900_000, "x" * 5_000_000],
    ids=["columns", "rows", "quote", "line"],
)
def test_endless_text_files_are_refused(text: str) -> None:
    assert kind(text.encode(), "名册.csv") in ("dimension", "broken")


@pytest.mark.parametrize(
    "piece", ["<table", "<td", "<!--", "<table><tr><td rowspan=99999 colspan=99999>", "<", "&#", "<table><tr>"]
)
def test_broken_web_pages_take_one_pass(piece: str) -> None:
    kind(("<table>" + piece * 200_000).encode(), "名册.xls")


@pytest.mark.parametrize("piece", [b"<c ", b'<c r="A1', b"<row ", b"<col ", b"<a:"])
def test_broken_sheets_take_one_pass(piece: bytes) -> None:
    noise = os.urandom(64).hex().encode()
    kind(altered(GOOD, {SHEET: lambda part: part.replace(b"<sheetData>", b"<sheetData>" + (piece + noise) * 30_000)}))


def test_every_damage_of_a_byte_is_survived() -> None:
    for place in range(0, len(GOOD), 37):
        damaged = GOOD[:place] + bytes([GOOD[place] ^ 0x55]) + GOOD[place + 1 :]
        read_book("名册.xlsx", damaged, {})


def test_texts_of_the_greatest_length_are_survived() -> None:
    long = "（登记党员花名册共1名" * 3000
    assert (
        only(read_book("a.xlsx", xlsx({"名册": [[long], HEAD, [1, long, long, long], [long], *people(3)]}), {})).role
        == "data"
    )


def test_collecting_rubbish_goes_on_after_reading() -> None:
    import gc

    read_book("a.xlsx", b"", {})
    assert gc.isenabled()

"""What was handed in is taken apart: archives with Chinese names, litter, tricks, bounds."""

import io
import zipfile
from pathlib import Path

import pytest

from tests.intake.reading.books import HEAD, archive, people, xlsx
from zhendi.intake.reading import apart
from zhendi.kernel.errors import Refused

GOOD = xlsx({"名册": [HEAD, *people(2)]})


def names(found: list[tuple[str, bytes]]) -> list[str]:
    return [name for name, _ in found]


def unsaid(name: str, content: bytes, encoding: str) -> bytes:
    """An archive of one file whose name stands in an encoding that it does not own up to."""
    stand_in = "x" * len(name.encode(encoding))
    return archive({stand_in: content}).replace(stand_in.encode(), name.encode(encoding))


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_in_an_encoding_that_the_archive_keeps_to_itself_are_read(encoding: str) -> None:
    assert apart.take_apart([("a.zip", unsaid("名册/桃花潭镇.csv", b"1", encoding))]) == [("名册/桃花潭镇.csv", b"1")]


def test_files_come_through_in_their_order() -> None:
    assert apart.take_apart([("乙.xlsx", GOOD), ("甲.csv", b"x")]) == [("乙.xlsx", GOOD), ("甲.csv", b"x")]


def test_an_archive_gives_its_files_and_leaves_out_litter() -> None:
    made = archive({
        "名册/01甲镇.xlsx": GOOD, "__MACOSX/名册/._01甲镇.xlsx": b"x", "名册/~$01甲镇.xlsx": b"x", ".DS_Store": b"x", "名册/Thumbs.db": b"x", "单位/": b"",
    })  # fmt: skip
    assert names(apart.take_apart([("全部.zip", made)])) == ["名册/01甲镇.xlsx"]


def test_files_of_one_name_are_all_kept() -> None:
    made = archive({"a.csv": b"1"})
    assert names(apart.take_apart([("a.csv", b"0"), ("甲.zip", made), ("a.csv", b"2")])) == [
        "a.csv",
        "甲.zip/a.csv",
        "a (2).csv",
    ]


@pytest.mark.parametrize("name", ["../a.csv", "/etc/a.csv", "x/../../a.csv", "..\\a.csv", "C:\\a.csv", "C:/a.csv"])
def test_a_name_that_points_outside_is_refused(name: str) -> None:
    with pytest.raises(Refused) as refused:
        apart.take_apart([("a.zip", archive({name: b"x"}))])
    assert refused.value.code == "archive_path"


def test_a_file_sent_under_a_path_loses_the_tricks() -> None:
    assert names(apart.take_apart([("C:\\x\\..\\a\u202e.csv", b"x"), ("../../b.csv", b"y")])) == ["x/a.csv", "b.csv"]


def test_archives_in_archives_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        apart.take_apart([("a.zip", archive({"b.zip": archive({"c.csv": b"x"})}))])
    assert refused.value.code == "archive_nested" and "b.zip" in refused.value.message


def test_a_workbook_in_an_archive_is_no_archive_in_an_archive() -> None:
    assert apart.take_apart([("a.zip", archive({"b.xlsx": GOOD}))]) == [("b.xlsx", GOOD)]


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        apart.take_apart([("a.zip", archive({"a.csv": b"0" * (50 * 1024 * 1024)}))])
    assert refused.value.code == "archive_bomb"


@pytest.mark.parametrize(
    ("bound", "code"), [("ENTRIES", "too_many_files"), ("FILES", "too_many_files"), ("TOTAL", "archive_bomb")]
)
def test_number_and_size_are_bounded(monkeypatch: pytest.MonkeyPatch, bound: str, code: str) -> None:
    monkeypatch.setattr(apart, bound, 2)
    with pytest.raises(Refused) as refused:
        apart.take_apart([("a.zip", archive({"a.csv": b"1", "b.csv": b"2", "c.csv": b"3"}))])
    assert refused.value.code == code


def test_a_broken_archive_is_judged_as_a_file_and_one_broken_inside_is_refused() -> None:
    made = archive({"a.csv": b"x" * 1000})
    assert names(apart.take_apart([("a.zip", made[:60])])) == ["a.zip"]
    with pytest.raises(Refused) as refused:
        apart.take_apart([("a.zip", made[:40] + b"\xff\xff" + made[42:])])
    assert refused.value.code == "archive_broken"


def test_a_link_in_an_archive_is_left_out() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        link = zipfile.ZipInfo("a.csv")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
        made.writestr("b.csv", b"x")
    assert names(apart.take_apart([("a.zip", file.getvalue())])) == ["b.csv"]


def test_folders_are_read_with_names_relative_to_them(tmp_path: Path) -> None:
    for name, content in {
        "名册/02乙.xlsx": GOOD,
        "名册/01甲.csv": b"x",
        "README.md": b"x",
        "名册/~$01甲.csv": b"x",
        "包.zip": archive({"c.csv": b"z"}),
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert names(apart.read_paths([tmp_path])) == ["包.zip/c.csv", "名册/01甲.csv", "名册/02乙.xlsx"]
    assert names(apart.read_paths([tmp_path / "名册/01甲.csv", tmp_path / "包.zip"])) == ["01甲.csv", "c.csv"]


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        apart.read_paths([tmp_path / "没有"])
    assert refused.value.code == "not_found"

"""Papers are set as they are meant, and nothing in the data can become a command."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from zhendi.web import prints

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import Settings

REPLY = {
    "issuer": "中共泾县桃花镇委员会",
    "number": "桃委〔2026〕12号",
    "title": "关于同意成立中共泾县桃花镇茶叶联合支部委员会的批复",
    "addressee": "桃花镇两新组织综合党委",
    "body": [
        "你们的请示收悉。经研究，批复如下。",
        {"level": 1, "text": "一、同意成立联合党支部"},
        "名称和班子按规定确定。",
    ],
    "attachments": ["单位名单", "党员名单"],
    "signer": "中共泾县桃花镇委员会",
    "date": date(2026, 11, 5),
    "copy_to": "县委组织部",
    "printed_by": "桃花镇党政办公室",
    "printed_on": date(2026, 11, 5),
}


def test_an_official_paper_is_one_pdf_on_a4() -> None:
    made = prints.pdf("letter_of_office", REPLY)
    assert made.startswith(b"%PDF-")
    assert len(prints.picture("letter_of_office", REPLY)) == 1


def test_the_same_data_give_the_same_pages() -> None:
    assert prints.picture("letter_of_office", REPLY) == prints.picture("letter_of_office", REPLY)


def test_a_name_that_looks_like_a_command_is_printed_as_it_stands() -> None:
    words = '#read("official.typ") $x$ *b* \\ ["'
    plain = prints.picture("letter_of_office", {**REPLY, "signer": words})
    assert plain != prints.picture("letter_of_office", REPLY)


def test_a_paper_with_something_missing_is_not_given_out() -> None:
    with pytest.raises(prints.NotPrintable, match="没有排印成功"):
        prints.pdf("letter_of_office", {"issuer": "县委"})


def test_a_template_is_looked_for_in_its_folder_only() -> None:
    with pytest.raises(LookupError):
        prints.pdf("../printing", {})


def test_a_character_that_no_font_draws_is_named_once() -> None:
    assert prints.missing_characters("张\U00030000三\U00030000 四") == "\U00030000"
    assert prints.missing_characters("㛃䶮") == ""


def test_the_offices_own_fonts_are_looked_at_first(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    settings.DATA_DIR = tmp_path
    assert prints.pdf("letter_of_office", REPLY).startswith(b"%PDF-")


def test_the_name_of_a_download_may_be_chinese() -> None:
    response = prints.answer(b"%PDF-", "批复 12.pdf", download=True)
    assert response["Content-Disposition"] == "attachment; filename*=UTF-8''%E6%89%B9%E5%A4%8D%2012.pdf"

"""Compiling a paper: data go in as JSON, never as markup, so that no name or remark can become a command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast
from urllib.parse import quote

import typst
from django.conf import settings
from django.http import HttpResponse
from fontTools.ttLib import TTFont
from pylopdf_fonts_zh_cn import __file__ as _fonts

from zhendi.kernel.errors import Refused

PAPERS = Path(__file__).with_name("papers")
KEPT_FONTS = Path(_fonts).parent


class NotPrintable(Refused):
    """The paper could not be set; the reader is told what to do, the cause is the exception's own."""


def pdf(template: str, data: Mapping[str, object]) -> bytes:
    """The paper ``papers/<template>.typ`` filled with ``data`` (JSON values, days, ``Decimal``) as one PDF.

    ``NotPrintable`` when typst refuses: a paper is never given out half filled.
    """
    return _compiled(template, data, "pdf")[0]


def picture(template: str, data: Mapping[str, object], *, ppi: float = 60) -> list[bytes]:
    """The same paper as one PNG for each page, for a preview on the page; ``ppi`` dots an inch."""
    return _compiled(template, data, "png", ppi)


def answer(content: bytes, name: str, *, download: bool = False) -> HttpResponse:
    """A PDF as the answer to a request: opened in the browser, or saved under ``name`` (Chinese allowed)."""
    response = HttpResponse(content, content_type="application/pdf")
    way = "attachment" if download else "inline"
    response["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(name)}"
    return response


def missing_characters(text: str) -> str:
    """The characters of ``text`` that the kept fonts cannot draw, in their order, each once: warn before printing."""
    return "".join(dict.fromkeys(each for each in text if not each.isspace() and ord(each) not in _drawable()))


def _compiled(
    template: str, data: Mapping[str, object], form: Literal["pdf", "png"], ppi: float | None = None
) -> list[bytes]:
    paper = (PAPERS / f"{template}.typ").resolve()
    if paper.parent != PAPERS.resolve() or not paper.is_file():
        raise LookupError(template)
    try:
        made = cast(
            "bytes | list[bytes]",  # several pages as pictures come as a list
            typst.compile(
                str(paper),
                root=str(PAPERS),
                font_paths=_fonts_of(_font_folders()),
                format=form,
                ppi=ppi,
                sys_inputs={"data": json.dumps(data, ensure_ascii=False, default=_plain)},
            ),
        )
    except typst.TypstError as error:
        raise NotPrintable("这份文件没有排印成功。请把这一页的网址告诉县里的管理员。", code="not_printable") from error
    return made if isinstance(made, list) else [made]


def _font_folders() -> tuple[Path, ...]:
    """The office's own fonts first, then those that came with the product."""
    own = Path(settings.DATA_DIR) / "fonts"
    return (own, KEPT_FONTS) if own.is_dir() else (KEPT_FONTS,)


@lru_cache(maxsize=2)
def _fonts_of(folders: tuple[Path, ...]) -> typst.Fonts:
    """Looked through once (a tenth of a second); never the machine's own fonts: a paper is the same everywhere."""
    return typst.Fonts(include_system_fonts=False, font_paths=[str(each) for each in folders])


def _plain(value: object) -> str:
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be printed")


@lru_cache(maxsize=1)
def _drawable() -> frozenset[int]:
    with TTFont(KEPT_FONTS / "NotoSerifSC-Regular.otf", lazy=True) as font:
        return frozenset(font.getBestCmap())

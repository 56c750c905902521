"""The machine's own Chromium and a font for Chinese: looked for, else installed where that is allowed."""

from __future__ import annotations

import os
import shutil

import system
from shell import answer

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def program() -> str | None:
    """Chromium's path; ``ZHENDI_CHROMIUM`` names one that stands elsewhere."""
    return _found() or (_found() if system.apt("chromium") else None)


def _found() -> str | None:
    named = os.environ.get("ZHENDI_CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


def has_chinese_font() -> bool:
    """Whether pages in the browser show Chinese as Chinese."""
    return _font() or (system.apt("fontconfig", "fonts-noto-cjk") and _font())


def _font() -> bool:
    return bool(answer(["fc-list", ":lang=zh-cn", "family"]))

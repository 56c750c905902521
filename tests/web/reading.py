"""Reading what a page answered."""

from __future__ import annotations

import re
from typing import Any


def text(answer: Any) -> str:
    """The page as text, whatever its status."""
    return str(answer.content.decode())


def bare(answer: Any) -> str:
    """The page without its tags and blanks."""
    return re.sub(r"<[^>]+>|\s+", "", text(answer))

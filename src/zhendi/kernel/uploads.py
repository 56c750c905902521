"""Small files that people hand in: what one is, its bytes say; how large it may be, a dated parameter says."""

from __future__ import annotations

import base64
import hashlib
from datetime import date
from typing import NamedTuple

from zhendi.kernel import parameters
from zhendi.kernel.errors import Refused

MOST = "attachment.maximum_kilobytes"
PICTURES = ("image/png", "image/jpeg")
_BEGINNINGS = ((b"%PDF-", "application/pdf"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
_ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


class Content(NamedTuple):
    """The bytes of a kept file, and the name under which it is given out."""

    name: str
    content_type: str
    content: bytes


class Upload(NamedTuple):
    """A file that may be kept: media type, size in bytes, SHA-256 in hex, content in base64 for a sealed column."""

    content_type: str
    size: int
    digest: str
    content: str


def checked(content: bytes, *, on: date, only_pictures: bool = False) -> Upload:
    """A file as handed in; ``Refused`` (field ``file``) for what is no PDF, PNG or JPG, or is too large on the day."""
    kind = next((name for beginning, name in _BEGINNINGS if content.startswith(beginning)), "")
    if not kind or (only_pictures and kind not in PICTURES):
        allowed = "PNG、JPG 图片" if only_pictures else "PDF 和 PNG、JPG 图片"
        raise Refused(f"只能放 {allowed}。", code="type", field="file")
    most = parameters.load().integer(MOST, on)
    if len(content) > most * 1000:
        raise Refused(f"文件有 {len(content) // 1000} KB，最大 {most} KB。压缩以后再放。", code="large", field="file")
    return Upload(kind, len(content), hashlib.sha256(content).hexdigest(), base64.b64encode(content).decode())


def opened(*, title: str, content_type: str, content: str) -> Content:
    """A kept file (``content`` in base64) as it is given out: its title with the ending of its kind."""
    ending = _ENDINGS[content_type]
    name = title if title.lower().endswith(f".{ending}") else f"{title}.{ending}"
    return Content(name, content_type, base64.b64decode(content))

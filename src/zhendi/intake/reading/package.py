"""The zip package around a workbook: opened with bounds, parts unpacked whole, no document type ever expanded."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from zhendi.intake.reading import limits
from zhendi.intake.reading.grid import Unusable

_ROOT = re.compile(rb"<[A-Za-z_]")
_PROLOGUE = 65_536  # bytes within which the first element must begin
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
BROKEN = "文件已损坏，打不开。请在表格软件里重新打开并另存为 xlsx 后再导入。"
BOMB = "文件展开后大得不正常，已停止读取。请把需要的数据复制到新建的工作簿里再导入。"
DTD = "文件里带有 XML 实体声明，正常的表格不会有，为安全起见不读取。请另存为 xlsx 后再导入。"


class Package:
    """A workbook's parts by name. Raises ``Unusable`` for a broken, bloated or booby-trapped archive."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as fault:
            raise Unusable("broken", BROKEN) from fault
        _check_sizes(entries)
        self._parts: dict[str, bytes] = {}
        self.names = frozenset(entry.filename for entry in entries)
        if len(self.names) < len(entries):  # two readers might each see another part under one name
            raise Unusable("broken", BROKEN)

    def part(self, name: str) -> bytes:
        """A part unpacked, its length and check sum proved; b"" when there is none."""
        if name not in self.names:
            return b""
        if name in self._parts:
            return self._parts[name]
        try:
            content = self._zip.read(name)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError) as fault:
            raise Unusable("broken", BROKEN) from fault
        self._parts[name] = _without_dtd(content)
        return content

    def plain_copy(self, names: Iterable[str]) -> io.BytesIO:
        """These parts again in an archive without compression: a reader of it sees the very bytes that were proved."""
        copy = io.BytesIO()
        with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as archive:
            for name in names:
                archive.writestr(name, self.part(name))
        copy.seek(0)
        return copy

    def tree(self, name: str) -> Any:
        """A part as an element tree in the transitional namespace; None when there is none."""
        content = self.part(name)
        if not content:
            return None
        if len(content) > limits.TREE:
            raise Unusable("too_large", "工作簿的样式或目录大得不正常。请把数据复制到新建的工作簿里再导入。")
        try:
            return fromstring(content.replace(_STRICT[1:-1].encode(), _MAIN[1:-1].encode()))
        except DefusedXmlException as fault:
            raise Unusable("dtd", DTD) from fault
        except (ParseError, ValueError, LookupError) as fault:
            raise Unusable("broken", BROKEN) from fault


def main(tag: str) -> str:
    """A tag of the main namespace."""
    return _MAIN + tag


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > limits.ENTRIES:
        raise Unusable("bomb", BOMB)
    if sum(entry.file_size for entry in entries) > limits.INFLATED:
        raise Unusable("bomb", BOMB)
    for entry in entries:
        if entry.flag_bits & 1:
            raise Unusable("encrypted", "工作簿加了密码，读不出来。请取消密码保护后再导入。")
        if entry.file_size > limits.SMALL and entry.file_size > limits.RATIO * max(entry.compress_size, 1):
            raise Unusable("bomb", BOMB)


def _without_dtd(content: bytes) -> bytes:
    """The part unchanged; a document type can only stand before the first element."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Unusable("broken", BROKEN)
    root = _ROOT.search(content, 0, _PROLOGUE)
    head = content[: root.start() if root else _PROLOGUE]
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise Unusable("dtd", DTD)
    if root is None or (
        head.strip(b"\xef\xbb\xbf \t\r\n") and not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    ):
        raise Unusable("broken", BROKEN)
    return content

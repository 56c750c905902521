"""Opening one file by what it holds, whatever its name says."""

from __future__ import annotations

from pathlib import PurePosixPath

from zhendi.intake.reading import limits
from zhendi.intake.reading.csvtext import decode, open_csv
from zhendi.intake.reading.grid import Unusable, Workbook
from zhendi.intake.reading.htmltable import open_html
from zhendi.intake.reading.xls import open_xls
from zhendi.intake.reading.xlsx import open_xlsx

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = {
    b"%PDF": "PDF", b"\x89PNG": "图片", b"\xff\xd8\xff": "图片", b"GIF8": "图片", b"Rar!": "RAR 压缩包",
    b"7z\xbc\xaf": "7z 压缩包", b"\x1f\x8b": "gzip 压缩包", b"{\\rtf": "RTF 文档", b"MZ": "程序",
}  # fmt: skip
_EXTENSIONS = {
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm", ".et"),
    "xls": (".xls", ".et", ".xlt"),
    "csv": (".csv", ".txt", ".tsv"),
}


def open_workbook(name: str, content: bytes) -> Workbook:
    """All sheets of the file. Raises ``Unusable`` with a sentence for whoever sent it."""
    if len(content) > limits.LARGEST:
        raise Unusable("too_large", f"文件超过 {limits.LARGEST // 1024 // 1024} MB。请分成几个文件后再导入。")
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise Unusable("empty", "文件是空的。请确认保存成功后再导入。")
    book = _open(content)
    said = PurePosixPath(name.lower()).suffix
    if said and said not in _EXTENSIONS.get(book.format, (said,)):
        book.notices.append(f"扩展名是 {said}，内容其实是 {book.format}：已按内容读取。")
    return book


def _open(content: bytes) -> Workbook:
    if content[:4] == _ZIP:
        return open_xlsx(content)
    if content[:8] == _OLE or content[:2] == b"\x09\x08":
        return open_xls(content)
    for mark, word in _OTHERS.items():
        if content.startswith(mark):
            raise Unusable("not_a_workbook", f"这是{word}，不是表格。请用 xlsx、xls 或 csv 格式的名册。")
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<"):
        return _marked_up(head, content)
    return open_csv(content)


def _marked_up(head: bytes, content: bytes) -> Workbook:
    if b"<table" in content.lower() and not head.startswith(b"<?xml"):
        return open_html(decode(content)[0])
    raise Unusable("unsupported", "这是网页或 XML 格式的表格，读不出各列。请用表格软件打开后另存为 xlsx 再导入。")

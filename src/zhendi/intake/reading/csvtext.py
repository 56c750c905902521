"""Text files with separated values, in the encodings and with the separators that offices have."""

from __future__ import annotations

import csv
import io

from zhendi.intake.reading import limits
from zhendi.intake.reading.grid import Grid, Unusable, Workbook, cells, trim
from zhendi.intake.reading.table import Cell

_SEPARATORS = ",\t;；|，"
_SAMPLE = 20_000  # characters in which the separator is looked for
_LONGEST_LINE = 1_000_000  # characters; a longer line is no row of a register
_ENCODINGS = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "gb18030": "GB18030", "utf-16": "UTF-16"}


def open_csv(content: bytes, sheet: str = "") -> Workbook:
    """One sheet; row numbers count records, a line break inside quotes starts no new one."""
    text, encoding = decode(content)
    separator = _separator(text[:_SAMPLE])
    rows: list[list[Cell]] = []
    for record in _records(text, separator):
        rows.append(cells(record))
        if len(rows) > limits.ROWS or len(record) > limits.COLUMNS:
            raise Unusable(
                "dimension", f"超出可读范围（{limits.ROWS} 行、{limits.COLUMNS} 列）。请分成几个文件后再导入。"
            )
    notices = [f"文本按 {_ENCODINGS[encoding]} 编码读取。"] if encoding == "utf-16" else []
    return Workbook("csv", [Grid(sheet, trim(rows))], notices)


def decode(content: bytes) -> tuple[str, str]:
    """The text and its encoding. Raises ``Unusable`` for bytes that are no text."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _as_text(content, "utf-16")
    if b"\0" in content[: limits.SMALL]:
        raise Unusable("not_a_workbook", "这不是表格文件。请用 xlsx、xls 或 csv 格式的名册。")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise Unusable("encoding", "文字编码认不出来（不是 UTF-8，也不是 GB18030）。请用表格软件打开后另存为 xlsx 再导入。")


def _as_text(content: bytes, encoding: str) -> tuple[str, str]:
    try:
        return content.decode(encoding), encoding
    except UnicodeDecodeError as fault:
        raise Unusable("encoding", "文字编码认不出来。请用表格软件打开后另存为 xlsx 再导入。") from fault


def _separator(sample: str) -> str:
    """The separator that stands in most lines, in the same number as in others; a comma when in doubt."""
    lines = [line for line in sample.splitlines()[:60] if line.strip()]
    scores = {
        each: sum(1 for line in lines if line.count(each) >= 2) * 1000 + min(sample.count(each), 900)
        for each in _SEPARATORS
    }
    best = max(scores, key=lambda each: (scores[each], each == ","))
    return best if scores[best] else ","


def _records(text: str, separator: str) -> list[list[str]]:
    lines = text.count("\n") + text.count("\r")
    if lines > 20 * limits.ROWS or max(map(len, text.splitlines()), default=0) > _LONGEST_LINE:
        raise Unusable("dimension", f"超出可读范围（{limits.ROWS} 行、{limits.COLUMNS} 列）。请分成几个文件后再导入。")
    csv.field_size_limit(limits.TEXT * 4)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as fault:
        raise Unusable(
            "broken", "引号没有配对或单元格过长，读不出各列。请用表格软件打开后另存为 xlsx 再导入。"
        ) from fault

"""Workbooks in the Office Open XML format: values by calamine, the rest from the package's own XML."""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from zhendi.intake.reading import limits, numberformat, sheetxml
from zhendi.intake.reading.grid import Grid, Span, Unusable, Workbook, blocks, trim, within
from zhendi.intake.reading.package import BROKEN, Package, main
from zhendi.intake.reading.table import Cell, Number

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_FAULTS: tuple[type[BaseException], ...] = (CalamineError, ValueError, OSError, OverflowError, MemoryError)


_NEEDED = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|xl/styles\.xml|xl/sharedstrings\.xml"
)


class _Sheet(NamedTuple):
    name: str
    state: str
    part: str


def open_xlsx(content: bytes) -> Workbook:
    """All sheets of a workbook. Raises ``Unusable`` when it cannot be read; never runs or fetches anything."""
    package = Package(content)
    book = package.tree("xl/workbook.xml")
    if book is None:
        raise Unusable("unsupported", "这不是 xlsx 工作簿（压缩包里没有工作簿内容）。请另存为 xlsx 后再导入。")
    sheets = _sheets(package, book)
    codes = _styles(package)
    notices = _notices(package)
    parts = {sheet.part: package.part(sheet.part) for sheet in sheets}
    for sheet in sheets:
        sheetxml.check_extent(parts[sheet.part], sheet.name)
    if any(sheetxml.has_formulas(part) for part in parts.values()):
        notices.append("有的单元格是公式：按表格里存着的计算结果读取。")
    reader = _reader(package.plain_copy([*_needed(package), *parts]))
    return Workbook("xlsx", [_grid(reader, sheet, parts.pop(sheet.part, b""), codes) for sheet in sheets], notices)


def _sheets(package: Package, book: Any) -> list[_Sheet]:
    tree = package.tree("xl/_rels/workbook.xml.rels")
    targets = {each.get("Id"): each.get("Target", "") for each in tree.iter(_RELATIONS)} if tree is not None else {}
    found = []
    for each in book.iter(main("sheet")):
        target = targets.get(next((each.get(name) for name in _IDS if each.get(name)), None), "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath("xl/" + target)
        if "worksheets/" in part:
            state = "visible" if each.get("state", "visible") == "visible" else "hidden"
            found.append(_Sheet(each.get("name", ""), state, part))
    if not found or len(found) > limits.SHEETS:
        raise Unusable(
            "broken" if not found else "too_large",
            BROKEN if not found else f"工作表多于 {limits.SHEETS} 张，请分成几个文件。",
        )
    if any(sheet.part not in package.names for sheet in found):
        raise Unusable("broken", BROKEN)
    return found


def _styles(package: Package) -> Mapping[int, str]:
    """Format codes by the number of the style, of those styles only that show more or less than the value."""
    tree = package.tree("xl/styles.xml")
    if tree is None:
        return {}
    own = {}
    for each in tree.iter(main("numFmt")):
        if (number := each.get("numFmtId", "")).isdigit():
            own[int(number)] = each.get("formatCode", "")
    styles = tree.find(main("cellXfs"))
    codes = [
        numberformat.code_of(int(number) if (number := each.get("numFmtId", "0")).isdigit() else 0, own)
        for each in (styles if styles is not None else ())
    ]
    return {place: code for place, code in enumerate(codes) if not numberformat.is_plain(code)}


def _notices(package: Package) -> list[str]:
    notices = []
    if any(name.endswith("vbaProject.bin") or "/macrosheets/" in name for name in package.names):
        notices.append("文件带有宏：只读取单元格的值，宏不会运行。")
    if any("/externalLinks/" in name for name in package.names):
        notices.append("文件链接了别的工作簿：只读取已存的值，不去打开链接。")
    return notices


def _needed(package: Package) -> list[str]:
    """The parts that hold values and what they mean; pictures, drawings, macros and links are never unpacked."""
    return sorted(name for name in package.names if _NEEDED.fullmatch(name.lower()))


def _reader(content: io.BytesIO) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(content)
    except BaseException as fault:
        raise _as_unusable(fault) from fault


def _grid(reader: CalamineWorkbook, sheet: _Sheet, xml: bytes, codes: Mapping[int, str]) -> Grid:
    try:
        source = reader.get_sheet_by_name(sheet.name)
        rows = _rows(source)
        merged = source.merged_cell_ranges or []
    except BaseException as fault:
        raise _as_unusable(fault) from fault
    _show(rows, xml, codes)
    hidden = sheetxml.hidden(xml)
    spans = [Span(top, left, bottom, right) for (top, left), (bottom, right) in merged]
    return Grid(sheet.name, trim(rows), sheet.state, within(spans, rows), hidden.rows, hidden.columns)


def _as_unusable(fault: BaseException) -> BaseException:
    """A fault of the reader as our own; its panics are no ``Exception``, stopping the process stays what it is."""
    if isinstance(fault, _FAULTS) or type(fault).__name__ == "PanicException":
        return Unusable("broken", BROKEN)
    return fault


def _rows(source: CalamineSheet) -> list[list[Cell]]:
    return blocks(source.to_python(skip_empty_area=False))


def _show(rows: list[list[Cell]], xml: bytes, codes: Mapping[int, str]) -> None:
    """Number cells get the text that they show; a day shown without its day becomes the text of its month."""
    known: dict[tuple[float, int], Number] = {}  # the same few figures come again and again
    for row, column, style in sheetxml.styled(xml, codes.keys()):
        if row >= len(rows) or column >= len(rows[row]):
            continue
        cell = rows[row][column]
        if isinstance(cell, Number):
            same = known.get((cell.value, style))
            if same is None:
                same = known[cell.value, style] = Number(cell.value, numberformat.shown(cell.value, codes[style]))
            rows[row][column] = same

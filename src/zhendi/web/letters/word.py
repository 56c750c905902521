"""The same letters for Word, for offices that change a sheet by hand: the address stands where the window is."""

from __future__ import annotations

import io

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from zhendi.domain.messaging.queries.letters import Preview, Sheet
from zhendi.web.shell.words import day

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FACE = "仿宋"
_TOP, _FIELD, _LEFT, _RIGHT = Mm(48), Mm(50), Mm(25), Mm(22)  # as papers/letter.typ


def document(given: Preview) -> bytes:
    """One sheet for each letter."""
    made = docx.Document()
    section = made.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = _TOP, Mm(20)
    section.left_margin, section.right_margin = _LEFT, _RIGHT
    style = made.styles["Normal"]
    style.font.name, style.font.size = _FACE, Pt(15)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FACE)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing = 1.5
    for index, each in enumerate(given.sheets):
        _sheet(made, given, each, last=index == len(given.sheets) - 1)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def _sheet(made: Document, given: Preview, each: Sheet, *, last: bool) -> None:
    _field(made, given, each)
    made.add_paragraph(f"{each.salutation}：")
    for text in each.paragraphs:
        made.add_paragraph(text).paragraph_format.first_line_indent = Pt(30)
    made.add_paragraph()
    made.add_paragraph(given.signer).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    end = made.add_paragraph(day(given.dated, given.dated.replace(year=given.dated.year + 1)))
    end.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if not last:
        end.add_run().add_break(WD_BREAK.PAGE)


def _field(made: Document, given: Preview, each: Sheet) -> None:
    """The address field: one cell of a fixed height, so that the text below begins at the same place on every sheet."""
    table = made.add_table(1, 1)
    table.autofit = False
    row = table.rows[0]
    row.height, row.height_rule = _FIELD, WD_ROW_HEIGHT_RULE.EXACTLY
    cell = row.cells[0]
    cell.width = Mm(85)
    _line(cell.paragraphs[0], " ".join(filter(None, (given.sender_postcode, given.sender))), 8)
    for text, size in ((each.postcode, 12), (str(each.address), 12), (f"{each.name}  收", 14)):
        if text:
            _line(cell.add_paragraph(), text, size)


def _line(paragraph: Paragraph, text: str, size: int) -> None:
    paragraph.paragraph_format.line_spacing = 1.0
    paragraph.add_run(text).font.size = Pt(size)

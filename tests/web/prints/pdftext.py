"""The words of a PDF page by page, for tests of what stands on paper."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader


def pages(pdf: bytes) -> list[str]:
    """The words of each page in the order in which they are drawn, without blanks."""
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]

"""Papers as PDF: one template by typst for each, in ``papers/``, and the data that fill it.

The office may put fonts of its own (仿宋, 小标宋) into ``fonts/`` of the data folder; they are looked at first.
"""

from zhendi.web.prints.printing import NotPrintable, answer, missing_characters, pdf, picture

__all__ = ["NotPrintable", "answer", "missing_characters", "pdf", "picture"]

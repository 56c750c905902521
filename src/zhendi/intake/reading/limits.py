"""How much a reader takes in before it says no: against hostile files, far above what any county's office keeps.

Technical bounds of memory and time, not rules of the Party; each is a count or a number of bytes.
"""

from __future__ import annotations

LARGEST = 64 * 1024 * 1024  # bytes of one file, also inside an archive
TOTAL = 256 * 1024 * 1024  # bytes of all files of one run
FILES = 500  # files of one run
ENTRIES = 5000  # entries of one archive, folders and parts of a workbook included
INFLATED = 512 * 1024 * 1024  # bytes that one workbook may unpack to
TREE = 32 * 1024 * 1024  # bytes of a part that is read as a tree: styles, lists of sheets
RATIO = 400  # times that a part of a workbook may grow by, once it is larger than SMALL
SMALL = 8 * 1024 * 1024  # bytes below which a part may grow as it likes
SHEETS = 500  # sheets of one workbook
ROWS = 300_000  # rows of one sheet
COLUMNS = 400  # columns of one sheet
CELLS = 12_000_000  # rows times columns of one sheet
TEXT = 32_767  # characters of one cell: the spreadsheet's own limit

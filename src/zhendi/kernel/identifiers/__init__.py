"""Numbers that identify a person, a unit, a place or a telephone: read as offices write them, judged by their standards.

Every reader takes what a cell holds (text, or a number that a spreadsheet made of it), puts right what is
certain (full-width characters, blanks, a leading apostrophe, lower case) and raises ``InvalidIdentifier``
with a stable ``kind`` and a Chinese sentence for everything else.
"""

from __future__ import annotations

from zhendi.kernel.identifiers.citizen import CitizenNumber, parse_citizen_number
from zhendi.kernel.identifiers.division import Division, parse_division
from zhendi.kernel.identifiers.invalid import InvalidIdentifier
from zhendi.kernel.identifiers.mobile import parse_mobile, split_mobiles
from zhendi.kernel.identifiers.unit_code import UnitCode, parse_unit_code

__all__ = [
    "CitizenNumber",
    "Division",
    "InvalidIdentifier",
    "UnitCode",
    "parse_citizen_number",
    "parse_division",
    "parse_mobile",
    "parse_unit_code",
    "split_mobiles",
]

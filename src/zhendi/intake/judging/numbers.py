"""Numbers of people, units, places and telephones, and coordinates, as the engine reads them."""

from __future__ import annotations

import re
from decimal import Decimal

from zhendi.intake.judging.cells import EMPTY, NOTHING, Read, is_nothing, plain, shown
from zhendi.intake.reading.table import Cell, Number
from zhendi.kernel.identifiers import (
    InvalidIdentifier,
    parse_citizen_number,
    parse_division,
    parse_mobile,
    parse_unit_code,
    split_mobiles,
)
from zhendi.kernel.identifiers.cells import bare, has_digit

_DEGREES = re.compile(r"([0-9]{1,3})[°度]([0-9]{1,2})[′'’分]([0-9]{1,2}(?:\.[0-9]+)?)[″\"”秒]?")
_DECIMAL = re.compile(r"[0-9]{1,3}(?:\.[0-9]+)?")
_SIDE = re.compile(r"^(?:东经|北纬|[EN])|(?:[ENen°度]|东经|北纬)$")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PLACES = Decimal("0.000001")
_FULL_CIRCLE = 360
_LANDLINE = re.compile(
    r"(?:0[0-9]{2,3}[-— ]?)?[1-9][0-9]{6,7}(?:[-转][0-9]{1,5})?|[48]00-?[0-9]{3}-?[0-9]{4}|12[0-9]{3}|1[12][0-9]"
)


def citizen(cell: Cell) -> Read:
    """A citizen number; ``value`` is a ``CitizenNumber``."""
    try:
        number = parse_citizen_number(cell.value if isinstance(cell, Number) else cell)
    except InvalidIdentifier as fault:
        return Read(None, fault.kind, fault.message)
    return Read(number, repair="" if number.value == cell else "号码已去掉空格等多余字符，字母写成大写X")


def mobiles(cell: Cell) -> Read:
    """The mobile numbers of a cell as a tuple; a wrong one is left out and said."""
    if cell is None or is_nothing(cell) or not has_digit(bare(shown(cell))):
        return Read(())
    found, faults = [], []
    for piece in split_mobiles(cell.value if isinstance(cell, Number) else cell):
        try:
            found.append(parse_mobile(piece))
        except InvalidIdentifier as fault:
            faults.append(fault.message)
    kept = tuple(dict.fromkeys(found))
    if faults:
        return Read(kept, "phone_invalid", faults[0] + ("；此号码暂不登记" if kept else "；暂不登记"))
    return Read(kept, repair="" if "、".join(kept) == shown(cell) else "号码已去掉多余字符")


def telephone(cell: Cell) -> Read:
    """One telephone of an office or a contact: a mobile number or a landline."""
    if cell is None or is_nothing(cell):
        return EMPTY
    try:
        value = parse_mobile(cell.value if isinstance(cell, Number) else cell)
    except InvalidIdentifier as fault:
        said = plain(cell).translate(_WIDE)
        if _LANDLINE.fullmatch(said):
            return Read(said)
        several = mobiles(cell)
        if several.value and not several.kind:
            return Read(several.value[0], repair="有多个号码，取第一个")
        return Read("", "phone_invalid", fault.message + "；暂不登记")
    return Read(value, repair="" if value == shown(cell) else "号码已去掉多余字符")


def division(cell: Cell) -> Read:
    """A division code with 12 digits."""
    if cell is None or is_nothing(cell):
        return EMPTY
    try:
        code = parse_division(cell.value if isinstance(cell, Number) else cell).value
    except InvalidIdentifier as fault:
        return Read("", "division_unknown", fault.message)
    return Read(code, repair="" if code == shown(cell) else f"补足为{code}")


def unit_code(cell: Cell) -> Read:
    """A unit code of 18 characters; "" where none is written."""
    if cell is None or is_nothing(cell):
        return EMPTY
    try:
        code = str(parse_unit_code(cell.value if isinstance(cell, Number) else cell))
    except InvalidIdentifier as fault:
        return Read("", fault.kind, fault.message)
    return Read(code, repair="" if code == shown(cell) else "代码已去掉空格，字母写成大写")


def coordinate(cell: Cell) -> Read:
    """Degrees with six decimals; 118°29′25″ and 118.5E are read too."""
    if cell is None or is_nothing(cell):
        return NOTHING
    if isinstance(cell, Number):
        if not abs(cell.value) <= _FULL_CIRCLE:
            return _no_coordinate(cell.shown)
        return Read(Decimal(repr(cell.value)).quantize(_PLACES).normalize())
    said = plain(cell).translate(_WIDE).replace(" ", "")
    bared = _SIDE.sub("", _SIDE.sub("", said))
    degrees = _DEGREES.fullmatch(bared)
    if degrees:
        whole, minutes, seconds = (Decimal(part) for part in degrees.groups())
        value = (whole + minutes / 60 + seconds / 3600).quantize(_PLACES)
        return Read(value, repair=f"换算为{value}")
    if not _DECIMAL.fullmatch(bared):
        return _no_coordinate(said)
    return Read(Decimal(bared).quantize(_PLACES).normalize(), repair="" if bared == shown(cell) else f"按{bared}读取")


def _no_coordinate(said: str) -> Read:
    return Read(None, "coordinates_outside", f"“{said}”不是经纬度，暂按空白处理，请填写小数形式的度数")

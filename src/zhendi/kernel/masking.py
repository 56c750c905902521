"""Sensitive values as everybody may see them (spec: domain fact sheet, section 12.6).

Masked text keeps what helps to tell two rows apart and no more. What does not have the usual form is hidden
entirely rather than shown by mistake. "" stays "".
"""

from __future__ import annotations

import re

STAR = "*"
_PLACE = re.compile(r".+?(?:街道|镇|乡)|.+?(?:县|区|市|旗)")
_CITIZEN = re.compile(
    r"(?<!\d)\d{6}(?:18|19|20|21)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
)
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def mask_citizen_number(number: str) -> str:
    """``999999********0016``: area and the last four stay."""
    if len(number) != 18:
        return STAR * len(number)
    return number[:6] + STAR * 8 + number[14:]


def mask_mobile(number: str) -> str:
    """``199****0016``; of any other number only the last two digits stay."""
    if len(number) == 11:
        return number[:3] + STAR * 4 + number[7:]
    return STAR * max(len(number) - 2, 0) + number[-2:] if len(number) > 4 else STAR * len(number)


def mask_name(name: str) -> str:
    """``张**``: the first character, whatever the length of the name."""
    return name[:1] + STAR * 2 if name else ""


def mask_address(address: str) -> str:
    """``安徽省泾县泾川镇****``: down to the township, else the county or city; no house, no village."""
    if not address:
        return ""
    found = _PLACE.match(address)
    return (found.group() if found else "") + STAR * 4


def mask_text(text: str) -> str:
    """Free text with every citizen number and mobile number in it masked; for logs and the audit trail."""
    text = _CITIZEN.sub(lambda found: mask_citizen_number(found.group()), text)
    return _MOBILE.sub(lambda found: mask_mobile(found.group()), text)

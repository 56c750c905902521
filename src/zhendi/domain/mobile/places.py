"""How a destination is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_NO_CITY = "市辖区"  # stands in the column of cities for the districts of a municipality


def said(province: str, city: str, district: str) -> str:
    """Province, city, district; a name that stands twice is said once, 市辖区 not at all."""
    return "".join(dict.fromkeys(each for each in (province, city, district) if each and each != _NO_CITY))


def of_row(row: Mapping[str, Any]) -> str:
    """The destination of a row of the register."""
    return said(row["province"], row["city"], row["district"])

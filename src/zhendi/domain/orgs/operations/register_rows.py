"""Rows of a register of organisations, and where the organisations that they name stand."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from zhendi.kernel.dates import PartialDate
from zhendi.kernel.registers import NOWHERE, Source


class OrganisationRow(NamedTuple):
    """One good row of a register. ``parent`` is the parent's full name, "" for the root."""

    full_name: str
    kind: str
    parent: str
    short_name: str = ""
    division_code: str = ""
    founded: PartialDate | None = None
    term_from: date | None = None
    term_to: date | None = None
    secretary: str = ""
    phone: str = ""
    approval_number: str = ""
    remark: str = ""
    source: Source = NOWHERE


class Place(NamedTuple):
    """Where an organisation stands; ``pk`` 0 and path "" while it is only planned."""

    pk: int
    path: str
    kind: str
    full_name: str

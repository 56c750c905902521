"""Where things happen in the demonstration: its townships and the branches of its villages, in the order of the tree."""

from __future__ import annotations

from datetime import date

from zhendi.domain.orgs.models import Organisation

_TOWNSHIP, _VILLAGE = r"^\d{6}(?!000)\d{3}", r"^\d{9}[235]\d{2}$"


def townships() -> list[Organisation]:
    """The committees of townships and streets."""
    rows = Organisation.objects.alive().filter(kind__in=("committee", "work_committee"), depth=2)
    return list(rows.filter(division_code__regex=_TOWNSHIP).order_by("path"))


def village_branches(day: date) -> list[Organisation]:
    """The branches of villages that had been founded by a day."""
    rows = Organisation.objects.alive().filter(kind="branch", division_code__regex=_VILLAGE)
    return list(rows.filter(founded_on__lte=day).order_by("path"))

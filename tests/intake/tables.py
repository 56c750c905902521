"""Tables as the reader hands them over, made by hand, for another county than that of the samples: 临河县."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from zhendi.intake.judging.engine import judge
from zhendi.intake.known import Known, KnownOrganisation
from zhendi.intake.reading.table import Book, Cell, Number, Row, Table
from zhendi.intake.verdict import Column, Finding, Verdict
from zhendi.kernel.identifiers.citizen import check_character
from zhendi.kernel.identifiers.unit_code import check_character as unit_check

AS_OF = date(2026, 6, 30)
COUNTY, STREET, TOWN, OFFICES = (
    "中共临河县委员会",
    "中共临河县南关街道工作委员会",
    "中共临河县柳林乡委员会",
    "中共临河县直属机关工作委员会",
)
NORTH, FIRST, SECOND, WILLOW = (
    "中共临河县南关街道北门社区支部委员会",
    "中共临河县柳林乡大堰村第一支部委员会",
    "中共临河县柳林乡大堰村第二支部委员会",
    "中共临河县柳林乡柳树湾村支部委员会",
)
GENERAL, BUREAU, TEMPORARY = (
    "中共临河县柳林乡大堰村总支部委员会",
    "中共临河县水利局支部委员会",
    "中共临河县柳林乡防汛临时支部委员会",
)
ORGANISATIONS = (
    KnownOrganisation(COUNTY, "county_committee", "", "临河县委", "999123000000"),
    KnownOrganisation(STREET, "work_committee", COUNTY, "南关街道党工委", "999123001000"),
    KnownOrganisation(TOWN, "committee", COUNTY, "柳林乡党委", "999123200000"),
    KnownOrganisation(OFFICES, "work_committee", COUNTY, "县直机关工委", "999123000000"),
    KnownOrganisation(NORTH, "branch", STREET, "北门社区党支部", "999123001001"),
    KnownOrganisation(GENERAL, "general_branch", TOWN, "大堰村党总支", "999123200201"),
    KnownOrganisation(FIRST, "branch", GENERAL, "大堰村第一党支部", "999123200201"),
    KnownOrganisation(SECOND, "branch", GENERAL, "大堰村第二党支部", "999123200201"),
    KnownOrganisation(WILLOW, "branch", TOWN, "柳树湾村党支部", "999123200202"),
    KnownOrganisation(TEMPORARY, "temporary_branch", TOWN, "柳林乡防汛临时党支部"),
    KnownOrganisation(BUREAU, "branch", OFFICES, "水利局党支部"),
)
KNOWN = Known(ORGANISATIONS)


def number(serial: int, birth: str = "19800101", *, woman: bool = False) -> str:
    """A made-up citizen number with its right check character."""
    order = serial * 2 + (0 if woman else 1)
    first = f"999999{birth}{order:03d}"
    return first + check_character(first)


def unit_number(serial: int) -> str:
    """A made-up unit code with its right check character."""
    first = f"91999999MA{serial:07d}"
    return first + unit_check(first)


def figure(value: float, shown: str = "") -> Number:
    """A number cell; ``shown`` is what its format shows."""
    return Number(float(value), shown or f"{value:g}")


def letter(place: int) -> str:
    """A column's letter by its place from 0 (up to Z)."""
    return chr(ord("A") + place)


def table(
    register: str,
    fields: str,
    *rows: Sequence[Cell],
    sheet: str = "表",
    titles: Sequence[str] = (),
    place: str = "",
    hint: str = "",
) -> Table:
    """A table whose first data row is row 3."""
    names = fields.split()
    columns = tuple(Column(letter(at), name, name, 1.0, "") for at, name in enumerate(names))
    made = [Row(at, tuple(row), place, hint) for at, row in enumerate(rows, 3)]
    return Table(sheet, "data", register, columns=columns, rows=made, titles=tuple(titles))


def judged(*tables: Table, name: str = "柳林乡名册.xlsx", known: Known = KNOWN, **more: Any) -> Verdict:
    """The verdict on one file of these tables."""
    return judge([Book(name, "xlsx", list(tables))], known=known, today=AS_OF, **more)


def found(verdict: Verdict, level: str = "rejected") -> list[tuple[int, str, str]]:
    """Row, field and kind of everything found of a level."""
    return [(each.row, each.field, each.kind) for each in every(verdict) if each.level == level]


def every(verdict: Verdict) -> list[Finding]:
    """All findings."""
    return [each for file in verdict.files for sheet in file.sheets for each in sheet.findings]

"""The county as a folder of workbooks, and what an intake of them must come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from zhendi.demo import layout as layouts
from zhendi.demo import registers, units, workbooks
from zhendi.demo.away import away
from zhendi.demo.dice import Dice
from zhendi.demo.grid import Grid
from zhendi.demo.hand import Hand, hand
from zhendi.demo.layout import Layout
from zhendi.demo.mistakes import plant
from zhendi.demo.organisations import Organisation
from zhendi.demo.rosters import Marks, Office, roster
from zhendi.demo.rows import Mark, Row
from zhendi.demo.synthetic import Synthetic, synthetic

_FEW, _MANY = 0.012, 0.06  # share of rows with a mistake: the demonstration's, a careless county's
_NEW_HAND = 0.25


class Planted(NamedTuple):
    """One row of which an intake must say something: where it stands ("" = the one sheet of a csv), and what."""

    file: str
    sheet: str
    row: int
    mark: Mark


class Good(NamedTuple):
    """A member who must come in: number, full name of the branch, full or probationary."""

    number: str
    branch: str
    standing: str


@dataclass(frozen=True, slots=True)
class Generated:
    """The files in the order in which they are read, the county behind them, and the answers."""

    files: tuple[Path, ...]
    county: Synthetic
    planted: tuple[Planted, ...]
    good: tuple[Good, ...]


def generate(folder: Path, *, members: int, seed: int, on: date, harsh: bool = False, xls: bool = False) -> Generated:
    """Write the workbooks of a county of so many members as they stand on a day.

    ``harsh``: layouts, habits and mistakes from the whole stock instead of the demonstration's few. ``xls``: the old
    format may occur (needs xlwt). ``ValueError`` for too small a county.
    """
    dice = Dice(seed)
    county = synthetic(dice, members=members, on=on, harsh=harsh)
    mobile = away(county, dice.apart("away"), tidy=not harsh)
    files, planted, left_out = _rosters(folder, county, dice.apart("rosters"), harsh=harsh, xls=xls)
    name = county.county.name
    others = {
        f"区划/{name}行政区划.csv": [registers.divisions(county)],
        f"组织/{name}党组织名册.xlsx": registers.organisations(county, dice.apart("register"), tidy=not harsh),
        f"流动/{name}流动党员登记册.xlsx": mobile,
        f"单位/{name}各类单位党建覆盖情况统计表.xlsx": units.units(county, dice.apart("units"), tidy=not harsh),
        f"便民/{name}便民服务网点和事项.xlsx": registers.outlets(county, dice.apart("outlets"), tidy=not harsh),
    }
    for path, grids in others.items():
        workbooks.write(folder / path, grids, "UTF-8 with BOM" if path.endswith(".csv") else "")
    good = tuple(
        Good(each.number, each.branch.full_name, each.standing)
        for each in county.members
        if each.number not in left_out
    )
    return Generated((*(folder / path for path in others), *files), county, tuple(planted), good)


def _rosters(
    folder: Path, county: Synthetic, dice: Dice, *, harsh: bool, xls: bool
) -> tuple[list[Path], list[Planted], set[str]]:
    """A roster for each township and one for what stands directly under the county; whose rows stay out."""
    files, planted, left_out = [], list[Planted](), set[str]()
    for place, (name, branches) in enumerate(_offices(county), 1):
        layout = _layout(dice, place, harsh=harsh, xls=xls)
        path = folder / "名册" / f"{place:02}{name}党员名册.{layout.format}"
        grids, marks = _one(name, branches, layout, county, dice.apart(name), harsh=harsh)
        workbooks.write(path, grids, layout.encoding)
        files.append(path)
        for row, mark in marks:
            sheet = "" if layout.format == "csv" else row.where[1] or ""
            planted.append(Planted(f"名册/{path.name}", sheet, row.where[2], mark))
            if mark.level == "error" and row.first is None:
                left_out.add(row.member.number)
    return files, planted, left_out


def _layout(dice: Dice, place: int, *, harsh: bool, xls: bool) -> Layout:
    if not harsh:
        return layouts.tidy(dice, place)
    while True:
        found = layouts.harsh(dice)
        if xls or found.format != "xls":
            return found


def _offices(county: Synthetic) -> list[tuple[str, list[Organisation]]]:
    holders = [each for each in county.organisations if each.members]
    offices = [(each.name, [o for o in holders if o.township is each]) for each in county.county.townships]
    direct = [each for each in holders if each.township is None]
    return [*offices, ("县直单位", direct)] if direct else offices


def _one(
    name: str, branches: Sequence[Organisation], layout: Layout, county: Synthetic, dice: Dice, *, harsh: bool
) -> tuple[list[Grid], Marks]:
    office = Office(name, county.on, layout, county.book, dice, not harsh)
    rows, habit = [], _hand(office)
    for branch in branches:
        habit = _hand(office) if harsh and dice.odds(_NEW_HAND) else habit
        rows += [Row(member, branch, habit) for member in branch.members]
    return roster(office, plant(rows, layout, dice, county.book, _MANY if harsh else _FEW))


def _hand(office: Office) -> Hand:
    made = hand(office.dice, office.on, tidy=office.tidy, spreadsheet=office.layout.format != "csv")
    made.yes_no_type = office.layout.yes_no_type
    return made

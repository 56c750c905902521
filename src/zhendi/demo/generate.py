"""The county as a folder of workbooks, today and on days before, and what an intake of them must come to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from zhendi.demo import layout as layouts
from zhendi.demo import past, registers, units, workbooks
from zhendi.demo.away import away, moved
from zhendi.demo.chronicle import Chronicle, live_through
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


class Rows(NamedTuple):
    """The rows of the county's other registers before they are laid out."""

    outgoing: Sequence[dict[str, Any]]
    incoming: Sequence[dict[str, Any]]
    units: Sequence[dict[str, Any]]
    outlets: Sequence[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Generated:
    """The files in the order in which they are read, the county behind them, and the answers.

    ``rows``, ``story`` and ``layouts`` (by office) are what ``generate_past`` needs to write an earlier day.
    """

    files: tuple[Path, ...]
    county: Synthetic
    planted: tuple[Planted, ...]
    good: tuple[Good, ...]
    rows: Rows
    story: Chronicle
    layouts: Mapping[str, Layout]


def generate(folder: Path, *, members: int, seed: int, on: date, harsh: bool = False, xls: bool = False) -> Generated:
    """Write the workbooks of a county of so many members as they stand on a day.

    ``harsh``: layouts, habits and mistakes from the whole stock instead of the demonstration's few, and no year
    before. ``xls``: the old format may occur (needs xlwt). ``ValueError`` for too small a county.
    """
    dice = Dice(seed)
    county = synthetic(dice, members=members, on=on, harsh=harsh)
    leaving, coming = moved(county, dice.apart("moved"))
    story = Chronicle() if harsh else live_through(county, dice.apart("story"))
    chosen = {name: _layout(dice, place, harsh=harsh, xls=xls) for place, (name, _) in enumerate(_offices(county), 1)}
    share = _MANY if harsh else _FEW
    written = _rosters(folder, county, chosen, dice.apart("rosters"), share=share, tidy=not harsh)
    found, covered = registers.served(county, dice.apart("outlets")), units.found(county, dice.apart("units"))
    rows = Rows(leaving, coming, covered, found)
    others = _registers(folder, county, rows, dice.apart("registers"), tidy=not harsh)
    good = tuple(
        Good(each.number, each.branch.full_name, each.standing)
        for each in county.members
        if each.number not in written.left_out
    )
    return Generated((*others, *written.files), county, tuple(written.planted), good, rows, story, chosen)


def generate_past(folder: Path, made: Generated, day: date) -> tuple[Path, ...]:
    """Write the same county's workbooks as they stood on an earlier day, without mistakes; gives the files in order.

    Whoever is left out of today's registers for a mistake stands in none of these either.
    """
    without = {each.number for each in made.county.members} - {each.number for each in made.good}
    county = past.county_on(made.county, made.story, day, without=without)
    dice = Dice(made.county.county.name)  # the same clerks with the same habits on every day
    rows = Rows(
        past.outgoing(made.rows.outgoing, made.county, made.story, day),
        past.incoming(made.rows.incoming, made.county, day),
        past.units(made.rows.units, made.county, day),
        past.outlets(made.rows.outlets, made.county, day),
    )
    loose = past.loose(made.layouts, made.county.on, day)
    written = _rosters(folder, county, made.layouts, dice.apart("rosters"), share=0, tidy=True, loose=loose)
    return (*_registers(folder, county, rows, dice.apart("registers"), tidy=True), *written.files)


def _registers(folder: Path, county: Synthetic, rows: Rows, dice: Dice, *, tidy: bool) -> list[Path]:
    """All registers but the rosters, in the order in which one stands on another."""
    name = county.county.name
    sheets = {
        f"区划/{name}行政区划.csv": [registers.divisions(county)],
        f"组织/{name}党组织名册.xlsx": registers.organisations(county, dice.apart("register"), tidy=tidy),
        f"流动/{name}流动党员登记册.xlsx": away(rows.outgoing, rows.incoming, county, dice.apart("away"), tidy=tidy),
        f"单位/{name}各类单位党建覆盖情况统计表.xlsx": units.units(rows.units, county, dice.apart("units"), tidy=tidy),
        f"便民/{name}便民服务网点和事项.xlsx": registers.outlets(
            rows.outlets, county, dice.apart("outlets"), tidy=tidy
        ),
    }
    for path, grids in sheets.items():
        workbooks.write(folder / path, grids, "UTF-8 with BOM" if path.endswith(".csv") else "")
    return [folder / path for path in sheets]


class _Written(NamedTuple):
    files: list[Path]
    planted: list[Planted]
    left_out: set[str]


def _rosters(
    folder: Path,
    county: Synthetic,
    chosen: Mapping[str, Layout],
    dice: Dice,
    *,
    share: float,
    tidy: bool,
    loose: Collection[str] = (),
) -> _Written:
    """A roster for each township and one for what stands directly under the county; whose rows stay out.

    The ``loose`` offices write days of joining as months.
    """
    written = _Written([], [], set())
    for place, (name, branches) in enumerate(_offices(county), 1):
        layout = chosen[name]
        path = folder / "名册" / f"{place:02}{name}党员名册.{layout.format}"
        office = Office(name, county.on, layout, county.book, dice.apart(name), tidy, name in loose)
        grids, marks = _one(office, branches, share)
        workbooks.write(path, grids, layout.encoding)
        written.files.append(path)
        for row, mark in marks:
            sheet = "" if layout.format == "csv" else row.where[1] or ""
            written.planted.append(Planted(f"名册/{path.name}", sheet, row.where[2], mark))
            if mark.level == "error" and row.first is None:
                written.left_out.add(row.member.number)
    return written


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


def _one(office: Office, branches: Sequence[Organisation], share: float) -> tuple[list[Grid], Marks]:
    rows, habit = [], _hand(office)
    for branch in branches:
        habit = habit if office.tidy or not office.dice.odds(_NEW_HAND) else _hand(office)
        rows += [Row(member, branch, habit) for member in branch.members]
    return roster(office, plant(rows, office.layout, office.dice, office.book, share))


def _hand(office: Office) -> Hand:
    # A tidy office has the same habits on every day on which it writes.
    dice = Dice(office.name) if office.tidy else office.dice
    made = hand(dice, office.on, tidy=office.tidy, spreadsheet=office.layout.format != "csv")
    if office.loose:
        made.party = "dots"
    made.yes_no_type = office.layout.yes_no_type
    return made

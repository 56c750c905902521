"""A county on paper for the benchmarks: a register of organisations and one roster of 24 columns, all rows good.

20 townships, 25 members to a village branch; the same county for the same number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from zhendi.demo.dice import Dice
from zhendi.demo.identity import Numbers, mobile
from zhendi.demo.names import name
from zhendi.intake.export.members import HEADINGS
from zhendi.intake.export.registers import ORGANISATIONS

DAY = date(2026, 6, 30)
ROOT = "中共岚溪县委员会"
_TOWNSHIPS, _A_BRANCH = 20, 25
_FIRST, _SECOND = "白石杨柳桐木龙潭上坪栗树河湾竹山", "云清泉松溪田岭塘桥源坝岗湖洲沙埠"


class Files(NamedTuple):
    """The two workbooks."""

    register: Path
    roster: Path


def write(folder: Path, members: int) -> Files:
    """Write the county of so many members."""
    folder.mkdir(parents=True, exist_ok=True)
    branches = list(_branches(members))
    files = Files(folder / "党组织名册.xlsx", folder / "党员名册.xlsx")
    _workbook(files.register, "党组织", ORGANISATIONS, _organisations(branches))
    _workbook(files.roster, "党员", HEADINGS, _members(branches, members))
    return files


def _branches(members: int) -> Iterator[tuple[str, str]]:
    """Township and village stems of each branch."""
    towns = [f"{one}{two}" for one, two in zip(_FIRST * 2, _SECOND[:1] * 16 + _SECOND[1:2] * 16, strict=False)]
    villages = ["".join(pair) for pair in product(_SECOND, _FIRST)]
    for number in range(-(-members // _A_BRANCH)):
        yield towns[number % _TOWNSHIPS], villages[number // _TOWNSHIPS]


def _committee(town: str) -> str:
    return f"中共岚溪县{town}镇委员会"


def _branch(town: str, village: str) -> str:
    return f"中共岚溪县{town}镇{village}村支部委员会"


def _organisations(branches: Sequence[tuple[str, str]]) -> Iterator[list[Any]]:
    towns = list(dict.fromkeys(town for town, _ in branches))
    rows = [(ROOT, "县委", "县级党委", "")]
    rows += [(_committee(town), f"{town}镇党委", "党委", ROOT) for town in towns]
    rows += [(_branch(*each), f"{each[1]}村支部", "党支部", _committee(each[0])) for each in branches]
    for number, (full, short, kind, parent) in enumerate(rows, 1):
        yield [number, full, short, kind, parent, "", "1990-07-01", "2024-01-05", "2029-01-05", "", "", "", ""]


def _members(branches: Sequence[tuple[str, str]], members: int) -> Iterator[list[Any]]:
    dice, numbers = Dice(7), Numbers(Dice(8))
    for number in range(members):
        sex = 1 + number % 2
        birth = date(1945, 1, 1) + timedelta(days=dice.between(0, 365 * 55))
        joined = date(birth.year + 22, 7, 1)
        yield [
            number + 1, name(dice, sex, birth.year), "男女"[sex - 1], "汉族", birth.isoformat(), numbers.take(birth, sex),
            "大专", "", "安徽岚溪", f"{birth.year + 20}-09-01", joined.isoformat(),
            joined.replace(year=joined.year + 1).isoformat(), "正式党员", _branch(*branches[number // _A_BRANCH]), "",
            "务农", mobile(dice), f"岚溪县{number % 30 + 1}组{number % 90 + 1}号", 2.0, "2026-06", "否", "", "否", "",
        ]  # fmt: skip


def _workbook(path: Path, title: str, headings: Sequence[str], rows: Iterator[list[Any]]) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet(title)
        sheet.write_row(0, 0, headings)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row)

"""What a sheet is: one of the registers, or help, a dictionary, a summary, nothing, or not known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from zhendi.intake.reading.grid import Grid, filled
from zhendi.intake.reading.mapping import Heading, Mapped, remembered, satisfies
from zhendi.intake.reading.meanings import Register, register, registers
from zhendi.intake.reading.table import Number
from zhendi.intake.verdict import Role

_HELP = re.compile(
    r"说明|须知|填报要求|填表要求|注意事项|填写要求|使用帮助|指标解释|样表|示例|样例|范例|模板说明|readme|help",
    re.IGNORECASE,
)
_DICTIONARY = re.compile(r"字典|代码表|选项|下拉|数据源|参数|码表|枚举|dict|option|list", re.IGNORECASE)
_SUMMARY = re.compile(r"汇总|统计|合计|总表|情况表|一览|分析|透视|summary|total", re.IGNORECASE)
_ENOUGH = 2.0  # points below which the headings say nothing
_TITLED = 2.5  # points for a title that names the register


class Decision(NamedTuple):
    """What a sheet is. When the role is unknown, ``mapped`` is the register that comes nearest, for a person to correct."""

    role: Role
    mapped: Mapped
    note: str


def decide(headings: Sequence[Heading], names: Sequence[str], said: Mapping[str, str]) -> Decision:
    """The register that the headings, with the sheet's name and titles, speak for; ``said`` are a person's corrections."""
    placings = [(wanted, remembered(headings, wanted.code, said)) for wanted in registers()]
    found = [(_points(each, wanted, names), each) for wanted, each in placings]
    fitting = [pair for pair in found if satisfies(pair[1].columns, register(pair[1].register))]
    points, best = max(fitting or found, key=lambda pair: pair[0])
    if fitting and (said or points >= _ENOUGH):
        return Decision("data", best, "")
    return Decision("unknown", best, _lacking(points, best))


def other_role(grid: Grid, titles: Sequence[str]) -> tuple[Role, str]:
    """What a sheet is that is no register, by its name, its title and its shape; with a Chinese note."""
    if not any(cell is not None for row in grid.rows for cell in row):
        return "empty", "空表"
    names = (grid.name, *titles[:2])
    filled_cells = [cell for row in grid.rows for cell in row if cell is not None]
    figures = sum(1 for cell in filled_cells if isinstance(cell, Number))
    if any(_HELP.search(each) for each in names):
        return "help", "填表说明，不是名册，没有读取"
    if any(_DICTIONARY.search(each) for each in names):
        return "dictionary", "代码或选项表，不是名册，没有读取"
    if max(sum(1 for _ in filled(row)) for row in grid.rows) <= 1:
        return "help", "只有文字说明，没有读取"
    if any(_SUMMARY.search(each) for each in names) or (grid.width > 2 and figures > 0.4 * len(filled_cells)):
        return "summary", "汇总表，不是名册，没有读取"
    return "unknown", ""


def is_aside(name: str) -> bool:
    """True for a sheet's name that says example or explanation."""
    return _HELP.search(name) is not None


def _points(found: Mapped, wanted: Register, names: Sequence[str]) -> float:
    """How well a register suits: its columns, and what the names of the sheet say."""
    text = " ".join(names)
    for_it = _TITLED if wanted.called.search(text) else 0.0
    against = _TITLED if wanted.not_called and wanted.not_called.search(text) else 0.0
    return found.points + for_it - against


def _lacking(points: float, best: Mapped) -> str:
    """A sentence on what is missing for the register that comes nearest."""
    if points < _ENOUGH:
        return "认不出这是哪一种名册，没有读取。请核对标题行，或在对照表里指定各列的含义。"
    wanted = register(best.register)
    placed = {column.field for column in best.columns}
    lacking = "、".join(
        " 或 ".join(wanted.meanings[code].title for code in group[:3])
        for group in wanted.needs
        if not placed.intersection(group)
    )
    return f"像是{wanted.title}，但缺少这样的列：{lacking}，没有读取。请补上或在对照表里指定各列的含义。"

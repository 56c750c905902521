"""The map of destinations: a tile for each province, where it lies in the country; the square in it grows with the number.

Not drawn to scale and without borders, so that it needs no foreign data and reads on a telephone. Which tile stands
where is this product's own drawing; the names are those of GB/T 2260 (``kernel.provinces``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from zhendi.domain.mobile.queries.statistics import Line
from zhendi.kernel import provinces

_DRAWN = (
    "       黑",
    "新   蒙京辽吉",
    " 甘宁晋冀津  ",
    " 青陕豫鲁   ",
    "藏川渝鄂皖苏沪 ",
    " 云贵湘赣浙  ",
    "  桂粤闽 台 ",
    "  琼澳港   ",
)
_SHORT = (
    "京北京 津天津 冀河北 晋山西 蒙内蒙古 辽辽宁 吉吉林 黑黑龙江 沪上海 苏江苏 浙浙江 皖安徽 闽福建 赣江西 鲁山东 豫河南 鄂湖北 "
    "湘湖南 粤广东 桂广西 琼海南 渝重庆 川四川 贵贵州 云云南 藏西藏 陕陕西 甘甘肃 青青海 宁宁夏 新新疆 港香港 澳澳门 台台湾"
)
_SIDE = 100  # of the square of the province to which most went
_SMALLEST = 8  # one person can still be seen


class Tile(NamedTuple):
    """A province: one character, short and full name, how many went there; ``side`` of its square, its area the number."""

    sign: str
    short: str
    name: str
    total: int
    side: int


class Drawing(NamedTuple):
    """Rows of tiles (``None`` = nothing there), and the places that are no province: abroad, unclear, not entered."""

    rows: tuple[tuple[Tile | None, ...], ...]
    aside: tuple[Line, ...]


def draw(lines: Sequence[Line]) -> Drawing:
    """The tiles of what ``statistics.destinations`` says of the whole country."""
    total = {line.key: line.total for line in lines}
    known = {name for _, name in _names().values()}
    most = max((many for name, many in total.items() if name in known), default=1)
    rows = tuple(tuple(_tile(sign, total, most) if sign != " " else None for sign in row) for row in _DRAWN)
    return Drawing(rows, tuple(line for line in lines if line.key not in known))


def _tile(sign: str, total: dict[str, int], most: int) -> Tile:
    short, name = _names()[sign]
    many = total.get(name, 0)
    side = max(round(_SIDE * (many / most) ** 0.5), _SMALLEST) if many else 0
    return Tile(sign, short, name, many, side)


@cache
def _names() -> dict[str, tuple[str, str]]:
    """Short and full name by the one character that stands for a province."""
    return {said[0]: (said[1:], provinces.province(said[1:])) for said in _SHORT.split()}
